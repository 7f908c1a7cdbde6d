"""The first dates of an order line: kept as the order goes out, and not excused by an amendment."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying

PROMISED, LATER = date(2026, 2, 10), date(2026, 5, 10)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def order_of(name: str, *items: str):
	"""An order with a line per item, promised for February."""
	po = buying.purchase_order(
		name, ordered=date(2026, 1, 5), due=PROMISED, promised=PROMISED, lines=len(items), submit=False
	)
	for line, item in zip(po.items, items, strict=True):
		line.item_code = line.item_name = buying.item(item)
	po.save(ignore_permissions=True)
	po.submit()
	return po


def amended(po, *items: str):
	"""The order amended to these lines, all promised for May."""
	import frappe

	po.reload()
	po.cancel()
	new = frappe.copy_doc(po)
	new.amended_from, new.docstatus = po.name, 0
	template = new.items[0].as_dict()
	for field in ("name", "relationship_requested_on", "relationship_committed_on"):
		template.pop(field, None)
	new.items = []
	for idx, item in enumerate(items, start=1):
		code = buying.item(item)
		dates = {"schedule_date": LATER, "expected_delivery_date": LATER}
		new.append("items", {**template, "item_code": code, "item_name": code, "idx": idx, **dates})
	new.schedule_date = LATER
	new.insert(ignore_permissions=True, ignore_mandatory=True)
	new.submit()
	return new


def first_dates(po) -> list[tuple]:
	import frappe

	return frappe.get_all(
		"Purchase Order Item",
		filters={"parent": po.name},
		fields=["item_code", "relationship_requested_on", "relationship_committed_on"],
		order_by="idx",
		as_list=True,
	)


def test_an_amendment_that_leaves_a_line_out_does_not_excuse_the_others():
	po = order_of("_RS Amended", "_RS Item A", "_RS Item B")

	new = amended(po, "_RS Item B", "_RS Item C")

	assert [tuple(row) for row in first_dates(new)] == [
		("_RS Item B", PROMISED, PROMISED),
		("_RS Item C", LATER, LATER),
	]


def test_an_item_that_was_left_out_and_comes_back_keeps_its_first_dates():
	po = order_of("_RS Amended Twice", "_RS Item A", "_RS Item B")

	new = amended(amended(po, "_RS Item B"), "_RS Item A", "_RS Item B", "_RS Item B")

	assert [tuple(row) for row in first_dates(new)] == [
		("_RS Item A", PROMISED, PROMISED),
		("_RS Item B", PROMISED, PROMISED),
		("_RS Item B", LATER, LATER),
	]
