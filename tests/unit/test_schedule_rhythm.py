"""When a report is sent: once per day that it falls on, whatever clocks, months and days off do."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as some

from relationship_suite.relationship_core.schedules import model
from relationship_suite.relationship_core.schedules.model import (
	UTC,
	Calendar,
	FiscalYear,
	NoFiscalYear,
	Rhythm,
	sorted_out,
)

BERLIN = "Europe/Berlin"
SEVEN = time(7)


def first(rhythm: Rhythm, after: str, count: int = 3, days_off=()) -> list[str]:
	"""The next moments, in the rhythm's own time zone."""
	moments = rhythm.occasions(datetime.fromisoformat(after).replace(tzinfo=UTC), days_off)
	return [
		each.astimezone(ZoneInfo(rhythm.zone)).strftime("%Y-%m-%d %H:%M") for each in islice(moments, count)
	]


def days(*texts: str) -> set[date]:
	return set(map(date.fromisoformat, texts))


def test_weekly_is_each_monday_at_seven_in_summer_and_in_winter():
	rhythm = Rhythm("Weekly", SEVEN, BERLIN, weekday=0)

	assert first(rhythm, "2026-10-15 00:00") == ["2026-10-19 07:00", "2026-10-26 07:00", "2026-11-02 07:00"]
	moments = list(islice(rhythm.occasions(datetime(2026, 10, 15, tzinfo=UTC)), 2))
	assert [each.hour for each in moments] == [5, 6]  # summer time ends on 25 October


def test_the_moment_itself_is_not_after_it():
	rhythm = Rhythm("Daily", SEVEN, BERLIN)

	assert first(rhythm, "2026-06-01 04:59:59", 1) == ["2026-06-01 07:00"]
	assert first(rhythm, "2026-06-01 05:00:00", 1) == ["2026-06-02 07:00"]


def test_monthly_on_the_31st_is_the_last_day_of_shorter_months():
	rhythm = Rhythm("Monthly", SEVEN, BERLIN, day=31)

	assert first(rhythm, "2027-12-31 12:00") == ["2028-01-31 07:00", "2028-02-29 07:00", "2028-03-31 07:00"]


def test_quarterly_is_a_day_of_the_first_month_of_each_quarter():
	rhythm = Rhythm("Quarterly", SEVEN, BERLIN, day=5)

	assert first(rhythm, "2026-01-06 00:00") == ["2026-04-05 07:00", "2026-07-05 07:00", "2026-10-05 07:00"]


def test_yearly_is_a_day_of_its_month():
	rhythm = Rhythm("Yearly", SEVEN, BERLIN, day=31, month=2)

	assert first(rhythm, "2027-03-01 00:00", 2) == ["2028-02-29 07:00", "2029-02-28 07:00"]


def test_a_year_whose_day_is_off_is_left_out_and_the_next_one_is_not():
	rhythm = Rhythm("Yearly", SEVEN, BERLIN, day=2, month=1, on_day_off="Leave Out")

	assert first(rhythm, "2026-01-02 12:00", 1, days("2027-01-02")) == ["2028-01-02 07:00"]


def test_a_time_that_the_clocks_leave_out_comes_as_much_later():
	rhythm = Rhythm("Daily", time(2, 30), BERLIN)

	assert first(rhythm, "2026-03-28 12:00", 2) == ["2026-03-29 03:30", "2026-03-30 02:30"]


def test_a_time_that_the_clocks_show_twice_is_sent_once_the_first_time():
	rhythm = Rhythm("Daily", time(2, 30), BERLIN)
	moments = list(islice(rhythm.occasions(datetime(2026, 10, 24, 12, tzinfo=UTC)), 2))

	assert moments == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)]


def test_a_day_that_a_country_left_out_is_not_sent_twice():
	rhythm = Rhythm("Daily", time(9), "Pacific/Apia")  # Samoa had no 30 December 2011

	found = first(rhythm, "2011-12-29 12:00", 3)
	assert found == ["2011-12-29 09:00", "2011-12-31 09:00", "2012-01-01 09:00"]


