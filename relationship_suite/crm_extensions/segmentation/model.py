"""Customer segments: RFM scores, the named segments of the 125 cells, and customers overdue by their own rhythm.

R is days since the last net purchase, F the number of purchase days, M net revenue or margin in company currency,
all within one window. 5 is best. Every date comes in as ``as_of``.
Sources: Bult & Wansbeek 1995; Hughes, Strategic Database Marketing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from itertools import product
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np

Basis = Literal["revenue", "margin"]
Method = Literal["quintiles", "thresholds"]

#: Active customers from which quintiles say more than fixed thresholds.
MINIMUM_FOR_QUINTILES = 100
#: The same purchases summed in another order differ far behind the smallest coin.
MONEY_DECIMALS = 4

# Segments -------------------------------------------------------------------------------------------------

Span = tuple[int, int]


@dataclass(frozen=True)
class Segment:
	"""A name for cells: those whose R, F and M lie within any of ``boxes`` (spans with both ends)."""

	name: str
	boxes: tuple[tuple[Span, Span, Span], ...]

	def covers(self, r: int, f: int, m: int) -> bool:
		return any(
			all(low <= score <= high for score, (low, high) in zip((r, f, m), box, strict=True))
			for box in self.boxes
		)


_ANY: Span = (1, 5)

#: In order of priority: the first that covers a cell has it. Only the three special cases lie inside a later
#: segment (Champions in Loyal, Cannot lose in At risk, Lost customer in
#: Hibernating); the others do not overlap.
SEGMENTS: tuple[Segment, ...] = (
	Segment("Champions", (((4, 5), (4, 5), (4, 5)),)),
	Segment("Cannot lose", (((1, 1), (5, 5), (5, 5)),)),
	Segment("Lost customer", (((1, 1), (1, 1), (1, 1)),)),
	Segment("Loyal", (((3, 5), (4, 5), _ANY),)),  # buy often and still do, whatever the amount
	Segment("At risk", (((1, 2), (4, 5), _ANY),)),
	Segment("New customer", (((5, 5), (1, 1), _ANY),)),
	Segment("Promising", (((4, 4), (1, 1), _ANY),)),  # a first purchase not long ago
	Segment("Potential loyalist", (((4, 5), (2, 3), _ANY),)),  # came back lately, not often yet
	Segment("Needs attention", (((3, 3), (1, 3), _ANY), ((1, 2), (3, 3), _ANY))),  # the middle, cooling
	Segment("Hibernating", (((1, 2), (1, 2), _ANY),)),
)

#: The names from best to worst, as every list of segments shows them.
SEGMENT_NAMES: tuple[str, ...] = (
	"Champions",
	"Loyal",
	"Potential loyalist",
	"New customer",
	"Promising",
	"Needs attention",
	"At risk",
	"Cannot lose",
	"Hibernating",
	"Lost customer",
)

#: (r, f, m) to the name of the segment, for all 125 cells.
SEGMENT_OF_CELL: Mapping[tuple[int, int, int], str] = MappingProxyType(
	{
		cell: next(segment.name for segment in SEGMENTS if segment.covers(*cell))
		for cell in product(range(1, 6), repeat=3)
	}
)


def segment_of(r: int, f: int, m: int) -> str:
	"""The name of the segment of a cell. Raises ValueError for a score that is not 1 to 5."""
	try:
		return SEGMENT_OF_CELL[r, f, m]
	except KeyError:
		raise ValueError(f"r, f, m: {r}, {f}, {m} are not scores from 1 to 5") from None


def segments_at(r: int, f: int) -> tuple[str, ...]:
	"""Names of the segments that a cell of the grid of recency and frequency holds, over all M, best first."""
	return tuple(dict.fromkeys(SEGMENT_OF_CELL[r, f, m] for m in range(5, 0, -1)))


# RFM ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RfmInput:
	"""A customer's window, net of returns. ``purchase_days`` and ``last_purchase_on`` count net purchases only."""

	customer: str
	last_purchase_on: date | None
	purchase_days: int
	monetary: float  # net revenue or margin, company currency


