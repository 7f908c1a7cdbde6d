"""Who sees which Customer Segments, their lists and their members, by every door. Tests that try to break in."""

from __future__ import annotations

import pytest

from tests.factories import insights, segments
from tests.factories.buying import ensure, named
from tests.factories.segments import MEMBERSHIP, SEGMENT, evaluate, segment
from tests.factories.selling import COMPANY, COMPANY_2, customer
from tests.site.test_rights import old_list

LISTED, RULE = "Customer Segment Customer", "Customer Segment Rule"


@pytest.fixture(autouse=True, scope="module")
def _segments(site):
	"""A list with Ada alone, one with Ada and Bob, one by a rule, and one of the other company."""
	import frappe

	insights.start()
	segments.forget()
	for name in ("_RS Ours", "_RS Theirs"):
		ensure("Territory", name, territory_name=name, is_group=0)
	ada, bob = customer("_RS Ada"), customer("_RS Bob")
	frappe.db.set_value("Customer", ada, "territory", "_RS Ours")
	frappe.db.set_value("Customer", bob, "territory", "_RS Theirs")
	segments.of(ada, name="_RS Mine")
	segments.of(ada, bob, name="_RS Both")
	segment("_RS Rule", ("Territory", "is not empty"))
	segment("_RS Elsewhere", ("Territory", "is not empty"), company=COMPANY_2)
	evaluate()
	yield
	segments.forget()


@pytest.fixture(autouse=True)
def _clean(clean):
	"""Nothing of a test stays."""


def listers() -> list:
	import frappe

	return [frappe.get_list, old_list]


def names(*short: str) -> set[str]:
	return {named(f"_RS {each}") for each in short}


ALL = ("Mine", "Both", "Rule", "Elsewhere")
LIMITS = [("Customer", "_RS Ada"), ("Territory", "_RS Ours")]


def limit(become, allow: str, value: str, *roles: str) -> str:
	return become(*(roles or ("Relationship User",)), (allow, named(value) if allow == "Customer" else value))


class TestLists:
	def test_without_limits_all_are_seen(self, become):
		become("Relationship User")
		for lister in listers():
			assert {row["name"] for row in lister(SEGMENT, fields=["name"], limit_page_length=0)} >= names(
				*ALL
			)

	@pytest.mark.parametrize(("allow", "value"), LIMITS)
	def test_a_list_with_a_customer_that_is_kept_from_the_user_is_not_there(self, become, allow, value):
		import frappe
		from frappe.client import get
		from frappe.desk.search import search_link

		limit(become, allow, value)

		for lister in listers():
			found = {row["name"] for row in lister(SEGMENT, fields=["name"], limit_page_length=0)}
			assert found & names(*ALL) == names("Mine", "Rule", "Elsewhere")
		(both,) = names("Both")
		assert frappe.has_permission(SEGMENT, "read", doc=both) is False
		assert frappe.has_permission(SEGMENT, "read", doc=named("_RS Mine")) is True
		assert search_link(SEGMENT, both) == []
		with pytest.raises(frappe.PermissionError):
			get(SEGMENT, both)

	@pytest.mark.parametrize(("allow", "value"), LIMITS)
	@pytest.mark.parametrize("how", ["rows", "joined"])
	def test_nor_are_its_rows(self, become, allow, value, how):
		import frappe

		limit(become, allow, value)
		for lister in listers():
			try:
				if how == "rows":
					rows = lister(
						LISTED, fields=["parent", "customer"], parent_doctype=SEGMENT, limit_page_length=0
					)
				else:
					rows = lister(SEGMENT, fields=["name", f"`tab{LISTED}`.customer"], limit_page_length=0)
			except frappe.PermissionError:
				continue  # as good
			assert {row["customer"] for row in rows if row["customer"]} <= names("Ada")

	def test_segments_of_a_company_are_for_who_sees_it(self, become):
		import frappe

		become("Relationship User", ("Company", COMPANY))
		for lister in listers():
			found = {row["name"] for row in lister(SEGMENT, fields=["name"], limit_page_length=0)}
			assert found & names(*ALL) == names("Mine", "Both", "Rule")
			rows = lister(RULE, fields=["parent"], parent_doctype=SEGMENT, limit_page_length=0)
			assert named("_RS Elsewhere") not in {row["parent"] for row in rows}
		assert frappe.has_permission(SEGMENT, "read", doc=named("_RS Elsewhere")) is False

	@pytest.mark.parametrize(("allow", "value"), LIMITS)
	def test_nobody_adds_a_customer_that_is_kept_from_them(self, become, allow, value):
		import frappe

		limit(become, allow, value, "Relationship Manager", "Sales User")
		doc = frappe.get_doc(SEGMENT, named("_RS Mine"))
		doc.append("customers", {"customer": named("_RS Bob")})
		with pytest.raises(frappe.PermissionError):
			doc.save()


