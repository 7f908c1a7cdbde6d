"""The forecast engine, in memory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from benchmarks import plain_forecast
from relationship_suite.srm_extensions.planning import methods
from relationship_suite.srm_extensions.planning.model import Forecasts, Rules, forecast

NOBODY = np.array([0])
QUANTITIES = st.integers(0, 1000).map(float)


def _of(history, **rules) -> Forecasts:
	return forecast(np.atleast_2d(np.array(history, dtype=float)), Rules(**rules))


def _histories(least: int = 1) -> st.SearchStrategy:
	return st.integers(least, 40).flatmap(
		lambda months: arrays(np.float64, st.tuples(st.integers(1, 5), st.just(months)), elements=QUANTITIES)
	)


# The methods, by hand -----------------------------------------------------------------------------------------


def test_croston_smooths_size_and_interval_in_months_with_demand():
	# Demands 6, 4, 5 with 3 and 2 months between: z = 6, 5, 5; p = 1, 3, 2.5 (alpha 0.5).
	demand = np.array([[0, 6, 0, 0, 4, 0, 5, 0]], dtype=float).T
	level = methods.croston(demand, (0.5,)).level[0, :, 0]
	assert level == pytest.approx([0, 6, 6, 6, 5 / 3, 5 / 3, 5 / 2.5, 5 / 2.5])


def test_tsb_forgets_an_item_that_is_not_asked_for_any_more():
	demand = np.array([[8, 0, 0, 0]], dtype=float).T
	level = methods.tsb(demand, NOBODY, (0.5,), (0.5,)).level[0, :, 0]
	assert level == pytest.approx([8, 4, 2, 1])


def test_tsb_takes_the_mean_until_it_knows_as_much_as_its_weight_looks_back():
	demand = np.array([[8, 0, 8, 0]], dtype=float).T
	level = methods.tsb(demand, NOBODY, (0.5,), (0.1,)).level[0, :, 0]
	assert level == pytest.approx([8, 8 / 2, 8 * 2 / 3, 8 / 2])


def test_simple_smoothing_by_hand():
	demand = np.array([[10, 20, 0]], dtype=float).T
	assert methods.simple_smoothing(demand, (0.3,)).level[0, :, 0] == pytest.approx([10, 13, 9.1])


def test_a_damped_trend_grows_less_with_every_month():
	demand = np.array([[10, 20]], dtype=float).T
	paths = methods.holt(demand, (0.5,), (0.4,), (0.9,))  # level 15, trend 0.4 x 5 = 2
	ahead = [paths.at(slice(1, 2), lead)[0, 0, 0] for lead in (1, 2, 3)]
	assert ahead == pytest.approx([15 + 1.8, 15 + 1.8 + 1.62, 15 + 1.8 + 1.62 + 1.458])


def test_a_trend_does_not_lead_below_zero():
	demand = np.array([[100, 50, 5]], dtype=float).T
	paths = methods.holt(demand, (0.8,), (0.3,), (1.0,))
	assert paths.at(slice(2, 3), 12)[0, 0, 0] == 0


def test_the_seasonal_method_repeats_the_same_month_and_the_last_one_before_there_is_a_season():
	demand = np.arange(1.0, 15.0)[:, None]
	seasons = methods.Seasons(demand, NOBODY, 12)
	assert seasons.at(slice(13, 14), 1)[0, 0, 0] == 3  # the month after the 14th is a third one
	assert seasons.at(slice(13, 14), 13)[0, 0, 0] == 3  # and so is that of the year after
	assert seasons.at(slice(5, 6), 1)[0, 0, 0] == 6


# The choice ---------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(_histories())
def test_the_engine_gives_what_a_plain_loop_gives(history):
	found = forecast(history)
	for row, series in enumerate(history):
		method, quantity = plain_forecast.forecast(list(series))
		assert found.chosen[row].method == method
		assert found.quantity[row] == pytest.approx(quantity)


def test_every_kind_of_demand_gets_the_method_made_for_it():
	random = np.random.default_rng(4)
	month = np.arange(36)
	season = 100 + 80 * np.sin(2 * np.pi * month / 12)
	growing = 50 + 10.0 * month
	noise = 100 + random.normal(0, 10, 36)
	found = _of([season, growing, noise, np.where(month % 4 == 0, 9.0, 0.0)])
	assert [each.method for each in found.chosen[:3]] == ["Seasonal Naive", "Holt", "Simple Smoothing"]
	assert found.is_intermittent.tolist() == [False, False, False, True]


def test_what_sells_in_few_months_is_not_planned_as_nothing():
	random = np.random.default_rng(2)
	history = np.where(random.random((50, 36)) < 0.3, random.integers(5, 15, (50, 36)), 0).astype(float)
	found = forecast(history)
	mean = history.mean()
	assert found.quantity.mean() == pytest.approx(mean, rel=0.25)
	assert np.median(found.quantity[:, 0]) > mean / 2


@settings(max_examples=40, deadline=None)
@given(_histories(least=8), st.integers(1, 6))
def test_no_month_of_a_forecast_knows_of_later_ones(history, lead):
	months = history.shape[1] - 1
	first = np.zeros(len(history), dtype=int)
	changed = history.copy()
	changed[:, -1] = changed[:, -1] * 3 + 7
	for make in (
		methods.naive,
		lambda demand: methods.Seasons(demand, first, 12),
		lambda demand: methods.simple_smoothing(demand, (0.3,)),
		lambda demand: methods.holt(demand, (0.3,), (0.1,), (0.9,)),
		lambda demand: methods.croston(demand, (0.1,)),
		lambda demand: methods.tsb(demand, first, (0.1,), (0.1,)),
	):
		before, after = (make(each.T).at(slice(0, months), lead) for each in (history, changed))
		assert np.array_equal(before, after)


@settings(max_examples=40, deadline=None)
@given(_histories(), st.sampled_from([0.25, 4.0, 1024.0]))
def test_other_units_give_the_same_forecast_in_other_units(history, factor):
	one, other = forecast(history), forecast(history * factor)
	assert one.chosen == other.chosen
	for name in ("quantity", "low", "high"):
		assert getattr(other, name) == pytest.approx(getattr(one, name) * factor, nan_ok=True)
	for name in ("mase", "wmape", "bias"):
		assert getattr(other, name) == pytest.approx(getattr(one, name), nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(_histories(), st.integers(1, 8))
def test_months_before_a_series_begins_change_nothing(history, months):
	missing = np.full((len(history), months), np.nan)
	one, other = forecast(history), forecast(np.hstack([missing, history]))
	assert one.chosen == other.chosen
	for name in ("quantity", "low", "high", "mase", "wmape", "known", "tested"):
		assert getattr(other, name) == pytest.approx(getattr(one, name), nan_ok=True)


def test_a_series_has_the_same_forecast_among_others_as_alone():
	random = np.random.default_rng(3)
	history = random.poisson(4, (1203, 24)).astype(float)  # more than two blocks
	found = forecast(history)
	for row in (0, 499, 500, 1202):
		assert np.array_equal(found.quantity[row], _of(history[row]).quantity[0])


# Little or nothing to go by -----------------------------------------------------------------------------------


@pytest.mark.parametrize("months", [2, 5, 36])
def test_a_constant_series_is_forecast_exactly(months):
	found = _of([7.5] * months)
	assert found.chosen[0].method == "Naive"
	assert found.quantity.tolist() == [[7.5] * 6]
	if months == 36:
		assert found.low.tolist() == found.high.tolist() == [[7.5] * 6]
		assert (found.wmape[0], found.bias[0]) == (0, 0)
		assert np.isnan(found.mase[0])  # the naive method is never wrong either


def test_zeros_are_forecast_as_zeros_and_have_no_relative_error():
	found = _of([0.0] * 36)
	assert found.quantity.tolist() == [[0.0] * 6]
	assert np.isnan([found.mase[0], found.wmape[0], found.bias[0]]).all()


def test_one_month_is_repeated_without_an_interval():
	found = _of([5.0])
	assert found.quantity.tolist() == [[5.0] * 6]
	assert np.isnan(found.low).all()
	assert (found.tested[0], found.known[0]) == (0, 1)


def test_a_series_without_any_month_is_forecast_as_nothing():
	found = _of([[np.nan] * 12, [1.0] * 12])
	assert found.quantity[0].tolist() == [0.0] * 6
	assert found.known.tolist() == [0, 12]


def test_no_series_at_all_gives_none():
	found = forecast(np.empty((0, 12)))
	assert found.quantity.shape == (0, 6)
	assert found.chosen == ()


def test_a_month_of_more_returns_than_sales_has_no_demand():
	assert np.array_equal(_of([5, 8, -3, 6, 7, 9]).quantity, _of([5, 8, 0, 6, 7, 9]).quantity)


@pytest.mark.parametrize("history", [[1.0, np.nan, 2.0], [1.0, np.nan], [1.0, np.inf], [-np.inf, 1.0]])
def test_a_gap_in_a_series_is_refused(history):
	with pytest.raises(ValueError, match="history"):
		_of(history)


@pytest.mark.parametrize(
	"wrong", [{"horizon": 0}, {"horizon": 25}, {"season": 0}, {"tested": 0}, {"known": 0}, {"level": 1.0}]
)
def test_rules_name_the_field_that_is_wrong(wrong):
	with pytest.raises(ValueError, match=next(iter(wrong))):
		Rules(**wrong)


# Interval and accuracy ----------------------------------------------------------------------------------------


def test_the_interval_holds_as_many_months_as_it_promises():
	random = np.random.default_rng(5)
	history = random.normal(100, 15, (400, 37))
	found = forecast(history[:, :-1])
	inside = (found.low[:, 0] <= history[:, -1]) & (history[:, -1] <= found.high[:, 0])
	assert 0.7 <= inside.mean() <= 0.9  # the choice flatters: three in four of a promised 80 %


def test_an_interval_is_wider_the_more_it_promises_and_never_below_zero():
	random = np.random.default_rng(6)
	history = random.poisson(3, (20, 30)).astype(float)
	narrow, wide = forecast(history, Rules(level=0.5)), forecast(history, Rules(level=0.95))
	assert (wide.high > narrow.high).all()
	assert (wide.low >= 0).all()
	assert (wide.low <= wide.quantity).all()


def test_figures_of_the_back_test_by_hand():
	# One lead, one tested month: all that is known is 10, 10, 10, and 20 came.
	found = _of([10, 10, 10, 20], horizon=1, tested=1)
	assert found.tested[0] == 1
	assert found.wmape[0] == pytest.approx(0.5)
	assert found.bias[0] == pytest.approx(-0.5)
	assert found.mase[0] == pytest.approx(10 / (10 / 3))


def test_damping_is_an_option():
	growing = [10.0 * month for month in range(1, 37)]
	damped, free = _of(growing), _of(growing, is_damped=False)
	assert free.chosen[0].phi == 1
	assert damped.chosen[0].phi == pytest.approx(0.9)
	assert free.quantity[0, -1] > damped.quantity[0, -1]


def test_parameters_are_told_in_words():
	assert methods.Candidate(methods.HOLT, 0.3, 0.1, 0.9).parameters == "alpha 0.3, beta 0.1, phi 0.9"
	assert methods.Candidate(methods.NAIVE).parameters == ""
