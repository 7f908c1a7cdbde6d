"""Segment Migration: from which segment to which one customers have moved between two dates, and who they are.

A customer is in a segment on a day that is not before Entered On and before Left On (Customer Segment Membership).
"""

from __future__ import annotations

from collections import Counter

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.crm_extensions.segmentation.matrix import NOBODY, NOT_SCORED, counts, draw, shown
from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES
from relationship_suite.crm_extensions.segmentation.queries import figures_now, segments_on
from relationship_suite.crm_extensions.segmentation.segment_queries import members_of
from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, periods, summaries
from relationship_suite.reports import columns as column
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read


@dated
def execute(filters: dict | None = None):
	"""Columns, data, message, chart and summary of the report."""
	filters = read(filters)
	_validate(filters)
	before = segments_on(filters.company, filters.from_date)
	after = segments_on(filters.company, filters.to_date)
	members = members_of(filters.customer_segment, filters.company) if filters.customer_segment else None
	moved = {
		customer: (before.get(customer, NOBODY), after.get(customer, NOBODY))
		for customer in before.keys() | after.keys()
		if members is None or customer in members
	}
	moves = Counter(moved.values())
	start, end = (Counter(move[place] for move in moved.values()) for place in (0, 1))
	names = [name for name in SEGMENT_NAMES if start[name] or end[name]]
	if filters.show == "Customers":
		return *customers(moved, filters), None, None, None
	return (
		columns(names),
		matrix(moves, names),
		message(moves, names, filters),
		chart(start, end, names, filters),
		summary(moves),
	)


def _validate(filters) -> None:
	if not filters.company:
		frappe.throw(_("{0} is missing.").format(_("Company")))
	for fieldname, label in (("from_date", _("From")), ("to_date", _("To"))):
		filters[fieldname] = periods.day(filters.get(fieldname), label)
		if not filters[fieldname]:
			frappe.throw(_("{0} is missing.").format(label))
		if filters[fieldname] > getdate(nowdate()):
			frappe.throw(
				_("{0} {1} is after today: segments of days to come are not known.").format(
					label, formatdate(filters[fieldname])
				)
			)
	if filters.from_date >= filters.to_date:
		frappe.throw(
			_("From {0} must lie before To {1}.").format(
				formatdate(filters.from_date), formatdate(filters.to_date)
			)
		)
	for fieldname, label in (("before", _("Segment Before")), ("after", _("Segment After"))):
		choice(filters.get(fieldname), (*SEGMENT_NAMES, NOT_SCORED), label)


def columns(names: list[str]) -> list[dict]:
	"""From down, to across."""
	return [
		column.text("before", _("From / To"), 170),
		*(column.count(frappe.scrub(name), _(name), 134) for name in names),
		column.count("not_scored", _("Not Scored"), 110),
		column.count("customers", _("Customers"), 110),
	]


def matrix(moves: Counter, names: list[str]) -> list[dict]:
	"""A row per segment at the start, and one of those who were not scored then."""
	rows = []
	for before in [*names, NOBODY]:
		total = sum(count for (start, _end), count in moves.items() if start == before)
		if total:
			rows.append(
				{
					"before": shown(before),
					**{frappe.scrub(name): moves[before, name] for name in names},
					"not_scored": moves[before, NOBODY],
					"customers": total,
				}
			)
	return rows


def customers(moved: dict[str, tuple[str, str]], filters) -> tuple[list[dict], list[dict]]:
	"""A row per customer of a cell, a row or a column of the matrix, those with the highest revenue first."""
	wanted = [_stored(filters.before), _stored(filters.after)]
	found = [
		customer
		for customer, move in moved.items()
		if all(asked is None or asked == name for asked, name in zip(wanted, move, strict=True))
	]
	figures = figures_now(filters.company)
	rows = [
		{
			"customer": customer,
			"before": shown(moved[customer][0]),
			"after": shown(moved[customer][1]),
			**figures.get(customer, {"revenue": 0.0, "last_purchase_on": None}),
			"currency": frappe.get_cached_value("Company", filters.company, "default_currency"),
		}
		for customer in found
	]
	rows.sort(key=lambda row: (-row["revenue"], row["customer"]))
	return [
		column.link("customer", _("Customer"), "Customer", 240),
		column.text("before", _("Segment Before"), 160),
		column.text("after", _("Segment After"), 160),
		column.money("revenue", _("Net Revenue")),
		column.date("last_purchase_on", _("Last Purchase"), 120),
	], rows


def _stored(asked: str | None) -> str | None:
	"""What the history calls a segment of the filters; None where nothing is asked."""
	return NOBODY if asked == NOT_SCORED else asked or None


def message(moves: Counter, names: list[str], filters) -> str:
	"""What the figures say with the matrix drawn, or why there are none; HTML."""
	if not moves:
		return _(
			"No history between these dates: it begins with the first refresh after the installation, and grows with every change of a segment."
		)
	ways = counts(moves)
	said = [
		_(
			"{0} of {1} customers are in the same segment on {2} as on {3}; {4} moved up, {5} moved down."
		).format(
			ways["same"],
			moves.total(),
			formatdate(filters.to_date),
			formatdate(filters.from_date),
			ways["up"],
			ways["down"],
		)
	]
	changed = [(count, move) for move, count in moves.items() if move[0] and move[1] and move[0] != move[1]]
	if changed:
		count, (start, end) = max(changed)
		said.append(_("The most common move: {0} from {1} to {2}.").format(count, shown(start), shown(end)))
	query = {name: str(filters[name]) for name in ("company", "from_date", "to_date")}
	return paragraph(said) + draw(moves, names, query)


def chart(start: Counter, end: Counter, names: list[str], filters) -> dict:
	"""Customers by segment on both days."""
	return charts.bar(
		[_(name) for name in names],
		{
			formatdate(filters.from_date): [start[name] for name in names],
			formatdate(filters.to_date): [end[name] for name in names],
		},
		colors=[charts.GRAY, charts.BLUE],
		fieldtype="Int",
	)


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
	return [summaries.count(label, value) for label, value in figures]
