"""Will we get what we need, and did we? What suppliers commit to, held against what is released, bucket by bucket.

Of the latest releases, or, of the buckets that have ended, with what came of them: those behind the KPIs of scorecards.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.dates import short_day, short_month
from relationship_suite.relationship_core.numbers import percent
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import day, empty, span, widened
from relationship_suite.reports.scope import parties
from relationship_suite.srm_extensions.planning import commitment, commitment_queries
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT
from relationship_suite.srm_extensions.planning.scope import company_of
from relationship_suite.srm_extensions.scorecards import bucket_queries

LIMIT = 2000
ENDED = "Ended Buckets"


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report; quantities in the UOM of the row."""
	frappe.has_permission(COMMITMENT, "read", throw=True)
	filters = read(filters)
	return _ended(filters) if filters.mode == ENDED else _latest(filters)


# Of the latest releases -----------------------------------------------------------------------------------


def _latest(filters: frappe._dict) -> tuple:
	first, last = day(filters.from_date, _("From Date")), day(filters.to_date, _("To Date"))
	scope = {**filters, "company": company_of(filters, COMMITMENT)}
	found = [_with_rates(row) for row in commitment_queries.compared(scope, first, last)]
	rows, said = cut(found, LIMIT, len(found))
	uom = _most_frequent_uom(found)
	shown = [row for row in found if row["uom"] == uom]
	return get_columns(), rows, get_message(rows, said), get_chart(shown, uom), get_summary(found, shown, uom)


def get_columns() -> list[columns.Column]:
	return [
		*_bucket_columns(),
		columns.text("fence", _("Fence"), 85),
		columns.number("release_qty", _("Released"), 2, 105),
		columns.number("committed", _("Commitment"), 2, 115),
		columns.number("in_time", _("In Time"), 2, 95),
		columns.number("gap", _("Gap"), 2, 90),
		columns.percent("commit_rate", _("Commit Rate"), 110),
		columns.link("release", _("Forecast Release"), "Forecast Release", 200),
	]


def _bucket_columns() -> list[columns.Column]:
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 165),
		columns.link("item", _("Item"), "Item", 140),
		columns.link("uom", _("UOM"), "UOM", 70),
		columns.date("first_day", _("From")),
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
	return _bars(
		rows,
		{
			"release_qty": (_("Released, {0}").format(_(uom or "")), charts.BLUE),
			"committed": (_("Committed, {0}").format(_(uom or "")), charts.GREEN),
		},
	)


def _bars(rows: list[dict], series: dict[str, tuple[str, str]]) -> dict:
	"""Sums by bucket; ``series``: column of the rows -> label and colour."""
	sums: dict[str, dict] = {column: defaultdict(float) for column in series}
	for row in rows:
		for column, so_far in sums.items():
			so_far[row["first_day"]] += row[column] or 0.0
	firsts = sorted({row["first_day"] for row in rows})
	label_of = short_month if all(first.day == 1 for first in firsts) else short_day
	return charts.bar(
		[label_of(first) for first in firsts],
		{
			label: [round(sums[column][first], 2) for first in firsts]
			for column, (label, _colour) in series.items()
		},
		colors=[colour for _label, colour in series.values()],
	)


def get_summary(rows: list[dict], shown: list[dict], uom: str | None) -> list[dict] | None:
	"""Of all buckets how many are not answered; quantities of ``shown``, those in the UOM that most are in."""
	if not rows:
		return None
	pairs = [(row["release_qty"], row["committed"] or 0.0) for row in shown]
	gap = sum(row["gap"] or 0.0 for row in shown)
	return [
		*_rates({_("Commit Rate, {0}"): pairs}, uom),
		{"label": _("Gap, {0}").format(_(uom or "")), "value": gap, "datatype": "Float"},
		_not_answered(rows),
	]


def _rates(pairs_of: dict[str, list[tuple[float, float]]], uom: str | None) -> list[dict]:
	"""Label with a place for the UOM -> pairs; where there is nothing to divide by there is no rate."""
	found = {label: commitment.commit_rate(pairs) for label, pairs in pairs_of.items()}
	return [
		summaries.text(label.format(_(uom or "")), percent(rate))
		for label, rate in found.items()
		if rate is not None
	]


def _not_answered(rows: list[dict]) -> dict:
	"""Buckets have a sum, whatever the UOM of their quantities."""
	return summaries.count(_("Buckets Not Answered"), sum(row["committed"] is None for row in rows))


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


def _most_frequent_uom(rows: list[dict]) -> str | None:
	"""Quantities of several UOMs have no sum: the UOM that most buckets are in."""
	count = Counter(row["uom"] for row in rows)
	return max(sorted(filter(None, count)), key=count.get, default=None)


# Of the buckets that have ended ---------------------------------------------------------------------------


@dated
def _ended(filters: frappe._dict) -> tuple:
	"""What the KPIs count; whole months, in which the buckets end."""
	days = span(filters)
	filters.company = company_of(filters, COMMITMENT)
	asked = (getdate(nowdate()), days.months, filters.item)
	found = [_kept(row) for row in bucket_queries.ended(*asked, **parties(filters, COMMITMENT))]
	rows, said = cut(found, LIMIT, len(found))
	uom = _most_frequent_uom(found)
	shown = [row for row in found if row["uom"] == uom]
	message = " ".join(filter(None, (_said_of_ended(), said, widened(days))))
	if not found:
		message = empty(_("No released bucket has ended in this time."), days)
	return _ended_columns(), rows, message, _ended_chart(shown, uom), _ended_summary(found, shown, uom)


def _ended_columns() -> list[columns.Column]:
	return [
		*_bucket_columns(),
		columns.date("last_day", _("To")),
		columns.number("release_qty", _("Released"), 2, 105),
		columns.number("committed", _("Commitment"), 2, 115),
		columns.number("received", _("Received"), 2, 105),
		columns.percent("commit_rate", _("Commit Rate"), 110),
		columns.percent("reliability", _("Commit Reliability"), 140),
		columns.link("release", _("Forecast Release"), "Forecast Release", 200),
	]


def _said_of_ended() -> str:
	return _(
		"Each bucket by the last release and the last commitment that were made until its last day, with what came from its first to its last day. Commit Reliability is what was received, at most what was committed, over what was committed."
	)


def _ended_chart(rows: list[dict], uom: str | None) -> dict:
	return _bars(
		rows,
		{
			"release_qty": (_("Released, {0}").format(_(uom or "")), charts.BLUE),
			"committed": (_("Committed, {0}").format(_(uom or "")), charts.GREEN),
			"received": (_("Received, {0}").format(_(uom or "")), charts.ORANGE),
		},
	)


def _ended_summary(rows: list[dict], shown: list[dict], uom: str | None) -> list[dict] | None:
	"""As :func:`get_summary`, with what came."""
	if not rows:
		return None
	rates = {
		_("Commit Rate, {0}"): [(row["release_qty"], row["committed"] or 0.0) for row in shown],
		_("Commit Reliability, {0}"): [(row["committed"] or 0.0, row["received"]) for row in shown],
	}
	return [*_rates(rates, uom), _not_answered(rows)]


def _kept(row: dict) -> dict:
	"""A bucket with its rates; what nothing was released of, or committed to, has none."""
	committed = row["committed"] or 0.0
	return {
		**row,
		"commit_rate": commitment.commit_rate([(row["release_qty"], committed)]),
		"reliability": commitment.commit_rate([(committed, row["received"])]),
	}