def test_a_day_off_is_sent_on_the_next_working_day_or_left_out_or_sent_anyway():
	off = days("2026-05-25", "2026-05-26")

	def rhythm(on_day_off):
		return Rhythm("Weekly", SEVEN, BERLIN, weekday=0, on_day_off=on_day_off)

	assert first(rhythm("Next Working Day"), "2026-05-19 00:00", 1, off) == ["2026-05-27 07:00"]
	assert first(rhythm("Leave Out"), "2026-05-19 00:00", 1, off) == ["2026-06-01 07:00"]
	assert first(rhythm("Send Anyway"), "2026-05-19 00:00", 1, off) == ["2026-05-25 07:00"]


def test_days_off_share_their_next_working_day():
	rhythm = Rhythm("Daily", SEVEN, BERLIN, on_day_off="Next Working Day")
	weekend = days("2026-06-06", "2026-06-07")

	assert first(rhythm, "2026-06-05 00:00", 2, weekend) == ["2026-06-05 07:00", "2026-06-08 07:00"]


def test_a_sending_of_before_the_break_comes_after_it():
	rhythm = Rhythm("Monthly", SEVEN, BERLIN, day=24, on_day_off="Next Working Day")
	off = {date(2026, 12, 24) + timedelta(days=each) for each in range(9)}

	assert first(rhythm, "2026-12-28 00:00", 1, off) == ["2027-01-02 07:00"]


def test_where_every_day_is_a_day_off_nothing_is_sent():
	off = {date(2026, 1, 1) + timedelta(days=each) for each in range(1200)}

	for on_day_off in ("Next Working Day", "Leave Out"):
		rhythm = Rhythm("Daily", SEVEN, BERLIN, on_day_off=on_day_off)
		assert first(rhythm, "2026-06-01 00:00", 1, off) == []


ZONES = some.sampled_from(sorted(available_timezones()))
MOMENTS = some.datetimes(datetime(1995, 1, 1), datetime(2036, 1, 1)).map(
	lambda each: each.replace(tzinfo=UTC)
)
RHYTHMS = some.builds(
	Rhythm,
	some.sampled_from(model.FREQUENCIES),
	some.times(),
	ZONES,
	some.integers(0, 6),
	some.integers(1, 31),
	some.integers(1, 12),
	some.sampled_from(model.ON_DAY_OFF),
)


@given(RHYTHMS, MOMENTS, some.sets(some.integers(-30, 120), max_size=40))
def test_moments_are_later_than_asked_in_order_and_at_most_one_a_day(rhythm, after, off):
	days_off = {after.date() + timedelta(days=each) for each in off}
	moments = list(islice(rhythm.occasions(after, days_off), 40))

	assert all(each > after for each in moments)
	assert all(one < other for one, other in pairwise(moments))
	own = [rhythm.day_of(each) for each in moments]
	assert len(set(own)) == len(own)


@given(RHYTHMS, MOMENTS, MOMENTS)
def test_asked_from_anywhere_in_between_the_rest_is_the_same(rhythm, after, other):
	"""Whoever restarts at any moment goes on with the same sendings: none is lost and none comes twice."""
	whole = list(islice(rhythm.occasions(after), 12))
	between = after + timedelta(seconds=(other - after).total_seconds() % (90 * 86400))
	rest = [each for each in whole if each > between]

	assert list(islice(rhythm.occasions(between), len(rest))) == rest


@given(some.times(), ZONES, MOMENTS)
def test_daily_is_every_day_at_its_time(at, zone, after):
	moments = list(islice(Rhythm("Daily", at, zone).occasions(after), 400))

	for one, other in pairwise(moments):
		assert (
			timedelta(hours=20) <= other - one <= timedelta(hours=49)
		)  # Samoa; clocks move by 2 hours at most
	on_time = [each for each in moments if each.astimezone(ZoneInfo(zone)).time() == at]
	assert len(on_time) >= len(moments) - 5  # those that the clocks have left out


# Missed ones ----------------------------------------------------------------------------------------------

NOW = datetime(2026, 6, 5, 8, tzinfo=UTC)


def missed(on_missed: str, *hours_ago: float) -> tuple[list[float], list[float]]:
	due = [NOW - timedelta(hours=each) for each in hours_ago]
	return tuple(
		[(NOW - each) / timedelta(hours=1) for each in part] for part in sorted_out(due, NOW, on_missed)
	)


def test_the_latest_of_those_that_were_missed_is_sent():
	assert missed("Send the Latest", 73, 49, 25, 1) == ([1], [73, 49, 25])
	assert missed("Send the Latest", 73, 49, 25) == ([25], [73, 49])


