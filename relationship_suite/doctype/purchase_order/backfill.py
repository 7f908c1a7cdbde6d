"""First dates of orders that are older than the install, read from their Version records."""

from __future__ import annotations

import json
from collections.abc import Iterator

import frappe
from frappe.utils import getdate

FIELDS = {"schedule_date": "relationship_requested_on", "expected_delivery_date": "relationship_committed_on"}
BATCH = 500


def backfill() -> int:
	"""Fill the first dates of order lines whose dates were changed after submission; gives the number of lines.

	Orders without a Version that touches a date keep their fields empty: their first dates are taken as today's
	and marked as assumed. Idempotent and resumable: a filled line is never filled again.
	"""
	filled = 0
	last = ""
	while names := _orders_after(last):
		for order in names:
			filled += _backfill_order(order)
		last = names[-1]
		frappe.db.commit()  # a long job: every batch stands
	return filled


def _orders_after(name: str) -> list[str]:
	order = frappe.qb.DocType("Purchase Order")
	version = frappe.qb.DocType("Version")
	return [
		row[0]
		for row in frappe.qb.from_(order)
		.inner_join(version)
		.on((version.docname == order.name) & (version.ref_doctype == "Purchase Order"))
		.select(order.name)
		.distinct()
		.where((order.docstatus == 1) & (order.name > name))
		.orderby(order.name)
		.limit(BATCH)
		.run()
	]


def _backfill_order(order: str) -> int:
	first: dict[str, dict[str, object]] = {}
	for line, fieldname, old in _date_changes(order):
		first.setdefault(line, {}).setdefault(
			FIELDS[fieldname], old
		)  # the oldest change tells the first date
	lines = frappe.get_all(
		"Purchase Order Item",
		filters={
			"parent": order,
			"name": ("in", list(first) or [""]),
			"relationship_requested_on": ("is", "not set"),
		},
		fields=["name", "schedule_date", "expected_delivery_date"],
	)
	for line in lines:
		known = first[line.name]
		values = {
			"relationship_requested_on": known.get("relationship_requested_on") or line.schedule_date,
			"relationship_committed_on": known.get("relationship_committed_on")
			or line.expected_delivery_date,
		}
		frappe.db.set_value("Purchase Order Item", line.name, values, update_modified=False)
	if lines:
		from relationship_suite.relationship_core.facts import changes

		changes.note_vouchers([("Purchase Order", order)])
	return len(lines)


def _date_changes(order: str) -> Iterator[tuple[str, str, object]]:
	"""(line, field, old value) of every change of a date after submission, oldest first."""
	versions = frappe.get_all(
		"Version",
		filters={"ref_doctype": "Purchase Order", "docname": order},
		pluck="data",
		order_by="creation asc, name asc",
	)
	submitted = False
	for data in versions:
		content = json.loads(data or "{}")
		# Changes of the draft, and those of the submission itself, come before anybody was promised anything.
		is_submission = any(change[0] == "docstatus" for change in content.get("changed") or [])
		if is_submission:
			submitted = True
			continue
		if not submitted and _has_submission(versions):
			continue
		for table, _index, line, changed in content.get("row_changed") or []:
			if table != "items":
				continue
			for fieldname, old, _new in changed:
				if fieldname in FIELDS:
					yield line, fieldname, getdate(old) if old else None


def _has_submission(versions: list[str]) -> bool:
	return any('"docstatus"' in (data or "") for data in versions)
