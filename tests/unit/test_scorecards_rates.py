"""Scorecards: rates from counts, their evidence, the Wilson bound and the rolling window."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.relationship_core.problems import ProblemsError
from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from relationship_suite.srm_extensions.scorecards.rates import (
	Tally,
	decay_weight,
	of_units,
	ppm,
	ppv_percent,
	rolling,
	share,
	wilson_lower,
)


class TestRates:
	def test_a_share_is_in_per_cent_and_carries_its_evidence(self):
		rate = share(Tally(45, 50))
		assert (rate.value, rate.n, rate.minimum) == (90, 50, 10)

	def test_one_line_under_the_minimum_is_not_enough_data_and_the_minimum_is_enough(self):
		assert share(Tally(9, 9), minimum=10).value is None
		assert share(Tally(10, 10), minimum=10).value == 100

	def test_not_enough_data_still_says_how_much_there_is(self):
		rate = share(Tally(4, 4), minimum=10)
		assert (rate.n, rate.minimum, rate.cautious) == (4, 10, None)

	@pytest.mark.parametrize("key", sorted(MEASURES))
	def test_an_idle_period_has_no_rate_even_when_no_evidence_is_asked_for(self, key):
		assert MEASURES[key].rate(Tally(0, 0), 0).value is None

	def test_no_hit_at_all_is_a_rate_of_zero_and_not_missing_data(self):
		assert share(Tally(0, 10)).value == 0

	@pytest.mark.parametrize("tally", [Tally(11, 10), Tally(-1, 10), Tally(0, -1)])
	def test_a_part_outside_its_whole_is_refused_by_name(self, tally):
		with pytest.raises(ProblemsError, match=r"^part: "):
			share(tally)

	@pytest.mark.parametrize("value", [math.nan, math.inf])
	def test_a_tally_that_is_not_a_number_is_refused_by_name(self, value):
		with pytest.raises(ProblemsError, match=r"^whole: "):
			Tally(1, value)

	def test_a_share_of_value_has_the_lines_as_its_evidence(self):
		rate = share(Tally(part=80_000, whole=100_000, n=4), minimum=10)
		assert (rate.value, rate.n) == (None, 4)

	def test_a_share_of_value_is_as_uncertain_as_its_lines(self):
		by_lines, by_value = share(Tally(8, 10)), share(Tally(80_000, 100_000, n=10))
		assert by_value.cautious == pytest.approx(by_lines.cautious)

	def test_ppm_is_defective_per_million_received(self):
		assert ppm(Tally(3, 12_000)).value == pytest.approx(250)

	def test_ppm_of_one_unit_is_its_plain_ratio(self):
		assert of_units(ppm, [(Tally(3, 12_000, n=20), 20)]) == ppm(Tally(3, 12_000, n=20))

	def test_ppm_of_several_units_weighs_them_by_receipt_lines_and_not_by_pieces(self):
		screws, machines = Tally(10, 1_000_000, n=15), Tally(1, 5, n=5)
		rate = of_units(ppm, [(screws, 15), (machines, 5)])
		assert rate.value == pytest.approx((15 * 10 + 5 * 200_000) / 20)
		assert rate.n == 20

	def test_the_evidence_of_ppm_is_receipt_lines(self):
		assert of_units(ppm, [(Tally(0, 1_000_000, n=9), 9)], minimum=10).value is None
		assert of_units(ppm, [(Tally(0, 1_000_000, n=9), 9), (Tally(0, 1, n=1), 1)], minimum=10).value == 0

	def test_a_unit_in_which_nothing_was_received_has_no_part(self):
		rate = of_units(ppm, [(Tally(3, 1000, n=20), 20), (Tally(4, 0, n=0), 0)])
		assert rate.value == pytest.approx(3000)

	def test_a_share_of_one_unit_is_its_plain_share_with_its_bound(self):
		tally = Tally(30, 40, n=12)
		assert of_units(share, [(tally, 12)]) == share(tally)

	def test_a_share_of_several_units_weighs_them_by_lines_and_not_by_pieces(self):
		kilograms, pieces = Tally(0, 1_000_000, n=10), Tally(20, 20, n=30)
		rate = of_units(share, [(kilograms, 10), (pieces, 30)])
		assert (rate.value, rate.n) == (pytest.approx(75), 40)
		assert rate.cautious == pytest.approx(100 * wilson_lower(30, 40))

	def test_ppm_stops_at_a_million_when_more_came_back_than_the_window_received(self):
		assert ppm(Tally(30, 20)).value == 1_000_000

	@pytest.mark.parametrize("received", [0, -5])
	def test_ppm_of_nothing_received_on_balance_is_not_enough_data(self, received):
		assert ppm(Tally(2, received), minimum=0).value is None

	def test_a_negative_defective_quantity_is_refused_by_name(self):
		with pytest.raises(ProblemsError, match=r"^part: -1"):
			ppm(Tally(-1, 100))

	def test_ppm_has_no_cautious_value_and_is_judged_by_itself(self):
		rate = ppm(Tally(1, 1000))
		assert rate.cautious is None
		assert rate.judged(is_cautious=True) == rate.value

	@pytest.mark.parametrize(("ppv", "percent"), [(500, 5), (-250, -2.5), (0, 0)])
	def test_a_price_variance_is_positive_when_dearer(self, ppv, percent):
		assert ppv_percent(Tally(ppv, 10_000, n=12)).value == pytest.approx(percent)

	def test_a_price_variance_over_a_baseline_of_nothing_is_not_enough_data(self):
		assert ppv_percent(Tally(5, 0, n=20)).value is None


class TestWilson:
	@pytest.mark.parametrize(
		("hits", "n", "lower"), [(8, 10, 0.490162), (10, 10, 0.722467), (0, 10, 0), (95, 100, 0.888250)]
	)
	def test_the_bound_is_that_of_the_published_formula(self, hits, n, lower):
		assert wilson_lower(hits, n) == pytest.approx(lower, abs=5e-6)

	@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
	def test_the_bound_is_a_fraction_not_above_the_share(self, counts):
		hits, n = counts
		assert 0 <= wilson_lower(hits, n) <= hits / n

	@given(st.integers(1, 500), st.integers(2, 20))
	def test_more_evidence_for_the_same_share_raises_the_bound(self, hits, times):
		assert wilson_lower(hits * times, 2 * hits * times) > wilson_lower(hits, 2 * hits)

	@pytest.mark.parametrize(("hits", "n"), [(1, 0), (2, 1), (-1, 4)])
	def test_impossible_counts_are_refused(self, hits, n):
		with pytest.raises(ProblemsError, match=r"^hits: "):
			wilson_lower(hits, n)


class TestRollingWindow:
	def test_months_are_summed_and_not_averaged(self):
		tally = rolling(
			[(date(2024, 1, 1), Tally(1, 1)), (date(2024, 2, 1), Tally(0, 99))], date(2024, 2, 29), 12
		)
		assert share(tally).value == pytest.approx(1)

	def test_the_window_holds_its_first_month_and_not_the_one_before_it_nor_the_future(self):
		months = [(date(2024, month, 1), Tally(1, 1)) for month in range(1, 7)]
		assert rolling(months, date(2024, 5, 31), 3).whole == 3

	def test_a_window_reaches_over_the_turn_of_the_year(self):
		months = [(date(2023, 12, 1), Tally(1, 1)), (date(2023, 11, 1), Tally(1, 1))]
		assert rolling(months, date(2024, 1, 31), 2).whole == 1

	def test_a_month_one_half_life_old_weighs_half(self):
		months = [(date(2024, 1, 1), Tally(0, 10)), (date(2024, 4, 1), Tally(10, 10))]
		tally = rolling(months, date(2024, 4, 30), 12, half_life_months=3)
		assert (tally.part, tally.whole) == (pytest.approx(10), pytest.approx(15))

	def test_decay_leaves_the_evidence_as_it_was_counted_and_lowers_what_it_is_worth(self):
		months = [(date(2024, 1, 1), Tally(0, 10)), (date(2024, 4, 1), Tally(10, 10))]
		tally = rolling(months, date(2024, 4, 30), 12, half_life_months=3)
		assert tally.evidence == 20
		assert tally.effective_evidence == pytest.approx(15**2 / 12.5)

	def test_an_empty_window_is_not_enough_data(self):
		assert share(rolling([], date(2024, 4, 30), 12), minimum=0).value is None

	def test_a_window_that_decayed_to_nothing_is_not_enough_data(self):
		months = [(date(2000, 1, 1), Tally(5, 20))]
		assert share(rolling(months, date(2024, 1, 31), 600, half_life_months=0.1)).value is None

	@pytest.mark.parametrize("window", [0, -3])
	def test_a_window_under_one_month_is_refused_by_name(self, window):
		with pytest.raises(ProblemsError, match=r"^window_months: "):
			rolling([], date(2024, 1, 31), window)

	@pytest.mark.parametrize("half_life", [0, -1, math.nan])
	def test_a_half_life_that_is_not_above_zero_is_refused_by_name(self, half_life):
		with pytest.raises(ProblemsError, match=r"^half_life_months: "):
			decay_weight(1, half_life)

	@given(
		st.lists(st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=24),
		st.none() | st.floats(0.5, 60),
	)
	def test_a_decayed_window_is_a_share_worth_no_more_than_its_lines(self, counts, half_life):
		months = [(date(2024 - i // 12, 12 - i % 12, 1), Tally(*count)) for i, count in enumerate(counts)]
		tally = rolling(months, date(2024, 12, 31), 24, half_life)
		rate = share(tally, minimum=1)
		assert tally.evidence == sum(n for _, n in counts)
		assert tally.effective_evidence <= tally.evidence * (1 + 1e-9)
		assert rate.value is None or 0 <= rate.cautious <= rate.value + 1e-9 <= 100 + 1e-9
