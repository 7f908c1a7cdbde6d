"""Lead time: days from order to receipt, summed up (``definitions.md``, SCOR)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
