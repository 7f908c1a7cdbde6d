"""Demand forecasts of many series at once: every candidate is back-tested, and each series gets its own best.

Pure: histories come in, nothing reads a clock. Quantities are in one UOM a series, per month.

**The choice.** The last months of a series are forecast anew from every month before them (rolling origin, Tashman 2000),
at every lead. The candidate with the smallest error over all leads is taken, of equals the simplest. The error of a series
that sells in most months is the mean absolute one: within one series MASE (Hyndman & Koehler 2006) and WMAPE are that
error over a constant, and choose alike; MASE is what is told, since it compares series and knows zeros. Of an intermittent
series (1.32 months and more between demands: Syntetos, Boylan & Croston 2005) it is the mean squared one, as in RMSSE
(Makridakis, Spiliotis & Assimakopoulos 2022): the absolute error is smallest at the median, which is 0 where most months
are, and nothing would ever be planned.

**The interval** is the forecast plus and minus the root of the mean squared back-test error at that lead, bias included,
times Student's t of as many degrees as there are errors: a year of them is too few for empirical quantiles, and few enough
to be unsure of the spread itself. That the method was chosen by the same errors flatters them: of noise around a mean the
80 % interval holds three months in four.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from relationship_suite.srm_extensions.planning import methods
from relationship_suite.srm_extensions.planning.methods import Candidate, Floats, Paths, Seasons

#: Series that are worked on together: what they need fits into a processor's cache.
BLOCK = 500
#: Months between demands from which on a series is intermittent (Syntetos, Boylan & Croston 2005).
INTERMITTENT = 1.32
#: Errors at a lead from which on there is an interval.
ENOUGH_ERRORS = 3


@dataclass(frozen=True)
class Rules:
	"""How series are forecast. Raises ValueError naming the field.

	Attributes:
		horizon: months ahead, 1 to 24.
		season: months of a season.
		tested: so many of the last months are forecast in the back-test.
		known: months of a series that a forecast of the back-test has to know.
		level: of the prediction interval, between 0 and 1.
		is_damped: trends fade (phi 0.9), or may go on for ever as well.
	"""

	horizon: int = 6
	season: int = 12
	tested: int = 12
	known: int = 3
	level: float = 0.8
	is_damped: bool = True

	def __post_init__(self) -> None:
		for name, low, high in (("horizon", 1, 24), ("season", 1, 60), ("tested", 1, 60), ("known", 1, 60)):
			if not low <= getattr(self, name) <= high:
				raise ValueError(f"{name}: {getattr(self, name)} is not between {low} and {high}")
		if not 0 < self.level < 1:
			raise ValueError(f"level: {self.level} is not between 0 and 1")

	@property
	def phis(self) -> tuple[float, ...]:
		return (0.9,) if self.is_damped else (0.9, 1.0)


@dataclass(frozen=True)
class Forecasts:
	"""Forecasts of n series, h months ahead; NaN where nothing can be said.

	Attributes:
		chosen: the candidate of each series.
		quantity: ``(n, h)``, 0 or more.
		low: lower end of the interval, ``(n, h)``.
		high: upper end, ``(n, h)``.
		mase: back-test error over that of the naive method one month ahead, ``(n,)``; below 1 is better.
		wmape: back-test error over demand, ``(n,)``; 0.2 is 20 %.
		bias: back-test forecast less demand over demand, ``(n,)``; above 0 was too much.
		tested: forecasts that the back-test compared, ``(n,)``.
		known: months of history, ``(n,)``.
		is_intermittent: ``(n,)``.
	"""

	chosen: tuple[Candidate, ...]
	quantity: Floats
	low: Floats
	high: Floats
	mase: Floats
	wmape: Floats
	bias: Floats
	tested: NDArray[np.intp]
	known: NDArray[np.intp]
	is_intermittent: NDArray[np.bool_]


def forecast(history: Floats, rules: Rules | None = None) -> Forecasts:
	"""Forecast every series with the method that did best in its own back-test.

	Args:
		history: ``(n, months)``, oldest month first; NaN before a series begins and nowhere else. A month of more
			returns than sales has no demand.
		rules: horizon, back-test and interval.

	Raises:
		ValueError: a month within a series is missing, or there is no month at all.
	"""
	rules = rules or Rules()
	history = np.asarray(history, dtype=np.float64)
	if history.ndim != 2 or not history.shape[1]:
		raise ValueError("history: wanted is a row per series with at least one month")
	known = np.isfinite(history)
	if np.isinf(history).any() or (known[:, :-1] & ~known[:, 1:]).any():
		raise ValueError("history: a month is missing after the series has begun")
	parts = [
		_forecast_block(history[start : start + BLOCK].T, rules) for start in range(0, len(history), BLOCK)
	]
	parts = parts or [_forecast_block(history.T, rules)]
	return Forecasts(
		tuple(each for part in parts for each in part.chosen),
		*(
			np.concatenate([getattr(part, name) for part in parts])
			for name in list(Forecasts.__dataclass_fields__)[1:]
		),
	)


def _forecast_block(history: Floats, rules: Rules) -> Forecasts:
	months = len(history)
	is_known = np.isfinite(history)
	known = is_known.sum(axis=0)
	first = months - known  # of a series without any month: after the last one
	demand = np.maximum(np.where(is_known, history, 0.0), 0.0)
	is_intermittent = known >= INTERMITTENT * np.maximum((demand > 0).sum(axis=0), 1)
	groups = _groups(demand, first, rules)
	test = BackTest(demand, first, rules)
	best = _smallest(np.concatenate([test.losses(group, is_intermittent) for group in groups]))
	made = _of_best(groups, best, months, rules.horizon)
	quantity = np.stack([made[lead][-1] for lead in range(rules.horizon)], axis=1)
	errors = test.errors(made)
	spread = np.stack([_spread(each, rules.level) for each in errors], axis=1)
	flat = np.concatenate(errors)
	actual = np.concatenate(test.actuals())
	absolute, total = np.nansum(np.abs(flat), axis=0), np.nansum(actual, axis=0)
	tested = np.isfinite(flat).sum(axis=0)
	steps = np.where(np.arange(1, months)[:, None] > first, np.abs(np.diff(demand, axis=0)), 0.0).sum(axis=0)
	candidates = tuple(each for group in groups for each in group.candidates)
	return Forecasts(
		chosen=tuple(candidates[place] for place in best),
		quantity=quantity,
		low=np.maximum(quantity - spread, 0.0),
		high=quantity + spread,
		mase=_ratio(_ratio(absolute, tested), _ratio(steps, known - 1)),
		wmape=_ratio(absolute, total),
		bias=_ratio(np.nansum(flat, axis=0), total),
		tested=tested,
		known=known,
		is_intermittent=is_intermittent,
	)


def _groups(demand: Floats, first: NDArray[np.intp], rules: Rules) -> list[Paths | Seasons]:
	"""All candidates, the simplest first."""
	# Before it begins a series stands at its first demand: smoothing starts there, with no trend.
	begins = demand[np.minimum(first, len(demand) - 1), np.arange(demand.shape[1])]
	filled = np.where(np.arange(len(demand))[:, None] >= first, demand, begins)
	return [
		methods.naive(demand),
		Seasons(demand, first, rules.season),
		methods.simple_smoothing(filled, (0.05, 0.1, 0.2, 0.3, 0.5, 0.7)),
		methods.holt(filled, (0.1, 0.3, 0.5, 0.8), (0.1, 0.3), rules.phis),
		methods.croston(demand, (0.05, 0.1, 0.2, 0.3)),
		methods.tsb(demand, first, (0.1, 0.2, 0.3), (0.05, 0.1, 0.2)),
	]


@dataclass(frozen=True)
class BackTest:
	"""The last months forecast at every lead: which months each forecast is made after, and what came.

	``demand`` is ``(months, n)``, ``first`` the month in which each series begins.
	"""

	demand: Floats
	first: NDArray[np.intp]
	rules: Rules

	@property
	def leads(self) -> range:
		"""Leads at which there is anything to compare."""
		return range(1, min(self.rules.horizon, len(self.demand) - 1) + 1)

	def origins(self, lead: int) -> slice:
		"""The months after which the last months are forecast at a lead."""
		last = len(self.demand) - lead
		return slice(max(last - self.rules.tested, 0), last)

	def targets(self, lead: int) -> Floats:
		"""What came, ``(origins, n)``."""
		origins = self.origins(lead)
		return self.demand[origins.start + lead : origins.stop + lead]

	def counts(self, lead: int) -> NDArray[np.bool_]:
		"""Does the forecast know enough of the series to be compared? ``(origins, n)``"""
		months = np.arange(len(self.demand))[self.origins(lead)]
		return months[:, None] >= self.first + self.rules.known - 1

	def losses(self, group: Paths | Seasons, is_intermittent: NDArray[np.bool_]) -> Floats:
		"""Sums of errors of each candidate, ``(candidates, n)``: squared ones of what is intermittent, else absolute."""
		found = np.zeros((len(group.candidates), len(self.first)))
		for lead in self.leads:
			errors = group.at(self.origins(lead), lead) - self.targets(lead)
			np.abs(errors, out=errors)
			np.multiply(errors, errors, out=errors, where=is_intermittent)
			found += np.einsum("cts,ts->cs", errors, self.counts(lead).astype(np.float64))
		return found

	def errors(self, made: list[Floats]) -> list[Floats]:
		"""Forecast less demand at every lead, NaN where a forecast does not count; ``made`` as of :func:`_of_best`."""
		found = [
			np.where(self.counts(lead), made[lead - 1][self.origins(lead)] - self.targets(lead), np.nan)
			for lead in self.leads
		]
		nothing = np.full((1, len(self.first)), np.nan)
		return found + [nothing] * (self.rules.horizon - len(found))

	def actuals(self) -> list[Floats]:
		"""The demand that the errors belong to, in the same shape."""
		found = [np.where(self.counts(lead), self.targets(lead), np.nan) for lead in self.leads]
		return found + [np.full((1, len(self.first)), np.nan)] * (self.rules.horizon - len(found))


def _smallest(losses: Floats) -> NDArray[np.intp]:
	"""The first candidate of each series whose error is the smallest, the last digits of sums left aside."""
	return np.argmax(losses <= losses.min(axis=0) * (1 + 1e-9), axis=0)


def _of_best(
	groups: list[Paths | Seasons], best: NDArray[np.intp], months: int, horizon: int
) -> list[Floats]:
	"""Forecasts of each series' own candidate after every month, a ``(months, n)`` for each lead."""
	found = [np.empty((months, len(best))) for _lead in range(horizon)]
	start = 0
	for group in groups:
		stop = start + len(group.candidates)
		mine = np.flatnonzero((best >= start) & (best < stop))
		if mine.size:
			for lead, made in enumerate(found, start=1):
				made[:, mine] = group.at(slice(None), lead)[best[mine] - start, :, mine].T
		start = stop
	return found


def _spread(errors: Floats, level: float) -> Floats:
	"""Half the interval of each series at a lead, NaN where there are too few errors to tell."""
	count = np.isfinite(errors).sum(axis=0).astype(np.float64)
	mean = _ratio(np.nansum(errors**2, axis=0), np.where(count >= ENOUGH_ERRORS, count, 0))
	return stdtrit(np.maximum(count, 1), (1 + level) / 2) * np.sqrt(mean)


def _ratio(part: Floats, whole: Floats) -> Floats:
	"""Part / whole, NaN where the whole is 0 or unknown."""
	whole = np.asarray(whole, dtype=np.float64)
	is_known = np.isfinite(whole) & (whole > 0)
	return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=is_known)
