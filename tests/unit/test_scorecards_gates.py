"""What a standing does to a document, by what the gate allows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from relationship_suite.srm_extensions.scorecards.gates import Finding, Standings, done, worst


@pytest.mark.parametrize(
	("action", "most", "does"),
	[
		("Stop", "Stop", "Stop"),
		("Stop", "Warn", "Warn"),
		("Stop", "Off", "Off"),
		("Warn", "Stop", "Warn"),
		("", "Stop", "Off"),
		("Stop", "", "Off"),
	],
)
def test_a_gate_does_what_the_standing_says_and_no_more_than_it_may(action, most, does):
	assert done(action, most) == does


def finding(supplier: str, action: str, score: float) -> Finding:
	return Finding(supplier, "C", "Card", "2026-03", "Standing", score, action)


def test_of_several_standings_the_one_that_does_most_speaks_and_of_equals_the_lowest():
	found = worst(
		[
			finding("B", "Warn", 1),
			finding("B", "Stop", 30),
			finding("B", "Stop", 20),
			finding("A", "Warn", 50),
		]
	)

	assert [(each.supplier, each.action, each.score) for each in found] == [
		("A", "Warn", 50),
		("B", "Stop", 20),
	]


def test_a_scorecard_of_a_group_judges_lines_of_its_items_and_one_of_none_judges_all():
	of_all = finding("A", "Warn", 50)
	of_gears = replace(finding("B", "Stop", 20), item_group="Gears")
	standings = Standings((of_all, of_gears), {"gear": frozenset({"Gears"})})

	assert standings.in_the_way(["bolt"]) == [of_all]
	assert standings.in_the_way(["bolt", "gear"]) == [of_all, of_gears]
	assert standings.in_the_way([]) == [of_all]
