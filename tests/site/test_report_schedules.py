"""A report schedule's form: what it takes, what it refuses, and when it sends next."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.factories import buying
from tests.factories import schedules as make
from tests.factories.schedules import GIVEN, UTC, schedule


@pytest.fixture(autouse=True)
def _start(clean):
	buying.masters()
	make.start()
	yield
	make.start()


# When -----------------------------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch):
	"""``at("2026-06-01 04:00")``: the clock stands there, in UTC."""
	from relationship_suite.relationship_core.schedules import records

	def at(text: str) -> None:
		now = datetime.fromisoformat(text).replace(tzinfo=UTC)
		monkeypatch.setattr(records, "utc_now", lambda: now)

	at("2026-06-01 04:00")
	return at


def test_a_new_schedule_says_when_it_sends_next(at):
	doc = schedule(GIVEN, make.reader("Sourcing User"))

	assert doc.due_utc == "2026-06-01 05:00:00"
	at("2026-06-01 06:00")
	doc.frequency = "Daily"
	assert doc.save().due_utc == "2026-06-02 05:00:00"


def test_a_change_of_anything_else_leaves_the_next_sending_alone(at):
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	at("2026-06-09 00:00")
	doc.title, doc.due_utc = "Another", "2099-01-01 00:00:00"

	assert doc.save().due_utc == "2026-06-01 05:00:00"


def test_a_disabled_schedule_sends_nothing_and_an_enabled_one_goes_on_from_then(at):
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	doc.enabled = 0
	assert (doc.save().due_utc, doc.next_run_at) == ("", None)
	at("2026-06-09 00:00")
	doc.enabled = 1
	assert doc.save().due_utc == "2026-06-15 05:00:00"


def test_days_off_come_from_the_holiday_list(at):
	import frappe

	holidays = frappe.get_doc(
		{
			"doctype": "Holiday List",
			"holiday_list_name": buying.named("_RS Holidays"),
			"from_date": "2026-01-01",
			"to_date": "2026-12-31",
			"holidays": [{"holiday_date": "2026-06-01", "description": "Off"}],
		}
	).insert()
	doc = schedule(GIVEN, make.reader("Sourcing User"), holiday_list=holidays.name)
	assert doc.due_utc == "2026-06-02 05:00:00"
	doc.on_day_off = "Leave Out"
	assert doc.save().due_utc == "2026-06-08 05:00:00"
	if frappe.get_meta("Holiday").has_field("is_half_day"):  # ERPNext 16
		holidays.holidays[0].is_half_day = 1
		holidays.save()
		doc.on_day_off = "Next Working Day"
		assert doc.save().due_utc == "2026-06-01 05:00:00"


def test_a_yearly_schedule_waits_for_its_month(at):
	doc = schedule(GIVEN, make.reader("Sourcing User"), frequency="Yearly", month="February", day_of_month=31)

	assert doc.due_utc == "2027-02-28 06:00:00"


def test_where_the_sites_clock_is_another_the_form_shows_the_sites_time(at):
	import frappe
	from frappe.utils import get_system_timezone

	doc = schedule(GIVEN, make.reader("Sourcing User"), time_zone="America/New_York")
	assert doc.due_utc == "2026-06-01 11:00:00"
	from zoneinfo import ZoneInfo

	shown = frappe.utils.get_datetime(doc.next_run_at).replace(tzinfo=ZoneInfo(get_system_timezone()))
	assert shown == datetime(2026, 6, 1, 11, tzinfo=UTC)


# What is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
	("wrong", "says"),
	[
		({"time_zone": "Mars/Base"}, "Time Zone: there is no time zone Mars/Base"),
		({"frequency": "Monthly", "day_of_month": 32}, "Day of the Month: 32"),
		({"frequency": "Monthly", "day_of_month": 0}, "Day of the Month: 0"),
		({"frequency": "Yearly", "day_of_month": 32}, "Day of the Month: 32"),
		({"send_time": "25:61"}, "Time: 25:61"),
		({"rows_in_mail": 101}, "Rows in the Mail: 101"),
		({"recipients": [{"user": "Administrator", "role": "System Manager"}]}, "Recipients, row 1"),
		({"recipients": [{}]}, "Recipients, row 1"),
		({"recipients": [{"role": "System Manager"}] * 2}, "row 2: System Manager is there twice"),
		({"filters": [{"filter": "a", "period": "Last Month"}]}, "Filters, row 1: choose whether a"),
		(
			{"filters": [{"filter": "a", "period": "Last Month", "edge": "Name"}]},
			"row 1: Last Month has no name",
		),
		(
			{"filters": [{"filter": "a", "value": "1"}, {"filter": "a", "value": "2"}]},
			"row 2: a is there twice",
		),
		({"filters": [{"filter": "a", "value": "[<b>"}]}, "row 1: [&lt;b&gt; is no value"),
		({"filters": [{"filter": "a", "value": "[" * 100_000}]}, "row 1:"),
		({"filters": [{"filter": "a", "value": "x", "kind": "Int"}]}, "row 1: x is no value"),
	],
)
def test_what_cannot_work_is_refused_with_its_place_and_the_way_out(wrong, says):
	import frappe

	doc = schedule(GIVEN, make.reader("Sourcing User"))
	doc.update(wrong)
	with pytest.raises(frappe.ValidationError) as error:
		doc.save()
	assert says in str(error.value)


def test_a_schedule_on_which_every_day_is_off_is_refused():
	import frappe

	with (
		make.every_day_off() as holidays,
		pytest.raises(frappe.ValidationError, match="Nothing would be sent"),
	):
		schedule(GIVEN, make.reader("Sourcing User"), holiday_list=holidays, on_day_off="Leave Out")


# Fiscal years ---------------------------------------------------------------------------------------------


@pytest.fixture
def fiscal_years(at) -> None:
	"""Calendar years for everybody; years of its own for the second company, from May on."""
	import frappe

	for year in (2025, 2026):
		if not frappe.db.exists("Fiscal Year", {"year_start_date": date(year, 1, 1)}):  # a bench has them
			fiscal_year(f"_RS {year}", date(year, 1, 1), date(year, 12, 31))
	fiscal_year("_RS Own", date(2031, 5, 1), date(2032, 4, 30), buying.COMPANY_2)


def fiscal_year(name: str, begin: date, end: date, *companies: str) -> None:
	buying.ensure(
		"Fiscal Year",
		name,
		year=name,
		year_start_date=begin,
		year_end_date=end,
		companies=[{"company": company} for company in companies],
	)


@pytest.mark.usefixtures("fiscal_years")
def test_fiscal_years_are_those_for_everybody_and_those_of_the_company_that_the_filters_name():
	import frappe

	from relationship_suite.relationship_core.schedules import queries

	filters = {
		"company": buying.COMPANY_2,
		"from_date": ("This Fiscal Year", "First Day"),
		"to_date": ("Last Fiscal Year", "Last Day"),
		"fiscal_year": ("This Fiscal Year", "Name"),
	}
	doc = schedule(GIVEN, make.reader("Sourcing User"), filters=filters)
	found = queries.filter_values(doc, date(2026, 6, 1))
	assert (found["from_date"], found["to_date"]) == ("2026-01-01", "2025-12-31")
	assert str(frappe.db.get_value("Fiscal Year", found["fiscal_year"], "year_end_date")) == "2026-12-31"

	own = queries.filter_values(doc, date(2031, 6, 1))
	assert (own["from_date"], own["fiscal_year"]) == ("2031-05-01", "_RS Own")
	doc.filters[0].value = buying.COMPANY
	with pytest.raises(frappe.ValidationError, match="2031-06-01: a filter asks for a fiscal year"):
		queries.filter_values(doc, date(2031, 6, 1))


@pytest.mark.usefixtures("fiscal_years")
def test_a_fiscal_year_that_is_not_set_up_is_refused(at):
	import frappe

	doc = schedule(
		GIVEN, make.reader("Sourcing User"), filters={"from_date": ("This Fiscal Year", "First Day")}
	)
	at("2199-06-01 04:00")
	with pytest.raises(frappe.ValidationError, match="Filters, row 1: This Fiscal Year is not set up"):
		doc.save()
