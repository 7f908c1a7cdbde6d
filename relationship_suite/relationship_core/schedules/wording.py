"""What the mail of a report says: sentences and cells, as text in the site's formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, flt, fmt_money, format_datetime, format_duration, formatdate

from relationship_suite.relationship_core.messages import lines, say
from relationship_suite.relationship_core.schedules.cells import Column, plain

#: Characters of a cell that a mail shows.
_LONGEST = 120
#: Failures that a notice names; the list of deliveries has the others.
_NAMED = 5


def cell(value: Any, column: Column, row: Mapping[str, Any]) -> str:
	"""A cell as text."""
	if value is None or value == "":
		return ""
	write = _WRITTEN.get(column.kind)
	if write is None or (column.is_number and isinstance(value, str)):
		text = plain(value)
		return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
	return write(value, column, row)


def number(value: float, decimals: int | None = None) -> str:
	"""A number in the site's format; by itself with as many decimals as it has, two at most."""
	if decimals is None:
		decimals = next(each for each in (0, 1, 2) if each == 2 or abs(value - round(value, each)) < 1e-9)
	return fmt_money(flt(value), precision=decimals)


def _money(value: Any, column: Column, row: Mapping[str, Any]) -> str:
	currency = row.get(column.options) if column.options and ":" not in column.options else None
	return fmt_money(flt(value), precision=column.precision, currency=currency)


#: Field type -> how its cells are written.
_WRITTEN = {
	"Currency": _money,
	"Float": lambda value, column, row: number(flt(value), column.precision),
	"Percent": lambda value, column, row: f"{number(flt(value), 1)} %",
	"Int": lambda value, column, row: number(cint(value), 0),
	"Check": lambda value, column, row: _("Yes") if cint(value) else _("No"),
	"Date": lambda value, column, row: formatdate(value),
	"Datetime": lambda value, column, row: format_datetime(value),
	"Duration": lambda value, column, row: format_duration(value),
}


def no_sending() -> str:
	"""Why a schedule has no next sending."""
	return _("Nothing would be sent in the next two years: every day of the schedule is a day off.")


def of_failed(title: str, deliveries: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
	"""Subject and HTML for whoever set up a schedule: its mails that failed."""
	subject = _("Report schedule {0}: {1} mails failed").format(title, len(deliveries))
	what = [f"{row['recipient']}: {row['reason']}" for row in deliveries[:_NAMED]]
	step = _("Mend the cause, open the delivery, and press Send Again.")
	return subject, f"<p>{lines(what)}</p>{say('<p>{0}</p>', step)}"


def of_problem(title: str, said: str) -> tuple[str, str]:
	"""Subject and HTML for whoever set up a schedule: why it is not planned."""
	subject = _("Report schedule {0} sends nothing").format(title)
	step = _("Open the schedule, mend this and save it.")
	return subject, f"<p>{lines([said])}</p>{say('<p>{0}</p>', step)}"


def summary(found: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
	"""Label and value of each of the figures above a report."""
	said = []
	for each in found:
		column = Column("value", "", each.get("datatype") or "Data", "currency")
		if each.get("label") and each.get("type") != "separator":
			said.append((plain(each["label"]), cell(each.get("value"), column, each)))
	return said


def filters(values: Mapping[str, Any], labels: Mapping[str, str], kinds: Mapping[str, str]) -> str:
	"""The filters of a sending in words.

	Args:
		values: by the name of the filter.
		labels: what a filter is called, in English.
		kinds: its field type; what can be chosen from a list is said in the reader's language.
	"""
	said = []
	for field, value in values.items():
		write = _CHOSEN.get(kinds.get(field, ""), _day)
		parts = [write(each) for each in (value if isinstance(value, list) else [value])]
		said.append(f"{_(labels.get(field) or frappe.unscrub(field))}: {', '.join(parts)}")
	return " · ".join(said)


def _day(value: Any) -> str:
	try:
		return formatdate(date.fromisoformat(value))
	except (TypeError, ValueError):
		return str(value)


#: Field type of a filter -> how its value is said where it is no day and no name.
_CHOSEN = {
	**dict.fromkeys(("Select", "Autocomplete"), lambda value: _(str(value))),
	"Check": lambda value: _("Yes") if cint(value) else _("No"),
}


def counted(shown: int, rows: int, columns: tuple[int, int], is_cut: bool) -> str:
	"""How much of the report the mail shows.

	Args:
		shown: rows in the mail.
		rows: rows of the report; at least so many where it is cut.
		columns: shown, and all of them.
	"""
	if not rows:
		return _("The report has no rows this time.")
	said = [
		_("{0} of {1} rows.").format(number(shown), f"{number(rows)}{'+' if is_cut else ''}")
		if shown < rows or is_cut
		else _("All rows of the report: {0}.").format(number(rows))
	]
	if columns[0] < columns[1]:
		said.append(_("{0} of {1} columns.").format(*map(number, columns)))
	return " ".join(said)
