"""When a report is sent, and which days "last month" means then. Pure: every date and moment comes in."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from relationship_suite.relationship_core.facts.days import add_months

UTC = timezone.utc
FREQUENCIES = ("Daily", "Weekly", "Monthly", "Quarterly", "Yearly")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
	*("January", "February", "March", "April", "May", "June"),
	*("July", "August", "September", "October", "November", "December"),
)
#: What happens on a day off.
SEND_ANYWAY, NEXT_WORKING_DAY, LEAVE_OUT = ON_DAY_OFF = ("Send Anyway", "Next Working Day", "Leave Out")
#: What happens to sendings that were due while nothing ran.
SEND_LATEST, SEND_EACH, SKIP = ON_MISSED = ("Send the Latest", "Send Each", "Skip")
#: A sending that is later than this was missed.
PATIENCE = timedelta(hours=2)
#: Days off in a row beyond which there is no next working day.
LONGEST_BREAK = 60
#: Days that are looked ahead for the next sending: a yearly one that is left out comes the year after.
HORIZON = 800
#: Sendings that are looked at after a standstill, the latest ones.
MOST_MISSED = 31
#: What of a relative period a filter gets: days, or the name of a fiscal year.
FIRST_DAY, LAST_DAY, BOTH, NAME = EDGES = ("First Day", "Last Day", "First and Last Day", "Name")
#: Period that is a fiscal year -> how many years it lies back.
FISCAL_YEARS = {"This Fiscal Year": 0, "Last Fiscal Year": 1}


@dataclass(frozen=True)
class Rhythm:
	"""When a schedule sends.

	Attributes:
		frequency: one of :data:`FREQUENCIES`.
		at: time of the day in ``zone``.
		zone: IANA name of the time zone.
		weekday: 0 for Monday; of a weekly rhythm.
		day: of the month, 1 to 31, the last one where the month is shorter; of a monthly rhythm, of the first month of the
			quarter of a quarterly one, and of ``month``.
		month: 1 for January; of a yearly rhythm.
		on_day_off: one of :data:`ON_DAY_OFF`.
	"""

	frequency: str
	at: time
	zone: str
	weekday: int = 0
	day: int = 1
	month: int = 1
	on_day_off: str = SEND_ANYWAY

	def occasions(self, after: datetime, days_off: Collection[date] = ()) -> Iterator[datetime]:
		"""Moments in UTC at which it sends, later than ``after``, for :data:`HORIZON` days.

		One per day of the zone: a time that the clocks leave out is as much later as they are put forward, and one that
		they show twice is the first one.
		"""
		first = after.astimezone(ZoneInfo(self.zone)).date() - timedelta(days=LONGEST_BREAK)
		last = after
		for offset in range(HORIZON + LONGEST_BREAK):
			planned = first + timedelta(days=offset)
			day = self._moved(planned, days_off) if self._falls_on(planned) else None
			if day is None:
				continue
			moment = self.moment_of(day)
			if moment > last:  # days off share their next working day; Samoa left out a whole day in 2011
				last = moment
				yield moment

	def moment_of(self, day: date) -> datetime:
		"""When a day's sending is due, in UTC."""
		return datetime.combine(day, self.at, ZoneInfo(self.zone)).astimezone(UTC)

	def day_of(self, moment: datetime) -> date:
		"""The day that a moment belongs to in the schedule's time zone: what *today* means in its filters."""
		return moment.astimezone(ZoneInfo(self.zone)).date()

	def _falls_on(self, day: date) -> bool:
		if self.frequency == "Weekly":
			return day.weekday() == self.weekday
		if self.frequency == "Daily":
			return True
		months = {"Monthly": day.month, "Quarterly": day.month - (day.month - 1) % 3, "Yearly": self.month}
		return day.month == months[self.frequency] and day.day == min(self.day, _month_end(day).day)

	def _moved(self, day: date, days_off: Collection[date]) -> date | None:
		if self.on_day_off == SEND_ANYWAY or day not in days_off:
			return day
		if self.on_day_off == LEAVE_OUT:
			return None
		later = (day + timedelta(days=days) for days in range(1, LONGEST_BREAK))
		return next((each for each in later if each not in days_off), None)


def time_of(value: object) -> time:
	"""A time of the day as forms and databases give it: 07:00, 7:00:30, or the time since midnight.

	Raises:
		ValueError: it is none.
	"""
	if isinstance(value, timedelta):
		if not timedelta(0) <= value < timedelta(days=1):
			raise ValueError(value)
		return (datetime.min + value).time()
	parts = str(value).partition(".")[0].split(":")
	if not 2 <= len(parts) <= 3:
		raise ValueError(value)
	return time(*map(int, parts))


def sorted_out(
	due: Sequence[datetime], now: datetime, on_missed: str
) -> tuple[list[datetime], list[datetime]]:
	"""Which of the sendings that are due by now are sent, and which are left out.

	Args:
		due: moments up to now, oldest first; of more than :data:`MOST_MISSED` the older ones are neither.
		on_missed: one of :data:`ON_MISSED`; the latest one is not missed before :data:`PATIENCE` is over.
	"""
	due = list(due)[-MOST_MISSED:]
	if on_missed == SEND_EACH:
		return due, []
	if on_missed == SEND_LATEST:
		return due[-1:], due[:-1]
	late = list(takewhile(lambda moment: now - moment > PATIENCE, due))
	return due[len(late) :][-1:], due[: len(late)] + due[len(late) : -1]