@dataclass(frozen=True)
class Thresholds:
	"""Fixed limits for few customers: four each, rising. Raises ValueError naming the field.

	``recency_days``: up to the first is R5, up to the last R2, beyond it R1. ``purchase_days`` and ``monetary``
	(company currency): below the first is 1, from the last on 5.
	"""

	recency_days: tuple[float, float, float, float] = (30, 90, 180, 365)
	purchase_days: tuple[float, float, float, float] = (2, 4, 7, 12)
	monetary: tuple[float, float, float, float] = (1_000, 5_000, 20_000, 100_000)

	def __post_init__(self):
		for each in fields(self):
			limits = getattr(self, each.name)
			if len(limits) != 4 or not all(math.isfinite(limit) for limit in limits):
				raise ValueError(f"{each.name}: {limits} are not four numbers")
			if list(limits) != sorted(set(limits)):
				raise ValueError(f"{each.name}: {limits} do not rise")


@dataclass(frozen=True)
class RfmScore:
	"""A scored customer; ``recency_days`` is as_of - last_purchase_on."""

	customer: str
	recency_days: int
	purchase_days: int
	monetary: float
	r: int
	f: int
	m: int
	segment: str


@dataclass(frozen=True)
class RfmResult:
	"""``scores`` keep the order of the inputs; ``not_scored`` are customers without a net purchase."""

	as_of: date
	basis: Basis
	method: Method
	scores: tuple[RfmScore, ...]
	not_scored: tuple[str, ...]


