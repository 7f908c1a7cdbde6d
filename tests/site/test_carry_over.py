"""ERPNext's Supplier Scorecards are brought over, disabled, and what could not be is told and kept."""

from __future__ import annotations

import pytest

from tests.factories import buying

OLD, CARD = "Supplier Scorecard", "Performance Scorecard"
ON_TIME, QUOTES = "{on_time_shipment_num} / {total_shipments} * 100", "{sq_total_number} * 10"


@pytest.fixture(autouse=True)
def _nothing_yet(clean):
	import frappe

	buying.masters()
	buying.own_names()
	for doctype in (OLD, "Supplier Scorecard Scoring Criteria", "Supplier Scorecard Scoring Standing"):
		frappe.db.delete(doctype)


def old(supplier: str, *criteria: tuple[str, float, str], top: float = 100) -> str:
	"""A scorecard of ERPNext, past its controller, which would compute it at once."""
	import frappe

	name = buying.supplier(supplier)
	doc = frappe.get_doc(
		{
			"doctype": OLD,
			"name": name,
			"supplier": name,
			"period": "Per Month",
			"weighting_function": "{total_score}",
			"criteria": [
				{"criteria_name": criterion, "weight": weight, "formula": formula}
				for criterion, weight, formula in criteria
			],
			"standings": [
				{
					"standing_name": "Poor",
					"standing_color": "Red",
					"min_grade": 0,
					"max_grade": 50,
					"prevent_pos": 1,
				},
				{
					"standing_name": "Good",
					"standing_color": "Green",
					"min_grade": 50,
					"max_grade": top,
					"notify_supplier": 1,
				},
			],
		}
	)
	doc.db_insert()
	for row in doc.get_all_children():
		row.parent, row.parenttype = name, OLD
		row.db_insert()
	return name


def carry_over() -> list[dict]:
	from relationship_suite.srm_extensions.scorecards.carry_over_api import carry_over

	return carry_over()


def test_a_scorecard_is_made_that_can_be_used_and_judges_nobody_yet():
	import frappe

	supplier = old("_RS Old", ("On time", 60, ON_TIME), ("Quotes", 40, QUOTES))
	[found] = carry_over()

	card = frappe.get_doc(CARD, found["scorecard"])
	assert (card.name, card.enabled, card.frequency) == (f"ERPNext: {supplier}", 0, "Monthly")
	assert [(row.kpi, row.weight, row.target) for row in card.kpis] == [("On Time", 100, 95)]
	assert [(row.standing, row.order_action, row.tell_supplier) for row in card.standings] == [
		("Poor", "Stop", 0),
		("Good", "", 1),
	]
	assert card.problems() == ()


def test_what_could_not_be_carried_over_is_told_and_kept_on_the_scorecard():
	import frappe

	old("_RS Old", ("On time", 60, ON_TIME), ("<b>Quotes</b>", 40, QUOTES))
	[found] = carry_over()

	assert any(note.startswith("The criterion <b>Quotes</b> of 40 % has no KPI") for note in found["notes"])
	[comment] = frappe.get_all(
		"Comment",
		{"reference_doctype": CARD, "reference_name": found["scorecard"], "comment_type": "Comment"},
		pluck="content",
	)
	assert "<b>Quotes" not in comment
	assert "Quotes" in comment


def test_a_second_time_nothing_is_made_and_nothing_is_changed():
	import frappe

	old("_RS Old", ("On time", 100, ON_TIME))
	[first] = carry_over()
	frappe.db.set_value(CARD, first["scorecard"], "window_months", 6)
	[second] = carry_over()

	assert (first["is_new"], second["is_new"]) == (True, False)
	assert second["notes"] == ["It is there already and was left as it is."]
	assert frappe.db.get_value(CARD, first["scorecard"], "window_months") == 6


def test_one_that_makes_no_scorecard_is_told_and_stops_no_other():
	import frappe

	old("_RS A Broken", ("On time", 100, ON_TIME), top=90)
	old("_RS B Empty", ("Quotes", 100, QUOTES))
	old("_RS C Whole", ("On time", 100, ON_TIME))
	frappe.clear_messages()
	broken, empty, whole = carry_over()

	assert (broken["scorecard"], empty["scorecard"]) == ("", "")
	assert "no standing covers 90" in broken["notes"][-1]
	assert "no scorecard was made" in empty["notes"][-1]
	assert whole["is_new"]
	assert frappe.local.message_log == []


def test_a_site_without_any_has_nothing_to_bring_over():
	assert carry_over() == []


@pytest.mark.parametrize(
	"roles", [("Sourcing User", "System Manager"), ("Sourcing User", "Purchase Manager")]
)
def test_it_is_for_who_may_make_scorecards(become, roles):
	import frappe

	become(*roles)
	if "System Manager" in roles:
		assert carry_over() == []
	else:
		with pytest.raises(frappe.PermissionError):
			carry_over()


def test_a_supplier_that_is_hidden_from_the_user_is_not_brought_over(become):
	old("_RS Old", ("On time", 100, ON_TIME))
	become("System Manager", ("Supplier", buying.supplier("_RS Other")))

	assert carry_over() == []
