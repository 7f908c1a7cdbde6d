"""Forecasting methods as recursions over time, for many series and all values of their parameters at once.

Arrays are ``(months, series)``, with a first axis for the parameters where there are several. Each method gives what is
known after every month: a level, and where it has one a trend. What is known after a month stands on that month and those
before it alone, so that a back-test is a look at earlier rows.

Sources: Brown 1959 (exponential smoothing); Holt 1957, damped after Gardner & McKenzie 1985; Croston 1972; Teunter,
Syntetos & Babai 2011 (TSB).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NAIVE, SEASONAL, SES, HOLT, CROSTON, TSB = (
	"Naive",
	"Seasonal Naive",
	"Simple Smoothing",
	"Holt",
	"Croston",
	"TSB",
)


@dataclass(frozen=True)
class Candidate:
	"""A method with its parameters: ``alpha`` of the level or size, ``beta`` of trend, interval or probability, ``phi``
	the damping of the trend (1: none).
	"""

	method: str
	alpha: float = 0.0
	beta: float = 0.0
	phi: float = 0.0

	@property
	def parameters(self) -> str:
		"""Those that the method has, as text: ``alpha 0.3, beta 0.1``."""
		found = {"alpha": self.alpha, "beta": self.beta, "phi": self.phi}
		return ", ".join(f"{name} {value:g}" for name, value in found.items() if value)


@dataclass(frozen=True)
class Paths:
	"""What some candidates know after each month: ``level`` and ``trend`` (None: flat), ``(candidates, months, series)``.

	The forecast ``lead`` months after month ``t`` is ``level[:, t] + trend[:, t] x (phi + phi^2 + ... + phi^lead)``.
	"""

	candidates: tuple[Candidate, ...]
	level: Floats
	trend: Floats | None = None

	def at(self, months: slice, lead: int) -> Floats:
		"""Forecasts made after these months for ``lead`` months later; demand is never below 0."""
		level = self.level[:, months]
		if self.trend is None:
			return level  # of demand that is not below 0
		phi = np.array([each.phi for each in self.candidates])
		growth = sum(phi**step for step in range(1, lead + 1))
		return np.maximum(level + self.trend[:, months] * growth[:, None, None], 0.0)


@dataclass(frozen=True)
class Seasons:
	"""The seasonal naive method: the same month of the last season that is known.

	Where the series had not begun then, the last month, as of the naive method. ``first``: each series' first month.
	"""

	demand: Floats
	first: NDArray[np.intp]
	season: int

	@property
	def candidates(self) -> tuple[Candidate, ...]:
		return (Candidate(SEASONAL),)

	def at(self, months: slice, lead: int) -> Floats:
		"""As :meth:`Paths.at`."""
		origin = np.arange(len(self.demand))[months]
		past = origin - (-(-lead // self.season) * self.season - lead)
		has_begun = past[:, None] >= self.first
		return np.where(has_begun, self.demand[np.maximum(past, 0)], self.demand[origin])[None]


def naive(demand: Floats) -> Paths:
	"""The last month again."""
	return Paths((Candidate(NAIVE),), demand[None])


def simple_smoothing(demand: Floats, alphas: tuple[float, ...]) -> Paths:
	"""``level = level + alpha (demand - level)``, from the first month's demand on."""
	alpha = np.array(alphas)[:, None]
	level = np.empty((len(alphas), *demand.shape))
	level[:, 0] = demand[0]
	for t in range(1, len(demand)):
		level[:, t] = level[:, t - 1] + alpha * (demand[t] - level[:, t - 1])
	return Paths(tuple(Candidate(SES, each) for each in alphas), level)


def holt(
	demand: Floats, alphas: tuple[float, ...], betas: tuple[float, ...], phis: tuple[float, ...]
) -> Paths:
	"""Level and damped trend, from the first month's demand and no trend on.

	``level' = l + phi b + alpha (demand - l - phi b)``; ``trend' = phi b + beta (level' - l - phi b)``.
	"""
	grid = tuple(product(alphas, betas, phis))
	alpha, beta, phi = (np.array(each)[:, None] for each in zip(*grid, strict=True))
	level, trend = np.empty((2, len(grid), *demand.shape))
	level[:, 0], trend[:, 0] = demand[0], 0.0
	for t in range(1, len(demand)):
		carried = phi * trend[:, t - 1]
		expected = level[:, t - 1] + carried
		step = alpha * (demand[t] - expected)
		level[:, t] = expected + step
		trend[:, t] = carried + beta * step
	return Paths(tuple(Candidate(HOLT, *each) for each in grid), level, trend)


def croston(demand: Floats, alphas: tuple[float, ...]) -> Paths:
	"""Size over interval, both smoothed in months with demand only.

	``z = z + alpha (demand - z)``; ``p = p + alpha (q - p)``, q months since the last demand; the level is ``z / p``.
	The first demand is the first size; the first interval seen is the first interval, and 1 until then.
	"""
	alpha = np.array(alphas)[:, None]
	level = np.zeros((len(alphas), *demand.shape))
	size = np.zeros(level.shape[::2])
	interval = np.ones_like(size)
	seen = np.zeros(demand.shape[1], dtype=np.intp)
	since = np.ones(demand.shape[1])
	for t, now in enumerate(demand):
		is_demand = now > 0
		is_first, is_second = is_demand & (seen == 0), is_demand & (seen == 1)
		size = np.where(is_demand, np.where(is_first, now, size + alpha * (now - size)), size)
		smoothed = interval + alpha * (since - interval)
		interval = np.where(is_demand & ~is_first, np.where(is_second, since[None], smoothed), interval)
		level[:, t] = size / interval
		seen += is_demand
		since = np.where(is_demand, 1.0, since + 1)
	return Paths(tuple(Candidate(CROSTON, each) for each in alphas), level)


def tsb(
	demand: Floats, first: NDArray[np.intp], alphas: tuple[float, ...], betas: tuple[float, ...]
) -> Paths:
	"""Probability of demand, smoothed every month, times size, smoothed in months with demand: it sees an item die.

	``d = d + beta (1 or 0 - d)``; ``z = z + alpha (demand - z)`` where there is demand; the level is ``d z``. The
	probability is the plain mean until as many months are known as ``1 / beta``. ``first``: each series' first month.
	"""
	grid = tuple(product(alphas, betas))
	alpha, beta = (np.array(each)[:, None] for each in zip(*grid, strict=True))
	level = np.zeros((len(grid), *demand.shape))
	size, chance = np.zeros(level.shape[::2]), np.zeros(level.shape[::2])
	has_size = np.zeros(demand.shape[1], dtype=bool)
	for t, now in enumerate(demand):
		is_demand = now > 0
		age = np.maximum(t - first + 1, 1)
		weight = np.maximum(beta, 1.0 / age)
		chance = np.where(t >= first, chance + weight * (is_demand - chance), 0.0)
		smoothed = np.where(has_size, size + alpha * (now - size), now)
		size = np.where(is_demand, smoothed, size)
		has_size |= is_demand
		level[:, t] = chance * size
	return Paths(tuple(Candidate(TSB, *each) for each in grid), level)
