"""A risk from the day somebody writes it down to the day it is closed."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.factories import buying
from tests.factories import risks as make
from tests.site.test_hostile_filters import ATTRIBUTE, handlers

LATER = date(2999, 1, 1)


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


def scores(doc) -> tuple[int, int, int]:
	return doc.inherent_score, doc.residual_score, doc.target_score


def refused(doc) -> str:
	"""What saving it is refused with."""
	import frappe

	with pytest.raises(frappe.ValidationError) as error:
		doc.save() if doc.name else doc.insert()
	return re.sub("<[^>]+>", " ", str(error.value))


class TestWhatFollowsFromTheAssessment:
	def test_company_and_currency_are_those_of_the_register(self):
		doc = make.risk(register=make.register("_RS Two", buying.COMPANY_2), company=buying.COMPANY)

		assert (doc.company, doc.currency) == (buying.COMPANY_2, "USD")

	def test_a_risk_that_nobody_has_assessed_is_on_no_map(self):
		doc = make.risk(at=None)
		doc.run_method("onload")

		assert (doc.status, scores(doc), doc.residual_rating) == ("Identified", (0, 0, 0), "")
		assert doc.get_onload("risk")["heat_map"] == ""
		assert make.history(doc.name) == []

	def test_controls_in_operation_lower_it_and_others_do_not(self):
		doc = make.risk(controls=[make.control(50), make.control(80, in_operation=0)])

		assert (doc.residual_likelihood, doc.residual_impact) == (2, 5)
		assert (doc.inherent_rating, doc.residual_rating, doc.rating_colour) == ("Extreme", "High", "Orange")

	def test_the_expected_loss_is_in_the_companys_currency(self):
		doc = make.risk(loss_amount=100_000, controls=[make.control(50), make.control(20, "Impact")])

		assert doc.inherent_loss == 60_000
		assert doc.residual_amount == 80_000
		assert doc.residual_loss == 8_000
		assert doc.currency == "EUR"

	def test_no_computed_value_is_taken_from_whoever_saves(self):
		import frappe

		doc = make.risk(residual_score=1, residual_rating="Low", status="Closed", residual_loss=5)
		assert (doc.residual_score, doc.residual_rating, doc.status) == (20, "Extreme", "Assessed")

		for field, value in (
			("residual_score", 1),
			("status", "Closed"),
			("residual_rating", "Low"),
			("reviewed_on", "2026-01-01"),
			("closed_on", "2026-01-01"),
			("company", buying.COMPANY_2),
		):
			frappe.client.set_value("Risk", doc.name, field, value)
			assert str(frappe.db.get_value("Risk", doc.name, field)) != str(value), field

	def test_what_it_is_about_and_its_register_stay(self):
		import frappe

		doc = make.risk()
		doc.party = buying.supplier("_RS Other")
		with pytest.raises(frappe.CannotChangeConstantError):
			doc.save()


class TestTheHistory:
	def test_each_change_of_the_assessment_is_kept_with_its_reason(self):
		doc = make.risk(assessment_note="Strikes in March")
		doc.risk_title = "_RS Strike in Hull"
		doc.save()
		doc.append("controls", make.control(50))
		doc.assessment_note = "Second plant"
		doc.save()
		doc.update({"target_likelihood": "1", "target_impact": "5"})
		doc.save()

		found = make.history(doc.name)
		assert [row.residual_score for row in found] == [20, 10, 10]
		assert [row.note for row in found] == ["Strikes in March", "Second plant", "Second plant"]
		assert found[-1].target_score == 5
		assert {row.assessed_by for row in found} == {"Administrator"}

	def test_nobody_writes_it_by_hand(self, become):
		import frappe

		doc = make.risk()
		row = frappe.get_all("Risk Assessment", {"risk": doc.name}, order_by="name", pluck="name")[0]
		become("Relationship Manager", "Sourcing Manager", "Risk Owner", "System Manager")

		for call in (
			lambda: frappe.client.set_value("Risk Assessment", row, "residual_score", 1),
			lambda: frappe.client.insert({"doctype": "Risk Acceptance", "risk": doc.name}),
			lambda: frappe.client.delete("Risk Assessment", row),
		):
			with pytest.raises(frappe.PermissionError):
				call()

	def test_it_goes_with_the_risk(self):
		import frappe

		doc = make.risk()
		doc.delete()

		assert make.history(doc.name) == []
		assert not frappe.db.exists("Risk", doc.name)

	def test_a_review_sets_the_next_one_and_is_kept(self):
		from frappe.utils import add_months, getdate, nowdate

		from relationship_suite.srm_extensions.risk.api import review_risk

		doc = make.risk(review_on="2026-01-31")
		review_risk(doc.name, "Looked at with the supplier")
		doc.reload()

		assert getdate(doc.reviewed_on) == getdate(nowdate())
		assert getdate(doc.review_on) == getdate(add_months(nowdate(), 3))
		assert make.history(doc.name)[-1].is_review == 1
		assert make.history(doc.name)[-1].note == "Looked at with the supplier"


class TestWhatCannotBeSaved:
	@pytest.mark.parametrize(
		("values", "says"),
		[
			({"supplier": None}, "what the risk is about"),
			({"supplier": None, "party_type": "Supplier"}, "Party Type and Party belong together"),
			({"at": ("4", "")}, "belong together"),
			({"target_likelihood": "3"}, "Target Likelihood, Target Impact belong together"),
			({"loss_amount": -1}, "Amount at Risk must be 0 or more"),
			({"controls": [make.control(120)]}, "Controls, row 1: Effectiveness"),
			({"treatments": [make.treatment(LATER, 101)]}, "Treatments, row 1: Progress"),
			({"treatments": [make.treatment(LATER, cost=-5)]}, "Treatments, row 1: Cost"),
			({"is_closed": 1}, "Closing Reason is missing"),
		],
	)
	def test_it_is_said_which_field_is_wrong(self, values, says):
		assert says in refused(make.draft(**values))

	def test_a_level_that_there_is_not(self):
		assert "Inherent" in refused(make.draft(at=("6", "1")))

	def test_a_register_that_is_not_enabled_takes_no_new_risk(self):
		import frappe

		doc = make.risk()
		frappe.db.set_value("Risk Register", doc.register, "enabled", 0)
		frappe.clear_cache()

		assert "not enabled" in refused(make.draft(register=doc.register))
		doc.reload()
		doc.save()  # those that are there go on

	@pytest.mark.parametrize("months", [0, -1, 61])
	def test_a_register_without_a_sound_time_between_reviews(self, months):
		import frappe

		doc = frappe.get_doc("Risk Register", make.register())
		doc.review_months = months
		assert "Months Between Reviews must be from 1 to 60" in refused(doc)


class TestTreatments:
	def test_the_day_on_which_one_was_done_is_kept(self):
		from frappe.utils import getdate, nowdate

		doc = make.risk(treatments=[make.treatment(LATER, 40)])
		assert (doc.status, doc.treatments[0].completed_on) == ("In Treatment", None)

		doc.treatments[0].progress = 100
		doc.save()
		assert (doc.status, getdate(doc.treatments[0].completed_on)) == ("Assessed", getdate(nowdate()))

		doc.treatments[0].completed_on = "2020-01-01"
		doc.save()
		assert getdate(doc.treatments[0].completed_on) == getdate(nowdate())

	def test_their_cost_is_in_the_companys_currency(self):
		doc = make.risk(treatments=[make.treatment(LATER, cost=500)])
		assert doc.treatments[0].currency == "EUR"


class TestTheSettings:
	def test_what_is_wrong_with_them_is_said_at_once(self):
		doc = make.settings()
		doc.likelihood_levels[0].probability = 50
		doc.impact_levels.pop()
		doc.ratings[0].from_score = 2
		doc.acceptance_limits[0].update({"highest_score": 26, "highest_loss": 100})
		said = refused(doc)

		for text in (
			"Likelihood Levels: probabilities have to rise",
			"Impact Levels: five rows are needed",
			"Ratings: the lowest rating has to begin at score 1",
			"Acceptance Limits, row 1: Highest Score must be from 1 to 25",
			"Acceptance Limits, row 1: a Highest Expected Loss needs a Company",
		):
			assert text in said

	def test_two_ratings_do_not_begin_at_one_score(self):
		doc = make.settings()
		doc.ratings[1].from_score = doc.ratings[2].from_score
		assert "a score of its own" in refused(doc)

	def test_saving_them_restates_every_risk(self):
		risk = make.risk(at=(4, 5), loss_amount=1000, controls=[make.control(50), make.control(50, "Impact")])
		doc = make.settings()
		doc.likelihood_levels[1].probability = 20
		doc.likelihood_levels[3].probability = 70
		doc.ratings[1].from_score = 7
		doc.ratings[3].update({"rating": "Very High", "from_score": 20})
		doc.save()
		restated = risk.reload()
		saved = restated.as_dict()
		restated.save()

		assert (saved.residual_score, saved.residual_rating) == (6, "Low")
		assert saved.inherent_rating == "Very High"
		assert (saved.inherent_loss, saved.residual_loss) == (700, 100)
		for field in (
			"inherent_rating",
			"residual_rating",
			"rating_colour",
			"inherent_loss",
			"residual_loss",
		):
			assert restated.get(field) == saved[field], field


class TestTheForm:
	def test_it_says_how_the_risk_stands(self):
		doc = make.risk(
			loss_amount=100_000,
			controls=[make.control(50)],
			treatments=[make.treatment(date(2020, 1, 1)), make.treatment(LATER)],
			review_on="2020-01-31",
		)
		doc.run_method("onload")
		said = doc.get_onload("risk")["sentence"]

		assert "Score 10 (High); without controls it would be 20." in said
		assert "10,000" in said
		assert "2 treatments are open. One treatment is overdue." in said
		assert "The review was due on 2020-01-31." in said

	def test_it_says_how_the_score_moved(self):
		doc = make.risk()
		doc.append("controls", make.control(50))
		doc.save()
		doc.run_method("onload")

		assert "Score 10 (High), down from 20." in doc.get_onload("risk")["sentence"]

	def test_the_map_shows_where_it_was_is_and_should_be(self):
		doc = make.risk(target_likelihood="1", target_impact="5")
		doc.append("controls", make.control(50))
		doc.save()
		doc.run_method("onload")
		cells = dict(
			re.findall(
				r'title="Likelihood (\w+), impact Severe, score \d+, \w+: ([^"]+)"',
				doc.get_onload("risk")["heat_map"],
			)
		)

		assert cells == {"Likely": "Without controls, Before", "Unlikely": "Now", "Rare": "Target"}

	def test_nothing_that_people_typed_is_html_there(self):
		settings = make.settings()
		settings.likelihood_levels[3].level_name = ATTRIBUTE
		settings.ratings[3].rating = f"{ATTRIBUTE} & more"
		settings.save()
		doc = make.risk()
		doc.run_method("onload")

		assert handlers(doc.get_onload("risk")["heat_map"]) == []
