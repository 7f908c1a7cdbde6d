"""First dates of orders that are older than the install, read from their Version records.

A stage of the run that finds them wanted: every batch of orders is one transaction that says as well how far it came.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

import frappe
from frappe import _
from frappe.query_builder import Case
from frappe.query_builder.functions import Count
from frappe.utils import cint, getdate
from frappe.utils.dateutils import parse_date

from relationship_suite.relationship_core.facts import changes, watermarks
from relationship_suite.relationship_core.facts.refresh import Progress, no_progress, noted
from relationship_suite.relationship_core.facts.terms import null
from relationship_suite.relationship_core.facts.transactions import Lease, retrying

FIELDS = {"schedule_date": "relationship_requested_on", "expected_delivery_date": "relationship_committed_on"}
BATCH = 500

#: Order line -> our field -> the first date.
FirstDates = dict[str, dict[str, date]]


class Entry(NamedTuple):
	"""A Version of an order, or of one of its lines: "Update Items" saves each line by itself."""

	creation: datetime
	name: str
	line: str | None
	data: str


def want() -> None:
	"""Have the next run look through all orders, inside the running transaction."""
	watermarks.keep(watermarks.BACKFILL_WANTED, "")


def backfill(lease: Lease, progress: Progress = no_progress) -> int:
	"""Fill the first dates of order lines whose dates were changed after submission, where that is wanted.

	Lines without a Version that touches a date keep what they have: nothing, or what they had when they were changed
	first after the install. Either is marked as assumed. A filled line is never filled again, and a run that was killed
	goes on behind the last order whose dates stand. A batch takes the same statements however many orders it has.

	Args:
		lease: the right to write.
		progress: called as ``progress(done, total, doctype)`` after every batch.

	Returns:
		The number of lines filled by this run.
	"""
	last = watermarks.get(watermarks.BACKFILL_WANTED)
	if last is None:
		return 0
	total, done, filled = _count_after(last), 0, 0
	while names := _orders_after(last):
		filled += retrying(lambda batch=names: _backfill_batch(lease, batch))
		last, done = names[-1], done + len(names)
		progress(min(done, total), max(done, total), "Purchase Order")
	retrying(lambda: _finish(lease))
	return filled


def _backfill_batch(lease: Lease, orders: Sequence[str]) -> int:
	lease.renew()
	filled = _backfill_orders(orders)
	watermarks.keep(watermarks.BACKFILL_WANTED, orders[-1])
	frappe.db.commit()
	return filled


def _finish(lease: Lease) -> None:
	lease.renew()
	watermarks.forget(watermarks.BACKFILL_WANTED)
	frappe.db.commit()


def _count_after(name: str) -> int:
	order = frappe.qb.DocType("Purchase Order")
	query = frappe.qb.from_(order).select(Count("*"))
	return query.where((order.docstatus == 1) & (order.name > name)).run()[0][0]


def _orders_after(name: str) -> list[str]:
	order = frappe.qb.DocType("Purchase Order")
	query = frappe.qb.from_(order).select(order.name)
	query = query.where((order.docstatus == 1) & (order.name > name)).orderby(order.name).limit(BATCH)
	names = [row[0] for row in query.run()]
	frappe.db.rollback()  # end the read's snapshot
	return names


def _backfill_orders(orders: Sequence[str]) -> int:
	first = _first_dates(orders)
	line = frappe.qb.DocType("Purchase Order Item")
	is_unknown = line.relationship_requested_on.isnull() | (line.relationship_dates_assumed == 1)
	rows = (
		frappe.qb.from_(line)
		.select(line.name, line.parent, *(line[field] for pair in FIELDS.items() for field in pair))
		.where((line.parenttype == "Purchase Order") & line.parent.isin(orders) & is_unknown)
		.orderby(line.parent)
		.orderby(line.idx)
		.run(as_dict=True)
	)
	rows = [row for row in rows if row.name in first]
	if not rows:
		return 0
	# Somebody may have changed a line since it was read.
	update = frappe.qb.update(line).where(line.name.isin([row.name for row in rows]) & is_unknown)
	for theirs, ours in FIELDS.items():
		dates = {row.name: first[row.name].get(ours) or row[ours] or row[theirs] for row in rows}
		value = Case()
		for name, day in dates.items():
			if day:
				value = value.when(line.name == name, day)
		if any(dates.values()):
			update = update.set(line[ours], value.else_(line[ours]))
	update.set(line.relationship_dates_assumed, 0).run()
	changes.note_vouchers([("Purchase Order", name) for name in sorted({row.parent for row in rows})])
	return len(rows)


def _first_dates(orders: Sequence[str]) -> FirstDates:
	"""What the lines of these orders were asked for and promised first, as far as Versions tell.

	Where those of an order cannot be read, its dates stay assumed and the Error Log says why.
	"""
	first: FirstDates = {}
	failed: dict[str, str] = {}
	for order, history in _histories(orders).items():
		with noted(failed, order):
			first |= _first_dates_of(history)
	for order, error in failed.items():
		title = _("The first dates of {0} could not be read from its versions").format(order)
		frappe.log_error(title[:140], error, "Purchase Order", order)
	return first


def _histories(orders: Sequence[str]) -> dict[str, list[Entry]]:
	"""Order -> the Versions of it and of its lines, oldest first."""
	version, line = frappe.qb.DocType("Version"), frappe.qb.DocType("Purchase Order Item")
	stamp = (version.creation, version.name)
	of_orders = (
		frappe.qb.from_(version)
		.select(version.docname, *stamp, null().as_("line"), version.data)
		.where((version.ref_doctype == "Purchase Order") & version.docname.isin(orders))
	)
	of_lines = (
		frappe.qb.from_(line)
		.inner_join(version)
		.on((version.ref_doctype == "Purchase Order Item") & (version.docname == line.name))
		.select(line.parent, *stamp, line.name.as_("line"), version.data)
		.where((line.parenttype == "Purchase Order") & line.parent.isin(orders))
	)
	histories: dict[str, list[Entry]] = defaultdict(list)
	for order, *entry in [*of_orders.run(), *of_lines.run()]:
		histories[order].append(Entry(*entry))
	return {order: sorted(history, key=lambda entry: entry[:2]) for order, history in histories.items()}


def _first_dates_of(history: Sequence[Entry]) -> FirstDates:
	first: FirstDates = {}
	for line, fieldname, old, new in _date_changes(history):
		# The oldest change tells the first date: what it replaced, or, where there was none, what it set.
		day = _day(old) or _day(new)
		if day:
			first.setdefault(line, {}).setdefault(FIELDS[fieldname], day)
	return first


def _date_changes(history: Sequence[Entry]) -> Iterator[tuple[str, str, object, object]]:
	"""(line, field, old value, new value) of every change of a date after submission, oldest first.

	Changes of the draft, and those of the submission itself, come before anybody was promised anything.
	"""
	contents = [(entry.line, json.loads(entry.data or "{}")) for entry in history]
	submissions = [i for i, (line, content) in enumerate(contents) if not line and _is_submission(content)]
	for own_line, content in contents[submissions[0] + 1 if submissions else 0 :]:
		if own_line:
			rows = [(own_line, content.get("changed") or [])]
		elif _is_submission(content):
			rows = []
		else:
			rows = [row[2:] for row in content.get("row_changed") or [] if row[0] == "items"]
		for line, changed in rows:
			for fieldname, old, new in changed:
				if fieldname in FIELDS:
					yield line, fieldname, old, new


def _is_submission(content: dict) -> bool:
	# An amendment begins with a Version of its own, from cancelled to draft.
	return any(change[0] == "docstatus" and cint(change[2]) == 1 for change in content.get("changed") or [])


def _day(text: object) -> date | None:
	"""A date as a Version keeps it, in the date format of the site; None for what is none."""
	try:
		return getdate(parse_date(str(text))) if text else None
	except Exception:  # parse_date has no class of its own for what it cannot read
		return None