def test_each_of_them_is_sent():
	assert missed("Send Each", 73, 49, 1) == ([73, 49, 1], [])


def test_those_that_are_late_are_skipped():
	assert missed("Skip", 73, 49, 1) == ([1], [73, 49])
	assert missed("Skip", 73, 49) == ([], [73, 49])
	assert missed("Skip", 2) == ([2], [])


def test_after_a_year_of_standstill_the_last_month_is_looked_at():
	sent, skipped = missed("Send Each", *range(9000, 0, -24))
	assert (len(sent), len(skipped)) == (model.MOST_MISSED, 0)


@given(some.sampled_from(model.ON_MISSED), some.lists(some.integers(0, 2000), unique=True, max_size=40))
def test_each_is_sent_or_left_out_and_never_both(on_missed, hours):
	hours = sorted(hours, reverse=True)
	sent, skipped = missed(on_missed, *hours)

	assert sorted(sent + skipped, reverse=True) == hours[-model.MOST_MISSED :]


def test_nothing_that_is_due_is_nothing_to_sort():
	assert [missed(each) for each in model.ON_MISSED] == [([], [])] * 3


# Relative periods -----------------------------------------------------------------------------------------

#: A short year, and one that goes on from April to March.
CALENDAR = Calendar(
	0,
	[
		FiscalYear("2024", date(2024, 10, 1), date(2025, 3, 31)),
		FiscalYear("2025-2026", date(2025, 4, 1), date(2026, 3, 31)),
	],
)


@pytest.mark.parametrize(
	("period", "expected"),
	[
		("Today", ("2026-03-31", "2026-03-31")),
		("Yesterday", ("2026-03-30", "2026-03-30")),
		("This Week", ("2026-03-30", "2026-04-05")),
		("Last Week", ("2026-03-23", "2026-03-29")),
		("Last 7 Days", ("2026-03-24", "2026-03-30")),
		("Last 30 Days", ("2026-03-01", "2026-03-30")),
		("Last 90 Days", ("2025-12-31", "2026-03-30")),
		("This Month", ("2026-03-01", "2026-03-31")),
		("Last Month", ("2026-02-01", "2026-02-28")),
		("Last 12 Months", ("2025-03-01", "2026-02-28")),
		("This Quarter", ("2026-01-01", "2026-03-31")),
		("Last Quarter", ("2025-10-01", "2025-12-31")),
		("This Year", ("2026-01-01", "2026-12-31")),
		("Last Year", ("2025-01-01", "2025-12-31")),
		("This Fiscal Year", ("2025-04-01", "2026-03-31")),
		("Last Fiscal Year", ("2024-10-01", "2025-03-31")),
	],
)
def test_a_period_as_seen_from_the_last_day_of_march(period, expected):
	assert tuple(map(str, model.PERIODS[period](date(2026, 3, 31), CALENDAR))) == expected


def test_every_period_is_tested_above():
	marks = test_a_period_as_seen_from_the_last_day_of_march.pytestmark
	assert {case[0] for case in marks[0].args[1]} == set(model.PERIODS)


def test_weeks_begin_where_the_site_says():
	sunday = Calendar(model.WEEKDAYS.index("Sunday"))
	assert tuple(map(str, model.PERIODS["This Week"](date(2026, 3, 31), sunday))) == (
		"2026-03-29",
		"2026-04-04",
	)
	assert tuple(map(str, model.PERIODS["This Week"](date(2026, 3, 29), sunday))) == (
		"2026-03-29",
		"2026-04-04",
	)
	assert tuple(map(str, model.PERIODS["This Week"](date(2026, 3, 28), sunday))) == (
		"2026-03-22",
		"2026-03-28",
	)


def test_of_two_fiscal_years_at_a_time_it_is_the_one_that_begins_later():
	own = FiscalYear("Own", date(2026, 1, 1), date(2026, 12, 31))
	calendar = Calendar(0, [*CALENDAR.fiscal_years, own])

	assert calendar.fiscal_year(date(2026, 3, 31), 0) == own
	assert calendar.fiscal_year(date(2026, 3, 31), 1).name == "2024"  # the other one has not ended before


