"""Segments that a customer enters and leaves, on the timeline."""

from __future__ import annotations

import pytest

from tests.factories import buying, selling
from tests.site.test_timeline import fresh, insert, page, rows


@pytest.fixture
def ada(clean) -> str:
	selling.masters()
	return fresh()


def test_leaving_a_segment_is_a_row_of_its_own_and_says_why(ada):
	of = {"customer": ada, "company": buying.COMPANY, "entered_on": "2026-03-01"}
	own = insert(
		"Customer Segment Membership",
		segment_set="Customer Segment",
		customer_segment="_RS Drillers",
		left_on="2026-04-01",
		left_because="Customer record changed",
		**of,
	)
	rfm = insert(
		"Customer Segment Membership", segment_set="RFM", segment="Loyal", left_on="2026-05-01", **of
	)

	found = rows(ada, kinds=["Segment"])
	assert [(row["name"], row["at"]) for row in found[:2]] == [(rfm, "2026-05-01"), (own, "2026-04-01")]
	assert [row["text"] for row in found[:2]] == [
		"Left the segment Loyal: no purchase within the window to score",
		"Left the segment _RS Drillers: Customer record changed",
	]
	assert {row["text"] for row in found[2:]} == {
		"First segment: Loyal",
		"Entered the segment _RS Drillers",
	}
	first = page(ada, kinds=["Segment"], size=3)
	assert [row["at"] for row in first["rows"]] == ["2026-05-01", "2026-04-01", "2026-03-01"]
	assert len(page(ada, kinds=["Segment"], size=3, after=first["after"])["rows"]) == 1


def test_who_goes_from_one_rfm_segment_to_another_does_so_in_one_row(ada):
	of = {"customer": ada, "company": buying.COMPANY, "segment_set": "RFM"}
	loyal = {"segment": "Loyal", "entered_on": "2026-03-01", "left_on": "2026-04-01"}
	insert("Customer Segment Membership", **loyal, **of)
	next_one = {"segment": "At risk", "previous_segment": "Loyal", "entered_on": "2026-04-01"}
	insert("Customer Segment Membership", **next_one, **of)

	assert [row["text"] for row in rows(ada)] == ["From segment Loyal to At risk", "First segment: Loyal"]
