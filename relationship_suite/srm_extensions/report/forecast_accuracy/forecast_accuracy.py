"""Can we trust the forecast? What was forecast so many months ahead, held against what was sold and consumed."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.numbers import percent
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import Span, empty, span, widened
from relationship_suite.reports.trees import item_groups
from relationship_suite.srm_extensions.planning import accuracy_queries
from relationship_suite.srm_extensions.planning.queries import FORECAST
from relationship_suite.srm_extensions.planning.scope import company_of

#: What the filter offers -> column.
GROUPS = {"Item": "item", "Item Group": "item_group", "Method": "method", "Month": "month"}
LIMIT = 2000
#: The furthest that forecasts look ahead.
FURTHEST = 24


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report; quantities in the UOM of the row."""
	frappe.has_permission(FORECAST, "read", throw=True)
	filters = read(filters)
	group_by = choice(filters.group_by or "Item", GROUPS, _("Group By"))
	company = company_of(filters, FORECAST)
	lead, days = _lead(filters.lead), _known(span(filters))
	scope = {
		"first": days.first,
		"last": days.last,
		"company": company,
		"item": filters.item,
		"item_groups": item_groups(filters.item_group),
	}
	found = accuracy_queries.errors(GROUPS[group_by], lead=lead, **scope)
	by_lead = accuracy_queries.errors("lead", **scope)
	rows, said = cut([{**row, **_rates(row)} for row in found], LIMIT, len(found))
	uom = _most_compared(by_lead)
	return (
		get_columns(group_by),
		rows,
		get_message(lead, said, days) if rows else empty(_("No forecast of this time yet."), days),
		get_chart([row for row in by_lead if row["uom"] == uom], uom),
		get_summary([row for row in by_lead if row["uom"] == uom and row["lead"] == lead]),
	)


def get_columns(group_by: str) -> list[columns.Column]:
	first = {
		"Item": columns.link("item", _("Item"), "Item", 200),
		"Item Group": columns.link("item_group", _("Item Group"), "Item Group", 180),
		"Method": columns.text("method", _("Method"), 160),
		"Month": columns.date("month", _("Month"), 120),
	}[group_by]
	return [
		first,
		columns.link("uom", _("UOM"), "UOM", 80),
		columns.count("compared", _("Months Compared"), 160),
		columns.number("actual", _("Demand"), 2, 120),
		columns.number("forecast", _("Forecast"), 2, 120),
		columns.percent("wmape", _("WMAPE"), 100),
		columns.percent("bias", _("Bias"), 100),
		columns.number("planned", _("Planned"), 2, 120),
		columns.percent("planned_wmape", _("WMAPE as Planned"), 180),
		columns.percent("planned_bias", _("Bias as Planned"), 150),
	]


def get_message(lead: int, left_out: str | None, days: Span) -> str:
	said = _(
		"Months ahead: {0}, where 1 is the first month of a cycle. Forecasts are held against what was sold and consumed. WMAPE is the errors over the demand; Bias above 0 was too much; as planned is with overrides."
	).format(lead)
	return " ".join(filter(None, (said, left_out, widened(days))))


def get_chart(rows: list[dict], uom: str | None) -> dict:
	"""WMAPE by months ahead, calculated and as planned."""
	rows = sorted((row for row in rows if row["actual"] > 0), key=lambda row: row["lead"])
	lines = {_("WMAPE in %, {0}").format(_(uom or "")): "wmape", _("As planned, in %"): "planned_wmape"}
	rates = [_rates(row) for row in rows]
	if all(rate["wmape"] == rate["planned_wmape"] for rate in rates):
		lines.popitem()
	return charts.line(
		[_("{0} ahead").format(row["lead"]) for row in rows],
		{name: [rate[column] for rate in rates] for name, column in lines.items()},
		colors=[charts.BLUE, charts.ORANGE],
	)


def get_summary(rows: list[dict]) -> list[dict] | None:
	"""The figures at the lead that is asked for, of the UOM that most forecasts are in."""
	if not rows or rows[0]["actual"] <= 0:
		return None
	row = {**rows[0], **_rates(rows[0])}
	return [
		summaries.text(_("WMAPE"), percent(row["wmape"])),
		summaries.text(_("Bias"), percent(row["bias"])),
		summaries.text(_("WMAPE as Planned"), percent(row["planned_wmape"])),
		summaries.count(_("Months Compared"), row["compared"]),
	]


def _rates(row: dict) -> dict:
	"""WMAPE = sum |A - F| / sum A; bias = sum (F - A) / sum A; per cent, None where nothing was asked for."""

	def share(part: float) -> float | None:
		return round(100 * part / row["actual"], 2) if row["actual"] > 0 else None

	return {
		"wmape": share(row["forecast_error"]),
		"bias": share(row["forecast"] - row["actual"]),
		"planned_wmape": share(row["planned_error"]),
		"planned_bias": share(row["planned"] - row["actual"]),
	}


def _most_compared(rows: list[dict]) -> str | None:
	"""Quantities of several UOMs have no sum: the UOM that most forecasts are in."""
	compared: dict[str, int] = {}
	for row in rows:
		compared[row["uom"]] = compared.get(row["uom"], 0) + row["compared"]
	return max(sorted(compared), key=compared.get, default=None)


def _known(days: Span) -> Span:
	"""The days without the month that is running, which has not been asked for in full."""
	ended = getdate(nowdate()).replace(day=1) - timedelta(days=1)
	return Span(min(days.first, ended), min(days.last, ended))


def _lead(value: str | None) -> int:
	try:
		lead = int(float(value or 1))
	except (ValueError, OverflowError):
		lead = 0
	if not 1 <= lead <= FURTHEST:
		frappe.throw(_("Months Ahead: choose a number from 1 to {0}.").format(FURTHEST))
	return lead
