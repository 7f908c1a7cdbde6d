"""Subcontracted orders are judged by the finished goods that come back, not by the service that is bought."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.compat import major_version
from tests.factories import buying, subcontracting

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def month_of(name: str) -> dict:
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema

	frappe.db.commit()
	tasks.run("Refresh", as_of=AS_OF)
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = frappe.qb.from_(table).select("*").where(table.supplier == buying.named(name))
	(row,) = query.run(as_dict=True)
	return row


def test_in_full_is_judged_in_finished_goods():
	subcontracting.receipt(subcontracting.order("_RS Half Done"), 50)
	subcontracting.receipt(subcontracting.order("_RS Done"), 100)

	half, done = month_of("_RS Half Done"), month_of("_RS Done")

	assert (half["qty_due"], half["lines_in_full"]) == (100, 0)
	assert (done["qty_due"], done["lines_in_full"]) == (100, 1)
	assert done["value_due"] == 50  # 10 hours at 5


def test_the_purchase_receipt_of_the_service_and_scrap_do_not_count_a_second_time():
	po = subcontracting.order("_RS Booked Twice")
	subcontracting.receipt(po, 90, rejected=10, scrap=7)
	buying.purchase_receipt(po, on=date(2026, 3, 9), qty=9, rejected=1)

	month = month_of("_RS Booked Twice")

	assert (month["received_qty"], month["defective_qty"], month["lines_in_full"]) == (100, 10, 1)


def test_an_order_of_the_old_flow_names_its_goods_itself():
	if buying.is_bench() and major_version("erpnext") > 15:
		pytest.skip("ERPNext 16 keeps orders of the old flow and makes no new ones")
	po = subcontracting.order_of_the_old_flow("_RS Old Flow")

	assert month_of("_RS Old Flow")["qty_due"] == po.items[0].qty == 10
