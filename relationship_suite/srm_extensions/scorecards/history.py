"""From a supplier's months to the score of a period: which columns make a KPI, what a window is, what is idle.

Pure: the months come in as sums of the roll-up's columns, and nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from relationship_suite.srm_extensions.scorecards.model import (
	MEASURES,
	Period,
	Rate,
	ScoreResult,
	Tally,
	Template,
	period_of,
	rolling,
	score,
)

#: Sums of one month of one supplier, by column of the roll-up.
Sums = Mapping[str, float]

#: KPI key -> columns of the roll-up: part, whole, evidence (None: the whole counts).
SOURCES: dict[str, tuple[str, str, str | None]] = {
	"otif": ("lines_otif", "lines_due", None),
	"otif_quantity": ("qty_otif", "qty_due", "lines_due"),
	"otif_value": ("value_otif", "value_due", "lines_due"),
	"on_time": ("lines_on_time", "lines_due", None),
	"in_full": ("lines_in_full", "lines_due", None),
	"ppm": ("defective_qty", "received_qty", None),
	"lot_acceptance": ("lots_accepted", "lots_inspected", None),
	"ppv_percent": ("ppv_amount", "ppv_baseline_amount", "ppv_lines"),
}

#: All columns that a score reads, in order.
COLUMNS: tuple[str, ...] = tuple(
	dict.fromkeys(column for source in SOURCES.values() for column in source if column)
)

#: Something happened in a month when one of these is not 0.
ACTIVITY: tuple[str, ...] = ("lines_due", "received_qty", "defective_qty", "lots_inspected", "ppv_lines")


def months_back(month: date, count: int) -> date:
	"""First day of the month ``count`` months before (after, where negative)."""
	total = month.year * 12 + month.month - 1 - count
	return date(total // 12, total % 12 + 1, 1)


def first_month(template: Template, period: Period) -> date:
	"""First month of the window that ends with the period."""
	return months_back(period.last.replace(day=1), template.window_months - 1)


def periods_touched(template: Template, month: date, last: date) -> list[Period]:
	"""Periods, oldest first, whose result a month has a part in, up to the one of the month ``last``.

	Its own period, those whose window reaches back to it, and one more, whose previous score it may change.
	"""
	found = [period_of(template.frequency, month)]
	while found[-1].last < last:
		following = found[-1].following()
		is_reached = first_month(template, following.previous()) <= month
		if not is_reached:
			break
		found.append(following)
	return found


def is_idle(period: Period, months: Mapping[date, Sums]) -> bool:
	"""Whether nothing happened in the period itself: an idle period gets no score, whatever its window holds."""
	return not any(
		sums[column]
		for month, sums in months.items()
		if period.first <= month <= period.last
		for column in ACTIVITY
	)


def rates(template: Template, period: Period, months: Mapping[date, Sums]) -> dict[str, Rate]:
	"""The template's KPIs over the window that ends with the period, from sums by month."""
	found = {}
	for kpi in template.kpis:
		part, whole, evidence = SOURCES[kpi.key]
		tally = rolling(
			(
				(month, Tally(sums[part], sums[whole], sums[evidence] if evidence else None))
				for month, sums in months.items()
			),
			period.last,
			template.window_months,
			template.half_life_months,
		)
		found[kpi.key] = MEASURES[kpi.key](tally, kpi.minimum)
	return found


def score_of(template: Template, period: Period, months: Mapping[date, Sums]) -> ScoreResult | None:
	"""The score of a period; None where the period was idle."""
	if is_idle(period, months):
		return None
	return score(template, rates(template, period, months))
