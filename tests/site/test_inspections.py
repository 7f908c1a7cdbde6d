"""Incoming inspections: failed samples are defective, once, and a rejected lot is no more than its sample."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, cells
from tests.factories.buying import inspection as inspect

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def received(supplier: str, qty: float = 100, **values):
	po = buying.purchase_order(supplier, ordered=date(2026, 2, 1), due=date(2026, 3, 10), qty=100)
	return buying.purchase_receipt(po, on=date(2026, 3, 9), qty=qty, **values)


def month_of(supplier: str) -> dict:
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema

	frappe.db.commit()
	tasks.run("Refresh", as_of=AS_OF)
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = frappe.qb.from_(table).select("*").where(table.supplier == buying.named(supplier))
	(row,) = query.where(table.month == date(2026, 3, 1)).run(as_dict=True)
	return row


@pytest.mark.parametrize("by", ["line", "link"])
def test_a_failed_sample_is_defective_and_the_rest_of_the_lot_is_not(by):
	receipt = received(f"_RS Sampled {by}")
	inspect(receipt, 5, "Rejected", by=by)

	month = month_of(f"_RS Sampled {by}")

	assert (month["received_qty"], month["defective_qty"], month["sampled_qty"]) == (100, 5, 5)
	assert (month["lots_inspected"], month["lots_accepted"]) == (1, 0)


def test_rejects_and_returns_of_an_inspected_lot_do_not_count_twice():
	inspect(received("_RS Sampled Rejects", 97, rejected=3), 5, "Rejected")
	returned = received("_RS Sampled Returns")
	inspect(returned, 5, "Rejected")
	buying.purchase_return(returned, on=date(2026, 4, 2), qty=8)

	assert month_of("_RS Sampled Rejects")["defective_qty"] == 5
	assert month_of("_RS Sampled Returns")["defective_qty"] == 8


def test_several_inspections_of_a_line_add_their_samples_and_are_one_lot():
	receipt = received("_RS Sampled Twice")
	inspect(receipt, 5, "Accepted")
	second = inspect(receipt, 7, "Rejected")

	month = month_of("_RS Sampled Twice")
	assert (month["received_qty"], month["sampled_qty"], month["defective_qty"]) == (100, 12, 7)
	assert (month["lots_inspected"], month["lots_accepted"]) == (1, 0)

	second.reload()
	second.cancel()
	month = month_of("_RS Sampled Twice")
	assert (month["sampled_qty"], month["defective_qty"], month["lots_accepted"]) == (5, 0, 1)


def test_a_sample_is_never_more_than_what_came():
	inspect(received("_RS Sampled All", 3), 50, "Rejected")

	month = month_of("_RS Sampled All")

	assert (month["received_qty"], month["sampled_qty"], month["defective_qty"]) == (3, 3, 3)


def test_inspections_come_to_the_same_by_a_rebuild():
	from relationship_suite import tasks

	receipt = received("_RS Sampled Rebuilt")
	month_of("_RS Sampled Rebuilt")
	inspect(receipt, 5, "Rejected")
	month_of("_RS Sampled Rebuilt")
	incremental = cells.every_cell()

	cells.empty_facts()
	tasks.run("Rebuild", as_of=AS_OF)

	assert cells.every_cell() == incremental
