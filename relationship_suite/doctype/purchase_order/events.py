"""Purchase Order: keep the first dates, which ERPNext overwrites on "Update Items"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import frappe

from relationship_suite.relationship_core.facts import changes

#: Statuses in which nothing more is expected.
_RESTING = frozenset({"Closed", "On Hold"})
_FIRST = ("relationship_requested_on", "relationship_committed_on", "relationship_dates_assumed")
_PRESENT = ("schedule_date", "expected_delivery_date")


def before_submit(doc, method: str | None = None) -> None:
	"""Requested and committed dates as they are when the order goes out."""
	cancelled = _lines_of_cancelled(doc)
	for key, line in _by_appearance(doc.items):
		# An amendment does not excuse a date that was promised before.
		_keep_first_dates(line, cancelled.get(key))


def before_update_after_submit(doc, method: str | None = None) -> None:
	"""Lines that were added, the first confirmation of those that had none, and lines older than the install."""
	before = doc.get_doc_before_save()
	# A line that "Update Items" adds is a draft until its order is saved.
	ordered = {line.name: line for line in before.items if line.docstatus == 1} if before else {}
	for line in doc.items:
		_keep_first_dates(line, ordered.get(line.name))


def before_line_update_after_submit(doc, method: str | None = None) -> None:
	"""``Update Items`` saves each line by itself before it saves the order, which then sees nothing but new dates."""
	_keep_first_dates(doc, doc.get_doc_before_save())


def _keep_first_dates(line, before) -> None:
	"""Fill those first dates that a line has not got yet.

	Args:
		line: what is about to be saved as submitted.
		before: the same line as it was submitted last; None where it never was.
	"""
	# While the app is being installed the fields are not there yet.
	if not line.get("relationship_requested_on"):
		line.relationship_requested_on = line.schedule_date
		if before:
			kept = before.get("relationship_requested_on")
			line.relationship_requested_on = kept or before.schedule_date
			# Older than the install: nobody knows whether its dates had been moved already.
			line.relationship_dates_assumed = int(not kept or before.get("relationship_dates_assumed") or 0)
	if not line.get("relationship_committed_on") and before:
		line.relationship_committed_on = (
			before.get("relationship_committed_on") or before.expected_delivery_date
		)
	if not line.get("relationship_committed_on"):
		line.relationship_committed_on = line.expected_delivery_date


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


def _lines_of_cancelled(doc) -> dict[Appearance, dict]:
	"""Lines of the orders that this one amends, with their dates: as the latest order kept them, else the oldest known."""
	found: dict[Appearance, dict] = {}
	order, passed = doc.amended_from, {doc.name}
	while order and order not in passed:
		passed.add(order)
		lines = frappe.get_all(
			"Purchase Order Item",
			filters={"parent": order, "parenttype": "Purchase Order"},
			fields=["item_code", *_FIRST, *_PRESENT],
			order_by="idx",
		)
		for key, line in _by_appearance(lines):
			later = found.setdefault(key, line)
			if not later.relationship_requested_on:  # older than the install, and so may be more than one
				later.update({field: day for field, day in line.items() if day})
		order = frappe.db.get_value("Purchase Order", order, "amended_from")
	return found
