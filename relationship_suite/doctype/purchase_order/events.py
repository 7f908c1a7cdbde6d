"""Purchase Order: keep the first dates, which ERPNext overwrites on "Update Items"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import frappe

from relationship_suite.relationship_core.facts import changes

#: Statuses in which nothing more is expected.
_RESTING = frozenset({"Closed", "On Hold"})
_DATES = ("relationship_requested_on", "relationship_committed_on")


def before_submit(doc, method: str | None = None) -> None:
	"""Requested and committed dates as they are when the order goes out."""
	earlier = _dates_of_cancelled(doc)
	for key, line in _by_appearance(doc.items):
		# An amendment does not excuse a date that was promised before.
		kept = earlier.get(key, {})
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


#: (item, which of its lines in the order, from 0): what makes a line the same one after an amendment, which may have
#: left lines out or moved them.
Appearance = tuple[str, int]


def _by_appearance(lines: Iterable) -> Iterator[tuple[Appearance, object]]:
	seen: Counter[str] = Counter()
	for line in lines:
		yield (line.item_code, seen[line.item_code]), line
		seen[line.item_code] += 1


def _dates_of_cancelled(doc) -> dict[Appearance, dict]:
	"""First dates of the orders that this one amends, those of the latest one that has the line."""
	found: dict[Appearance, dict] = {}
	order, passed = doc.amended_from, {doc.name}
	while order and order not in passed:
		passed.add(order)
		lines = frappe.get_all(
			"Purchase Order Item",
			filters={"parent": order, "parenttype": "Purchase Order"},
			fields=["item_code", *_DATES],
			order_by="idx",
		)
		for key, line in _by_appearance(lines):
			found.setdefault(key, line)
		order = frappe.db.get_value("Purchase Order", order, "amended_from")
	return found
