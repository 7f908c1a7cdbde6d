"""Histories and cycles of forecasts: months of the calendar become rows of the engine, and its rows become records."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.planning.methods import Floats
from relationship_suite.srm_extensions.planning.model import Forecasts, Rules, forecast

#: Months that a forecast looks back on.
HISTORY = 36
#: So many earlier cycles an item gets that is forecast for the first time: accuracy is known from the first day on.
EARLIER = 6
#: Months that forecasts are kept for.
KEPT = 24
#: Digits of a quantity after the point.
DIGITS = 3

Series = tuple[str, str]  # item, UOM


@dataclass(frozen=True)
class Override:
	"""A quantity that a person put in the place of a month's forecast."""

	qty: float
	reason: str
	user: str


@dataclass(frozen=True)
class ForecastBucket:
	"""A month of a forecast: the field names of Demand Forecast Bucket, but for ``override``; None: no interval."""

	month: date
	lead: int
	forecast_qty: float
	low_qty: float | None
	high_qty: float | None
	override: Override | None

	@property
	def planned_qty(self) -> float:
		"""What is planned with: the override where there is one."""
		return self.override.qty if self.override else self.forecast_qty


@dataclass(frozen=True)
class Made:
	"""A forecast of one series as of the beginning of a month; figures are None where nothing can be said."""

	item: str
	uom: str
	cycle: date
	method: str
	parameters: str
	history_months: int
	is_intermittent: bool
	tested: int
	mase: float | None
	wmape: float | None  # per cent
	bias: float | None  # per cent
	buckets: tuple[ForecastBucket, ...]


def mark_of(cycle: date, rules: Rules) -> str:
	"""A text that is another one in another cycle or under other rules."""
	known = hashlib.blake2s(repr((rules, HISTORY)).encode(), digest_size=8).hexdigest()
	return f"{cycle}:{known}"


def months_before(cycle: date, count: int) -> list[date]:
	"""The first days of so many months before a cycle, oldest first."""
	return [add_months(cycle, -ago) for ago in range(count, 0, -1)]


def histories(rows: Iterable[tuple[str, str, date, float]], cycle: date) -> tuple[list[Series], Floats]:
	"""Item, UOM, month and quantity of some months as series: :data:`HISTORY` and :data:`EARLIER` months up to the cycle.

	A series begins with its first month of demand; later months without a row are months without demand.
	"""
	months = months_before(cycle, HISTORY + EARLIER)
	place = {month: column for column, month in enumerate(months)}
	found: dict[Series, dict[int, float]] = {}
	for item, uom, month, qty in rows:
		if month in place:
			found.setdefault((item, uom), {})[place[month]] = qty
	series = sorted(found)
	history = np.full((len(series), len(months)), np.nan)
	for row, one in enumerate(series):
		asked = [column for column, qty in found[one].items() if qty > 0]
		if asked:
			history[row, min(asked) :] = 0.0
			for column, qty in found[one].items():
				if column >= min(asked):
					history[row, column] = qty
	return series, history


def made(
	series: Sequence[Series],
	history: Floats,
	cycle: date,
	rules: Rules,
	*,
	overrides: Mapping[Series, Mapping[date, Override]],
	is_new: Sequence[bool],
) -> Iterator[Made]:
	"""Forecasts of the cycle, and of the cycles before it for series that are new.

	Who had no demand in the months that a cycle looks back on has no forecast in it.

	Args:
		series: what the rows of ``history`` are.
		history: as :func:`histories` gives it.
		cycle: first day of the first month that is forecast.
		rules: of the engine.
		overrides: of this cycle.
		is_new: which series have no forecast yet.
	"""
	for ago in range(EARLIER, -1, -1):
		stop = history.shape[1] - ago
		past = history[:, stop - HISTORY : stop]
		rows = np.flatnonzero(
			(np.nan_to_num(past) > 0).any(axis=1) & (np.array(is_new, dtype=bool) | (ago == 0))
		)
		if not rows.size:
			continue
		begins = add_months(cycle, -ago)
		found = forecast(past[rows], rules)
		for place, row in enumerate(rows):
			mine = overrides.get(series[row], {}) if ago == 0 else {}
			yield _made(series[row], begins, found, place, mine)


def _made(
	series: Series, cycle: date, found: Forecasts, row: int, overrides: Mapping[date, Override]
) -> Made:
	buckets = []
	for lead in range(1, found.quantity.shape[1] + 1):
		month = add_months(cycle, lead - 1)
		buckets.append(
			ForecastBucket(
				month,
				lead,
				round(float(found.quantity[row, lead - 1]), DIGITS),
				_known(found.low[row, lead - 1]),
				_known(found.high[row, lead - 1]),
				overrides.get(month),
			)
		)
	return Made(
		*series,
		cycle=cycle,
		method=found.chosen[row].method,
		parameters=found.chosen[row].parameters,
		history_months=int(found.known[row]),
		is_intermittent=bool(found.is_intermittent[row]),
		tested=int(found.tested[row]),
		mase=_known(found.mase[row]),
		wmape=_known(100 * found.wmape[row], 1),
		bias=_known(100 * found.bias[row], 1),
		buckets=tuple(buckets),
	)


def _known(value: float, digits: int = DIGITS) -> float | None:
	return round(float(value), digits) if np.isfinite(value) else None
