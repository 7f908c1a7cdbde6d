"""Purchase Order: keep the first dates, which ERPNext overwrites on "Update Items"."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import changes

#: Statuses in which nothing more is expected.
_RESTING = frozenset({"Closed", "On Hold"})
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
	"""Closing, holding and reopening do not run on_update_after_submit: they only set the status.

	Noted is an order that is, or was before, closed or on hold. "Before" is asked for twice: Frappe keeps the document
	as it was before its first ``db_set``, so one that is closed and reopened in a row would look untouched.
	"""
	if doc.docstatus != 1:
		return
	before = doc.get_doc_before_save()
	statuses = {doc.status, doc.flags.relationship_status, before.status if before else None}
	doc.flags.relationship_status = doc.status
	if statuses & _RESTING:
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
