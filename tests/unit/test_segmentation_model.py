"""Customer segments: RFM scores, the 125 cells, and customers overdue by their own rhythm."""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.crm_extensions.segmentation.model import (
	SEGMENT_OF_CELL,
	SEGMENTS,
	OverdueRule,
	RfmInput,
	Rhythm,
	Thresholds,
	overdue,
	quintiles,
	score_rfm,
	segment_of,
)

AS_OF = date(2024, 12, 31)
CELLS = list(product(range(1, 6), repeat=3))


def customer(name: str, days_ago: int = 10, purchase_days: int = 3, monetary: float = 2000) -> RfmInput:
	return RfmInput(name, AS_OF - timedelta(days=days_ago), purchase_days, monetary)


@st.composite
def customers(draw) -> list[RfmInput]:
	"""Few different values, so that ties are the rule."""
	rows = draw(
		st.lists(
			st.tuples(st.integers(0, 30), st.integers(1, 6), st.integers(1, 40).map(lambda x: x / 4)),
			max_size=60,
		)
	)
	return [customer(f"C{i}", *row) for i, row in enumerate(rows)]


class TestSegments:
	@pytest.mark.parametrize(
		("rule", "name"),
		[
			(lambda r, f, m: r >= 4 and f >= 4 and m >= 4, "Champions"),
			(lambda r, f, m: r == 5 and f == 1, "New customer"),
			(lambda r, f, m: r <= 2 and f >= 4 and (r, f, m) != (1, 5, 5), "At risk"),
			(lambda r, f, m: (r, f, m) == (1, 5, 5), "Cannot lose"),
			(lambda r, f, m: r <= 2 and f <= 2 and (r, f, m) != (1, 1, 1), "Hibernating"),
			(lambda r, f, m: (r, f, m) == (1, 1, 1), "Lost customer"),
		],
	)
	def test_the_segments_of_the_definitions_are_those_cells_and_no_others(self, rule, name):
		assert {cell for cell in CELLS if rule(*cell)} == {
			cell for cell in CELLS if segment_of(*cell) == name
		}

	def test_all_125_cells_have_exactly_one_segment(self):
		assert sorted(SEGMENT_OF_CELL) == CELLS
		assert sum(Counter(SEGMENT_OF_CELL.values()).values()) == 125

	def test_no_segment_is_empty_and_no_name_comes_twice(self):
		names = [segment.name for segment in SEGMENTS]
		assert set(SEGMENT_OF_CELL.values()) == set(names)
		assert len(names) == len(set(names)) == 10

	def test_only_the_special_cases_lie_inside_another_segment(self):
		special = {"Champions": "Loyal", "Cannot lose": "At risk", "Lost customer": "Hibernating"}
		for cell in CELLS:
			names = {segment.name for segment in SEGMENTS if segment.covers(*cell)}
			extra = {special[name] for name in names if name in special}
			assert len(names - extra) == 1

	@pytest.mark.parametrize(
		("cell", "name"),
		[
			((5, 5, 5), "Champions"),
			((5, 5, 3), "Loyal"),
			((3, 4, 1), "Loyal"),
			((5, 2, 5), "Potential loyalist"),
			((4, 1, 1), "Promising"),
			((3, 1, 1), "Needs attention"),
			((1, 3, 5), "Needs attention"),
			((1, 5, 4), "At risk"),
			((1, 1, 2), "Hibernating"),
		],
	)
	def test_cells_on_the_edges(self, cell, name):
		assert segment_of(*cell) == name

	@pytest.mark.parametrize("cell", [(0, 1, 1), (1, 6, 1), (1, 1, None)])
	def test_what_is_not_a_score_is_refused(self, cell):
		with pytest.raises(ValueError, match="not scores from 1 to 5"):
			segment_of(*cell)


