"""The calendar of scorecards: whole months, quarters and years, and the change from one to the next."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from relationship_suite.relationship_core.problems import Problem, ProblemsError

Frequency = Literal["Monthly", "Quarterly", "Yearly"]
Direction = Literal["up", "down", "steady"]

#: Months of a period, by frequency.
MONTHS = {"Monthly": 1, "Quarterly": 3, "Yearly": 12}


@dataclass(frozen=True, order=True)
class Period:
	"""A calendar period; ``first`` and ``last`` both belong to it."""

	first: date
	last: date
	frequency: Frequency

	@property
	def days(self) -> int:
		return (self.last - self.first).days + 1

	@property
	def key(self) -> str:
		"""2024-02, 2024-Q1 or 2024."""
		if self.frequency == "Quarterly":
			return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
		return f"{self.first:%Y-%m}" if self.frequency == "Monthly" else f"{self.first.year}"

	def previous(self) -> Period:
		return period_of(self.frequency, self.first - timedelta(days=1))

	def following(self) -> Period:
		return period_of(self.frequency, self.last + timedelta(days=1))


def period_of(frequency: Frequency, day: date) -> Period:
	"""The calendar period that ``day`` lies in: month, quarter or year.

	Raises ValueError for an unknown frequency.
	"""
	if frequency not in MONTHS:
		text = "{value} is not one of {known}"
		values = {"value": frequency, "known": ", ".join(get_args(Frequency))}
		raise ProblemsError(Problem("frequency", text, values))
	length = MONTHS[frequency]
	month = day.month - (day.month - 1) % length
	end = month + length - 1
	return Period(date(day.year, month, 1), date(day.year, end, monthrange(day.year, end)[1]), frequency)


def periods(frequency: Frequency, first: date, last: date) -> tuple[Period, ...]:
	"""The whole calendar periods from the one with ``first`` to the one with ``last``, oldest first.

	They lie end to end: each day belongs to exactly one. Raises ValueError when ``last`` is before ``first``.
	"""
	if last < first:
		raise ProblemsError(Problem("last", "{last} is before {first}", {"last": last, "first": first}))
	found = [period_of(frequency, first)]
	while found[-1].last < last:
		found.append(period_of(frequency, found[-1].last + timedelta(days=1)))
	return tuple(found)


@dataclass(frozen=True)
class Trend:
	"""``change`` in points against the period before; both None where either period has no figure."""

	change: float | None
	direction: Direction | None


def trend(current: float | None, previous: float | None, steady_within: float = 1.0) -> Trend:
	"""current - previous in the figure's own unit; "steady" while it is less than ``steady_within`` either way."""
	if current is None or previous is None:
		return Trend(None, None)
	change = round(current - previous, 6)  # without the float noise that tips 80.1 - 79.1 under 1.0
	if abs(change) < steady_within or change == 0:
		return Trend(change, "steady")
	return Trend(change, "up" if change > 0 else "down")
