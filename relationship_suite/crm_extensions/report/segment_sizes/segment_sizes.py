"""Segment Sizes: how many customers each segment of a company had at the end of each month.

A customer is in a segment on a day that is not before Entered On and before Left On (Customer Segment Membership).
"""

from __future__ import annotations

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.utils import add_months, formatdate, getdate, nowdate

from relationship_suite.crm_extensions.segmentation.membership_queries import sizes
from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES
from relationship_suite.crm_extensions.segmentation.queries import RFM_SET
from relationship_suite.crm_extensions.segmentation.rule_queries import OWN_SET
from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, columns, periods, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.scope import company_of

#: More lines than these nobody tells apart, and a table has no room for more months.
SERIES, MONTHS = 7, 36


@dated
def execute(filters: dict | None = None):
	"""Columns, data, message, chart and summary of the report."""
	filters = read(filters)
	_validate(filters)
	days = _days(filters.span)
	found = sizes(filters.company, filters.segment_set, days)
	rows = [_row(*each, filters.segment_set) for each in _in_order(found, filters.segment_set)]
	return _columns(days), rows, _message(rows, days), _chart(rows, days), _summary(rows)


def _validate(filters) -> None:
	company_of(filters, "Customer Segment Membership")
	filters.segment_set = choice(filters.segment_set or OWN_SET, (OWN_SET, RFM_SET), _("Segment Set"))
	today = getdate(nowdate())
	last = min(periods.day(filters.to_date, _("To Date")) or today, today)
	first = periods.day(filters.from_date, _("From Date")) or getdate(add_months(last, -12))
	filters.span = periods.span({"from_date": first, "to_date": last})
	if len(filters.span.months) > MONTHS:
		frappe.throw(
			_("{0} months are more than the {1} that are shown.").format(len(filters.span.months), MONTHS)
		)


def _days(span: periods.Span) -> list[date]:
	"""The month ends within the span, and its last day."""
	ends = [month - timedelta(days=1) for month in span.months]
	return [*(end for end in ends if end >= span.first), span.last]


def _in_order(found: dict[str, list[int]], segment_set: str) -> list[tuple[str, list[int]]]:
	"""RFM from best to worst, others from largest to smallest."""
	if segment_set == RFM_SET:
		return [(name, found[name]) for name in SEGMENT_NAMES if name in found]
	return sorted(found.items(), key=lambda each: (-each[1][-1], each[0]))


def _row(name: str, counts: list[int], segment_set: str) -> dict:
	return {
		"segment": name,
		"label": _(name) if segment_set == RFM_SET else name,
		"change": counts[-1] - counts[0],
		**{f"day_{place}": count for place, count in enumerate(counts)},
		"now": counts[-1],
	}


def _columns(days: list[date]) -> list[dict]:
	return [
		columns.text("segment", _("Segment"), 190),
		columns.count("now", formatdate(days[-1]), 110),
		columns.count("change", _("Change Since {0}").format(formatdate(days[0])), 190),
		*(
			columns.count(f"day_{place}", formatdate(days[place]), 110)
			for place in range(len(days) - 2, -1, -1)
		),
	]


def _message(rows: list[dict], days: list[date]) -> str:
	if not rows:
		return _(
			"No segment had members on these days: Customer Segments are evaluated by the refresh, and the history begins with it."
		)
	grown = max(rows, key=lambda row: row["change"])
	shrunk = min(rows, key=lambda row: row["change"])
	said = []
	if grown["change"] > 0:
		said.append(
			_("{0} grew most: by {1} since {2}.").format(grown["label"], grown["change"], formatdate(days[0]))
		)
	if shrunk["change"] < 0:
		said.append(
			_("{0} lost most: {1} since {2}.").format(shrunk["label"], -shrunk["change"], formatdate(days[0]))
		)
	return paragraph(said or [_("No segment has grown or shrunk since {0}.").format(formatdate(days[0]))])


def _chart(rows: list[dict], days: list[date]) -> dict | None:
	"""Members over time of the first segments."""
	if not rows:
		return None
	series = {row["label"]: [row[f"day_{place}"] for place in range(len(days))] for row in rows[:SERIES]}
	return charts.line([formatdate(day) for day in days], series)


def _summary(rows: list[dict]) -> list[dict] | None:
	if not rows:
		return None
	return [
		summaries.count(_("Segments"), len(rows)),
		summaries.count(_("Memberships"), sum(row["now"] for row in rows)),
	]