class TestQuintiles:
	def test_distinct_values_fall_into_five_equal_parts(self):
		assert Counter(quintiles(np.arange(100)).tolist()) == {1: 20, 2: 20, 3: 20, 4: 20, 5: 20}

	def test_a_value_that_most_share_scores_by_what_is_strictly_worse(self):
		values = np.array([1] * 70 + [2] * 20 + [9] * 10)
		assert [quintiles(values)[i] for i in (0, 70, 90)] == [1, 4, 5]

	def test_when_all_are_equal_all_score_one(self):
		assert set(quintiles(np.full(250, 7.0)).tolist()) == {1}

	def test_one_value_less_than_a_fifth_below_is_still_the_first_quintile(self):
		assert quintiles(np.arange(101))[[20, 21]].tolist() == [1, 2]

	def test_no_values_give_no_scores(self):
		assert quintiles(np.array([])).tolist() == []

	@given(st.lists(st.integers(-20, 20), min_size=1, max_size=200))
	def test_scores_lie_within_1_and_5_and_the_worst_scores_1(self, values):
		scores = quintiles(np.array(values)).tolist()
		assert set(scores) <= {1, 2, 3, 4, 5}
		assert scores[values.index(min(values))] == 1

	@given(st.lists(st.integers(-20, 20), min_size=2, max_size=200))
	def test_equal_values_score_equal_and_better_ones_never_less(self, values):
		pairs = sorted(zip(values, quintiles(np.array(values)).tolist(), strict=True))
		assert [score for _, score in pairs] == sorted(score for _, score in pairs)
		assert len(set(pairs)) == len(set(values))

	@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=100))
	def test_no_more_than_a_fifth_scores_5(self, values):
		assert quintiles(np.array(values)).tolist().count(5) <= len(values) / 5


