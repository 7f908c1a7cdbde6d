"""Lead time: days from order to receipt, summed up (``definitions.md``, SCOR)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True)
class LeadTime:
	"""Median and 90th percentile in days, coefficient of variation, and the number of receipts behind them."""

	median: float
	p90: float
	variation: float | None
	n: int


def lead_time(days: Sequence[int]) -> LeadTime | None:
	"""Sum up lead times; None without any.

	Percentiles interpolate linearly between order statistics (Hyndman & Fan 1996, type 7). The coefficient of
	variation is the sample standard deviation over the mean; None below two receipts or at a mean of 0.
	"""
	if not len(days):
		return None
	values = np.asarray(days, dtype=float)
	mean = values.mean()
	variation = float(values.std(ddof=1) / mean) if len(values) > 1 and mean else None
	return LeadTime(float(np.median(values)), float(np.percentile(values, 90)), variation, len(values))


@dataclass(frozen=True)
class Spread:
	"""Lead times summed up with their moments: days, and ``n`` receipts."""

	n: int
	median: float
	p90: float
	mean: float
	deviation: float  # of the sample; 0 below two receipts


def spread(receipts: Mapping[int, int]) -> Spread:
	"""Sum up how many receipts took how many days, at least one; the same figures as :func:`lead_time`."""
	ordered = sorted(receipts.items())
	n = sum(count for _days, count in ordered)
	mean = sum(days * count for days, count in ordered) / n
	squares = sum(count * (days - mean) ** 2 for days, count in ordered)
	return Spread(
		n=n,
		median=_quantile(ordered, n, 5),
		p90=_quantile(ordered, n, 9),
		mean=mean,
		deviation=math.sqrt(squares / (n - 1)) if n > 1 else 0.0,
	)


def _quantile(ordered: Sequence[tuple[int, int]], n: int, tenths: int) -> float:
	"""Type 7 of Hyndman & Fan (1996), the ranks in whole numbers: a half is exactly a half."""
	rank, rest = divmod(tenths * (n - 1), 10)
	low, high = _at(ordered, rank), _at(ordered, min(rank + 1, n - 1))
	return low + (high - low) * rest / 10


def _at(ordered: Sequence[tuple[int, int]], rank: int) -> int:
	for days, count in ordered:
		if rank < count:
			return days
		rank -= count
	raise IndexError(rank)


def safety_stock(
	service_level: float, *, lead_days: float, lead_deviation: float, daily_use: float, use_deviation: float
) -> float:
	"""Stock that covers the spread of use and of lead time: z sqrt(L sigma_d^2 + d^2 sigma_L^2), in the unit of use.

	Args:
		service_level: share of order cycles without a stock-out, above 0 and below 1; z is its normal quantile.
		lead_days: L, mean lead time in days.
		lead_deviation: sigma_L, days.
		daily_use: d, units a day.
		use_deviation: sigma_d, units a day.

	Source: Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains (2017), section 6.10. Raises
	ValueError for a service level outside (0, 1) or a negative lead time.
	"""
	if not 0 < service_level < 1:
		raise ValueError(f"service_level: {service_level} has to lie between 0 and 1")
	if lead_days < 0:
		raise ValueError(f"lead_days: {lead_days} is below 0")
	spread = math.sqrt(lead_days * use_deviation**2 + (daily_use * lead_deviation) ** 2)
	return max(NormalDist().inv_cdf(service_level), 0.0) * spread
