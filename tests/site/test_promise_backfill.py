"""Orders older than the install get their first dates back from Version records."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.factories import buying


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def old_order(name: str):
	"""An order as it would lie there before the install: without first dates."""
	import frappe

	order = buying.purchase_order(
		name, ordered=date(2026, 1, 5), due=date(2026, 3, 20), promised=date(2026, 3, 25)
	)
	for line in order.items:
		frappe.db.set_value(
			"Purchase Order Item",
			line.name,
			{"relationship_requested_on": None, "relationship_committed_on": None},
			update_modified=False,
		)
	frappe.db.delete("Version", {"docname": order.name})  # the tests write their own history
	return order


def version(order, *, changed=(), row_changed=()):
	import frappe

	data = {"added": [], "removed": [], "changed": list(changed), "row_changed": list(row_changed)}
	doc = frappe.new_doc("Version")
	doc.update({"ref_doctype": "Purchase Order", "docname": order.name, "data": json.dumps(data)})
	doc.insert(ignore_permissions=True)
	return doc


def dates_of(order) -> tuple:
	import frappe

	return frappe.db.get_value(
		"Purchase Order Item",
		order.items[0].name,
		["relationship_requested_on", "relationship_committed_on"],
	)


def test_the_oldest_value_after_submission_is_the_first_promise():
	from relationship_suite.doctype.purchase_order.backfill import backfill

	order = old_order("_RS Backfilled")
	line = order.items[0].name
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-01-31", "2026-02-28"]]]])
	version(order, changed=[["docstatus", 0, 1]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-03-01", "2026-03-10"]]]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-03-10", "2026-03-25"]]]])

	backfill()
	again = backfill()

	assert dates_of(order) == (date(2026, 3, 20), date(2026, 3, 1))
	assert again == 0


def test_the_first_confirmation_counts_where_there_was_none_at_submission():
	from relationship_suite.doctype.purchase_order.backfill import backfill

	order = old_order("_RS Confirmed Later")
	line = order.items[0].name
	version(order, changed=[["docstatus", 0, 1]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", None, "2026-02-01"]]]])
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", "2026-02-01", "2026-03-25"]]]])

	backfill()

	assert dates_of(order) == (date(2026, 3, 20), date(2026, 2, 1))


@pytest.mark.parametrize("shown", ["02-03-2026", "2026-03-02"])
def test_dates_are_read_in_the_format_of_the_site(shown):
	import frappe

	from relationship_suite.doctype.purchase_order.backfill import backfill

	order = old_order(f"_RS Formatted {shown}")
	line = order.items[0].name
	version(order, row_changed=[["items", 0, line, [["expected_delivery_date", shown, "25-03-2026"]]]])
	before = frappe.db.get_default("date_format")
	frappe.db.set_default("date_format", "dd-mm-yyyy")
	frappe.local.user_date_format = None
	try:
		backfill()
	finally:
		frappe.db.set_default("date_format", before)
		frappe.local.user_date_format = None
		frappe.db.commit()

	assert dates_of(order)[1] == date(2026, 3, 2)


def test_statements_do_not_grow_with_orders_and_lines():
	from relationship_suite.doctype.purchase_order.backfill import backfill
	from tests.factories.scorecards import counted

	def statements(orders: int) -> int:
		for number in range(orders):
			order = old_order(f"_RS Many {orders} {number}")
			changed = [["expected_delivery_date", "2026-03-01", "2026-03-10"]]
			version(order, row_changed=[["items", 0, order.items[0].name, changed]])
		with counted() as found:
			assert backfill() == orders
		return len(found)

	assert statements(5) == statements(1)


def test_without_a_version_the_dates_stay_assumed():
	from relationship_suite.doctype.purchase_order.backfill import backfill

	order = old_order("_RS Unversioned")

	backfill()

	assert dates_of(order) == (None, None)
