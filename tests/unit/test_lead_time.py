"""Lead time against values worked out by hand, and its invariants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.scorecards.lead_time import lead_time


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
