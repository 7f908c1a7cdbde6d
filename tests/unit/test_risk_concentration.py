"""Shares and the Herfindahl-Hirschman index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.risk.concentration import concentration, hhi, shares

amounts = st.dictionaries(
	st.text(min_size=1, max_size=3), st.floats(min_value=-1e6, max_value=1e6), max_size=8
)


def test_shares_are_those_of_what_was_spent():
	assert shares({"a": 60, "b": 40, "c": 0, "d": -10}) == {"a": 60, "b": 40}


@pytest.mark.parametrize(
	("parts", "level"),
	[
		([100], "High"),
		([18, 18, 16, 16, 16, 16], "Moderate"),  # 1,672
		([10] * 10, "Moderate"),  # 1,000
		([9] * 11 + [1], "Low"),  # 892
		([30, 30] + [4] * 10, "High"),  # 1,960
	],
)
def test_the_levels_are_those_of_the_guidelines(parts, level):
	assert concentration({str(place): part for place, part in enumerate(parts)}).level == level


def test_exactly_1800_is_not_above_it():
	parts = [30, 20, *[10] * 5]  # 900 + 400 + 500

	assert hhi(parts) == 1800
	assert concentration({str(place): part for place, part in enumerate(parts)}).level == "Moderate"


def test_nothing_spent_is_no_concentration():
	assert concentration({}) is None
	assert concentration({"a": -5}) is None


@given(amounts)
def test_the_index_lies_between_equal_shares_and_one_supplier(found):
	result = concentration(found)
	if result:
		assert 10_000 / result.suppliers - 1e-6 <= result.hhi <= 10_000 + 1e-6
		assert result.is_single_source == (result.suppliers == 1)
