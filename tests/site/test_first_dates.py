"""The first dates of an order line: kept as the order goes out, and excused neither by an amendment nor by Update Items."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories.item_updates import update_items
from tests.factories.runs import refresh_facts

PROMISED, LATER, LATEST = date(2026, 2, 10), date(2026, 5, 10), date(2026, 8, 10)


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


def test_an_amendment_of_orders_older_than_the_install_keeps_the_oldest_dates_as_assumed():
	po = order_of("_RS Amended Old", "_RS Item A")
	second = amended(po, "_RS Item A")
	for order in (po, second):
		buying.age(order)

	third = amended(second, "_RS Item A", "_RS Item B")

	assert [tuple(row) for row in first_dates(third)] == [
		("_RS Item A", PROMISED, PROMISED),
		("_RS Item B", LATER, LATER),
	]
	assert commitments(third) == [(PROMISED, 1), (LATER, 0)]


def commitments(po) -> list[tuple]:
	"""First commitment of each line, and whether it is assumed, as the facts have it."""
	import frappe

	refresh_facts()
	found = frappe.db.sql(
		"select line, committed_on, commitment_assumed from relationship_purchase_line where voucher = %s",
		(po.name,),
	)
	by_line = {line: (frappe.utils.getdate(day), assumed) for line, day, assumed in found}
	return [
		by_line[name]
		for name in frappe.get_all("Purchase Order Item", {"parent": po.name}, pluck="name", order_by="idx")
	]


def test_update_items_on_an_order_older_than_the_install_keeps_the_date_before_it():
	po = buying.age(buying.purchase_order("_RS Old", ordered=date(2026, 1, 5), due=PROMISED, lines=2))
	assert commitments(po) == [(PROMISED, 1), (PROMISED, 1)]

	update_items(po, LATER, PROMISED)
	assert commitments(po) == [(PROMISED, 1), (PROMISED, 1)]
	update_items(po, LATEST, LATER)
	assert commitments(po) == [(PROMISED, 1), (PROMISED, 1)]


def test_a_line_that_update_items_adds_to_an_old_order_is_promised_for_its_own_date():
	po = buying.age(buying.purchase_order("_RS Old Longer", ordered=date(2026, 1, 5), due=PROMISED))

	update_items(po, PROMISED, LATER)
	update_items(po, LATEST, LATEST)

	assert commitments(po) == [(PROMISED, 1), (LATER, 0)]


def test_update_items_on_an_order_of_today_moves_no_first_date_and_assumes_none():
	po = buying.purchase_order("_RS New", ordered=date(2026, 1, 5), due=PROMISED)

	update_items(po, LATER, LATER)

	assert commitments(po) == [(PROMISED, 0), (LATER, 0)]


def save_form(po) -> None:
	# ERPNext lets people change both dates after submission; the stand-in does not know that.
	po.flags.ignore_links = po.flags.ignore_validate_update_after_submit = True
	po.save(ignore_permissions=True)


@pytest.mark.parametrize("promised", [None, PROMISED])
def test_dates_typed_into_the_form_of_an_old_order_do_not_replace_its_first_ones(promised):
	po = buying.purchase_order("_RS Old Form", ordered=date(2026, 1, 5), due=PROMISED, promised=promised)
	buying.age(po)
	po.reload()
	po.items[0].schedule_date = LATER
	if promised:
		po.items[0].expected_delivery_date = LATER
	save_form(po)

	assert commitments(po) == [(PROMISED, 1)]


def test_the_first_confirmation_of_an_old_order_is_its_commitment():
	po = buying.age(buying.purchase_order("_RS Old Confirmed", ordered=date(2026, 1, 5), due=PROMISED))
	for day in (LATER, LATEST):
		po.reload()
		po.items[0].expected_delivery_date = day
		save_form(po)

	assert commitments(po) == [(LATER, 1)]
