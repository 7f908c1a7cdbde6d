"""Who sees customers' results, by every door: report, list, form, REST calls, number cards. Tests that try to break in."""

from __future__ import annotations

import pytest

from tests.factories.insights import AS_OF, LATER, insight
from tests.factories.selling import COMPANY, COMPANY_2, named

pytestmark = pytest.mark.usefixtures("three_customers")

ADA, BOB = "_RS Ada", "_RS Bob"
RESULTS = ("Customer Insight", "Customer Segment Membership")
READERS = ("Relationship Manager", "Relationship User")
OTHERS = ("Sales User", "Sourcing User", "Risk Owner", "Customer")


@pytest.fixture
def refused(site):
	import frappe

	return (frappe.PermissionError, frappe.AuthenticationError)


def report(name: str, **filters) -> list[dict]:
	from frappe.desk.query_report import run

	dates = {"from_date": AS_OF, "to_date": LATER} if name == "Segment Migration" else {}
	result = run(name, filters={"company": COMPANY, **dates, **filters}, ignore_prepared_report=True)
	return [row for row in result["result"] if isinstance(row, dict)]


def listed(doctype: str, **filters) -> set[str]:
	import frappe

	rows = frappe.get_list(
		doctype, filters=filters, fields=["customer"], limit_page_length=0, order_by="name"
	)
	return {row.customer for row in rows}


def overview(customer: str) -> dict:
	from relationship_suite.crm_extensions.segmentation.api import get_overview

	return get_overview(named(customer))


def card(name: str) -> float:
	import json

	import frappe
	from frappe.desk.doctype.number_card.number_card import get_result

	doc = frappe.get_doc("Number Card", name)
	return get_result(doc.as_dict(), json.dumps(json.loads(doc.filters_json)))


class TestByRole:
	@pytest.mark.parametrize("role", READERS)
	def test_relationship_roles_see_results_by_every_door(self, become, role):
		become(role)

		assert {named(ADA), named(BOB)} <= listed("Customer Insight")
		assert report("Customer Segments", show="Members")
		assert report("Segment Migration", show="Customers")
		assert card("Scored Customers") == 3

	@pytest.mark.parametrize("role", OTHERS)
	def test_all_other_roles_see_nothing_by_any_door(self, become, role, refused):
		become(role)

		for doctype in RESULTS:
			with pytest.raises(refused):
				listed(doctype)
		for name in ("Customer Segments", "Segment Migration"):
			with pytest.raises(refused):
				report(name)

	@pytest.mark.parametrize("doctype", RESULTS)
	def test_guests_see_nothing(self, doctype, refused):
		import frappe

		from relationship_suite.crm_extensions.segmentation.api import get_overview, refresh_customer

		frappe.set_user("Guest")
		try:
			for door in (
				lambda: listed(doctype),
				lambda: report("Customer Segments"),
				lambda: get_overview(named(ADA)),
				lambda: refresh_customer(named(ADA)),
			):
				with pytest.raises(refused):
					door()
		finally:
			frappe.set_user("Administrator")

	def test_our_methods_are_closed_to_guests(self):
		import frappe

		from relationship_suite.crm_extensions.segmentation import api

		for method in (api.get_overview, api.refresh_customer):
			assert getattr(method, "__wrapped__", method) not in frappe.guest_methods
			assert method not in frappe.guest_methods

	def test_who_may_read_a_customer_and_no_results_learns_which_role_is_missing(self, become):
		import frappe

		become("Sales User")
		if not frappe.has_permission(
			"Customer", "read"
		):  # the stand-in's Customer has ERPNext's rights only there
			frappe.set_user("Administrator")
			add_rule("Customer", "Sales User")
			become("Sales User")

		assert overview(ADA) == {"may_read": False, "insights": []}


def add_rule(doctype: str, role: str) -> None:
	from frappe.permissions import add_permission

	add_permission(doctype, role)