def quintiles(values: np.ndarray) -> np.ndarray:
	"""1 to 5 for each value, higher is better: 1 + floor(5 x strictly worse / n), in integers.

	Equal values get equal scores, the order of the input does not matter, and a better value never scores less.
	The worst value always scores 1, however many share it: most customers buy once, and F1 has to mean that.
	So quintiles are not of equal size when values tie, and a best value that many share scores less than 5.
	"""
	_, positions, counts = np.unique(values, return_inverse=True, return_counts=True)
	worse = np.cumsum(counts) - counts
	return (1 + 5 * worse[positions.reshape(-1)] // max(len(values), 1)).astype(np.int64)


def score_rfm(
	inputs: Iterable[RfmInput],
	as_of: date,
	basis: Basis = "revenue",
	thresholds: Thresholds | None = None,
	minimum_for_quintiles: int = MINIMUM_FOR_QUINTILES,
) -> RfmResult:
	"""R, F, M and the segment of every customer with a net purchase in the window.

	From ``minimum_for_quintiles`` active customers on the scores are ``quintiles``, under it the fixed
	``thresholds`` (the default's amounts are a start, in whatever the company's currency is). No net purchase: no
	last purchase or no purchase day or, by revenue, nothing left after returns. By margin a customer served at a
	loss is scored, and scores low.
	Raises ValueError for an unknown basis, a customer that comes twice, a purchase after ``as_of``, an amount
	that is not a number.
	"""
	if basis not in get_args(Basis):
		raise ValueError(f"basis: {basis!r} is not one of {', '.join(get_args(Basis))}")
	active: list[RfmInput] = []
	not_scored: list[str] = []
	seen: set[str] = set()
	for each in inputs:
		if each.customer in seen:
			raise ValueError(f"customer: {each.customer} comes twice")
		seen.add(checked(each, as_of).customer)
		is_empty = each.last_purchase_on is None or each.purchase_days < 1
		if is_empty or (basis == "revenue" and round(each.monetary, MONEY_DECIMALS) <= 0):
			not_scored.append(each.customer)
		else:
			active.append(each)

	today = as_of.toordinal()
	recency = np.array([today - each.last_purchase_on.toordinal() for each in active], dtype=np.int64)
	frequency = np.array([each.purchase_days for each in active], dtype=np.int64)
	monetary = np.round(np.array([each.monetary for each in active], dtype=np.float64), MONEY_DECIMALS)
	if len(active) >= minimum_for_quintiles:
		method: Method = "quintiles"
		r, f, m = quintiles(-recency), quintiles(frequency), quintiles(monetary)
	else:
		method = "thresholds"
		limits = thresholds or Thresholds()
		r = 5 - np.searchsorted(limits.recency_days, recency, side="left")
		f = 1 + np.searchsorted(limits.purchase_days, frequency, side="right")
		m = 1 + np.searchsorted(limits.monetary, monetary, side="right")

	cells = list(zip(r.tolist(), f.tolist(), m.tolist(), strict=True))
	scores = tuple(
		RfmScore(each.customer, days, each.purchase_days, each.monetary, *cell, SEGMENT_OF_CELL[cell])
		for each, days, cell in zip(active, recency.tolist(), cells, strict=True)
	)
	return RfmResult(as_of, basis, method, scores, tuple(not_scored))


def checked(each: RfmInput, as_of: date) -> RfmInput:
	"""The input, if it can be scored. Raises ValueError for a purchase after ``as_of`` or an amount that is no number."""
	if not math.isfinite(each.monetary):
		raise ValueError(f"monetary: {each.monetary} of {each.customer} is not a number")
	if each.last_purchase_on is not None and each.last_purchase_on > as_of:
		raise ValueError(f"last_purchase_on: {each.last_purchase_on} of {each.customer} is after {as_of}")
	return each


# Overdue customers ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rhythm:
	"""How often a customer buys: ``median_gap_days`` between neighbouring purchase days, None without a gap."""

	last_purchase_on: date
	gaps: int
	median_gap_days: float | None


@dataclass(frozen=True)
class OverdueRule:
	"""Overdue when days since the last purchase > ``k`` x median gap. Raises ValueError naming the field.

	A customer with fewer than ``minimum_gaps`` gaps has no rhythm yet and goes by ``typical_gap_days``, the rhythm
	of the customers they are compared with; without that there is not enough data to say.
	"""

	k: float = 2.0
	minimum_gaps: int = 2
	typical_gap_days: float | None = None

	def __post_init__(self):
		if not 0 < self.k < math.inf:
			raise ValueError(f"k: {self.k} is not above 0")
		if self.minimum_gaps < 1:
			raise ValueError(f"minimum_gaps: {self.minimum_gaps} is below 1")
		if self.typical_gap_days is not None and not 0 < self.typical_gap_days < math.inf:
			raise ValueError(f"typical_gap_days: {self.typical_gap_days} is not above 0")


@dataclass(frozen=True)
class Overdue:
	"""The verdict and its reasons. ``is_overdue`` is None, like all that follows from the gap, without a gap."""

	days_since: int
	gap_days: float | None
	is_own_gap: bool
	expected_on: date | None  # last purchase + gap, whole days up
	is_overdue: bool | None
	days_overdue: int  # since expected_on, 0 unless overdue


def overdue(rhythm: Rhythm, as_of: date, rule: OverdueRule | None = None) -> Overdue:
	"""Whether days since the last purchase > k x median gap. Raises ValueError for a purchase after ``as_of``."""
	rule = rule or OverdueRule()
	days_since = (as_of - rhythm.last_purchase_on).days
	if days_since < 0:
		raise ValueError(f"last_purchase_on: {rhythm.last_purchase_on} is after {as_of}")
	is_own = rhythm.median_gap_days is not None and rhythm.gaps >= rule.minimum_gaps
	gap = rhythm.median_gap_days if is_own else rule.typical_gap_days
	if gap is None:
		return Overdue(days_since, None, False, None, None, 0)
	is_overdue = days_since > rule.k * gap
	days_overdue = max(days_since - math.ceil(gap), 0) if is_overdue else 0
	expected_on = rhythm.last_purchase_on + timedelta(days=math.ceil(gap))
	return Overdue(days_since, gap, is_own, expected_on, is_overdue, days_overdue)