class TestMembers:
	@pytest.mark.parametrize(("allow", "value"), LIMITS)
	def test_memberships_go_by_the_customer(self, become, allow, value):
		limit(become, allow, value)
		for lister in listers():
			rows = lister(
				MEMBERSHIP,
				filters={"customer_segment": named("_RS Rule")},
				fields=["name", "customer"],
				limit_page_length=0,
			)
			assert {row["customer"] for row in rows} & names("Ada", "Bob") == names("Ada")


class TestRoles:
	def test_a_relationship_user_reads_and_changes_nothing(self, become):
		import frappe

		from relationship_suite.crm_extensions.segmentation.segment_api import evaluate as evaluate_now

		become("Relationship User")
		doc = frappe.get_doc(SEGMENT, named("_RS Rule"))
		doc.strategy = "Mine now"
		for door in (
			doc.save,
			doc.delete,
			lambda: segment("_RS New", ("Territory", "is not empty")),
			lambda: evaluate_now(doc.name),
			lambda: frappe.client.set_value(SEGMENT, doc.name, "strategy", "Mine now"),
		):
			with pytest.raises(frappe.PermissionError):
				door()

	def test_what_is_computed_cannot_be_set_from_outside(self, become):
		import frappe

		become("Relationship Manager")
		frappe.client.set_value(SEGMENT, named("_RS Rule"), "evaluated_on", "2001-01-01")
		assert str(frappe.db.get_value(SEGMENT, named("_RS Rule"), "evaluated_on")) == str(insights.AS_OF)

	def test_evaluating_is_for_the_segments_that_one_may_change(self, become, monkeypatch):
		import frappe

		from relationship_suite.crm_extensions.segmentation.segment_api import evaluate as evaluate_now

		asked = []
		monkeypatch.setattr(
			frappe, "enqueue", lambda method, **values: asked.append((method, values.get("kind")))
		)
		become("Relationship Manager", ("Company", COMPANY))
		evaluate_now(named("_RS Rule"))
		with pytest.raises(frappe.PermissionError):
			evaluate_now(named("_RS Elsewhere"))

		assert asked.count(("relationship_suite.tasks.run", "Refresh")) == 1
		assert frappe.db.get_value(SEGMENT, named("_RS Rule"), "evaluated_on") is None
		assert frappe.db.get_value(SEGMENT, named("_RS Elsewhere"), "evaluated_on")


class TestOffers:
	def test_values_are_those_that_the_user_sees(self, become):
		from relationship_suite.crm_extensions.segmentation.segment_api import values_of

		become("Relationship User", "Sales User", ("Territory", "_RS Ours"))
		offered = {each["value"] for each in values_of("Territory", "_RS")}
		assert "_RS Ours" in offered
		assert "_RS Theirs" not in offered

	def test_choices_are_offered_and_numbers_are_not(self, become):
		from relationship_suite.crm_extensions.segmentation.segment_api import values_of

		become("Relationship User")
		assert {"value": "Yes", "label": "Yes"} in values_of("Overdue by Own Rhythm")
		assert len(values_of("RFM Segment")) == 10
		assert "Individual" in {each["value"] for each in values_of("Customer Type")}
		assert values_of("Net Revenue") == values_of("City") == values_of("Nothing") == []

	def test_records_that_the_role_does_not_read_are_not_offered(self, become):
		import frappe

		from relationship_suite.crm_extensions.segmentation.segment_api import values_of

		become("Relationship User")
		if not any(frappe.has_permission("Item", right) for right in ("read", "select")):
			assert values_of("Bought Item") == []
