"""What a supplier is asked to deliver, bucket by bucket: pure, of quantities in stock UOM.

Terms as in CPFR (VICS): an agreement has a horizon of buckets and fences; each cycle brings a version of the forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from relationship_suite.relationship_core.facts.days import add_months

WEEK = "Week"
FROZEN, FLEXIBLE, OPEN = "Frozen", "Flexible", "Open"
#: Digits of a quantity after the point.
DIGITS = 3


@dataclass(frozen=True)
class Bucket:
	"""A stretch of days, both ends included."""

	first: date
	last: date

	def __contains__(self, day: date) -> bool:
		return self.first <= day <= self.last


@dataclass(frozen=True)
class Terms:
	"""What was agreed: kind and number of buckets, and how many of the first are frozen and, after them, flexible."""

	kind: str
	horizon: int
	frozen: int
	flexible: int

	def buckets(self, day: date) -> list[Bucket]:
		"""The calendar's buckets from the one with ``day`` on: weeks begin on Monday, months on the first."""
		if self.kind == WEEK:
			monday = day - timedelta(days=day.weekday())
			starts = [monday + timedelta(weeks=place) for place in range(self.horizon + 1)]
		else:
			starts = [add_months(day.replace(day=1), place) for place in range(self.horizon + 1)]
		return [Bucket(start, end - timedelta(days=1)) for start, end in pairwise(starts)]

	def fence(self, place: int) -> str:
		"""In which fence a bucket lies, by its place from 0 on."""
		if place < self.frozen:
			return FROZEN
		return FLEXIBLE if place < self.frozen + self.flexible else OPEN


@dataclass(frozen=True)
class Requirements:
	"""What is known of an item: forecast by month (of its first day), requests and open orders by day."""

	uom: str
	share: float = 100.0  # per cent of the item that this supplier is to deliver
	forecast: Mapping[date, float] = field(default_factory=dict)
	requested: Sequence[tuple[date, float]] = ()
	ordered: Sequence[tuple[date, float]] = ()
	is_whole: bool = False  # the UOM knows whole numbers only


@dataclass(frozen=True)
class Line:
	"""A bucket of an item: the field names of Forecast Release Line."""

	item: str
	uom: str
	first_day: date
	last_day: date
	fence: str
	forecast_qty: float
	requested_qty: float
	ordered_qty: float
	release_qty: float
	has_previous: int
	previous_qty: float
	change_qty: float


def lines(
	terms: Terms, day: date, asked: Mapping[str, Requirements], previous: Mapping[tuple[str, date], float]
) -> Iterator[Line]:
	"""What is released as of a day, by item and bucket.

	What is released of a bucket is the forecast, or the requests and open orders where these are more: orders use the
	forecast up and do not come on top of it. What was due before the first bucket and is still open is due in it. Of a UOM that
	knows whole numbers only, what is released is rounded up.

	Args:
		terms: of the agreement.
		day: of the release.
		asked: by item.
		previous: (item, first day of a bucket) -> quantity of the release before.
	"""
	buckets = terms.buckets(day)
	for item, one in asked.items():
		part = one.share / 100
		for place, bucket in enumerate(buckets):
			forecast = round(part * _of_months(one.forecast, bucket), DIGITS)
			requested = round(part * _due(one.requested, bucket, is_first=not place), DIGITS)
			ordered = round(_due(one.ordered, bucket, is_first=not place), DIGITS)
			released = max(forecast, round(requested + ordered, DIGITS))
			released = float(ceil(released)) if one.is_whole else released
			before = previous.get((item, bucket.first))
			yield Line(
				item=item,
				uom=one.uom,
				first_day=bucket.first,
				last_day=bucket.last,
				fence=terms.fence(place),
				forecast_qty=forecast,
				requested_qty=requested,
				ordered_qty=ordered,
				release_qty=released,
				has_previous=int(before is not None),
				previous_qty=before or 0.0,
				change_qty=0.0 if before is None else round(released - before, DIGITS),
			)


def is_beyond(line: Line, tolerance: float) -> bool:
	"""Does a quantity inside the frozen fence differ by more than the tolerance, per cent of what it was before?"""
	if line.fence != FROZEN or not line.has_previous:
		return False
	return abs(line.change_qty) > line.previous_qty * tolerance / 100 + 10**-DIGITS / 2


def _of_months(forecast: Mapping[date, float], bucket: Bucket) -> float:
	"""The forecast of the days of a bucket; a month's is the same on each of its days."""
	total, month = 0.0, bucket.first.replace(day=1)
	while month <= bucket.last:
		following = add_months(month, 1)
		first, end = max(month, bucket.first), min(following, bucket.last + timedelta(days=1))
		total += forecast.get(month, 0.0) * (end - first).days / (following - month).days
		month = following
	return total


def _due(quantities: Iterable[tuple[date, float]], bucket: Bucket, *, is_first: bool) -> float:
	return sum(qty for day, qty in quantities if day in bucket or (is_first and day < bucket.first))
