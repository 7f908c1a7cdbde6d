"""Customer Segments: who the customers are, as segments, as a grid of recency and frequency, or one by one.

Figures are those of Customer Insight (``definitions.md``, Customers): R, F and M within the window that is set, net
of returns, in the currency of the company.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import frappe
from frappe import _
from frappe.utils import add_months, cint, fmt_money, formatdate, getdate, nowdate

from relationship_suite.crm_extensions.segmentation.grid import SCORES, draw, movement
from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES
from relationship_suite.crm_extensions.segmentation.queries import (
	insights_of,
	rules_from_settings,
	segments_on,
)
from relationship_suite.crm_extensions.segmentation.segment_queries import members_of
from relationship_suite.relationship_core.messages import paragraph, say
from relationship_suite.reports import charts, columns, periods, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import read

KEEPERS, LEAVERS = {"Champions", "Loyal"}, {"At risk", "Cannot lose"}


@dated
def execute(filters: dict | None = None):
	"""Columns, data, message, chart and summary of the report."""
	filters = read(filters)
	if not filters.company:
		frappe.throw(_("Company is missing: amounts are in the currency of one company."))
	currency = frappe.db.get_value("Company", filters.company, "default_currency")
	filters.since = periods.day(filters.since, _("Movement Since")) or add_months(getdate(nowdate()), -3)
	scores = {name: cint(filters[name]) for name in ("r", "f") if cint(filters.get(name))}
	rows = insights_of(filters.company, filters.segment, **scores)
	if filters.customer_segment:
		filters.members = members_of(filters.customer_segment, filters.company)
		rows = [row for row in rows if row.customer in filters.members]
	for row in rows:
		row.currency = currency
	before = _before(filters, rows)
	shown, data = _VIEWS.get(filters.show, segments)(rows, currency, filters, before)
	return shown, data, message(rows, currency, filters, before), chart(rows), summary(rows, currency)


def _before(filters, rows: list) -> dict[str, str]:
	"""Customer -> segment on the day that the movement is counted from; {} where the history begins later."""
	if not rows or filters.show == "Members":
		return {}
	found = segments_on(filters.company, filters.since)
	return {
		customer: name
		for customer, name in found.items()
		if filters.segment in (None, "", name) and (filters.members is None or customer in filters.members)
	}


def segments(rows: list, currency: str, filters, before: dict[str, str]) -> tuple[list, list]:
	"""A row per segment: how many, how much, and which share of all that is shown."""
	count, revenue = Counter(row.segment for row in rows), _revenue(rows)
	total, change = sum(revenue.values()), movement(rows, before)
	data = [
		{
			"segment": name,
			"customers": count[name],
			"change": change[name],
			"customers_share": 100 * count[name] / len(rows),
			"revenue": revenue[name],
			"revenue_share": 100 * revenue[name] / total if total else 0,
			"average": revenue[name] / count[name],
			"currency": currency,
		}
		for name in SEGMENT_NAMES
		if count[name]
	]
	return [
		columns.text("segment", _("Segment"), 156),
		columns.count("customers", _("Customers"), 110),
		*(
			[columns.count("change", _("Change Since {0}").format(formatdate(filters.since)), 208)]
			if before
			else []
		),
		columns.percent("customers_share", _("Share of Customers"), 165),
		columns.money("revenue", _("Net Revenue"), 150),
		columns.percent("revenue_share", _("Share of Revenue"), 150),
		columns.money("average", _("Revenue per Customer"), 180),
	], data


def grid(rows: list, currency: str, filters, before: dict[str, str]) -> tuple[list, list]:
	"""Recency down, frequency across: customers or their revenue in each cell."""
	by_revenue = filters.measure == "Net Revenue"
	cells: dict[tuple[int, int], float] = defaultdict(float)
	count, revenue = Counter(row.r for row in rows), defaultdict(float)
	for row in rows:
		cells[row.r, row.f] += row.revenue if by_revenue else 1
		revenue[row.r] += row.revenue
	data = [
		{
			"recency": f"R{r}",
			**{f"f{f}": cells[r, f] for f in SCORES},
			"customers": count[r],
			"revenue": revenue[r],
			"currency": currency,
		}
		for r in SCORES
	]
	kind = columns.money if by_revenue else columns.count
	return [
		columns.text("recency", _("Recency (R5 is latest)"), 185),
		*(kind(f"f{f}", _("F{0}").format(f), 120) for f in reversed(SCORES)),
		columns.count("customers", _("All Customers"), 125),
		columns.money("revenue", _("Net Revenue"), 150),
	], data if rows else []


def members(rows: list, currency: str, filters, before: dict[str, str]) -> tuple[list, list]:
	"""A row per customer, those with the highest revenue first."""
	return [
		columns.link("customer", _("Customer"), "Customer", 185),
		columns.text("segment", _("Segment"), 130),
		*(columns.count(name, name.upper(), 44) for name in ("r", "f", "m")),
		columns.money("revenue", _("Net Revenue"), 125),
		*(_margin() if rules_from_settings().basis == "margin" else ()),
		columns.date("last_purchase_on", _("Last Purchase"), 122),
		columns.date("overdue_from", _("Overdue From"), 122),
		columns.date("segment_since", _("In Segment Since"), 145),
		columns.text("previous_segment", _("Previous Segment"), 150),
		columns.count("purchase_days", _("Purchase Days"), 125),
	], rows


def _margin() -> tuple[dict, dict]:
	return (
		columns.money("margin", _("Margin", context="Customer Insight"), 125),
		columns.percent("cost_known", _("Turnover with Known Cost"), 195),
	)


_VIEWS = {"Segments": segments, "Grid": grid, "Members": members}


def message(rows: list, currency: str, filters, before: dict[str, str]) -> str | None:
	"""What the figures say with the grid drawn, or why there are none; HTML."""
	rules = rules_from_settings()
	months = rules.months
	if not rows:
		return say(
			_(
				"Nobody to show: customers of {0} are scored by their submitted invoices of the last {1} months, when the next refresh has run."
			),
			filters.company,
			months,
		)
	if filters.show == "Members" or filters.segment or not rows[0].r:
		return None
	keepers = [row for row in rows if row.segment in KEEPERS]
	leavers = [row for row in rows if row.segment in LEAVERS]
	total = sum(row.revenue for row in rows)
	share = 100 * sum(row.revenue for row in keepers) / total if total else 0
	said = [
		_(
			"{0} of {1} customers are Champions or Loyal and make {2} % of the revenue of the last {3} months; {4} who bought often are at risk."
		).format(len(keepers), len(rows), fmt_money(share, precision=1), months, len(leavers))
	]
	if rules.basis == "margin":
		unsure = sum(row.cost_known < 50 for row in rows)
		said.append(
			_(
				"Monetary value is margin: {0} of these customers have a known cost for less than half of their turnover."
			).format(unsure)
		)
	drawn = draw(
		rows,
		filters.company,
		currency,
		by_revenue=filters.measure == "Net Revenue",
		before=before,
		since=formatdate(filters.since),
	)
	return paragraph(said) + drawn


def chart(rows: list) -> dict | None:
	"""Customers by segment."""
	if not rows:
		return None
	count = Counter(row.segment for row in rows)
	names = [name for name in SEGMENT_NAMES if count[name]]
	return charts.bar(
		[_(name) for name in names],
		{_("Customers"): [count[name] for name in names]},
		colors=[charts.BLUE],
		fieldtype="Int",
	)


def summary(rows: list, currency: str) -> list[dict] | None:
	"""Customers, revenue, and what is at stake."""
	if not rows:
		return None
	at_stake = sum(row.revenue for row in rows if row.segment in LEAVERS)
	return [
		summaries.count(_("Customers"), len(rows)),
		summaries.money(_("Net Revenue"), sum(row.revenue for row in rows), currency),
		summaries.alarm(summaries.money(_("Revenue of Customers at Risk"), at_stake, currency), "Orange"),
	]


def _revenue(rows: list) -> dict[str, float]:
	found: dict[str, float] = defaultdict(float)
	for row in rows:
		found[row.segment] += row.revenue
	return found
