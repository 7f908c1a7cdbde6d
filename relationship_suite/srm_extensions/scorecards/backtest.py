"""What a scorecard would have said of the last months: how many suppliers had which standing, period by period. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.scorecards.model import Standing, Template
from relationship_suite.srm_extensions.scorecards.periods import Period, periods

#: So many months are looked back on, the running one included.
MONTHS = 12


@dataclass(frozen=True)
class Verdict:
	"""A supplier in a company and period; ``score`` and ``standing`` are None where there is too little evidence."""

	supplier: str
	company: str
	score: float | None
	standing: Standing | None


def looked_back_on(template: Template, as_of: date) -> tuple[Period, ...]:
	"""The periods that the last twelve months lie in, oldest first."""
	return periods(template.frequency, add_months(as_of.replace(day=1), 1 - MONTHS), as_of)


def counts(template: Template, verdicts: Mapping[Period, Sequence[Verdict]]) -> dict[str, list[int]]:
	"""Suppliers by standing, the worst first, in each period in turn; "" are those without a score."""
	ordered = sorted(template.standings, key=lambda each: each.min_score)
	found: dict[str, list[int]] = {each.name: [] for each in ordered} | {"": []}
	for period in sorted(verdicts):
		of_period = Counter(each.standing.name if each.standing else "" for each in verdicts[period])
		for name, values in found.items():
			values.append(of_period[name])
	return found


def means(verdicts: Mapping[Period, Sequence[Verdict]]) -> list[float | None]:
	"""The mean score in each period in turn, None where nobody has one."""
	found: list[float | None] = []
	for period in sorted(verdicts):
		scores = [each.score for each in verdicts[period] if each.score is not None]
		found.append(round(sum(scores) / len(scores), 1) if scores else None)
	return found


def latest(verdicts: Mapping[Period, Sequence[Verdict]]) -> list[Verdict]:
	"""The last verdict of each supplier and company, the lowest score first and those without one last."""
	found = {(each.supplier, each.company): each for period in sorted(verdicts) for each in verdicts[period]}
	return sorted(
		found.values(),
		key=lambda each: (each.score is None, each.score or 0, each.supplier, each.company),
	)