class TestRfm:
	def test_from_100_active_customers_on_scores_are_quintiles(self):
		few = [customer(f"C{i}", days_ago=i) for i in range(99)]
		assert score_rfm(few, AS_OF).method == "thresholds"
		assert score_rfm([*few, customer("C99")], AS_OF).method == "quintiles"

	def test_customers_without_a_net_purchase_do_not_count_towards_the_100(self):
		idle = [RfmInput(f"I{i}", None, 0, 0) for i in range(50)]
		assert score_rfm([*idle, *(customer(f"C{i}") for i in range(99))], AS_OF).method == "thresholds"

	@pytest.mark.parametrize(
		"idle",
		[
			RfmInput("X", None, 0, 0),
			RfmInput("X", None, 3, 50),
			RfmInput("X", AS_OF, 0, 50),
			RfmInput("X", AS_OF, 2, 0),
			RfmInput("X", AS_OF, 2, -10),
			RfmInput("X", AS_OF, 2, 1e-9),
		],
	)
	def test_a_customer_without_a_net_purchase_is_not_scored(self, idle):
		result = score_rfm([customer("A"), idle], AS_OF, "revenue")
		assert ([each.customer for each in result.scores], result.not_scored) == (["A"], ("X",))

	def test_by_margin_a_customer_served_at_a_loss_is_scored_and_scores_low(self):
		result = score_rfm([customer("A", monetary=-10)], AS_OF, "margin")
		assert [each.m for each in result.scores] == [1]

	def test_no_customers_give_an_empty_result(self):
		result = score_rfm([], AS_OF, minimum_for_quintiles=0)
		assert (result.scores, result.not_scored) == ((), ())

	@pytest.mark.parametrize(
		("days_ago", "r"),
		[(0, 5), (30, 5), (31, 4), (90, 4), (91, 3), (180, 3), (181, 2), (365, 2), (366, 1)],
	)
	def test_fixed_recency_limits_belong_to_the_better_score(self, days_ago, r):
		(scored,) = score_rfm([customer("A", days_ago=days_ago)], AS_OF).scores
		assert (scored.recency_days, scored.r) == (days_ago, r)

	@pytest.mark.parametrize(
		("purchase_days", "f"), [(1, 1), (2, 2), (3, 2), (4, 3), (6, 3), (7, 4), (11, 4), (12, 5), (99, 5)]
	)
	def test_fixed_frequency_limits_belong_to_the_better_score(self, purchase_days, f):
		(scored,) = score_rfm([customer("A", purchase_days=purchase_days)], AS_OF).scores
		assert scored.f == f

	@pytest.mark.parametrize(
		("monetary", "m"), [(999.99, 1), (1000, 2), (5000, 3), (20_000, 4), (99_999.99, 4), (100_000, 5)]
	)
	def test_fixed_monetary_limits_belong_to_the_better_score(self, monetary, m):
		(scored,) = score_rfm([customer("A", monetary=monetary)], AS_OF).scores
		assert scored.m == m

	def test_thresholds_can_be_set(self):
		limits = Thresholds(recency_days=(1, 2, 3, 4), purchase_days=(1, 2, 3, 4), monetary=(1, 2, 3, 4))
		(scored,) = score_rfm([customer("A", 3, 3, 3)], AS_OF, thresholds=limits).scores
		assert (scored.r, scored.f, scored.m) == (3, 4, 4)

	@pytest.mark.parametrize("field", ["recency_days", "purchase_days", "monetary"])
	@pytest.mark.parametrize("limits", [(1, 2, 3), (1, 2, 2, 3), (4, 3, 2, 1), (1, 2, 3, math.nan)])
	def test_thresholds_that_do_not_rise_are_refused_by_name(self, field, limits):
		with pytest.raises(ValueError, match=rf"^{field}: "):
			Thresholds(**{field: limits})

	def test_a_new_customer_among_many_one_time_buyers_is_new(self):
		one_time = [customer(f"O{i}", days_ago=100 + i, purchase_days=1) for i in range(180)]
		regular = [customer(f"R{i}", days_ago=300 + i, purchase_days=5) for i in range(60)]
		result = score_rfm([*one_time, *regular, customer("N", days_ago=0, purchase_days=1)], AS_OF)
		assert result.method == "quintiles"
		assert result.scores[-1].segment == "New customer"

	def test_amounts_that_differ_only_by_the_order_of_their_sum_score_equal(self):
		amounts = [sum([0.1] * 10), 1.0] * 60
		result = score_rfm([customer(f"C{i}", monetary=x) for i, x in enumerate(amounts)], AS_OF)
		assert {each.m for each in result.scores} == {1}

	@pytest.mark.parametrize(
		("inputs", "message"),
		[
			([customer("A"), customer("A")], "customer: A comes twice"),
			([customer("A", days_ago=-1)], "last_purchase_on: 2025-01-01 of A is after 2024-12-31"),
			([customer("A", monetary=math.nan)], "monetary: nan of A is not a number"),
		],
	)
	def test_impossible_input_is_refused_by_name(self, inputs, message):
		with pytest.raises(ValueError, match=message):
			score_rfm(inputs, AS_OF)

	def test_an_unknown_basis_is_refused_with_what_would_be_right(self):
		with pytest.raises(ValueError, match=r"^basis: 'profit' is not one of revenue, margin"):
			score_rfm([], AS_OF, "profit")

	@given(customers(), st.sampled_from([0, 10**6]), st.randoms())
	def test_the_order_of_the_customers_does_not_matter(self, inputs, minimum, rng):
		shuffled = rng.sample(inputs, len(inputs))
		one, other = (
			score_rfm(rows, AS_OF, minimum_for_quintiles=minimum).scores for rows in (inputs, shuffled)
		)
		assert set(one) == set(other)
		assert [each.customer for each in other] == [each.customer for each in shuffled]

	@given(customers(), st.sampled_from([0, 10**6]))
	def test_equal_values_score_equal_and_better_ones_never_less(self, inputs, minimum):
		scores = score_rfm(inputs, AS_OF, minimum_for_quintiles=minimum).scores
		for key, score in (
			(lambda each: -each.recency_days, "r"),
			(lambda each: each.purchase_days, "f"),
			(lambda each: each.monetary, "m"),
		):
			pairs = sorted((key(each), getattr(each, score)) for each in scores)
			assert [points for _, points in pairs] == sorted(points for _, points in pairs)
			assert len(set(pairs)) == len({value for value, _ in pairs})

	@given(customers(), st.sampled_from([0, 10**6]))
	def test_every_score_lies_within_1_and_5_and_has_its_segment(self, inputs, minimum):
		for each in score_rfm(inputs, AS_OF, minimum_for_quintiles=minimum).scores:
			assert each.segment == segment_of(each.r, each.f, each.m)

	@given(customers(), st.integers(2, 5))
	def test_quintiles_do_not_depend_on_the_currency(self, inputs, factor):
		in_other_money = [replace(each, monetary=each.monetary * factor) for each in inputs]
		one, other = (
			[each.m for each in score_rfm(rows, AS_OF, minimum_for_quintiles=0).scores]
			for rows in (inputs, in_other_money)
		)
		assert one == other

	def test_a_hundred_thousand_customers_take_seconds_at_most(self):
		rng = random.Random(7)
		inputs = [
			customer(f"C{i}", rng.randrange(700), rng.randrange(1, 30), rng.randrange(1, 10**7) / 100)
			for i in range(100_000)
		]
		started = time.perf_counter()
		result = score_rfm(inputs, AS_OF)
		assert len(result.scores) == 100_000
		assert time.perf_counter() - started < 5  # 0.3 s measured; the margin is for a loaded machine


