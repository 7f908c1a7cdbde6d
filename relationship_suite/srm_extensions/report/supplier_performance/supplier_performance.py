"""Who needs attention? The latest score of each supplier, lowest first."""

from __future__ import annotations

from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import add_months, formatdate, getdate, nowdate

from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.messages import say
from relationship_suite.relationship_core.numbers import number
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import read
from relationship_suite.reports.periods import day
from relationship_suite.reports.scope import parties
from relationship_suite.srm_extensions.scorecards import queries, report_queries, wording
from relationship_suite.srm_extensions.scorecards.api import ALARMING, check_may_see_scores
from relationship_suite.srm_extensions.scorecards.history import window_start
from relationship_suite.srm_extensions.scorecards.measures import MEASURES, OF_ORDERS
from relationship_suite.srm_extensions.scorecards.queries import RESULT
from relationship_suite.srm_extensions.scorecards.rates import Tally

#: Periods in the trend of a row and in the chart.
TREND_MONTHS = 13


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report."""
	check_may_see_scores()
	filters = read(filters)
	as_of = day(filters.as_of, _("As Of")) or getdate(nowdate())
	scorecard = filters.scorecard or report_queries.first_scorecard()
	if not scorecard:
		return (
			get_columns([]),
			[],
			_("There is no enabled Performance Scorecard. Make one to see scores."),
			None,
			None,
		)
	scope = parties(filters, RESULT)
	latest = queries.latest_results(as_of, scorecard=scorecard, **scope)
	history = report_queries.score_history(
		scorecard, getdate(add_months(as_of, -TREND_MONTHS)), as_of, **scope
	)
	rows = get_rows(latest, history)
	add_orders(rows, scope)
	message = None
	if not rows:
		said = _(
			"No supplier has a result of {0} up to {1}. One comes with the refresh after an order line fell due, goods arrived or an invoice was booked; fewer filters may show more."
		)
		message = say(said, scorecard, formatdate(as_of))
	if rows and filters.standing:
		rows = _of_standing(rows, filters.standing)
		if not rows:
			message = say(
				_("No supplier has the standing {0} up to {1}."), _(filters.standing), formatdate(as_of)
			)
	return get_columns(rows), rows, message, get_chart(history), get_summary(rows)


def _of_standing(rows: list[dict], asked: str) -> list[dict]:
	"""Rows of a standing, as it is named or translated, in capitals or not."""
	wanted = asked.casefold()
	return [row for row in rows if wanted in (row["standing"].casefold(), _(row["standing"]).casefold())]


def get_columns(rows: list[dict]) -> list[columns.Column]:
	"""The company has a column where there are several: the table is as wide as a laptop shows it."""
	if len({row["company"] for row in rows}) > 1:
		whose = [
			columns.link("supplier", _("Supplier"), "Supplier", 130),
			columns.link("company", _("Company"), "Company", 90),
		]
	else:
		whose = [
			columns.link("supplier", _("Supplier"), "Supplier", 220),
			columns.hidden("company", _("Company"), "Link", options="Company"),
		]
	return [
		columns.hidden("rank", _("Rank"), "Int"),  # the number of the row, unless somebody sorts
		*whose,
		columns.number("score", _("Score", context=RESULT), width=64),
		columns.text("standing", _("Standing"), 152),
		columns.number("change", _("Change"), width=77),
		columns.text("trend", _("Trend"), 68),
		columns.text("costs_most", _("Costs Most"), 116),
		*(columns.percent(f"{each.part}_percent", _(each.name), 127) for each in OF_ORDERS),
		columns.percent("coverage", _("Coverage"), 90),
		columns.text("period", _("Period", context=RESULT), 80),
		columns.hidden("standing_colour", _("Standing Colour")),
		columns.hidden("result", _("Result")),
		columns.hidden("orders_due", _("Orders Due"), "Int"),
		columns.hidden("minimum", _("Orders Needed"), "Int"),
		columns.hidden("from_date", _("From"), "Date"),
		columns.hidden("to_date", _("To"), "Date"),
		columns.hidden("scorecard", _("Scorecard"), "Link", options="Performance Scorecard"),
	]


def get_rows(latest: list[dict], history: list[dict]) -> list[dict[str, Any]]:
	"""Rows, lowest score first, those without a score last. Rank 1 is the best; equal scores share a rank."""
	trends: dict[tuple[str, str], list[str]] = {}
	for point in history:
		trends.setdefault((point["supplier"], point["company"]), []).append(f"{point['score']:g}")
	worst: dict[str, dict] = {}
	for kpi in queries.kpi_results([row["name"] for row in latest if row["is_scored"]]):
		if kpi["points_lost"] > 0:
			worst.setdefault(kpi["parent"], kpi)
	scores = sorted((row["score"] for row in latest if row["is_scored"]), reverse=True)
	ranks: dict[float, int] = {}
	for position, score in enumerate(scores, start=1):
		ranks.setdefault(score, position)
	rows = []
	for row in latest:
		kpi = worst.get(row["name"])
		is_scored = bool(row["is_scored"])
		rows.append(
			{
				"rank": ranks[row["score"]] if is_scored else None,
				"supplier": row["supplier"],
				"company": row["company"],
				"score": row["score"] if is_scored else None,
				"standing": row["standing"] if is_scored else _("Not enough data"),
				"standing_colour": row["standing_colour"] if is_scored else "Gray",
				"change": row["change"] if is_scored and row["has_previous"] else None,
				"trend": " ".join(trends.get((row["supplier"], row["company"]), [])),
				"costs_most": _costs_most(kpi) if kpi else "",
				"coverage": row["coverage"],
				"period": row["period"],
				"scorecard": row["scorecard"],
				"result": row["name"],
				"behind": MEASURES[kpi["kpi"]].behind if kpi else None,
				"from_date": window_start(getdate(row["period_end"]), row["window_months"]),
				"to_date": row["period_end"],
			}
		)
	return sorted(rows, key=lambda r: (r["score"] is None, r["score"] or 0, r["supplier"], r["company"]))


def _costs_most(kpi: dict) -> str:
	"""Name and value of a KPI, whose unit may be its name."""
	value = wording.kpi_value(kpi["kpi"], kpi["value"])
	return value if kpi["kpi"] == MEASURES[kpi["kpi"]].unit else _("{0}: {1}").format(_(kpi["kpi"]), value)


def add_orders(rows: list[dict], scope: dict) -> None:
	"""Shares of whole orders in the window of each row; None below the evidence that is set."""
	minimum = frappe.get_cached_doc("Relationship Suite Settings").minimum_lines or 0
	windows: dict[tuple[date, date], set[str]] = {}
	for row in rows:
		windows.setdefault((row["from_date"], row["to_date"]), set()).add(row["supplier"])
	found = {
		(orders.company, orders.supplier, orders.first_day, orders.last_day): orders
		for orders in report_queries.orders_by_supplier(windows, **scope)
	}
	for row in rows:
		window = (day_of(row["from_date"]), day_of(row["to_date"]))
		mine = found.get((row["company"], row["supplier"], *window), {})
		due = int(mine.get("orders_due") or 0)
		row.update(orders_due=due, minimum=minimum)
		for measure in OF_ORDERS:
			value = measure.rate(Tally(int(mine.get(measure.part) or 0), due), minimum).value
			row[f"{measure.part}_percent"] = None if value is None else round(value, 1)


def get_chart(history: list[dict]) -> dict:
	"""Mean score of all scored suppliers by period."""
	by_period: dict[str, list[float]] = {}
	for point in history:
		by_period.setdefault(point["period"], []).append(point["score"])
	means = [round(sum(scores) / len(scores), 1) for scores in by_period.values()]
	return charts.line(
		list(by_period), {_("Mean score (0 to 100)"): means}, colors=[charts.BLUE], ends=(0, 100)
	)


def get_summary(rows: list[dict]) -> list[dict] | None:
	if not rows:
		return None
	scored = [row for row in rows if row["score"] is not None]
	# Suppliers, as the number card of the workspace counts them, and not their rows in several companies.
	alarming = {row["supplier"] for row in scored if row["standing_colour"] in ALARMING}
	mean = round(sum(row["score"] for row in scored) / len(scored), 1) if scored else 0
	return [
		summaries.count(_("Scored"), len(scored)),
		summaries.text(_("Mean Score"), number(mean)),
		summaries.alarm(summaries.count(_("Suppliers Needing Attention"), len(alarming)), calm="Green"),
		summaries.count(_("Not Enough Data"), len(rows) - len(scored)),
	]
