"""The split of a price variance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.cost.metrics import Baseline
from relationship_suite.srm_extensions.cost.model import variance

rates = st.floats(min_value=0.01, max_value=1000)
prices = st.floats(min_value=0, max_value=1e4)


@given(st.tuples(st.floats(-1e4, 1e4), prices, rates, rates, prices, prices))
def test_price_exchange_and_mix_add_up_to_the_total(values):
	qty, price, now, before, own, base = values
	found = variance(
		qty=qty,
		amount=price * now * qty,
		exchange_rate=now,
		baseline=base,
		own_price=own,
		own_exchange=before,
	)

	size = abs(qty) * (price * now + price * before + own * before + base) + 1
	assert found.price + found.exchange + found.mix == pytest.approx(found.total, abs=1e-9 * size)


def test_each_part_is_what_its_name_says():
	same = {"qty": 10, "baseline": 5, "own_price": 5, "own_exchange": 1}

	dearer = variance(amount=60, exchange_rate=1, **same)
	assert (dearer.price, dearer.exchange, dearer.mix) == (10, 0, 0)
	moved = variance(amount=60, exchange_rate=1.2, **same)
	assert (moved.price, moved.exchange, moved.mix) == pytest.approx((0, 10, 0))
	elsewhere = variance(amount=50, exchange_rate=1, **{**same, "baseline": 4})
	assert (elsewhere.price, elsewhere.exchange, elsewhere.mix) == (0, 0, 10)


def test_a_correction_of_price_has_no_baseline_to_take_off():
	found = variance(amount=7, qty=0, exchange_rate=1, baseline=5, own_price=5, own_exchange=1)
	assert (found.total, found.price) == (7, 7)


def test_an_unknown_baseline_is_refused_by_name():
	with pytest.raises(ValueError, match="kind: 'agreement'"):
		Baseline("agreement")
