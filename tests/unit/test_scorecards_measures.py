"""The table of KPIs: what every one of them keeps to."""

from __future__ import annotations

import pytest

from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from relationship_suite.srm_extensions.scorecards.rates import Tally

EACH = pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)


@EACH
def test_a_value_lies_within_its_bounds(measure):
	for part in (0, 5, 20):
		assert measure.low <= measure.rate(Tally(part, 20, n=20), 10).value <= measure.high


@EACH
def test_what_is_uncertain_is_never_judged_better_than_it_looks(measure):
	rate = measure.rate(Tally(15, 20, n=20), 10)
	cautious = rate.judged(is_cautious=True)
	assert cautious <= rate.value if measure.is_higher_better else cautious >= rate.value


@EACH
def test_too_little_evidence_has_no_value(measure):
	assert measure.rate(Tally(9, 9, n=9), 10).value is None
	assert measure.rate(Tally(0, 0, n=0), 0).value is None
