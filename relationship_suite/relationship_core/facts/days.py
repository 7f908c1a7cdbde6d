"""Days as facts count them, and months of the calendar. Pure: nothing here reads a clock."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

_EPOCH = date(1970, 1, 1)


def day_of(on: date) -> int:
	"""Days since 1970-01-01: the columns of the facts that end with ``_day``."""
	return (on - _EPOCH).days


def date_of(day: int) -> date:
	"""The date of a day number."""
	return _EPOCH + timedelta(days=day)


def add_months(on: date, months: int) -> date:
	"""The same day of another month, or that month's last day where it is shorter; ``months`` may be negative."""
	year, month = divmod(on.year * 12 + on.month - 1 + months, 12)
	return date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
