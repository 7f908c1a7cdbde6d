"""Scorecards that cannot be wrong: what the form says, by table, row and field."""

from __future__ import annotations

import json

import pytest

from tests.factories import buying, people
from tests.factories import scorecards as make


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")


def kpi(**values) -> dict:
	return {**make.OTIF_ONLY[0], **values}


@pytest.mark.parametrize(
	("values", "said"),
	[
		({"kpis": [kpi(weight=60), kpi(kpi="On Time", weight=30)]}, ["KPIs", "Weight", "90 and not to 100"]),
		({"kpis": [kpi(), kpi(weight=0, kpi="On Time")]}, ["row 2", "Weight"]),
		({"kpis": [kpi(weight=50), kpi(weight=50)]}, ["row 2", "KPI", "twice"]),
		({"kpis": [kpi(stretch=0)]}, ["row 1", "Stretch"]),
		({"kpis": [kpi(target=120)]}, ["row 1", "Target", "120"]),
		({"kpis": [kpi(minimum_evidence=-1)]}, ["row 1", "Minimum Evidence"]),
		({"standings": [("Low", 0, 40, "Red"), ("High", 50, 100, "Green")]}, ["no standing covers 40", "50"]),
		({"standings": [("Low", 0, 60, "Red"), ("High", 50, 100, "Green")]}, ["Low and High overlap"]),
		({"standings": [("Low", 0, 60, "Red"), ("High", 60, 99, "Green")]}, ["no standing covers 99", "100"]),
		(
			{"standings": [("Low", 60, 0, "Red"), ("High", 60, 100, "Green")]},
			["Standings, row 1, From Score"],
		),
		({"window_months": -3}, ["Rolling Window", "-3"]),
		({"window_months": 1, "frequency": "Quarterly"}, ["Rolling Window", "Quarterly"]),
		({"window_months": 9999}, ["Rolling Window", "9999 is above 120"]),
		({"half_life_months": -1}, ["Half-Life", "-1 is below 0"]),
		({"minimum_coverage": 120}, ["Minimum Coverage", "120"]),
	],
)
def test_a_template_that_cannot_be_used_names_row_and_field(values, said):
	import frappe

	with pytest.raises(frappe.ValidationError) as error:
		make.scorecard("_RS Wrong", **values).insert()

	assert all(words in str(error.value) for words in said), str(error.value)


def test_all_that_is_wrong_is_said_at_once():
	import frappe

	doc = make.scorecard(
		"_RS Wrong", window_months=0, kpis=[kpi(weight=60)], standings=[("A", 10, 100, "Red")]
	)
	with pytest.raises(frappe.ValidationError) as error:
		doc.insert()

	assert str(error.value).count("<br>") == 2


def test_a_problem_is_plain_text_for_the_form_and_escaped_in_the_message_of_saving():
	import frappe

	from relationship_suite.srm_extensions.scorecards import api

	doc = make.scorecard("_RS Marked", standings=[("<b>", 0, 50, "Red"), ("<b>", 50, 100, "Green")])

	assert [place["message"].partition(": ")[2] for place in api.scorecard_problems(doc.as_json())] == [
		"<b> is there twice"
	] * 2
	with pytest.raises(frappe.ValidationError, match="&lt;b&gt; is there twice"):
		doc.insert()


def test_the_form_gets_table_row_and_field_of_each_problem_before_it_saves():
	from relationship_suite.srm_extensions.scorecards import api

	doc = make.scorecard(
		"_RS Wrong",
		window_months=-3,
		kpis=[kpi(weight=60), kpi(kpi="On Time", weight=0)],
		standings=[("Low", 0, 60, "Red"), ("High", 60, 101, "Green")],
	)

	found = api.scorecard_problems(doc.as_json())

	assert [(place["table"], place["row"], place["field"]) for place in found] == [
		(None, None, "window_months"),
		("kpis", 2, "weight"),
		("kpis", None, "weight"),
		("standings", 2, "min_score"),
	]
	assert api.scorecard_problems(make.scorecard("_RS Right").as_json()) == []


def test_who_may_not_read_scorecards_is_told_nothing_about_one():
	import frappe

	from relationship_suite.srm_extensions.scorecards import api

	frappe.set_user(people.user("Purchase User"))
	with pytest.raises(frappe.PermissionError):
		api.scorecard_problems(make.scorecard("_RS Right").as_json())
	frappe.set_user("Administrator")
	with pytest.raises(frappe.ValidationError):
		api.scorecard_problems('{"doctype": "User", "name": "Administrator"}')


def test_a_form_that_is_not_saved_has_numbers_as_text():
	from relationship_suite.srm_extensions.scorecards import api

	doc = make.scorecard("_RS Right").as_dict()
	doc.update(minimum_coverage="50", window_months="12", half_life_months="0")

	assert api.scorecard_problems(json.dumps(doc, default=str)) == []


def test_what_a_new_scorecard_starts_with_can_be_used():
	from relationship_suite.srm_extensions.scorecards import api

	doc = {**make.scorecard("_RS Right").as_dict(), **api.starting_tables()}

	assert api.scorecard_problems(json.dumps(doc, default=str)) == []


def test_setup_makes_one_default_scorecard_that_is_valid():
	import frappe

	from relationship_suite.setup import scorecards

	for name in frappe.get_all("Performance Scorecard", order_by="name", pluck="name"):
		frappe.delete_doc("Performance Scorecard", name, force=True)
	scorecards.create_default()
	scorecards.create_default()

	assert frappe.get_all("Performance Scorecard", order_by="name", pluck="name") == [scorecards.DEFAULT]


def test_who_saves_a_scorecard_cannot_say_that_it_is_scored():
	import frappe

	doc = make.only_scorecard("_RS Card")
	frappe.client.set_value(doc.doctype, doc.name, "scored_as", "forged")

	assert not frappe.db.get_value(doc.doctype, doc.name, "scored_as")
