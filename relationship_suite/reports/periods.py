"""Dates of report filters: checked, and as whole months where roll-ups are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _
from frappe.utils import add_months, formatdate, get_first_day, get_last_day, getdate, nowdate

from relationship_suite.relationship_core.messages import say


@dataclass(frozen=True)
class Span:
	"""From one day to another, both included."""

	first: date
	last: date

	@property
	def months(self) -> list[date]:
		"""First days of the months that the span touches, oldest first."""
		found = [getdate(get_first_day(self.first))]
		while found[-1] < self.last.replace(day=1):
			found.append(getdate(add_months(found[-1], 1)))
		return found


def widened(days: Span) -> str | None:
	"""The sentence that says which days a figure of whole months covers; None where they are those asked for.

	The one rule of reports that read monthly roll-ups: a month that the span touches counts whole, and is said to.
	"""
	if are_whole_months(days):
		return None
	first, last = getdate(get_first_day(days.first)), getdate(get_last_day(days.last))
	return say(_("Whole months are shown: {0} to {1}."), formatdate(first), formatdate(last))


def are_whole_months(days: Span) -> bool:
	"""Whether no month is touched in part; of the one that is running nothing lies after today."""
	begins = days.first == getdate(get_first_day(days.first))
	return begins and (days.last == getdate(get_last_day(days.last)) or days.last >= getdate(nowdate()))


def empty(sentence: str, days: Span, *, by_month: bool = True) -> str:
	"""Why a report is empty, with the days it looked at: nobody sees them where none were asked for.

	``by_month``: whole months are looked at, and said to be.
	"""
	shown = _("Looked at: {0} to {1}. Other dates or fewer filters may show more.")
	said = f"{sentence} {shown.format(formatdate(days.first), formatdate(days.last))}"
	return " ".join(filter(None, (said, widened(days) if by_month else None)))


def span(filters: dict, months: int = 12) -> Span:
	"""``from_date`` and ``to_date`` of the filters; without them the last ``months`` months up to today.

	Raises:
		frappe.ValidationError: they are no dates, are the wrong way round, or more than 20 years apart.
	"""
	last = day(filters.get("to_date"), _("To Date")) or getdate(nowdate())
	first = day(filters.get("from_date"), _("From Date")) or getdate(
		get_first_day(add_months(last, 1 - months))
	)
	if first > last:
		frappe.throw(_("From Date {0} is after To Date {1}.").format(formatdate(first), formatdate(last)))
	if (last - first).days > 7305:
		frappe.throw(_("{0} to {1} is longer than 20 years.").format(formatdate(first), formatdate(last)))
	return Span(first, last)


def day(value: object, label: str) -> date | None:
	"""A date of the filters, None where it is empty.

	Raises:
		frappe.ValidationError: it is none; ``label`` names the filter.
	"""
	if not value:
		return None
	if isinstance(value, date):
		return getdate(value)
	try:
		# Not Frappe's getdate: its own message quotes what is no date as HTML.
		return date.fromisoformat(str(value)[:10])
	except ValueError:
		frappe.throw(say(_("{0}: {1} is not a date."), label, value))