class NoFiscalYear(ValueError):
	"""No fiscal year is set up for a period."""


@dataclass(frozen=True)
class FiscalYear:
	"""A fiscal year from its ``first`` to its ``last`` day."""

	name: str
	first: date
	last: date


@dataclass(frozen=True)
class Calendar:
	"""How the days of a sending are counted.

	Attributes:
		week_starts_on: weekday on which weeks begin, 0 for Monday.
		fiscal_years: in the order of their days.
	"""

	week_starts_on: int = 0
	fiscal_years: Sequence[FiscalYear] = ()

	def fiscal_year(self, day: date, back: int) -> FiscalYear:
		"""The fiscal year that ``day`` lies in, or so many of them before; of two at a time the one that begins later.

		Raises:
			NoFiscalYear: it is not set up.
		"""
		latest_first = self.fiscal_years[::-1]
		year = next((each for each in latest_first if each.first <= day <= each.last), None)
		for _each in range(back):
			year = next((each for each in latest_first if year and each.last < year.first), None)
		if year is None:
			raise NoFiscalYear(day)
		return year

	def fiscal_days(self, day: date, back: int) -> tuple[date, date]:
		"""First and last day of :meth:`fiscal_year`."""
		year = self.fiscal_year(day, back)
		return year.first, year.last


def _month_end(day: date) -> date:
	return _months_later(day, 1) - timedelta(days=1)


def _months_later(day: date, months: int) -> date:
	"""First day of the month so many months after that of ``day``."""
	return add_months(day.replace(day=1), months)


def _span(day: date, months: int, back: int) -> tuple[date, date]:
	"""The whole ``months`` (1, 3 or 12, counted from January) that ``day`` lies in, or so many of them before."""
	first = _months_later(day, -((day.month - 1) % months) - back * months)
	return first, _months_later(first, months) - timedelta(days=1)


def _last_days(day: date, days: int) -> tuple[date, date]:
	return day - timedelta(days=days), day - timedelta(days=1)


def _week(day: date, starts_on: int, back: int) -> tuple[date, date]:
	first = day - timedelta(days=(day.weekday() - starts_on) % 7 + 7 * back)
	return first, first + timedelta(days=6)


#: Relative period -> its first and last day, of the day of the sending and the calendar.
PERIODS = {
	"Today": lambda day, calendar: (day, day),
	"Yesterday": lambda day, calendar: _last_days(day, 1),
	"This Week": lambda day, calendar: _week(day, calendar.week_starts_on, 0),
	"Last Week": lambda day, calendar: _week(day, calendar.week_starts_on, 1),
	"Last 7 Days": lambda day, calendar: _last_days(day, 7),
	"Last 30 Days": lambda day, calendar: _last_days(day, 30),
	"Last 90 Days": lambda day, calendar: _last_days(day, 90),
	"This Month": lambda day, calendar: _span(day, 1, 0),
	"Last Month": lambda day, calendar: _span(day, 1, 1),
	"Last 12 Months": lambda day, calendar: (
		_months_later(day, -12),
		_months_later(day, 0) - timedelta(days=1),
	),
	"This Quarter": lambda day, calendar: _span(day, 3, 0),
	"Last Quarter": lambda day, calendar: _span(day, 3, 1),
	"This Year": lambda day, calendar: _span(day, 12, 0),
	"Last Year": lambda day, calendar: _span(day, 12, 1),
	"This Fiscal Year": lambda day, calendar: calendar.fiscal_days(day, 0),
	"Last Fiscal Year": lambda day, calendar: calendar.fiscal_days(day, 1),
}


@dataclass(frozen=True)
class Filter:
	"""A saved filter of a report: a value, or days relative to the day of the sending.

	Attributes:
		field: name of the report's filter.
		kind: field type of the filter, which says how ``text`` is read; "" for plain text.
		text: the value as text; a list is JSON.
		period, edge: of :data:`PERIODS` and :data:`EDGES`; "" where the value stands. :data:`NAME` is of a fiscal year.
	"""

	field: str
	text: str = ""
	kind: str = ""
	period: str = ""
	edge: str = ""

	def value(self, day: date, calendar: Calendar) -> Any:
		"""What the report is given for a sending on ``day``.

		Raises:
			NoFiscalYear: the period is one that is not set up.
			ValueError: the text is no value of its kind.
		"""
		if self.edge == NAME:
			return calendar.fiscal_year(day, FISCAL_YEARS[self.period]).name
		if self.period:
			days = [str(each) for each in PERIODS[self.period](day, calendar)]
			return days if self.edge == BOTH else days[self.edge == LAST_DAY]
		text = self.text.strip()
		if self.kind in ("Check", "Int"):
			return int(text or 0)
		if self.kind in ("Float", "Currency", "Percent"):
			return float(text or 0)
		if text.startswith("["):
			found = json.loads(text)
			if not all(isinstance(each, str | int | float) for each in found):
				raise ValueError(text)
			return found
		return text


def values_of(filters: Sequence[Filter], day: date, calendar: Calendar) -> Mapping[str, Any]:
	"""Filters as a report takes them: those without a value are left out."""
	found = {each.field: each.value(day, calendar) for each in filters}
	return {field: value for field, value in found.items() if value not in ("", [])}
