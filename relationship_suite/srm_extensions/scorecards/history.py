"""From a supplier's months to the score of a period: which columns make a KPI, what a window is, what is idle.

Pure: the months come in as sums of the roll-up's columns, and nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.scorecards.model import ScoreResult, Template, score
from relationship_suite.srm_extensions.scorecards.periods import Period, period_of
from relationship_suite.srm_extensions.scorecards.rates import MEASURES, Rate, Tally, of_units, rolling

#: Sums of one month of one supplier, by column of the roll-up.
Sums = dict[str, float]


@dataclass(frozen=True)
class Month:
	"""A month of a supplier: what may be added over UOMs, and what may not.

	``by_uom``: KPI key -> UOM -> a part of a quantity, with the number of lines behind it as n; see :data:`QUANTITIES`.
	"""

	sums: Sums
	by_uom: Mapping[str, Mapping[str, Tally]] = field(default_factory=dict)


#: KPI key -> columns of the roll-up: part, whole, evidence (None: the whole counts). What may be added over UOMs.
SOURCES: dict[str, tuple[str, str, str | None]] = {
	"otif": ("lines_otif", "lines_due", None),
	"otif_value": ("value_otif", "value_due", "lines_due"),
	"on_time": ("lines_on_time", "lines_due", None),
	"in_full": ("lines_in_full", "lines_due", None),
	"lot_acceptance": ("lots_accepted", "lots_inspected", None),
	"ppv_percent": ("ppv_amount", "ppv_baseline_amount", "ppv_lines"),
}

#: The same of KPIs of quantities, which are made by UOM and weighed by the lines that are their evidence.
QUANTITIES: dict[str, tuple[str, str, str]] = {
	"otif_quantity": ("qty_otif", "qty_due", "lines_due"),
	"ppm": ("defective_qty", "received_qty", "receipt_lines"),
}

#: The same of KPIs that count whole orders, by column of the roll-up of orders. An order belongs to no item group.
ORDERS: dict[str, tuple[str, str, str | None]] = {
	"otif_orders": ("orders_otif", "orders_due", None),
	"perfect_order": ("orders_perfect", "orders_due", None),
}

#: Columns of the roll-up of orders, in order.
ORDER_COLUMNS: tuple[str, ...] = ("orders_due", "orders_otif", "orders_perfect")

#: All columns that a score adds over UOMs, in order.
COLUMNS: tuple[str, ...] = tuple(
	dict.fromkeys([*(column for source in SOURCES.values() for column in source if column), "receipt_lines"])
)

#: Something happened in a month when one of these is not 0, or something defective came to light.
ACTIVITY: tuple[str, ...] = ("lines_due", "receipt_lines", "lots_inspected", "ppv_lines")


def columns_of(template: Template) -> tuple[str, ...]:
	"""Columns of the roll-up that a score by this template needs, in order: of its KPIs, and of what makes a month idle."""
	keys = {kpi.key for kpi in template.kpis} | {"ppm"}
	needed = {c for key in keys for c in (*SOURCES.get(key, ()), *QUANTITIES.get(key, ()))} | {*ACTIVITY}
	of_quantities = (column for source in QUANTITIES.values() for column in source)
	return tuple(column for column in dict.fromkeys([*COLUMNS, *of_quantities]) if column in needed)


def empty_month() -> Month:
	"""A month in which nothing happened."""
	return Month(dict.fromkeys((*COLUMNS, *ORDER_COLUMNS), 0.0), {key: {} for key in QUANTITIES})


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
		or any(tally.part for tally in known.by_uom.get("ppm", {}).values())
		for month, known in months.items()
		if period.first <= month <= period.last
	)


def rates(template: Template, period: Period, months: Mapping[date, Month]) -> dict[str, Rate]:
	"""The template's KPIs over the window that ends with the period, from sums by month."""
	found = {}
	for kpi in template.kpis:
		if kpi.key in QUANTITIES:
			tallies = _by_uom(kpi.key, template, period, months)
			found[kpi.key] = of_units(MEASURES[kpi.key], tallies, kpi.minimum)
			continue
		part, whole, evidence = ORDERS.get(kpi.key) or SOURCES[kpi.key]
		tallies = (
			(month, Tally(known.sums[part], known.sums[whole], known.sums[evidence] if evidence else None))
			for month, known in months.items()
		)
		found[kpi.key] = MEASURES[kpi.key](_window(template, period, tallies), kpi.minimum)
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
