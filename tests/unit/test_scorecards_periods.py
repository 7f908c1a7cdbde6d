"""Scorecards: whole calendar periods, and the change from one to the next."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.relationship_core.problems import ProblemsError
from relationship_suite.srm_extensions.scorecards.periods import period_of, periods, trend

dates = st.dates(date(1995, 1, 1), date(2105, 12, 31))
frequencies = st.sampled_from(["Monthly", "Quarterly", "Yearly"])


class TestPeriods:
	@pytest.mark.parametrize(
		("frequency", "day", "first", "last", "key"),
		[
			("Monthly", date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29), "2024-02"),
			("Monthly", date(2023, 2, 28), date(2023, 2, 1), date(2023, 2, 28), "2023-02"),
			("Monthly", date(2100, 2, 28), date(2100, 2, 1), date(2100, 2, 28), "2100-02"),
			("Monthly", date(2024, 12, 31), date(2024, 12, 1), date(2024, 12, 31), "2024-12"),
			("Quarterly", date(2024, 1, 1), date(2024, 1, 1), date(2024, 3, 31), "2024-Q1"),
			("Quarterly", date(2024, 12, 31), date(2024, 10, 1), date(2024, 12, 31), "2024-Q4"),
			("Yearly", date(2024, 7, 4), date(2024, 1, 1), date(2024, 12, 31), "2024"),
		],
	)
	def test_each_day_lies_in_its_calendar_period(self, frequency, day, first, last, key):
		period = period_of(frequency, day)
		assert (period.first, period.last, period.key) == (first, last, key)

	@pytest.mark.parametrize("frequency", ["Monthly", "Quarterly", "Yearly"])
	def test_a_supplier_created_on_the_last_day_of_a_month_has_one_period_that_day(self, frequency):
		day = date(2024, 1, 31)
		(period,) = periods(frequency, day, day)
		assert period.first <= day <= period.last

	def test_the_day_after_the_last_day_of_a_month_begins_the_second_period(self):
		assert [each.key for each in periods("Monthly", date(2024, 1, 31), date(2024, 2, 1))] == [
			"2024-01",
			"2024-02",
		]

	def test_an_unknown_frequency_is_refused_with_what_would_be_right(self):
		with pytest.raises(ProblemsError, match="Monthly, Quarterly, Yearly"):
			period_of("Daily", date(2024, 1, 1))

	def test_an_end_before_its_start_is_refused(self):
		with pytest.raises(ProblemsError, match=r"^last: "):
			periods("Monthly", date(2024, 2, 1), date(2024, 1, 31))

	@given(frequencies, dates, st.integers(0, 2000))
	def test_periods_follow_each_other_without_gap_or_overlap(self, frequency, first, length):
		last = first + timedelta(days=length)
		found = periods(frequency, first, last)
		assert found[0].first <= first <= found[0].last
		assert found[-1].first <= last <= found[-1].last
		for one, other in pairwise(found):
			assert other.first - one.last == timedelta(days=1)
			assert other.previous() == one
		assert len({each.key for each in found}) == len(found)

	@given(frequencies, dates)
	def test_every_day_of_a_period_belongs_to_that_period(self, frequency, day):
		period = period_of(frequency, day)
		assert period_of(frequency, period.first) == period_of(frequency, period.last) == period


class TestTrend:
	@pytest.mark.parametrize(
		("current", "previous", "change", "direction"),
		[
			(81, 94, -13, "down"),
			(94, 81, 13, "up"),
			(80.5, 80, 0.5, "steady"),
			(80.1, 79.1, 1, "up"),
			(80, 80, 0, "steady"),
		],
	)
	def test_it_is_the_change_against_the_previous_period(self, current, previous, change, direction):
		found = trend(current, previous)
		assert (found.change, found.direction) == (change, direction)

	@pytest.mark.parametrize(("current", "previous"), [(None, 80), (80, None), (None, None)])
	def test_there_is_none_against_a_period_without_a_score(self, current, previous):
		found = trend(current, previous)
		assert (found.change, found.direction) == (None, None)
