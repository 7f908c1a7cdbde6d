"""Will we get what we need? What suppliers commit to, held against the latest releases, bucket by bucket."""

from __future__ import annotations

from collections import Counter, defaultdict

import frappe
from frappe import _
from frappe.utils import formatdate

from relationship_suite.relationship_core.numbers import percent
from relationship_suite.reports import charts, columns
from relationship_suite.reports.filters import read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import day
from relationship_suite.srm_extensions.planning import commitment, commitment_queries
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT
from relationship_suite.srm_extensions.planning.scope import company_of

LIMIT = 2000


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report; quantities in the UOM of the row."""
	frappe.has_permission(COMMITMENT, "read", throw=True)
	filters = read(filters)
	first, last = day(filters.from_date, _("From Date")), day(filters.to_date, _("To Date"))
	scope = {**filters, "company": company_of(filters, COMMITMENT)}
	found = [_with_rates(row) for row in commitment_queries.compared(scope, first, last)]
	rows, said = cut(found, LIMIT, len(found))
	uom = _most_released(found)
	shown = [row for row in found if row["uom"] == uom]
	return get_columns(), rows, get_message(rows, said), get_chart(shown, uom), get_summary(shown, uom)


def get_columns() -> list[columns.Column]:
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 165),
		columns.link("item", _("Item"), "Item", 140),
		columns.link("uom", _("UOM"), "UOM", 70),
		columns.date("first_day", _("From")),
		columns.text("fence", _("Fence"), 85),
		columns.number("release_qty", _("Released"), 2, 105),
		columns.number("committed", _("Commitment"), 2, 115),
		columns.number("in_time", _("In Time"), 2, 95),
		columns.number("gap", _("Gap"), 2, 90),
		columns.percent("commit_rate", _("Commit Rate"), 110),
		columns.link("release", _("Forecast Release"), "Forecast Release", 200),
	]


def get_message(rows: list[dict], left_out: str | None) -> str:
	if not rows:
		return _("No forecast is released for this time.")
	said = _(
		"The latest releases and the latest commitments. In Time is what comes until the end of the bucket; an empty line is not answered. Commit Rate is what is committed, at most what is released, over what is released."
	)
	return " ".join(filter(None, (said, left_out)))


def get_chart(rows: list[dict], uom: str | None) -> dict:
	"""Released and committed by bucket, of one UOM."""
	released, committed = defaultdict(float), defaultdict(float)
	for row in rows:
		released[row["first_day"]] += row["release_qty"]
		committed[row["first_day"]] += row["committed"] or 0.0
	firsts = sorted(released)
	pattern = "MMM yy" if all(first.day == 1 for first in firsts) else "d MMM"
	return charts.bar(
		[formatdate(first, pattern) for first in firsts],
		{
			_("Released, {0}").format(_(uom or "")): [round(released[first], 2) for first in firsts],
			_("Committed, {0}").format(_(uom or "")): [round(committed[first], 2) for first in firsts],
		},
		colors=[charts.BLUE, charts.GREEN],
	)


def get_summary(rows: list[dict], uom: str | None) -> list[dict] | None:
	"""Of the UOM that most buckets are in."""
	if not rows:
		return None
	rate = commitment.commit_rate((row["release_qty"], row["committed"] or 0.0) for row in rows)
	gap = sum(row["gap"] or 0.0 for row in rows)
	return [
		{"label": _("Commit Rate"), "value": percent(rate), "datatype": "Data"},
		{"label": _("Gap, {0}").format(_(uom or "")), "value": gap, "datatype": "Float"},
		{
			"label": _("Not Answered"),
			"value": sum(row["committed"] is None for row in rows),
			"datatype": "Int",
		},
	]


def _with_rates(row: dict) -> dict:
	"""A bucket with its gap and rate; both None where the supplier has said nothing."""
	row = {**row, "fence": _(row["fence"], context="Forecast Release Line")}
	if row["committed"] is None:
		return {**row, "gap": None, "commit_rate": None}
	return {
		**row,
		"gap": max(row["release_qty"] - row["committed"], 0.0),
		"commit_rate": commitment.commit_rate([(row["release_qty"], row["committed"])]),
	}


def _most_released(rows: list[dict]) -> str | None:
	"""Quantities of several UOMs have no sum: the UOM that most buckets are in."""
	count = Counter(row["uom"] for row in rows)
	return max(sorted(filter(None, count)), key=count.get, default=None)
