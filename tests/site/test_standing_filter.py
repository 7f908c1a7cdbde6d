"""Supplier Performance by standing: what is offered, and what is found."""

from __future__ import annotations

from tests.site.test_supplier_reports import _figures, run  # noqa: F401


def test_supplier_performance_is_filtered_by_the_standings_that_it_offers():
	from relationship_suite.srm_extensions.scorecards import api

	offered = api.standing_names()
	everyone = run("Supplier Performance")[1]
	poor = run("Supplier Performance", standing="poor")[1]
	nobody = run("Supplier Performance", standing="_RS None")

	assert {row["standing"] for row in everyone if row["score"] is not None} <= set(offered)
	assert poor == [row for row in everyone if row["standing"] == "Poor"] != []
	assert (nobody[1], "the standing _RS None" in nobody[2]) == ([], True)
