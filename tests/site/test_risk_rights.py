"""Who sees which risks, and who may change what of them: lists, forms, REST, the map, the report, and ways around."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import risks as make
from tests.site.test_roles import seen

RISK, ASSESSMENT, ACCEPTANCE = "Risk", "Risk Assessment", "Risk Acceptance"
MINE, THEIRS = "_RS Mine", "_RS Theirs"


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


@pytest.fixture
def two():
	"""Risks of two suppliers, companies, items and item groups, and one of no party; the first three parts are ``mine``."""
	import frappe

	buying.ensure("Item Group", "_RS Others", item_group_name="_RS Others", is_group=0)
	for name in ("_RS Bolt", "_RS Nut"):
		buying.item(name)
	mine = make.risk(supplier=MINE, item_code="_RS Bolt", item_group="_RS Goods")
	theirs = make.risk(
		supplier=THEIRS,
		item_code="_RS Nut",
		item_group="_RS Others",
		category="Quality",
		register=make.register("_RS Two", buying.COMPANY_2),
	)
	return frappe._dict(mine=mine, theirs=theirs)


def of(doctype: str, risk) -> str:
	import frappe

	if doctype == RISK:
		return risk.name
	if doctype == ACCEPTANCE:
		from relationship_suite.srm_extensions.risk import records
		from relationship_suite.srm_extensions.risk.model import Limit

		records.accept(risk, Limit("Risk Owner", "", 25, None), "Cheap", "2999-01-01")
	return frappe.get_all(doctype, {"risk": risk.name}, order_by="name", pluck="name")[0]


LIMITS = {
	"Supplier": lambda: buying.named(MINE),
	"Company": lambda: buying.COMPANY,
	"Item": lambda: "_RS Bolt",
	"Item Group": lambda: "_RS Goods",
	"Risk Register": lambda: buying.named("_RS Supply"),
	"Risk Category": lambda: "Delivery",
}


@pytest.mark.parametrize("doctype", [RISK, ASSESSMENT, ACCEPTANCE])
@pytest.mark.parametrize("limit", LIMITS)
def test_user_permissions_keep_risks_and_their_history_apart(become, two, doctype, limit):
	mine, theirs = of(doctype, two.mine), of(doctype, two.theirs)
	become("Risk Owner")
	assert all(found == {mine, theirs} for found in seen(doctype, {mine, theirs}).values())
	become("Risk Owner", (limit, LIMITS[limit]()))

	assert seen(doctype, {mine, theirs}) == {place: {mine} for place in ("list", "form", "report", "link")}


@pytest.mark.parametrize("limit", LIMITS)
def test_they_hold_for_the_report_and_the_map(become, two, limit):
	from relationship_suite.srm_extensions.report.risk_heat_map.risk_heat_map import execute
	from relationship_suite.srm_extensions.risk.api import heat_map

	become("Sourcing User")
	everything = heat_map()
	assert {two.mine.name, two.theirs.name} <= {row["risk"] for row in execute({})[1]}
	become("Sourcing User", (limit, LIMITS[limit]()))

	names = {row["risk"] for row in execute({})[1]}
	assert two.mine.name in names
	assert two.theirs.name not in names
	assert heat_map() != everything
	assert "No risk is assessed here yet" in heat_map(two.theirs.register)["html"]


def test_a_risk_of_no_party_is_seen_by_whoever_is_kept_to_some(become):
	buying.item("_RS Bolt")
	mine, of_none = make.risk(supplier=MINE), make.risk(supplier=None, item_code="_RS Bolt")
	become("Risk Owner", ("Supplier", buying.named(MINE)))

	assert seen(RISK, {mine.name, of_none.name})["list"] == {mine.name, of_none.name}
	assert seen(RISK, {mine.name, of_none.name})["form"] == {mine.name, of_none.name}


def test_rows_of_hidden_risks_are_not_listed_either(become):
	import frappe

	for name in (MINE, THEIRS):
		make.risk(supplier=name, controls=[make.control(50)], treatments=[make.treatment("2999-01-01")])
	become("Risk Owner", ("Supplier", buying.named(MINE)))

	mine = set(frappe.get_list(RISK, pluck="name", limit=0, order_by="name"))
	for child in ("Risk Control", "Risk Treatment"):
		rows = frappe.get_list(child, fields=["parent"], parent_doctype=RISK, limit=0, order_by="name")
		assert rows
		assert {row.parent for row in rows} <= mine


class TestWhoMayOnlyWriteItDown:
	"""A Sourcing User has level 0 of a risk to write, and level 1 to read."""

	def test_what_it_says_of_the_assessment_is_not_kept(self, become):
		become("Sourcing User")
		doc = make.risk(controls=[make.control(50)], loss_amount=5, assessment_note="x")

		assert (doc.status, doc.residual_score, doc.controls) == ("Identified", 0, [])
		assert not doc.loss_amount
		assert not doc.assessment_note

	@pytest.mark.parametrize(
		("field", "value"),
		[("inherent_likelihood", "1"), ("target_impact", "1"), ("loss_amount", 1), ("is_closed", 1)],
	)
	def test_it_does_not_change_an_assessment(self, become, field, value):
		import frappe

		doc = make.risk(loss_amount=100, target_likelihood="2", target_impact="2")
		before = frappe.db.get_value(RISK, doc.name, [field, "residual_score", "residual_loss"])
		become("Sourcing User")
		frappe.client.set_value(RISK, doc.name, {field: value, "closing_reason": "x"})

		assert frappe.db.get_value(RISK, doc.name, [field, "residual_score", "residual_loss"]) == before

	def test_it_weakens_no_control(self, become):
		import frappe

		doc = make.risk(controls=[make.control(50)])
		become("Sourcing User")
		sent = frappe.get_doc(RISK, doc.name)
		sent.controls[0].effectiveness = 0
		sent.save()
		frappe.client.set_value("Risk Control", doc.controls[0].name, "effectiveness", 0)

		doc.reload()
		assert (doc.residual_score, doc.controls[0].effectiveness) == (10, 50)

	def test_it_neither_accepts_nor_reviews(self, become):
		import frappe

		from relationship_suite.srm_extensions.risk import api

		doc = make.risk(at=(1, 1))
		become("Sourcing User")
		for call in (
			lambda: api.accept_risk(doc.name, "x", "2999-01-01"),
			lambda: api.review_risk(doc.name, "x"),
			lambda: api.withdraw_acceptance(doc.name),
		):
			with pytest.raises(frappe.PermissionError):
				call()


class TestWhoHasLevel0Alone:
	"""An admin may make such a role."""

	@pytest.fixture
	def level_0(self, become):
		import frappe
		from frappe.permissions import add_permission

		doc = make.risk()
		frappe.set_user("Administrator")
		add_permission(RISK, "Purchase User")
		frappe.clear_cache(doctype=RISK)
		become("Purchase User")
		yield doc
		frappe.set_user("Administrator")
		frappe.db.delete("Custom DocPerm", {"parent": RISK})
		frappe.clear_cache(doctype=RISK)

	def test_it_gets_no_score_no_sentence_and_no_map(self, level_0):
		import frappe

		from relationship_suite.srm_extensions.risk.api import heat_map

		found = frappe.client.get(RISK, level_0.name)
		assert not found.get("residual_score")
		assert not found.get("residual_rating")
		doc = frappe.get_doc(RISK, level_0.name)
		doc.run_method("onload")
		assert doc.get_onload("risk") is None
		with pytest.raises(frappe.PermissionError):
			heat_map()

	def test_it_does_not_print_them(self, level_0):
		import frappe

		html = frappe.get_print(RISK, level_0.name, print_format="Risk Sheet")
		assert level_0.risk_title in html
		assert "risk-map" not in html


def test_another_users_risk_is_not_opened_by_naming_ones_own_party(become, two):
	import frappe

	become("Risk Owner", ("Supplier", buying.named(MINE)))
	sent = {**two.theirs.as_dict(), "party": buying.named(MINE)}

	with pytest.raises((frappe.PermissionError, frappe.CannotChangeConstantError)):
		frappe.get_doc(sent).save()


def test_no_risk_of_a_hidden_party_is_made_or_decided_on(become, two):
	import frappe

	from relationship_suite.srm_extensions.risk.api import accept_risk

	register = make.register()
	become("Risk Owner", "Purchase User", ("Supplier", buying.named(MINE)))

	with pytest.raises(frappe.PermissionError):
		make.draft(
			supplier=None, party_type="Supplier", party=buying.named(THEIRS), register=register
		).insert()
	with pytest.raises(frappe.PermissionError):
		accept_risk(two.theirs.name, "x", "2999-01-01")
