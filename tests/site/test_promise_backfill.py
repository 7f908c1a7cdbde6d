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


def test_without_a_version_the_dates_stay_assumed():
	from relationship_suite.doctype.purchase_order.backfill import backfill

	order = old_order("_RS Unversioned")

	backfill()

	assert dates_of(order) == (None, None)
