"""How long do our orders take, how much does that vary, and what stock covers it? By supplier or by item."""

from __future__ import annotations

import math
from collections import Counter

import frappe
from frappe import _
from frappe.utils import cint, flt, getdate, nowdate

from relationship_suite.reports import charts, columns
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import read
from relationship_suite.reports.periods import Span, empty, span, widened
from relationship_suite.srm_extensions.scorecards import lead_time_queries
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.lead_time import safety_stock
from relationship_suite.srm_extensions.scorecards.lead_time_queries import LeadTimes
from relationship_suite.srm_extensions.scorecards.report_scope import supply

BY_ITEM = "By Item"
#: Suppliers in the chart, whose names have room.
SHOWN = 6
SERVICE_LEVEL = 95.0
#: By item so many receipts are read, those of the slowest suppliers first.
RECEIPTS = 2000


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message and chart of the report. Days; stock in the item's stock UOM; whole months."""
	check_may_see_scores()
	filters = read(filters)
	by_item = filters.mode == BY_ITEM
	days = span(filters)
	level = flt(filters.service_level or SERVICE_LEVEL)
	if not 50 <= level < 100:
		frappe.throw(_("Service Level: {0} has to be at least 50 and below 100.").format(level))
	scope = supply(filters)
	minimum = max(cint(frappe.get_cached_doc("Relationship Suite Settings").minimum_lines), 1)
	found = lead_time_queries.by_supplier(days.months, **scope)
	message = (
		_message(by_item, days)
		if found
		else empty(_("Nothing was received against an order in this time."), days)
	)
	use = {}
	if by_item and found:
		chosen = _slowest(found, minimum)
		if len(chosen) < len(found):
			cut = _(
				"The items of {0} suppliers of {1} are shown, those with the longest lead times. Choose a supplier for the others."
			)
			message = f"{cut.format(len(chosen), len(found))} {message}"
		found = _items(chosen, days, scope)
		items = {each.keys["item_code"] for each in found if each.taken.n >= minimum}
		use = lead_time_queries.daily_use(days.first, days.last, items)
	rows = [_row(each, minimum, use, level / 100) for each in found]
	rows.sort(key=lambda row: (row["p90_days"] is None, -(row["p90_days"] or 0), row["supplier"]))
	return get_columns(by_item), rows, message, get_chart(rows) if not by_item else None


def _message(by_item: bool, days: Span) -> str:
	"""How to read the figures."""
	said = [_("From the order to each receipt. Quoted is the time to the supplier's first promise.")]
	if by_item:
		said.append(
			_(
				"The safety stock hint covers the spread of use and lead time at the service level; where an item is not sold, what was received stands for its use."
			)
		)
	return " ".join(filter(None, (*said, widened(days))))


def _slowest(found: list[LeadTimes], minimum: int) -> list[LeadTimes]:
	"""The suppliers with the longest lead times, as many as have :data:`RECEIPTS` together, one at least."""
	chosen, receipts = [], 0
	for each in sorted(found, key=lambda each: (each.taken.n < minimum, -each.taken.p90)):
		if chosen and receipts + each.taken.n > RECEIPTS:
			break
		chosen.append(each)
		receipts += each.taken.n
	return chosen


def _items(chosen: list[LeadTimes], days: Span, scope: dict) -> list[LeadTimes]:
	"""Lead times by item of these suppliers and companies."""
	parties = {(each.keys["company"], each.keys["supplier"]) for each in chosen}
	found = lead_time_queries.by_item(
		getdate(nowdate()),
		days.months,
		companies={company for company, _supplier in parties},
		suppliers={supplier for _company, supplier in parties},
		item_groups=scope["item_groups"],
	)
	return [each for each in found if (each.keys["company"], each.keys["supplier"]) in parties]


def get_columns(by_item: bool) -> list[columns.Column]:
	figures = [
		columns.count("n", _("Receipts"), 92),
		columns.count("median_days", _("Median Days"), 128),
		columns.count("p90_days", _("P90 Days"), 95),
		columns.number("variation", _("Variation"), 2, 96),
		columns.count("quoted_days", _("Quoted Days"), 118),
	]
	over = columns.count("over_quoted", _("Median Over Quoted"), 172)
	found = [columns.link("supplier", _("Supplier"), "Supplier", 180 if by_item else 240)]
	if by_item:
		found.append(columns.link("item_code", _("Item"), "Item", 130))
		# The hint is what this mode is for: it stands where it is seen without scrolling.
		figures += [
			columns.number("safety_stock", _("Safety Stock Hint"), 1, 150),
			columns.link("uom", _("UOM"), "UOM", 65),
			columns.number("daily_use", _("Use a Day"), 2, 100),
			columns.text("use_from", _("Use From"), 100),
		]
	return [
		*found,
		*figures,
		over,
		columns.link("company", _("Company"), "Company", 150),
		columns.hidden("minimum", _("Lines Needed"), "Int"),
	]


def _row(times: LeadTimes, minimum: int, use: dict, service_level: float) -> dict:
	taken = times.taken
	found = {
		**times.keys,
		"n": taken.n,
		"minimum": minimum,
		"variation": round(taken.deviation / taken.mean, 2) if taken.n > 1 and taken.mean > 0 else None,
		"median_days": _whole(taken.median),
		"p90_days": _whole(taken.p90),
		"quoted_days": _whole(times.quoted.median),
	}
	found["over_quoted"] = found["median_days"] - found["quoted_days"]
	if taken.n < minimum:
		for figure in ("median_days", "p90_days", "variation", "over_quoted"):
			found[figure] = None
		return found
	known = use.get((times.keys["company"], times.keys.get("item_code")))
	if known:
		found["daily_use"] = round(known.mean, 4)
		found["use_from"] = _("Sales") if known.is_sold else _("Receipts")
	if known and taken.mean >= 0:
		found["safety_stock"] = round(
			safety_stock(
				service_level,
				lead_days=taken.mean,
				lead_deviation=taken.deviation,
				daily_use=known.mean,
				use_deviation=known.deviation,
			),
			1,
		)
	return found


def _whole(days: float) -> int:
	"""Whole days, and half a day is a day."""
	return math.floor(days + 0.5)


def get_chart(rows: list[dict]) -> dict:
	"""Median, P90 and quoted days of the suppliers with the longest lead times."""
	shown = [row for row in rows if row["p90_days"] is not None][:SHOWN]
	return charts.bar(
		_names(shown),
		{
			_("Quoted days"): [row["quoted_days"] for row in shown],
			_("Median days"): [row["median_days"] for row in shown],
			_("P90 days"): [row["p90_days"] for row in shown],
		},
		colors=[charts.GRAY, charts.BLUE, charts.ORANGE],
	)


def _names(rows: list[dict]) -> list[str]:
	"""The suppliers of the chart; those that stand in it for several companies with the company's abbreviation."""
	several = Counter(row["supplier"] for row in rows)
	companies = {row["company"] for row in rows if several[row["supplier"]] > 1}
	abbreviations = dict(_abbreviations(companies)) if companies else {}
	return [
		f"{row['supplier']} ({abbreviations[row['company']]})"
		if several[row["supplier"]] > 1
		else row["supplier"]
		for row in rows
	]


def _abbreviations(companies: set[str]) -> list[tuple]:
	company = frappe.qb.DocType("Company")
	query = frappe.qb.from_(company).select(company.name, company.abbr)
	return query.where(company.name.isin(sorted(companies))).run()
