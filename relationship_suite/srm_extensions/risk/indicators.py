"""Indicators of risk: what they watch, when a figure breaches its thresholds and when it is back. Knows no frappe and no clock.

Every figure is one of which more is worse.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum


class Event(Enum):
	"""What happened to a subject since it was looked at last."""

	BEGAN = "began"
	GOES_ON = "goes on"
	ENDED = "ended"


@dataclass(frozen=True)
class Thresholds:
	"""A breach begins at ``enter`` and ends below ``leave``, so that a figure between them does not flap.

	Raises ValueError unless leave <= enter.
	"""

	enter: float
	leave: float

	def __post_init__(self) -> None:
		if not self.leave <= self.enter:
			raise ValueError(f"{self.leave} is above {self.enter}")


@dataclass(frozen=True, order=True)
class Subject:
	"""What a figure is of: a party, an item group, or an item with the supplier that it comes from; within a company."""

	company: str
	party_type: str = ""
	party: str = ""
	item_group: str = ""
	item_code: str = ""

	@property
	def records(self) -> list[tuple[str, str]]:
		"""DocTypes and names of what it is of, without the company."""
		found = (("Item", self.item_code), ("Item Group", self.item_group), (self.party_type, self.party))
		return [(doctype, name) for doctype, name in found if name]

	@property
	def name(self) -> str:
		"""As people call it, without the company."""
		return " · ".join(name for _doctype, name in self.records)


@dataclass(frozen=True)
class Reading:
	"""A figure with what it is made of; ``value`` is None where there is too little evidence for one."""

	value: float | None
	figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Indicator:
	"""A Risk Indicator as the site has set it.

	Attributes:
		months: whole months of the window, the running one included.
		evidence: lines needed for a figure.
		share: per cent of a company's spend from which an item or item group counts.
		company: "" for every one that keeps a register.
		register: "" for the company's own; responsible: "" for whoever answers for the register.
	"""

	name: str
	measure: str
	thresholds: Thresholds
	months: int
	evidence: int
	share: float
	category: str
	likelihood: int
	impact: int
	company: str = ""
	register: str = ""
	responsible: str = ""


def is_breached(value: float | None, was_breached: bool, thresholds: Thresholds) -> bool:
	"""Whether a figure is in breach; one without enough evidence (None) stays what it was."""
	if value is None:
		return was_breached
	return value >= (thresholds.leave if was_breached else thresholds.enter)


def events(
	readings: Mapping[Subject, Reading],
	active: Collection[Subject],
	thresholds: Thresholds,
	*,
	absent_ends: bool,
) -> Iterator[tuple[Subject, Event, Reading]]:
	"""What has happened to each subject, in their order; of what stays well, nothing.

	Args:
		readings: of all subjects that were looked at.
		active: of these, those in breach so far.
		thresholds: of the indicator.
		absent_ends: what has no reading any more is well: it is a share, and of nothing there is none. Else it stays.
	"""
	for subject in sorted({*readings, *active}):
		was = subject in active
		reading = readings.get(subject) or Reading(0.0 if absent_ends else None)
		now = is_breached(reading.value, was, thresholds)
		if now and not was:
			yield subject, Event.BEGAN, reading
		elif was and not now:
			yield subject, Event.ENDED, reading
		elif was and reading.value is not None:
			yield subject, Event.GOES_ON, reading


def within(
	subjects: Iterable[Subject], companies: Collection[str], suppliers: Collection[str] | None
) -> set[Subject]:
	"""Those that an evaluation looks at: of these companies, and of these suppliers (None for all)."""
	return {
		each
		for each in subjects
		if each.company in companies and (suppliers is None or each.party in suppliers)
	}