class TestUserPermissions:
	def test_one_customer(self, become, refused):
		become("Relationship User", ("Customer", named(BOB)))

		assert listed("Customer Insight") == listed("Customer Segment Membership") == {named(BOB)}
		assert {row["customer"] for row in report("Customer Segments", show="Members")} == {named(BOB)}
		assert {row["customer"] for row in report("Segment Migration", show="Customers")} == {named(BOB)}
		assert card("Scored Customers") == 1
		with pytest.raises(refused):
			overview(ADA)

	def test_one_company(self, become):
		become("Relationship User", ("Company", COMPANY_2))

		assert listed("Customer Insight") == {named("_RS Dee")}
		assert report("Customer Segments", show="Members") == []
		assert report("Segment Migration", show="Customers") == []
		assert card("Scored Customers") == 1

	def test_the_grid_and_the_matrix_count_only_what_is_seen(self, become):
		from frappe.desk.query_report import run

		become("Relationship User", ("Customer", named(BOB)))
		result = run(
			"Customer Segments", filters={"company": COMPANY, "since": AS_OF}, ignore_prepared_report=True
		)

		assert "24,000" not in result["message"]
		assert sum(row["customers"] for row in result["result"] if isinstance(row, dict)) == 1


class TestBreakIns:
	def test_a_report_asked_for_in_the_name_of_another_goes_by_who_is_logged_in(self, become):
		from frappe.desk.query_report import run

		become("Relationship User", ("Customer", named(BOB)))
		result = run(
			"Customer Segments",
			filters={"company": COMPANY, "show": "Members", "user": "Administrator"},
			user="Administrator",
			ignore_prepared_report=True,
		)

		assert {row["customer"] for row in result["result"] if isinstance(row, dict)} == {named(BOB)}

	@pytest.mark.parametrize("role", [*READERS, "System Manager"])
	@pytest.mark.parametrize(
		"cell",
		[
			("Customer Insight", "segment", "Champions"),
			("Customer Insight", "revenue", 10**9),
			("Customer Segment Membership", "left_on", "2020-01-01"),
		],
	)
	def test_nobody_sets_a_computed_value(self, become, refused, role, cell):
		import frappe
		from frappe.client import delete, insert, set_value

		doctype, field, value = cell
		name = frappe.get_all(doctype, filters={"customer": named(BOB)}, pluck="name", order_by="name")[0]
		before = frappe.db.get_value(doctype, name, field)
		become(role)
		with pytest.raises(refused):
			set_value(doctype, name, field, value)
		with pytest.raises(refused):
			insert({"doctype": doctype, "customer": named(BOB), "company": COMPANY, field: value})
		if role != "System Manager":
			with pytest.raises(refused):
				delete(doctype, name)
		frappe.set_user("Administrator")

		assert frappe.db.get_value(doctype, name, field) == before

	def test_the_segment_on_the_customer_is_not_set_by_hand(self):
		import frappe
		from frappe.client import set_value

		set_value("Customer", named(BOB), "relationship_segment", "Champions")

		assert frappe.db.get_value("Customer", named(BOB), "relationship_segment") == "Potential loyalist"

	@pytest.mark.parametrize(
		"filters",
		[
			{"segment": "' or 1=1 --"},
			{"segment": ["like", "%"]},
			{"r": "5 or 1=1", "show": "Members"},
			{"show": "__class__"},
		],
	)
	def test_filters_are_values_and_never_code(self, become, filters):
		import frappe

		become("Relationship User", ("Customer", named(BOB)))

		try:
			rows = report("Customer Segments", **filters)
		except frappe.ValidationError:
			return  # refused by name: see test_hostile_filters

		assert {row["customer"] for row in rows if "customer" in row} <= {named(BOB)}
		assert sum(row.get("customers", 0) for row in rows) <= 1

	def test_a_name_that_is_code_is_shown_as_text(self):
		from relationship_suite.crm_extensions.segmentation.grid import draw

		row = insight(BOB)
		html = draw([row], "<img src=x onerror=alert(1)>", "EUR", by_revenue=False, before={}, since="")

		assert "<img" not in html
