"""What a supplier is asked to deliver, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.planning.release import Requirements, Terms, is_beyond, lines

DAY = date(2026, 11, 26)  # a Thursday
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
MONTHS = Terms("Month", horizon=3, frozen=1, flexible=1)
WEEKS = Terms("Week", horizon=6, frozen=2, flexible=2)


def released(terms=MONTHS, previous=None, **asked) -> list:
	return list(lines(terms, DAY, {"A": Requirements("Nos", **asked)}, previous or {}))


def test_months_begin_on_the_first_and_weeks_on_monday():
	assert [bucket.first for bucket in MONTHS.buckets(DAY)] == [NOVEMBER, DECEMBER, JANUARY]
	weeks = WEEKS.buckets(DAY)
	assert (weeks[0].first, weeks[0].last, weeks[1].first) == (
		date(2026, 11, 23),
		date(2026, 11, 29),
		date(2026, 11, 30),
	)


@pytest.mark.parametrize("kind", ["Week", "Month"])
def test_buckets_hold_the_day_and_follow_each_other_without_a_gap(kind):
	for day in (date(2027, 1, 1) + timedelta(days=place) for place in range(800)):  # over a leap day
		buckets = Terms(kind, 10, 0, 0).buckets(day)
		assert day in buckets[0]
		assert all(later.first - earlier.last == timedelta(days=1) for earlier, later in pairwise(buckets))


def test_the_first_buckets_are_frozen_the_next_flexible_and_the_others_open():
	assert [WEEKS.fence(place) for place in range(6)] == [*["Frozen"] * 2, *["Flexible"] * 2, *["Open"] * 2]


def test_a_months_forecast_is_spread_over_its_days():
	found = released(WEEKS, forecast={NOVEMBER: 30, DECEMBER: 62})
	assert [line.forecast_qty for line in found[:3]] == [7, 1 + 6 * 2, 14]


@given(
	st.dictionaries(st.sampled_from([NOVEMBER, DECEMBER, JANUARY]), st.integers(0, 1000), min_size=1),
)
def test_months_are_released_as_they_are_forecast(forecast):
	found = released(forecast=forecast)
	assert sum(line.forecast_qty for line in found) == pytest.approx(sum(forecast.values()))


def test_orders_and_requests_use_the_forecast_up_and_beyond_it_they_count():
	found = released(
		forecast={NOVEMBER: 100, DECEMBER: 100},
		ordered=[(date(2026, 11, 28), 60), (date(2026, 12, 5), 90)],
		requested=[(date(2026, 12, 9), 30)],
	)
	assert [line.release_qty for line in found] == [100, 120, 0]


def test_what_was_due_before_is_due_in_the_first_bucket_and_what_is_beyond_the_horizon_in_none():
	found = released(ordered=[(date(2026, 8, 1), 5), (date(2027, 4, 1), 7)])
	assert [line.ordered_qty for line in found] == [5, 0, 0]


def test_a_supplier_gets_its_share_of_forecast_and_requests_and_all_of_its_own_orders():
	[line, *_rest] = released(share=40, forecast={NOVEMBER: 100}, requested=[(DAY, 10)], ordered=[(DAY, 10)])
	assert (line.forecast_qty, line.requested_qty, line.ordered_qty) == (40, 4, 10)


def test_the_difference_is_to_the_same_bucket_of_the_version_before():
	found = released(
		forecast={NOVEMBER: 100, DECEMBER: 80}, previous={("A", NOVEMBER): 90.0, ("B", DECEMBER): 1.0}
	)
	assert [(line.has_previous, line.change_qty) for line in found] == [(1, 10), (0, 0), (0, 0)]


@pytest.mark.parametrize(("before", "is_more"), [(100, False), (91, False), (90, True), (0, True)])
def test_a_change_inside_the_frozen_fence_is_told_beyond_the_tolerance(before, is_more):
	[frozen, flexible, _open] = released(
		forecast={NOVEMBER: 100, DECEMBER: 100},
		previous={("A", NOVEMBER): float(before), ("A", DECEMBER): float(before)},
	)
	assert is_beyond(frozen, 10) is is_more
	assert not is_beyond(flexible, 10)


def test_where_a_uom_knows_whole_numbers_only_what_is_released_is_rounded_up():
	found = released(is_whole=True, forecast={NOVEMBER: 301.702, DECEMBER: 5})
	assert [(line.forecast_qty, line.release_qty) for line in found[:2]] == [(301.702, 302), (5, 5)]
