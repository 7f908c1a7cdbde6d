"""First dates of orders that are older than the install, read from their Version records."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

import frappe
from frappe.query_builder import Case
from frappe.utils import getdate
from frappe.utils.dateutils import parse_date

from relationship_suite.relationship_core.facts import changes

FIELDS = {"schedule_date": "relationship_requested_on", "expected_delivery_date": "relationship_committed_on"}
BATCH = 500

#: Order line -> our field -> the first date.
FirstDates = dict[str, dict[str, date]]


def backfill() -> int:
	"""Fill the first dates of order lines whose dates were changed after submission; gives the number of lines.

	Orders without a Version that touches a date keep their fields empty: their first dates are taken as today's
	and marked as assumed. Idempotent and resumable: a filled line is never filled again. A batch of orders takes four
	statements however many lines it has.
	"""
	filled = 0
	last = ""
	while names := _orders_after(last):
		filled += _backfill_orders(names)
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


def _backfill_orders(orders: Sequence[str]) -> int:
	first = _first_dates(orders)
	line = frappe.qb.DocType("Purchase Order Item")
	rows = (
		frappe.qb.from_(line)
		.select(line.name, line.parent, line.schedule_date, line.expected_delivery_date)
		.where((line.parenttype == "Purchase Order") & line.parent.isin(orders))
		.where(line.relationship_requested_on.isnull())
		.orderby(line.parent)
		.orderby(line.idx)
		.run(as_dict=True)
	)
	rows = [row for row in rows if row.name in first]
	if not rows:
		return 0
	update = frappe.qb.update(line).where(line.name.isin([row.name for row in rows]))
	for theirs, ours in FIELDS.items():
		dates = {row.name: first[row.name].get(ours) or row[theirs] for row in rows}
		value = Case()
		for name, day in dates.items():
			if day:
				value = value.when(line.name == name, day)
		if any(dates.values()):
			update = update.set(line[ours], value.else_(line[ours]))
	update.run()
	changes.note_vouchers([("Purchase Order", name) for name in sorted({row.parent for row in rows})])
	return len(rows)


def _first_dates(orders: Sequence[str]) -> FirstDates:
	"""What the lines of these orders were asked for and promised first, as far as Versions tell."""
	version = frappe.qb.DocType("Version")
	rows = (
		frappe.qb.from_(version)
		.select(version.docname, version.data)
		.where((version.ref_doctype == "Purchase Order") & version.docname.isin(orders))
		.orderby(version.docname)
		.orderby(version.creation)
		.orderby(version.name)
		.run()
	)
	histories: dict[str, list[dict]] = defaultdict(list)
	for order, data in rows:
		histories[order].append(json.loads(data or "{}"))
	first: FirstDates = {}
	for history in histories.values():
		for line, fieldname, old, new in _date_changes(history):
			# The oldest change tells the first date: what it replaced, or, where there was none, what it set.
			day = _day(old) or _day(new)
			if day:
				first.setdefault(line, {}).setdefault(FIELDS[fieldname], day)
	return first


def _date_changes(history: Sequence[dict]) -> Iterator[tuple[str, str, object, object]]:
	"""(line, field, old value, new value) of every change of a date after submission, oldest first.

	Changes of the draft, and those of the submission itself, come before anybody was promised anything.
	"""
	submissions = [i for i, content in enumerate(history) if _is_submission(content)]
	for content in history[submissions[0] + 1 if submissions else 0 :]:
		if _is_submission(content):
			continue
		for table, _index, line, changed in content.get("row_changed") or []:
			if table == "items":
				for fieldname, old, new in changed:
					if fieldname in FIELDS:
						yield line, fieldname, old, new


def _is_submission(content: dict) -> bool:
	return any(change[0] == "docstatus" for change in content.get("changed") or [])


def _day(text: object) -> date | None:
	"""A date as a Version keeps it, in the date format of the site; None for what is none."""
	try:
		return getdate(parse_date(str(text))) if text else None
	except Exception:  # parse_date has no class of its own for what it cannot read
		return None
