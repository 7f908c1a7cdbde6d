"""Lead time against values worked out by hand, and its invariants."""

from __future__ import annotations

from collections import Counter
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.scorecards.lead_time import lead_time, safety_stock, spread


def test_percentiles_interpolate_between_receipts():
	found = lead_time([10, 20, 30, 40])

	assert (found.median, found.p90, found.n) == (25, 37, 4)
	assert found.variation == pytest.approx(12.909944 / 25)


def test_nothing_received_gives_nothing():
	assert lead_time([]) is None


def test_one_receipt_has_no_spread():
	assert lead_time([7]).variation is None


@given(st.lists(st.integers(-30, 2000), min_size=1, max_size=50))
def test_the_figures_lie_among_the_receipts_in_order(days):
	found = lead_time(days)

	assert min(days) <= found.median <= found.p90 + 1e-9 <= max(days) + 2e-9
	turned = lead_time(days[::-1])
	assert (turned.median, turned.p90, turned.n) == (found.median, found.p90, found.n)


def test_safety_stock_covers_the_spread_of_use_and_of_lead_time():
	# z(0.95) = 1.644854; sqrt(9 * 2^2 + 10^2 * 3^2) = sqrt(936)
	found = safety_stock(0.95, lead_days=9, lead_deviation=3, daily_use=10, use_deviation=2)

	assert found == pytest.approx(1.644854 * 936**0.5, rel=1e-6)


def test_without_spread_no_stock_is_needed():
	assert safety_stock(0.99, lead_days=9, lead_deviation=0, daily_use=10, use_deviation=0) == 0


@pytest.mark.parametrize(("level", "lead"), [(0, 1), (1, 1), (0.95, -1)])
def test_what_cannot_be_is_refused_by_name(level, lead):
	with pytest.raises(ValueError, match="service_level" if lead == 1 else "lead_days"):
		safety_stock(level, lead_days=lead, lead_deviation=1, daily_use=1, use_deviation=1)


@given(st.lists(st.integers(-30, 400), min_size=1, max_size=60))
def test_counted_receipts_give_the_figures_of_the_receipts(days):
	counted, reference = spread(Counter(days)), lead_time(days)

	assert (counted.n, counted.median) == (reference.n, reference.median)
	assert (counted.p90, counted.mean) == pytest.approx((reference.p90, mean(days)), abs=1e-9)
	assert counted.deviation == pytest.approx(stdev(days) if len(days) > 1 else 0, abs=1e-9)
