"""What a schedule says, and what its report gives to the session's user."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import frappe
from frappe import _
from frappe.desk import query_report
from frappe.utils import cint, get_system_timezone, getdate
from frappe.utils.user import get_users_with_role

from relationship_suite.compat import is_whole_day_off
from relationship_suite.relationship_core.messages import say
from relationship_suite.relationship_core.schedules.cells import Column, Table
from relationship_suite.relationship_core.schedules.model import (
	FISCAL_YEARS,
	HORIZON,
	LONGEST_BREAK,
	MONTHS,
	SEND_ANYWAY,
	WEEKDAYS,
	Calendar,
	Filter,
	FiscalYear,
	NoFiscalYear,
	Rhythm,
	time_of,
	values_of,
)

SCHEDULE, DELIVERY = "Report Schedule", "Report Delivery"
BUILDER = "Report Builder"
#: Rows that are kept of a report.
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Found:
	"""What a report has given.

	Attributes:
		table: its cells.
		chart: as Frappe describes it; None without.
		summary: figures above the report, as Frappe describes them.
		message: what the report says in words, as HTML.
	"""

	table: Table
	chart: Any = None
	summary: tuple[dict, ...] = ()
	message: str = ""


def rhythm_of(schedule) -> Rhythm:
	"""When a Report Schedule sends."""
	return Rhythm(
		frequency=schedule.frequency,
		at=time_of(schedule.send_time),
		zone=schedule.time_zone or get_system_timezone(),
		weekday=WEEKDAYS.index(schedule.weekday) if schedule.weekday in WEEKDAYS else 0,
		day=min(max(cint(schedule.day_of_month), 1), 31),
		month=MONTHS.index(schedule.month) + 1 if schedule.month in MONTHS else 1,
		on_day_off=(schedule.on_day_off or SEND_ANYWAY) if schedule.holiday_list else SEND_ANYWAY,
	)


def days_off_of(schedule, around: date) -> set[date]:
	"""Days off of a Report Schedule that its next sendings may fall on; on half a day off people work."""
	if not schedule.holiday_list:
		return set()
	holiday = frappe.qb.DocType("Holiday")
	days = (around - timedelta(days=LONGEST_BREAK + 1), around + timedelta(days=HORIZON + LONGEST_BREAK))
	query = (
		frappe.qb.from_(holiday)
		.select(holiday.holiday_date)
		.where((holiday.parent == schedule.holiday_list) & (holiday.parenttype == "Holiday List"))
		.where(holiday.holiday_date[days[0] : days[1]] & is_whole_day_off(holiday))
		.orderby(holiday.holiday_date)
	)
	return {getdate(row[0]) for row in query.run()}


def filters_of(schedule) -> list[Filter]:
	"""The saved filters of a Report Schedule."""
	return [
		Filter(row.filter, row.value or "", row.kind or "", row.period or "", row.edge or "")
		for row in schedule.filters
	]


def filter_values(schedule, day: date) -> Mapping[str, Any]:
	"""What the report of a Report Schedule is given for a sending on ``day``.

	Raises:
		frappe.ValidationError: a period is a fiscal year that is not set up.
	"""
	try:
		return values_of(filters_of(schedule), day, calendar_of(schedule))
	except NoFiscalYear:
		said = _("{0}: a filter asks for a fiscal year that is not set up. Make it in the list Fiscal Year.")
		frappe.throw(say(said, day))


def calendar_of(schedule) -> Calendar:
	"""The site's weeks, and the fiscal years of the company that the filters name, else of the session user's."""
	week = WEEKDAYS.index(frappe.get_system_settings("first_day_of_the_week") or "Sunday")
	if not any(row.period in FISCAL_YEARS for row in schedule.filters):
		return Calendar(week)
	named = (row.value for row in schedule.filters if row.filter == "company" and row.value)
	return Calendar(week, _fiscal_years(next(named, frappe.defaults.get_user_default("Company"))))


def _fiscal_years(company: str | None) -> list[FiscalYear]:
	"""Those that are for every company, and those that name this one."""
	year, of = frappe.qb.DocType("Fiscal Year"), frappe.qb.DocType("Fiscal Year Company")
	limited = frappe.qb.from_(of).select(of.parent).where(of.parenttype == "Fiscal Year")
	query = (
		frappe.qb.from_(year)
		.select(year.name, year.year_start_date, year.year_end_date)
		.where(year.disabled == 0)
		.where(year.name.notin(limited) | year.name.isin(limited.where(of.company == company)))
		.orderby(year.year_start_date, year.name)
	)
	return [FiscalYear(name, getdate(first), getdate(last)) for name, first, last in query.run()]


def recipients_of(schedule) -> list[str]:
	"""Enabled users that a Report Schedule names, by themselves or by a role; each once."""
	named = {row.user for row in schedule.recipients if row.user}
	enabled = frappe.get_all(
		"User", {"name": ("in", sorted(named) or [""]), "enabled": 1}, order_by="name", pluck="name"
	)
	roles = {row.role for row in schedule.recipients if row.role}
	return sorted({*enabled, *(user for role in roles for user in get_users_with_role(role))})


def check_may_open(name: str) -> None:
	"""Raise PermissionError unless the session's user may open this report, ValidationError where it is disabled."""
	query_report.get_report_doc(name)


