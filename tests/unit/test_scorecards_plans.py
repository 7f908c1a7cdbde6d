"""How far an action plan is."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.srm_extensions.scorecards.plans import Item, next_due, progress

FIRST, SECOND = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.parametrize(
	("statuses", "share"),
	[([], 0), (["Open"], 0), (["Done", "Open"], 50), (["Done", "Dropped"], 100), (["Dropped"], 0)],
)
def test_what_was_dropped_counts_for_nothing(statuses, share):
	assert progress([Item(status, FIRST) for status in statuses]) == share


def test_what_is_next_is_the_first_that_is_open():
	assert next_due([Item("Done", FIRST), Item("Open", SECOND)]) == SECOND
	assert next_due([Item("Done", FIRST), Item("Dropped", FIRST)]) is None
