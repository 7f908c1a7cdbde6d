"""When a figure breaches its thresholds and when it is back; trends, drift and shares: in memory."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.risk import figures
from relationship_suite.srm_extensions.risk.indicators import (
	Event,
	Reading,
	Subject,
	Thresholds,
	events,
	is_breached,
	within,
)

LIMITS = Thresholds(enter=10, leave=5)
ADA, BOB = Subject("C", "Supplier", "Ada"), Subject("C", "Supplier", "Bob")
MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def story(values, thresholds=LIMITS, *, absent_ends=False) -> list[Event | None]:
	"""What happens to one subject as it is looked at again and again; ``absent``: it has no reading."""
	active, found = set(), []
	for value in values:
		readings = {} if value == "absent" else {ADA: Reading(value)}
		happened = list(events(readings, active, thresholds, absent_ends=absent_ends))
		found.append(happened[0][1] if happened else None)
		if found[-1] is Event.BEGAN:
			active.add(ADA)
		elif found[-1] is Event.ENDED:
			active.discard(ADA)
	return found


def test_a_breach_begins_at_the_upper_threshold_and_ends_below_the_lower():
	assert story([9.9, 10, 7, 5, 4.9, 7, 10]) == [
		None,
		Event.BEGAN,
		Event.GOES_ON,
		Event.GOES_ON,
		Event.ENDED,
		None,
		Event.BEGAN,
	]


def test_too_little_evidence_neither_begins_nor_ends_one():
	assert story([None, 10, None, 4]) == [None, Event.BEGAN, None, Event.ENDED]


def test_what_is_not_there_any_more_ends_where_it_is_a_share_and_stays_where_it_is_a_trend():
	assert story([10, "absent"], absent_ends=True) == [Event.BEGAN, Event.ENDED]
	assert story([10, "absent", 4], absent_ends=False) == [Event.BEGAN, None, Event.ENDED]


def test_thresholds_the_wrong_way_round_are_refused():
	with pytest.raises(ValueError, match="above"):
		Thresholds(enter=5, leave=10)


figures_of_any_kind = st.lists(st.one_of(st.none(), st.floats(min_value=-100, max_value=100)), max_size=30)
thresholds = st.tuples(st.floats(min_value=0, max_value=50), st.floats(min_value=0, max_value=50)).map(
	lambda ends: Thresholds(max(ends), min(ends))
)


@given(st.lists(st.floats(min_value=5, max_value=9.99)))
def test_what_stays_between_the_thresholds_never_flaps(values):
	assert set(story(values)) <= {None}
	assert story([12, *values])[1:] == [Event.GOES_ON] * len(values)


@given(figures_of_any_kind, thresholds)
def test_breaches_begin_and_end_by_turns_and_at_their_thresholds(values, limits):
	happened = story(values, limits)
	turns = [each for each in happened if each in (Event.BEGAN, Event.ENDED)]

	assert turns == [Event.BEGAN, Event.ENDED] * (len(turns) // 2) + [Event.BEGAN] * (len(turns) % 2)
	for value, event in zip(values, happened, strict=True):
		if event is Event.BEGAN:
			assert value >= limits.enter
		elif event is Event.ENDED:
			assert value < limits.leave


@given(figures_of_any_kind, thresholds)
def test_looking_twice_at_the_same_figure_changes_nothing(values, limits):
	was = False
	for value in values:
		now = is_breached(value, was, limits)
		assert is_breached(value, now, limits) == now
		was = now


@given(figures_of_any_kind, thresholds, st.floats(min_value=0, max_value=10))
def test_a_wider_gap_never_gives_more_breaches(values, limits, more):
	wider = Thresholds(limits.enter, limits.leave - more)

	assert story(values, wider).count(Event.BEGAN) <= story(values, limits).count(Event.BEGAN)


def test_an_evaluation_of_some_suppliers_leaves_the_others_as_they_are():
	group = Subject("C", item_group="G")
	elsewhere = Subject("D", "Supplier", "Ada")

	assert within([ADA, BOB, group, elsewhere], {"C"}, {"Ada"}) == {ADA}
	assert within([ADA, BOB, group, elsewhere], {"C"}, None) == {ADA, BOB, group}


def test_otif_falls_by_points_of_lines_due():
	rows = [
		("C", "Ada", MAY, 9, 10),
		("C", "Ada", JUNE, 3, 6),
		("C", "Ada", JUNE, 1, 4),
		("C", "Bob", JUNE, 1, 4),
	]
	found = figures.otif_fall(rows, JUNE, 10)

	assert found[ADA].value == pytest.approx(50)
	assert found[ADA].figures == {"before": 90, "now": 40, "n_before": 10, "n_now": 10}
	assert found[BOB].value is None


def test_ppm_rises_without_adding_units_of_measure():
	rows = [
		("C", "Ada", MAY, 0, 1000, 10, "Nos"),
		("C", "Ada", JUNE, 10, 1000, 5, "Nos"),
		("C", "Ada", JUNE, 0, 1_000_000, 5, "g"),
	]
	found = figures.ppm_rise(rows, JUNE, 10)

	assert found[ADA].value == pytest.approx(5000)  # 10,000 of pieces and none of grams, by their lines


def test_drift_is_counted_in_standard_deviations_of_the_moving_range():
	months = [10, 12, 10, 12, 10, 12, 10, 12]  # mean 11, moving range 2

	assert figures.drift(months, 11) == 0
	assert figures.drift(months, 11 + 3 * 2 / 1.128) == pytest.approx(3)


def test_a_few_months_or_months_without_variation_measure_nothing():
	assert figures.drift([10, 12] * 3, 30) is None
	assert figures.drift([10] * 12, 30) is None


def test_lead_time_is_held_against_the_months_before_its_window():
	before = [("C", "Ada", date(2025, 1 + place, 1), 10 + 2 * (place % 2), 1) for place in range(8)]
	found = figures.lead_time_drift([*before, ("C", "Ada", JUNE, 45, 3)], JUNE, 3)
	few = figures.lead_time_drift([*before, ("C", "Ada", JUNE, 45, 3)], JUNE, 4)

	assert found[ADA].value == pytest.approx((15 - 11) * 1.128 / 2)
	assert found[ADA].figures == {"now": 15, "before": 11, "n_now": 3, "months": 8}
	assert few[ADA].value is None


def test_an_item_of_one_supplier_is_a_single_source_where_it_matters():
	spend = {("C", "Bolt"): {"Ada": 60.0}, ("C", "Nut"): {"Ada": 30, "Bob": 9}, ("C", "Pin"): {"Bob": 1.0}}
	spend = {**spend, ("C", ""): {"Ada": 50}}  # lines without an item
	found = figures.single_sources(spend, least=5)

	assert {subject.item_code: reading.value for subject, reading in found.items()} == {
		"Bolt": 100,
		"Nut": pytest.approx(100 * 30 / 39),
	}
	assert Subject("C", "Supplier", "Ada", item_code="Bolt") in found


def test_item_groups_have_their_hhi_where_they_matter():
	spend = {("C", "Metals"): {"Ada": 60, "Bob": 40}, ("C", "Paper"): {"Cy": 1}, ("D", "Paper"): {"Cy": 1}}
	found = figures.concentrations(spend, least=10)

	assert {subject: reading.value for subject, reading in found.items()} == {
		Subject("C", item_group="Metals"): pytest.approx(5200),
		Subject("D", item_group="Paper"): pytest.approx(10_000),
	}


def test_who_was_credited_more_than_invoiced_has_no_share():
	found = figures.dependencies({"C": {"Ada": 30, "Bob": 10, "Cy": -20}}, "Supplier")

	assert {subject.party: reading.value for subject, reading in found.items()} == {"Ada": 75, "Bob": 25}
	assert found[ADA].figures == {"amount": 30, "total": 40}
