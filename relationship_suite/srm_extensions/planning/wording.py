"""What a forecast says, in plain text, translated and in the user's number format."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from frappe import _
from frappe.utils import fmt_money, getdate

from relationship_suite.relationship_core.dates import short_month
from relationship_suite.relationship_core.numbers import percent
from relationship_suite.srm_extensions.planning import methods


def sentence(doc: Any, before: float) -> str:
	"""How much is planned, and how that compares.

	Args:
		doc: the Demand Forecast.
		before: demand of as many months before it.
	"""
	count, planned = len(doc.buckets), quantity(doc.planned_qty)
	said = _("{0} {1} are planned for the {2} months from {3}.").format(
		planned, _(doc.uom), count, short_month(getdate(doc.cycle))
	)
	if not before:
		return said
	change = 100 * (doc.planned_qty - before) / before
	if abs(change) < 0.5:
		compared = _("That is as much as in the {0} months before.").format(count)
	elif change > 0:
		compared = _("That is {0} more than in the {1} months before.").format(percent(change), count)
	else:
		compared = _("That is {0} less than in the {1} months before.").format(percent(-change), count)
	return f"{said} {compared}"


def reason(doc: Any) -> str:
	"""What the method does, why it was chosen, and what people changed."""
	does = {
		methods.NAIVE: _("The last month is repeated."),
		methods.SEASONAL: _("The same month of the year before is repeated."),
		methods.SES: _("A mean of all months, in which recent ones weigh more."),
		methods.HOLT: _("A level and a trend, in which recent months weigh more."),
		methods.CROSTON: _("The size of a demand over the months between two, each smoothed."),
		methods.TSB: _("The size of a demand times its probability, which fades while nothing is asked for."),
	}[doc.method]
	said = [f"{_(doc.method)}: {does}"]
	if not doc.tested:
		said.append(
			_("Its {0} months of history are too short to test methods against each other.").format(
				doc.history_months
			)
		)
	else:
		said.append(
			_(
				"It came closest when the last months were forecast from what was known before each: off by {0} of the demand."
			).format(percent(doc.wmape))
		)
	if unknown := [row.month for row in doc.buckets if not row.has_interval]:
		said.append(
			_("From {0} on too little is known to say within which limits it may lie.").format(
				short_month(min(unknown))
			)
		)
	if doc.overrides == 1:
		said.append(_("One month is overridden."))
	elif doc.overrides:
		said.append(_("{0} months are overridden.").format(doc.overrides))
	return " ".join(said)


def drawn(doc: Any, demand: Mapping[date, float], months: list[date]) -> dict[str, Any]:
	"""The chart: what was asked for, and where that ends the forecast, its interval and the plan.

	Lines are whole: one that begins with the forecast runs along the demand before it.

	Args:
		doc: the Demand Forecast.
		demand: month -> quantity.
		months: those whose demand is known, oldest first; the chart begins with the first demand.
	"""
	rows = {row.month: row for row in doc.buckets}
	begins = min((month for month in months if demand.get(month)), default=months[0])
	shown = sorted({*(month for month in months if month >= begins), *rows})

	def line(value) -> list[float]:
		return [value(rows[month]) if month in rows else demand.get(month, 0.0) for month in shown]

	came = [demand.get(month, 0.0) if month in months else rows[month].forecast_qty for month in shown]
	return {
		"labels": [short_month(getdate(month)) for month in shown],
		"forecast": line(lambda row: row.forecast_qty),
		"low": line(lambda row: row.low_qty if row.has_interval else row.forecast_qty),
		"high": line(lambda row: row.high_qty if row.has_interval else row.forecast_qty),
		"planned": line(lambda row: row.planned_qty) if doc.overrides else None,
		"came": came if months[-1] in rows else None,
	}


def quantity(value: float) -> str:
	"""A quantity in the user's number format, with decimals where there are any."""
	return fmt_money(value, precision=0 if value >= 100 or value == round(value) else 2)