def run_report(name: str, values: Mapping[str, Any]) -> Found:
	"""The report as the session's user would see it.

	Args:
		name: of a script, query, custom or report-builder report.
		values: filters; a pair of days is a range for a report-builder report.

	Raises:
		frappe.PermissionError: the user may not open the report, or what a filter names.
	"""
	check_may_open(name)
	report = frappe.get_cached_doc("Report", name)
	return _built(report, values) if report.report_type == BUILDER else _scripted(report, values)


def _scripted(report, values: Mapping[str, Any]) -> Found:
	saved = json.loads(report.json or "{}").get("filters") if report.report_type == "Custom Report" else None
	filters = {**(saved if isinstance(saved, dict) else {}), **values}
	found = query_report.run(report.name, filters, ignore_prepared_report=True, are_default_filters=False)
	rows = list(found.get("result") or [])
	columns = [_column(each) for each in found.get("columns") or [] if not each.get("hidden")]
	fields = [each.get("fieldname") for each in found.get("columns") or []]
	total = None
	if found.get("add_total_row") and rows and isinstance(rows[-1], list | tuple):
		total = dict(zip(fields, rows.pop(), strict=False))
	rows = [row if isinstance(row, dict) else dict(zip(fields, row, strict=False)) for row in rows]
	return Found(
		_table(columns, rows, total),
		found.get("chart"),
		tuple(each for each in found.get("report_summary") or () if isinstance(each, dict)),
		found.get("message") if isinstance(found.get("message"), str) else "",
	)


def _built(report, values: Mapping[str, Any]) -> Found:
	filters = {
		field: (("between" if _is_range(value) else "in"), value) if isinstance(value, list) else value
		for field, value in values.items()
	}
	columns, rows = report.get_data(filters=filters, limit=MOST_ROWS + 1, as_dict=True)
	has_total = rows and json.loads(report.json or "{}").get("add_totals_row")
	total = rows.pop() if has_total else None
	return Found(_table([_column(each) for each in columns], rows, total))


def _is_range(value: list) -> bool:
	"""Two days, as a relative period gives them."""
	try:
		return len(value) == 2 and all(str(date.fromisoformat(each)) == each for each in value)
	except (TypeError, ValueError):
		return False


def _column(found: Mapping[str, Any]) -> Column:
	field, precision = found.get("fieldname") or found.get("label"), found.get("precision")
	return Column(
		str(field),
		_(str(found.get("label") or field)),
		found.get("fieldtype") or "Data",
		str(found.get("options") or ""),
		cint(found.get("width")),
		cint(precision) if precision not in (None, "") else None,
	)


def _table(columns: list[Column], rows: list[Mapping[str, Any]], total: Mapping[str, Any] | None) -> Table:
	"""Without rows that hold nothing, and without columns that only a browser can draw, of lists for instance."""
	rows = [row for row in rows if any(value not in (None, "") for value in row.values())]
	drawn = {field for row in rows for field, value in row.items() if isinstance(value, list | tuple | dict)}
	shown = [column for column in columns if column.field not in drawn]
	return Table(shown, rows[:MOST_ROWS], total, is_cut=len(rows) > MOST_ROWS)
