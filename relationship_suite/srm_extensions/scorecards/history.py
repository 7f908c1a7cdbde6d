"""From a supplier's months to the score of a period: which columns it needs, what a window is, what is idle.

Pure: the months come in as sums of the roll-up's columns, and nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.scorecards.measures import (
	ADDED,
	BY_UOM,
	MEASURES,
	OF_BUCKETS,
	OF_ORDERS,
)
from relationship_suite.srm_extensions.scorecards.model import ScoreResult, Template, score
from relationship_suite.srm_extensions.scorecards.periods import Period, period_of
from relationship_suite.srm_extensions.scorecards.rates import Rate, Tally, of_units, rolling

#: Sums of one month of one supplier, by column of the roll-up.
Sums = dict[str, float]


@dataclass(frozen=True)
class Month:
	"""A month of a supplier: what may be added over UOMs, and what may not.

	``by_uom``: KPI -> UOM -> a part of a quantity, with the number of lines behind it as n; see ``measures.BY_UOM``.
	"""

	sums: Sums
	by_uom: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict)


#: Something happened in a month when one of these is not 0, or something defective came to light, or a bucket has ended by
#: which the card judges.
ACTIVITY: tuple[str, ...] = ("lines_due", "receipt_lines", "lots_inspected", "ppv_lines")
_DEFECTS = "PPM"

#: Columns of the roll-up of orders that a score reads.
ORDER_COLUMNS: tuple[str, ...] = tuple(dict.fromkeys(c for each in OF_ORDERS for c in each.columns))
#: All columns of the other roll-up that a score adds over UOMs.
COLUMNS: tuple[str, ...] = tuple(dict.fromkeys([*ACTIVITY, *(c for each in ADDED for c in each.columns)]))


def columns_of(template: Template) -> tuple[str, ...]:
	"""Columns of the roll-up that a score by this template needs: of its KPIs, and of what makes a month idle."""
	names = {kpi.key for kpi in template.kpis} | {_DEFECTS}
	needed = (c for each in (*ADDED, *BY_UOM) if each.name in names for c in each.columns)
	return tuple(dict.fromkeys([*ACTIVITY, *needed]))


def needs_orders(template: Template) -> bool:
	"""Whether a score by this template needs the roll-up of orders as well."""
	return not {each.name for each in OF_ORDERS}.isdisjoint(kpi.key for kpi in template.kpis)


def empty_month() -> Month:
	"""A month in which nothing happened."""
	return Month(dict.fromkeys((*COLUMNS, *ORDER_COLUMNS), 0.0), {each.name: {} for each in BY_UOM})


def window_start(last: date, window_months: int) -> date:
	"""First day of the window of whole months that ends with the month of ``last``."""
	return add_months(last.replace(day=1), 1 - window_months)


def first_month(template: Template, period: Period) -> date:
	"""First month of the window that ends with the period."""
	return window_start(period.last, template.window_months)


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


def is_idle(period: Period, months: Mapping[date, Month]) -> bool:
	"""Whether nothing happened in the period itself: an idle period gets no score, whatever its window holds."""
	return not any(
		any(known.sums[column] for column in ACTIVITY)
		or any(tally.part for tally in known.by_uom.get(_DEFECTS, {}).values())
		or any(known.by_uom.get(each.name) for each in OF_BUCKETS)
		for month, known in months.items()
		if period.first <= month <= period.last
	)


def rates(template: Template, period: Period, months: Mapping[date, Month]) -> dict[str, Rate]:
	"""The template's KPIs over the window that ends with the period, from sums by month."""
	found = {}
	for kpi in template.kpis:
		measure = MEASURES[kpi.key]
		if measure.is_by_uom:
			by_uom = _by_uom(kpi.key, template, period, months)
			found[kpi.key] = of_units(measure.rate, by_uom, kpi.minimum)
			continue
		tallies = (
			(month, Tally(*(known.sums[c] for c in measure.columns))) for month, known in months.items()
		)
		found[kpi.key] = measure.rate(_window(template, period, tallies), kpi.minimum)
	return found


def _by_uom(
	key: str, template: Template, period: Period, months: Mapping[date, Month]
) -> Iterator[tuple[Tally, float]]:
	"""A KPI of quantities over the window by UOM, with its lines as its weight; both decayed."""
	by_month = [(month, known.by_uom.get(key, {})) for month, known in months.items()]
	for uom in sorted({uom for _month, known in by_month for uom in known}):
		mine = [(month, known[uom]) for month, known in by_month if uom in known]
		lines = ((month, Tally(0, tally.evidence)) for month, tally in mine)
		yield _window(template, period, mine), _window(template, period, lines).whole


def _window(template: Template, period: Period, months: Iterable[tuple[date, Tally]]) -> Tally:
	return rolling(months, period.last, template.window_months, template.half_life_months)


def score_of(template: Template, period: Period, months: Mapping[date, Month]) -> ScoreResult | None:
	"""The score of a period; None where the period was idle."""
	if is_idle(period, months):
		return None
	return score(template, rates(template, period, months))
