"""ERPNext's scorecards: what of them has an equal here, and what is said of the rest."""

from __future__ import annotations

import pytest

from relationship_suite.srm_extensions.scorecards.carry_over import (
	OldCard,
	OldCriterion,
	OldStanding,
	carried,
	kpi_of,
)

REJECTS = "({total_received_items} - {total_rejected_items}) / {total_received_items} * 100"
ON_TIME = "{on_time_shipment_num} / {total_shipments} * 100"
QUOTES = "{sq_total_number} / {rfq_total_number} * 100"
STANDINGS = (
	OldStanding("Poor", 0, 50, "Purple", stops_orders=True, warns_rfqs=True, tells_us=True, employee="EMP-1"),
	OldStanding("Good", 50, 100, "Yellow", mails_supplier=True),
)


def card(*criteria: tuple[str, float, str], **values) -> OldCard:
	known = {"period": "Per Month", "weighting": "", "standings": STANDINGS, **values}
	return OldCard(criteria=tuple(OldCriterion(*each) for each in criteria), **known)


def said(notes) -> str:
	return "\n".join(note.message for note in notes)


@pytest.mark.parametrize(
	("formula", "kpi"),
	[
		(REJECTS, "PPM"),
		(ON_TIME, "On Time"),
		("{cost_of_on_time_shipments} / {tot_cost_shipments}", "OTIF by Value"),
		(QUOTES, None),
		("{total_rejected_items} + {tot_days_late}", None),
		("{on_time_shipment_num} / {my_own_variable}", None),
		("{total_shipments}", None),
		("100", None),
		("", None),
	],
)
def test_a_formula_is_the_kpi_that_counts_the_same_events(formula, kpi):
	assert kpi_of(formula) == kpi


def test_weights_of_what_has_no_equal_go_to_the_others_and_it_is_said():
	[found] = carried({"A": card(("Rejects", 30, REJECTS), ("On time", 30, ON_TIME), ("Quotes", 40, QUOTES))})

	assert found.kpis == (("PPM", 50.0), ("On Time", 50.0))
	assert "the criterion Quotes of 40 % has no KPI that counts the same" in said(found.notes)
	assert "the criterion Rejects is the KPI PPM now" in said(found.notes)


def test_two_criteria_of_one_kpi_are_one_and_weights_add_up_to_100():
	third = ("Value", 33.4, "{cost_of_delayed_shipments} / {tot_cost_shipments}")
	[found] = carried({"A": card(("One", 33.3, REJECTS), ("Two", 33.3, ON_TIME), third)})

	assert round(sum(weight for _kpi, weight in found.kpis), 9) == 100
	[found] = carried(
		{"A": card(("One", 20, REJECTS), ("Two", 80, "{total_accepted_items} / {total_received_items}"))}
	)
	assert found.kpis == (("PPM", 100.0),)


def test_scorecards_that_are_alike_become_one():
	alike = card(("Rejects", 100, REJECTS))
	found = carried({"C": alike, "A": alike, "B": card(("On time", 100, ON_TIME))})

	assert [(each.name, each.suppliers) for each in found] == [
		("ERPNext: A", ("A", "C")),
		("ERPNext: B", ("B",)),
	]
	assert "it judged 2 suppliers (A, C)" in said(found[0].notes)


def test_standings_keep_what_they_do_and_their_colours():
	[found] = carried({"A": card(("Rejects", 100, REJECTS))})
	poor, good = found.standings

	assert (poor["rfq_action"], poor["order_action"], poor["tell_owner"], poor["tell_supplier"]) == (
		"Warn",
		"Stop",
		1,
		0,
	)
	assert (good["rfq_action"], good["order_action"], good["tell_owner"], good["tell_supplier"]) == (
		"",
		"",
		0,
		1,
	)
	assert [each["colour"] for each in found.standings] == ["Blue", "Orange"]
	assert "at Poor the employee EMP-1 was told" in said(found.notes)


def test_periods_and_weightings_that_have_no_equal_are_told():
	[found] = carried({"A": card(("Rejects", 100, REJECTS), period="Per Week", weighting="{total_score}")})

	assert found.frequency == "Monthly"
	assert "per week" in said(found.notes)
	assert "the weighting {total_score} is not carried over" in said(found.notes)


def test_where_nothing_has_an_equal_no_scorecard_is_made():
	[found] = carried({"A": card(("Quotes", 100, QUOTES))})

	assert found.kpis == ()
	assert "so no scorecard was made" in said(found.notes)
