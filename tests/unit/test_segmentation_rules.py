"""The rules by which customers are scored: limits as they are written in the settings, and the mark of the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.crm_extensions.segmentation.model import Thresholds
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.doctype.relationship_suite_settings.limits import parse_limits


class TestLimits:
	@pytest.mark.parametrize(
		"text", ["30, 90, 180, 365", "30;90;180;365", " 30 90  180 365 ", "30,90,180,365.0"]
	)
	def test_four_rising_numbers_are_read_however_they_are_parted(self, text):
		assert parse_limits(text) == (30, 90, 180, 365)

	@pytest.mark.parametrize(
		"text",
		[
			"",
			"30, 90, 180",
			"1, 2, 3, 4, 5",
			"30, 90, 90, 365",
			"4, 3, 2, 1",
			"0, 1, 2, 3",
			"-1, 1, 2, 3",
			"a, b, c, d",
			"1,000, 5,000, 20,000, 100,000",
			"1.000; 5.000; 20.000; 100.000",
			"1e3, 1e4, 1e5, 1e6",
			"nan, 1, 2, 3",
		],
	)
	def test_anything_else_is_refused(self, text):
		with pytest.raises(ValueError, match=r"is not four numbers|does not rise|separators of thousands"):
			parse_limits(text)

	@given(st.lists(st.integers(1, 10**9), min_size=4, max_size=4, unique=True).map(sorted))
	def test_what_is_read_can_score(self, numbers):
		limits = parse_limits(", ".join(map(str, numbers)))
		assert Thresholds(monetary=limits).monetary == tuple(numbers)

	def test_every_rule_is_in_the_mark(self):
		some = Thresholds(monetary=(1, 2, 3, 4))
		rules = [
			Rules(),
			Rules(months=6),
			Rules(basis="margin"),
			Rules(thresholds=some),
			Rules(minimum_for_quintiles=9),
		]
		assert len({each.mark for each in rules}) == len(rules)
		assert Rules(thresholds=Thresholds(monetary=(1, 2, 3, 4))).mark == rules[3].mark
