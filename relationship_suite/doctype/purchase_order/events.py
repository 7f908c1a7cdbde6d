"""Purchase Order: keep the first dates, which ERPNext overwrites on "Update Items"."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import changes

_DATES = ("relationship_requested_on", "relationship_committed_on")


def before_submit(doc, method: str | None = None) -> None:
	"""Requested and committed dates as they are when the order goes out."""
	earlier = _dates_of_cancelled(doc)
	for line in doc.items:
		kept = earlier.get((line.idx, line.item_code), {})
		# An amendment does not excuse a date that was promised before.
		line.relationship_requested_on = kept.get("relationship_requested_on") or line.schedule_date
		line.relationship_committed_on = kept.get("relationship_committed_on") or line.expected_delivery_date


def on_update_after_submit(doc, method: str | None = None) -> None:
	"""Lines that were added, and the first confirmation of those that had none."""
	for line in doc.items:
		first = {}
		if not line.relationship_requested_on:
			first["relationship_requested_on"] = line.schedule_date
		if not line.relationship_committed_on and line.expected_delivery_date:
			first["relationship_committed_on"] = line.expected_delivery_date
		if first:
			line.db_set(first, update_modified=False)


def on_change(doc, method: str | None = None) -> None:
	"""Closing and holding do not run on_update_after_submit: they only set the status."""
	if doc.docstatus == 1 and doc.status in ("Closed", "On Hold"):
		changes.note(doc)


def _dates_of_cancelled(doc) -> dict[tuple[int, str], dict]:
	if not doc.amended_from:
		return {}
	rows = frappe.get_all(
		"Purchase Order Item",
		filters={"parent": doc.amended_from, "parenttype": "Purchase Order"},
		fields=["idx", "item_code", *_DATES],
	)
	return {(row.idx, row.item_code): row for row in rows}
