"""Rates from counts: a part, a whole, the evidence behind them, and how sure that makes us.

Shares are per cent (0 to 100), PPM is parts per million, windows and half-lives are calendar months. A rate with
too little evidence is ``None`` ("not enough data"), never 0 or 100: idle periods have no rate, hence no score.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import mul
from statistics import NormalDist

from relationship_suite.relationship_core.problems import Problem, ProblemsError

#: Lines or lots behind a rate below which it says nothing.
MINIMUM_EVIDENCE = 10


@dataclass(frozen=True)
class Tally:
	"""A part of a whole, with the evidence behind it.

	``n`` is the number of records; it defaults to ``whole``, which is right for counts.
	``effective_n`` is what that is worth after decay (see ``rolling``); it defaults to ``n``.
	"""

	part: float
	whole: float
	n: float | None = None
	effective_n: float | None = None

	def __post_init__(self):
		# There are hundreds of thousands in a full run, and a sum is finite where its parts are, but for the largest.
		if math.isfinite(self.part + self.whole + (self.n or 0) + (self.effective_n or 0)):
			return
		for name in ("part", "whole", "n", "effective_n"):
			value = getattr(self, name)
			if value is not None and not math.isfinite(value):
				raise ProblemsError(Problem(name, "{value} is not a number", {"value": value}))

	@property
	def evidence(self) -> float:
		return max(self.whole, 0) if self.n is None else self.n

	@property
	def effective_evidence(self) -> float:
		return self.evidence if self.effective_n is None else self.effective_n


@dataclass(frozen=True)
class Rate:
	"""A figure with the evidence behind it; ``value`` is None where ``n`` is below ``minimum``.

	``cautious`` is the Wilson lower bound in the same unit, for rates that count independent cases.
	"""

	value: float | None
	n: float
	minimum: float = 0
	cautious: float | None = None

	def judged(self, is_cautious: bool = False) -> float | None:
		"""The value to score: the Wilson bound if asked for and there is one, else the value itself."""
		return self.cautious if is_cautious and self.cautious is not None else self.value


def wilson_lower(hits: float, n: float, confidence: float = 0.95) -> float:
	"""Lower end of the two-sided Wilson score interval of hits / n, as a fraction 0 to 1.

	(p + z^2/2n - z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n). Source: Wilson 1927; Brown, Cai & DasGupta 2001.
	Raises ValueError unless 0 <= hits <= n and n > 0.
	"""
	if not (n > 0 and 0 <= hits <= n):
		raise ProblemsError(Problem("hits", "{hits} is not within 0 and {n}", {"hits": hits, "n": n}))
	z = NormalDist().inv_cdf((1 + confidence) / 2)
	p = hits / n
	margin = z * math.sqrt(p * (1 - p) / n + (z / n) ** 2 / 4)
	return min(max((p + z * z / (2 * n) - margin) / (1 + z * z / n), 0.0), p)


def share(tally: Tally, minimum: float = MINIMUM_EVIDENCE) -> Rate:
	"""part / whole x 100, per cent, with its Wilson bound. Raises ValueError unless 0 <= part <= whole.

	A share of quantity or value is weighed by ``tally.n`` lines: lines are the independent cases, not kilograms.
	"""
	part, whole = tally.part, tally.whole
	if not 0 <= part <= whole:
		raise ProblemsError(
			Problem("part", "{part} is not within 0 and {whole}", {"part": part, "whole": whole})
		)
	if whole == 0 or tally.evidence < minimum:
		return Rate(None, tally.evidence, minimum)
	fraction, n = part / whole, tally.effective_evidence
	cautious = 100 * wilson_lower(fraction * n, n) if n > 0 else None
	return Rate(100 * fraction, tally.evidence, minimum, cautious)


def ppm(tally: Tally, minimum: float = MINIMUM_EVIDENCE) -> Rate:
	"""Defective / received x 10^6, both in one UOM; lower is better. Raises ValueError for defective < 0.

	The evidence ``tally.n`` is the number of receipt lines: defects come in lots, and a thousand screws in one box are
	no more evidence than one machine. Goods in several UOMs: :func:`of_units`.

	A return without its original receipt can exceed what the window received: the rate stops at 10^6. There is no
	Wilson bound, since it would change with the unit (1 t or 1,000 kg) and defects come in lots.
	"""
	if tally.part < 0:
		raise ProblemsError(Problem("part", "{part} is below 0", {"part": tally.part}))
	if tally.whole <= 0 or tally.evidence < minimum:
		return Rate(None, tally.evidence, minimum)
	return Rate(min(tally.part / tally.whole, 1.0) * 1e6, tally.evidence, minimum)


def of_units(
	rate_of: Callable[[Tally, float], Rate],
	tallies: Iterable[tuple[Tally, float]],
	minimum: float = MINIMUM_EVIDENCE,
) -> Rate:
	"""A rate of quantities in several UOMs: sum(w x rate) / sum(w), each UOM by its lines w; n is all lines.

	Quantities in different UOMs are never added: a supplier of screws and machines would be judged by its screws. With
	one UOM it is the plain rate. A UOM of which there was no quantity has no part. The Wilson bound, where the rate
	has one, is that of the weighed share over the evidence of all UOMs.

	Args:
		rate_of: of one UOM, :func:`ppm` or :func:`share`.
		tallies: of each UOM, with w: its lines, decayed as the tally is.
		minimum: lines below which there is no rate.
	"""
	rows = [(rate_of(tally, 0), tally.effective_evidence, weight) for tally, weight in tallies]
	n = math.fsum(rate.n for rate, _worth, _weight in rows)
	judged = [row for row in rows if row[0].value is not None and row[2] > 0]
	if not judged or n < minimum:
		return Rate(None, n, minimum)
	lines = math.fsum(weight for _rate, _worth, weight in judged)
	value = math.fsum(rate.value * weight for rate, _worth, weight in judged) / lines
	worth = math.fsum(worth for _rate, worth, _weight in judged)
	has_bound = any(rate.cautious is not None for rate, _worth, _weight in judged)
	cautious = 100 * wilson_lower(min(value / 100, 1.0) * worth, worth) if has_bound else None
	return Rate(value, n, minimum, cautious)


def ppv_percent(tally: Tally, minimum: float = MINIMUM_EVIDENCE) -> Rate:
	"""(actual - baseline) x quantity / (baseline x quantity), per cent; above 0 is dearer. n is invoice lines."""
	if tally.whole <= 0 or tally.evidence < minimum:
		return Rate(None, tally.evidence, minimum)
	return Rate(100 * tally.part / tally.whole, tally.evidence, minimum)


def decay_weight(age_months: float, half_life_months: float | None) -> float:
	"""0.5 ^ (age / half-life), 1 without a half-life. Raises ValueError for a half-life that is not above 0."""
	if half_life_months is None:
		return 1.0
	if not half_life_months > 0:
		raise ProblemsError(
			Problem("half_life_months", "{value} is not above 0", {"value": half_life_months})
		)
	return 0.5 ** (age_months / half_life_months)


def rolling(
	months: Iterable[tuple[date, Tally]],
	as_of: date,
	window_months: int,
	half_life_months: float | None = None,
) -> Tally:
	"""The window's tally: each month decayed by its age, the months summed (a ratio of sums, not a mean of rates).

	The window is the month of ``as_of`` and the ``window_months`` - 1 before it; later months are left out, and a
	month may come several times (item groups). ``n`` stays the undecayed evidence; ``effective_n`` is Kish's
	(sum w n)^2 / sum w^2 n (Kish 1965). Raises ValueError for a window under one month.
	"""
	if window_months < 1:
		raise ProblemsError(Problem("window_months", "{value} is below 1", {"value": window_months}))
	weights, tallies = [], []
	for month, tally in months:
		age = (as_of.year - month.year) * 12 + as_of.month - month.month
		if 0 <= age < window_months:
			weights.append(decay_weight(age, half_life_months))
			tallies.append(tally)
	effective = [w * tally.effective_evidence for w, tally in zip(weights, tallies, strict=True)]
	weighted, squares = math.fsum(effective), math.fsum(map(mul, weights, effective))
	return Tally(
		part=math.fsum([w * tally.part for w, tally in zip(weights, tallies, strict=True)]),
		whole=math.fsum([w * tally.whole for w, tally in zip(weights, tallies, strict=True)]),
		n=math.fsum([tally.evidence for tally in tallies]),
		effective_n=weighted * weighted / squares if squares > 0 else 0.0,
	)
