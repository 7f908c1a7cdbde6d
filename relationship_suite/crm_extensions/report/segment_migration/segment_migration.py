"""Segment Migration: from which segment to which one customers have moved between two dates.

A customer is in a segment on a day that is not before Entered On and before Left On (Customer Segment Membership).
"""

from __future__ import annotations

from collections import Counter

import frappe
from frappe import _
from frappe.utils import formatdate, getdate

from relationship_suite.crm_extensions.segmentation.model import SEGMENTS
from relationship_suite.crm_extensions.segmentation.queries import segments_on

NAMES = tuple(segment.name for segment in SEGMENTS)
#: Not scored on that day: no net purchase within the window, or not a customer yet.
NOBODY = ""


def execute(filters: dict | None = None):
	"""Columns, data, message, chart and summary of the report."""
	filters = frappe._dict(filters or {})
	_validate(filters)
	before = segments_on(filters.company, filters.from_date)
	after = segments_on(filters.company, filters.to_date)
	moves = Counter(
		(before.get(customer, NOBODY), after.get(customer, NOBODY))
		for customer in before.keys() | after.keys()
	)
	start, end = Counter(before.values()), Counter(after.values())
	names = [name for name in NAMES if start[name] or end[name]]
	return (
		columns(names),
		matrix(moves, names),
		message(moves, filters),
		chart(start, end, names),
		summary(moves),
	)


def _validate(filters) -> None:
	for fieldname, label in (("company", _("Company")), ("from_date", _("From")), ("to_date", _("To"))):
		if not filters.get(fieldname):
			frappe.throw(_("{0} is missing.").format(label))
	if getdate(filters.from_date) >= getdate(filters.to_date):
		frappe.throw(
			_("From {0} must lie before To {1}.").format(
				formatdate(filters.from_date), formatdate(filters.to_date)
			)
		)


def columns(names: list[str]) -> list[dict]:
	"""From down, to across."""
	return [
		{"fieldname": "before", "label": _("From / To"), "fieldtype": "Data", "width": 170},
		*(
			{"fieldname": frappe.scrub(name), "label": _(name), "fieldtype": "Int", "width": 120}
			for name in names
		),
		{"fieldname": "not_scored", "label": _("Not Scored"), "fieldtype": "Int", "width": 110},
		{"fieldname": "customers", "label": _("Customers"), "fieldtype": "Int", "width": 110},
	]


def matrix(moves: Counter, names: list[str]) -> list[dict]:
	"""A row per segment at the start, and one of those who were not scored then."""
	rows = []
	for before in [*names, NOBODY]:
		customers = sum(count for (start, _end), count in moves.items() if start == before)
		if customers:
			rows.append(
				{
					"before": _(before) if before else _("Not Scored"),
					**{frappe.scrub(name): moves[before, name] for name in names},
					"not_scored": moves[before, NOBODY],
					"customers": customers,
				}
			)
	return rows


def message(moves: Counter, filters) -> str | None:
	"""What the figures say, or why there are none."""
	if not moves:
		return _(
			"No history between these dates: it begins with the first refresh after the installation, and grows with every change of a segment."
		)
	stayed = sum(count for (start, end), count in moves.items() if start == end)
	return _("{0} of {1} customers are in the same segment on {2} as on {3}.").format(
		stayed, moves.total(), formatdate(filters.to_date), formatdate(filters.from_date)
	)


def chart(start: Counter, end: Counter, names: list[str]) -> dict | None:
	"""Customers by segment on both days."""
	if not names:
		return None
	return {
		"type": "bar",
		"fieldtype": "Int",
		"data": {
			"labels": [_(name) for name in names],
			"datasets": [
				{"name": _("From"), "values": [start[name] for name in names]},
				{"name": _("To"), "values": [end[name] for name in names]},
			],
		},
	}


def summary(moves: Counter) -> list[dict] | None:
	"""Stayed, moved, came, left."""
	if not moves:
		return None

	def of(condition) -> int:
		return sum(count for (start, end), count in moves.items() if condition(start, end))

	figures = (
		(_("Same Segment"), of(lambda start, end: start == end)),
		(_("Another Segment"), of(lambda start, end: start and end and start != end)),
		(_("Newly Scored"), of(lambda start, end: not start)),
		(_("No Longer Scored"), of(lambda start, end: not end)),
	)
	return [{"label": label, "value": value, "datatype": "Int"} for label, value in figures]