class TestOverdue:
	@pytest.mark.parametrize(
		("days_ago", "is_overdue", "days"), [(0, False, 0), (60, False, 0), (61, True, 31)]
	)
	def test_a_customer_is_overdue_beyond_twice_their_own_median_gap(self, days_ago, is_overdue, days):
		found = overdue(Rhythm(AS_OF - timedelta(days=days_ago), 5, 30), AS_OF)
		assert (found.is_overdue, found.days_overdue, found.days_since) == (is_overdue, days, days_ago)
		assert (found.gap_days, found.is_own_gap) == (30, True)

	def test_the_next_purchase_is_expected_one_gap_after_the_last(self):
		assert overdue(Rhythm(date(2024, 2, 1), 4, 27.5), AS_OF).expected_on == date(2024, 2, 29)

	def test_the_factor_can_be_set(self):
		rhythm = Rhythm(AS_OF - timedelta(days=61), 5, 30)
		assert overdue(rhythm, AS_OF, OverdueRule(k=3)).is_overdue is False

	def test_a_one_time_buyer_goes_by_the_typical_gap(self):
		rhythm = Rhythm(AS_OF - timedelta(days=91), 0, None)
		found = overdue(rhythm, AS_OF, OverdueRule(typical_gap_days=45))
		assert (found.is_overdue, found.gap_days, found.is_own_gap) == (True, 45, False)

	def test_one_gap_is_no_rhythm_yet(self):
		rhythm = Rhythm(AS_OF - timedelta(days=10), 1, 2)
		assert overdue(rhythm, AS_OF, OverdueRule(typical_gap_days=45)).is_overdue is False
		assert overdue(rhythm, AS_OF, OverdueRule(minimum_gaps=1)).is_overdue is True

	def test_without_any_gap_there_is_not_enough_data_to_say(self):
		found = overdue(Rhythm(AS_OF - timedelta(days=900), 0, None), AS_OF)
		assert (found.is_overdue, found.gap_days, found.expected_on, found.days_overdue) == (
			None,
			None,
			None,
			0,
		)

	def test_a_purchase_after_the_day_is_refused_by_name(self):
		with pytest.raises(ValueError, match=r"^last_purchase_on: "):
			overdue(Rhythm(AS_OF + timedelta(days=1), 5, 30), AS_OF)

	@pytest.mark.parametrize(
		("field", "value"), [("k", 0), ("k", math.nan), ("minimum_gaps", 0), ("typical_gap_days", 0)]
	)
	def test_a_rule_that_cannot_be_is_refused_by_name(self, field, value):
		with pytest.raises(ValueError, match=rf"^{field}: "):
			OverdueRule(**{field: value})

	@given(st.integers(0, 900), st.integers(1, 200), st.floats(0.5, 10))
	def test_waiting_longer_never_ends_being_overdue(self, days_ago, gap, k):
		rule = OverdueRule(k=k)
		sooner, later = (
			overdue(Rhythm(AS_OF - timedelta(days=days), 5, gap), AS_OF, rule)
			for days in (days_ago, days_ago + 1)
		)
		assert sooner.is_overdue <= later.is_overdue
		assert sooner.days_overdue <= later.days_overdue
