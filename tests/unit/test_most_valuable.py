"""Which parties together make a share of all value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.crm_extensions.interactions.model import most_valuable

VALUES = {"Ada": 500, "Bob": 300, "Cy": 150, "Dee": 50}


@pytest.mark.parametrize(
	("share", "parties"),
	[
		(0.1, ["Ada"]),
		(50, ["Ada"]),
		(50.1, ["Ada", "Bob"]),
		(80, ["Ada", "Bob"]),
		(95, ["Ada", "Bob", "Cy"]),
		(100, ["Ada", "Bob", "Cy", "Dee"]),
	],
)
def test_the_fewest_that_make_the_share_most_valuable_first(share, parties):
	assert [each.party for each in most_valuable(VALUES, share)] == parties


def test_each_says_its_share_of_all():
	assert [each.share for each in most_valuable(VALUES, 100)] == [50, 30, 15, 5]


def test_what_was_given_back_is_no_part_of_the_whole():
	found = most_valuable({"Ada": 100, "Bob": 0, "Cy": -900}, 100)

	assert [(each.party, each.share) for each in found] == [("Ada", 100)]


def test_nobody_has_value_where_nothing_was_sold():
	assert most_valuable({}, 80) == most_valuable({"Cy": -1}, 80) == []


def test_of_equal_values_the_name_decides():
	assert [each.party for each in most_valuable({"Bob": 1, "Ada": 1}, 50)] == ["Ada"]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(-1000, 1000)), st.integers(1, 100))
def test_without_the_last_one_the_share_is_not_reached(values, share):
	found = most_valuable(values, share)
	total = sum(value for value in values.values() if value > 0)

	assert sum(each.value for each in found[:-1]) < total * share / 100 or not found
	assert sum(each.value for each in found) >= total * share / 100 * (1 - 1e-12)
