"""Who matters most: the parties that together make a share of all value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ranked:
	"""A party by its value: ``share`` of all value in per cent."""

	party: str
	value: float
	share: float


def most_valuable(values: Mapping[str, float], share: float) -> Sequence[Ranked]:
	"""The fewest parties that together make ``share`` per cent of all value, the most valuable first.

	ABC analysis by cumulated value (Pareto; class A with 80 per cent). What is 0 or less is of no value, and no part of the
	whole. Of equal values the name decides.
	"""
	positive = sorted(
		((value, party) for party, value in values.items() if value > 0), key=lambda each: (-each[0], each[1])
	)
	total, so_far, found = sum(value for value, _party in positive), 0.0, []
	for value, party in positive:
		if so_far >= total * share / 100:
			break
		so_far += value
		found.append(Ranked(party, value, 100 * value / total))
	return found
