"""Months, weeks and days in texts, tables and charts: in the words and the order of the reader's language."""

from __future__ import annotations

from datetime import date

import frappe
from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton


def month(on: date) -> str:
	"""``November 2026``, ``2026年11月``."""
	return format_skeleton("yMMMM", on, locale=_locale())


def short_month(on: date) -> str:
	"""``Nov 2026``, ``2026年11月``: where there is little space."""
	return format_skeleton("yMMM", on, locale=_locale())


def short_day(on: date) -> str:
	"""``Nov 9``, ``11月9日``: where the year is known."""
	return format_skeleton("MMMd", on, locale=_locale())


def days(first: date, last: date) -> str:
	"""``Nov 9 – 15, 2026``, ``2026年11月9日至15日``."""
	return format_interval(first, last, "yMMMd", locale=_locale())


def _locale() -> Locale:
	"""Of the language at hand; Frappe knows languages that Babel does not."""
	try:
		return Locale.parse((frappe.local.lang or "en").replace("-", "_"))
	except (UnknownLocaleError, ValueError):
		return Locale("en")
