"""Supplier scorecards: target curves, templates, scores and standings.

Scores and weights are per cent (0 to 100). What is measured is in ``measures.py``, the rates in
``rates.py``, the calendar in ``periods.py``; all are pure. Every date comes in.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from relationship_suite.relationship_core.problems import Problem, ProblemsError
from relationship_suite.srm_extensions.scorecards.measures import MEASURES, Measure
from relationship_suite.srm_extensions.scorecards.periods import Frequency
from relationship_suite.srm_extensions.scorecards.rates import MINIMUM_EVIDENCE, Rate

#: Seven equal weights typed with two decimals add up to 100.03.
WEIGHT_TOLERANCE = 0.05
#: Months of the longest rolling window.
LONGEST_WINDOW = 120
#: A score is judged as it is shown: 79.96 reads as 80.0 and has to stand with the eighties.
SCORE_DECIMALS = 1
#: Score of a KPI that is at its target.
AT_TARGET = 80


@dataclass(frozen=True)
class TargetCurve:
	"""A KPI value to 0..100: 0 at ``threshold``, ``mid_score`` at ``target``, 100 at ``stretch``, straight between.

	Falling where lower is better (threshold > target > stretch, as for PPM). Raises ValueError naming the field.
	"""

	threshold: float
	target: float
	stretch: float
	mid_score: float = AT_TARGET

	def __post_init__(self):
		for name in ("threshold", "target", "stretch", "mid_score"):
			value = getattr(self, name)
			if not math.isfinite(value):
				raise ProblemsError(Problem(name, "{value} is not a number", {"value": value}))
		if self.threshold == self.stretch:
			raise ProblemsError(
				Problem("stretch", "{value} has to differ from the threshold", {"value": self.stretch})
			)
		low, high = sorted((self.threshold, self.stretch))
		if not low < self.target < high:
			text = "{value} has to lie between the threshold {threshold} and the stretch {stretch}"
			values = {"value": self.target, "threshold": self.threshold, "stretch": self.stretch}
			raise ProblemsError(Problem("target", text, values))
		if not 0 < self.mid_score < 100:
			raise ProblemsError(
				Problem("mid_score", "{value} has to lie between 0 and 100", {"value": self.mid_score})
			)

	@property
	def is_rising(self) -> bool:
		return self.threshold < self.stretch

	def score(self, value: float) -> float:
		"""0 to 100, monotone in the value and flat beyond both ends. Raises ValueError for NaN."""
		if math.isnan(value):
			raise ProblemsError(Problem("value", "{value} is not a number", {"value": value}))
		low, high = sorted((self.threshold, self.stretch))
		value = min(max(value, low), high)
		if value == self.target or (value < self.target) == self.is_rising:
			done = (value - self.threshold) / (self.target - self.threshold)
			return max(0.0, self.mid_score * done)
		rest = (value - self.target) / (self.stretch - self.target)
		return min(self.mid_score + (100 - self.mid_score) * rest, 100.0)


@dataclass(frozen=True)
class Kpi:
	"""A line of a template; ``key`` is the name of a measure, ``weight`` per cent, ``minimum`` the evidence it needs (lines or lots)."""

	key: str
	weight: float
	curve: TargetCurve
	minimum: float = MINIMUM_EVIDENCE
	is_cautious: bool = False  # judged by its Wilson lower bound


@dataclass(frozen=True)
class Standing:
	"""Scores from ``min_score`` up to, not including, ``max_score``; the best standing includes its 100."""

	name: str
	min_score: float
	max_score: float
	colour: str = ""


@dataclass(frozen=True)
class Template:
	"""What a supplier is judged by. ``minimum_coverage`` is the weight, per cent, that needs evidence for a score."""

	kpis: tuple[Kpi, ...]
	standings: tuple[Standing, ...]
	frequency: Frequency = "Monthly"
	window_months: int = 12
	half_life_months: float | None = None
	minimum_coverage: float = 0
	is_for_item_group: bool = False

	def problems(self) -> tuple[Problem, ...]:
		"""Everything wrong with the template, in the order of its form; empty when it can be used."""
		return (*_setting_problems(self), *_kpi_problems(self), *_standing_problems(self.standings))

	def validate(self) -> None:
		"""Raises ProblemsError (a ValueError) with all ``problems`` at once."""
		if problems := self.problems():
			raise ProblemsError(*problems)


def _setting_problems(template: Template) -> Iterator[Problem]:
	if template.frequency not in get_args(Frequency):
		values = {"value": template.frequency, "known": ", ".join(get_args(Frequency))}
		yield Problem("frequency", "{value} is not one of {known}", values)
	if not template.window_months >= 1:
		yield Problem("window_months", "{value} is below 1", {"value": template.window_months})
	elif template.window_months > LONGEST_WINDOW:
		values = {"value": template.window_months, "most": LONGEST_WINDOW}
		yield Problem("window_months", "{value} is above {most}", values)
	half_life = template.half_life_months
	if half_life is not None and half_life < 0:
		yield Problem("half_life_months", "{value} is below 0", {"value": half_life})
	elif half_life is not None and not 0 < half_life < math.inf:
		yield Problem("half_life_months", "{value} is not above 0", {"value": half_life})
	if not 0 <= template.minimum_coverage <= 100:
		value = template.minimum_coverage
		yield Problem("minimum_coverage", "{value} is not within 0 and 100", {"value": value})


def _kpi_problems(template: Template) -> Iterator[Problem]:
	kpis = template.kpis
	if not kpis:
		yield Problem("kpis", "at least one KPI is needed")
		return
	seen: set[str] = set()
	for row, kpi in enumerate(kpis, start=1):
		if kpi.key in seen:
			yield Problem("kpis.key", "{key} is there twice", {"key": kpi.key}, row)
		seen.add(kpi.key)
		if not 0 < kpi.weight <= 100:
			yield Problem("kpis.weight", "{value} is not above 0 and up to 100", {"value": kpi.weight}, row)
		if not 0 <= kpi.minimum < math.inf:
			yield Problem("kpis.minimum", "{value} is below 0", {"value": kpi.minimum}, row)
		measure = MEASURES.get(kpi.key)
		if measure and measure.is_of_orders and template.is_for_item_group:
			yield Problem(
				"kpis.key",
				"{key} counts whole orders, which belong to no item group; leave the item group empty",
				{"key": kpi.key},
				row,
			)
		if measure:
			yield from _curve_problems(kpi, measure, row)
	total = sum(kpi.weight for kpi in kpis)
	if not abs(total - 100) <= WEIGHT_TOLERANCE:
		text = "the weights add up to {total} and not to 100"
		yield Problem("kpis.weight", text, {"total": f"{round(total, 2):g}"})


def _curve_problems(kpi: Kpi, measure: Measure, row: int) -> Iterator[Problem]:
	for name in ("threshold", "target", "stretch"):
		value = getattr(kpi.curve, name)
		if not measure.low <= value <= measure.high:
			values = {"value": f"{value:g}", "low": f"{measure.low:g}", "high": f"{measure.high:g}"}
			yield Problem(f"kpis.{name}", "{value} is not within {low} and {high}", values, row)
	if kpi.curve.is_rising != measure.is_higher_better:
		values = {"threshold": f"{kpi.curve.threshold:g}", "stretch": f"{kpi.curve.stretch:g}"}
		if measure.is_higher_better:
			yield Problem(
				"kpis.stretch",
				"higher is better here: the stretch {stretch} has to lie above the threshold {threshold}",
				values,
				row,
			)
		else:
			yield Problem(
				"kpis.stretch",
				"lower is better here: the stretch {stretch} has to lie below the threshold {threshold}",
				values,
				row,
			)


def _standing_problems(standings: tuple[Standing, ...]) -> Iterator[Problem]:
	if not standings:
		yield Problem("standings", "at least one standing is needed")
		return
	names = Counter(standing.name for standing in standings)
	is_readable = True
	for row, standing in enumerate(standings, start=1):
		low, high = standing.min_score, standing.max_score
		if names[standing.name] > 1:
			yield Problem("standings.name", "{name} is there twice", {"name": standing.name}, row)
		if not 0 <= low < high <= 100:
			is_readable = False
			values = {"low": low, "high": high}
			text = "{low} to {high} is not a range within 0 and 100"
			yield Problem("standings.min_score", text, values, row)
	if not is_readable:
		return  # gaps between ranges that are none would only confuse
	ordered = sorted(standings, key=lambda standing: (standing.min_score, standing.max_score))
	if (lowest := ordered[0].min_score) != 0:
		yield Problem("standings.min_score", "no standing covers 0 to {low}", {"low": lowest})
	reached = ordered[0]
	for standing in ordered[1:]:
		values = {"low": reached.max_score, "high": standing.min_score}
		if standing.min_score > reached.max_score:
			yield Problem("standings.min_score", "no standing covers {low} to {high}", values)
		elif standing.min_score < reached.max_score:
			values = {"one": reached.name, "other": standing.name}
			yield Problem("standings.min_score", "{one} and {other} overlap", values)
		reached = max(reached, standing, key=lambda each: each.max_score)
	if reached.max_score != 100:
		yield Problem("standings.max_score", "no standing covers {low} to 100", {"low": reached.max_score})


# Scores ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Contribution:
	"""What one KPI did to the score. ``score`` is None, and its share 0, where there is not enough data."""

	key: str
	value: float | None  # the value judged, in the KPI's own unit
	n: float
	minimum: float
	weight: float  # as configured, per cent
	effective_weight: float  # after the weights of KPIs without evidence went to the others, per cent
	score: float | None
	points_lost: float  # effective_weight x (100 - score) / 100; they add up to 100 - score


@dataclass(frozen=True)
class ScoreResult:
	"""``score`` and ``standing`` are None where nothing, or less than the minimum coverage, could be judged."""

	score: float | None
	coverage: float  # per cent of the weight that had evidence
	standing: Standing | None
	contributions: tuple[Contribution, ...]  # what pulls the score down most comes first, no data comes last


def standing_of(template: Template, score: float) -> Standing:
	"""The standing with the highest ``min_score`` not above ``score``: 100 belongs to the best one.

	Raises ValueError for a score outside 0 to 100.
	"""
	if not 0 <= score <= 100:
		raise ProblemsError(Problem("score", "{value} is not within 0 and 100", {"value": score}))
	return max(
		(standing for standing in template.standings if standing.min_score <= score),
		key=lambda standing: standing.min_score,
	)


def score(template: Template, values: Mapping[str, Rate]) -> ScoreResult:
	"""Weighted mean of the KPI scores, sum w s / sum w over the KPIs with evidence, rounded to one decimal.

	A KPI without evidence (no rate, no value, or n under the KPI's minimum) gives its weight to the others in
	proportion, and ``coverage`` says how much weight was judged. The template has to be valid (``validate``).
	Raises ValueError for values of KPIs that the template does not have.
	"""
	if unknown := sorted(values.keys() - {kpi.key for kpi in template.kpis}):
		raise ProblemsError(Problem("values", "{keys} not in the template", {"keys": ", ".join(unknown)}))
	judged: dict[str, float] = {}
	for kpi in template.kpis:
		rate = values.get(kpi.key)
		value = rate.judged(kpi.is_cautious) if rate and rate.n >= kpi.minimum else None
		if value is not None:
			judged[kpi.key] = value
	total = math.fsum(kpi.weight for kpi in template.kpis)
	present = math.fsum(kpi.weight for kpi in template.kpis if kpi.key in judged)
	coverage = round(100 * present / total, 6)  # 99.99999999999999 is full coverage
	contributions = [
		_contribution(kpi, values.get(kpi.key), judged.get(kpi.key), present) for kpi in template.kpis
	]
	contributions.sort(key=lambda each: (each.score is None, -each.points_lost))
	if not judged or coverage < template.minimum_coverage:
		return ScoreResult(None, coverage, None, tuple(contributions))
	lost = math.fsum(each.points_lost for each in contributions)
	points = min(max(round(100 - lost, SCORE_DECIMALS), 0.0), 100.0)
	return ScoreResult(points, coverage, standing_of(template, points), tuple(contributions))


def _contribution(kpi: Kpi, rate: Rate | None, value: float | None, present: float) -> Contribution:
	n = rate.n if rate else 0
	if value is None:
		return Contribution(kpi.key, None, n, kpi.minimum, kpi.weight, 0.0, None, 0.0)
	points = kpi.curve.score(value)
	effective = 100 * kpi.weight / present
	lost = effective * (100 - points) / 100
	return Contribution(kpi.key, value, n, kpi.minimum, kpi.weight, effective, points, lost)