@pytest.mark.parametrize(("day", "back"), [("2026-04-01", 0), ("2026-04-01", 1), ("2024-12-31", 1)])
def test_a_fiscal_year_that_is_not_set_up_is_told(day, back):
	with pytest.raises(NoFiscalYear):
		CALENDAR.fiscal_days(date.fromisoformat(day), back)


@given(
	some.sampled_from(sorted(set(model.PERIODS) - set(model.FISCAL_YEARS))),
	some.dates(date(1990, 1, 1), date(2080, 1, 1)),
	some.integers(0, 6).map(Calendar),
)
def test_a_period_has_its_days_in_order_and_lies_where_its_name_says(period, day, calendar):
	begin, end = model.PERIODS[period](day, calendar)

	assert begin <= end
	if period.startswith("This") or period == "Today":
		assert begin <= day <= end
	else:
		assert end < day
	whole = {"Month": 1, "Quarter": 3, "Year": 12}.get(period.split()[-1])
	if whole and period.split()[0] in ("This", "Last"):
		assert begin.day == 1
		assert (end + timedelta(days=1)).day == 1
		assert (end.year - begin.year) * 12 + end.month - begin.month == whole - 1


@given(some.dates(date(1990, 1, 1), date(2080, 1, 1)), some.integers(0, 6).map(Calendar))
def test_the_last_period_ends_where_this_one_begins(day, calendar):
	for unit in ("Week", "Month", "Quarter", "Year"):
		this, last = (model.PERIODS[f"{which} {unit}"](day, calendar) for which in ("This", "Last"))
		assert last[1] + timedelta(days=1) == this[0]


# Filters --------------------------------------------------------------------------------------------------


def value(day: str = "2026-03-31", **fields):
	return model.Filter("x", **fields).value(date.fromisoformat(day), CALENDAR)


def test_a_relative_filter_is_the_first_day_the_last_day_or_both():
	assert value(period="Last Month", edge="First Day") == "2026-02-01"
	assert value(period="Last Month", edge="Last Day") == "2026-02-28"
	assert value(period="Last Month", edge="First and Last Day") == ["2026-02-01", "2026-02-28"]


def test_a_filter_by_fiscal_year_is_its_name():
	assert value(period="This Fiscal Year", edge="Name") == "2025-2026"
	assert value(period="Last Fiscal Year", edge="Name") == "2024"


def test_a_value_is_read_by_its_kind():
	assert value(text="0123") == "0123"
	assert value(text="1", kind="Check") == 1
	assert value(text="", kind="Int") == 0
	assert value(text="1.5", kind="Float") == 1.5
	assert value(text='["A", "B"]', kind="MultiSelectList") == ["A", "B"]
	assert value(text=" A, B ") == "A, B"


@pytest.mark.parametrize(
	"wrong", [{"text": "x", "kind": "Int"}, {"text": "["}, {"text": '[{"a": 1}]'}, {"text": "[[1]]"}]
)
def test_what_is_no_value_is_refused(wrong):
	with pytest.raises(ValueError):  # noqa: PT011 - what the form asks for
		value(**wrong)


def test_filters_without_a_value_are_left_out():
	filters = [
		model.Filter("a", "x"),
		model.Filter("b"),
		model.Filter("c", "[]"),
		model.Filter("d", "0", "Check"),
	]
	assert model.values_of(filters, date(2026, 3, 31), CALENDAR) == {"a": "x", "d": 0}


def test_takewhile_of_what_is_due_ends():
	rhythm = Rhythm("Daily", SEVEN, BERLIN)
	begin = datetime(2026, 6, 1, tzinfo=UTC)
	assert len(list(takewhile(lambda each: each <= begin + timedelta(days=3), rhythm.occasions(begin)))) == 3


@pytest.mark.parametrize(
	"text", ["7:00", "07:00", "07:00:00", "07:00:00.000000", timedelta(hours=7), time(7)]
)
def test_a_time_of_the_day_is_read_as_forms_and_databases_give_it(text):
	assert model.time_of(text) == SEVEN


@pytest.mark.parametrize(
	"wrong", ["25:61", "7", "", None, "x:y", "1:2:3:4", "-1:00", timedelta(days=1), timedelta(-1)]
)
def test_what_is_no_time_of_the_day_is_refused(wrong):
	with pytest.raises(ValueError):  # noqa: PT011 - what the form asks for
		model.time_of(wrong)
