"""The Relationship tab of a Customer and the workspace of customers say what the results say."""

from __future__ import annotations

import pytest

from tests.factories.selling import named

pytestmark = pytest.mark.usefixtures("three_customers")


class TestTab:
	def overview(self, customer: str) -> dict:
		from relationship_suite.crm_extensions.segmentation.api import get_overview

		return get_overview(named(customer))

	def test_it_says_in_a_sentence_what_is_going_on(self, monkeypatch):
		from relationship_suite.crm_extensions.segmentation import api

		monkeypatch.setattr(api, "nowdate", lambda: "2026-09-30")
		(found,) = self.overview("_RS Ada")["insights"]

		assert found["sentence"].startswith(
			"Champions: last bought 102 days ago, on 12 days within the window"
		)
		assert found["sentence"].endswith("They usually buy every 17 days and are 85 days overdue.")
		assert found["next_step"] == "Thank them, and ask for a reference."

	def test_a_customer_without_sales_has_an_empty_state(self):
		from tests.factories.selling import customer

		customer("_RS Nobody")

		assert self.overview("_RS Nobody")["insights"] == []

	def test_without_the_role_nothing_is_shown(self, user):
		import frappe

		user("Sourcing User")
		with pytest.raises(frappe.PermissionError):
			self.overview("_RS Ada")

	def test_a_customer_can_be_deleted_with_their_results(self):
		import frappe

		from relationship_suite.doctype.customer.events import on_trash

		on_trash(frappe.get_doc("Customer", named("_RS Ada")))

		for doctype in ("Customer Insight", "Customer Segment Membership"):
			assert not frappe.get_all(doctype, filters={"customer": named("_RS Ada")})


class TestWorkspace:
	def test_the_cards_count_customers(self, user):
		import json

		import frappe
		from frappe.desk.doctype.number_card.number_card import get_result

		user("Relationship User")

		def count(name: str) -> int:
			card = frappe.get_doc("Number Card", name)
			return get_result(card.as_dict(), json.dumps(json.loads(card.filters_json)))

		assert count("Scored Customers") == 3
		assert count("Champions and Loyal Customers") == 1
		assert count("Customers at Risk") == 0

	def test_the_chart_has_a_bar_per_segment(self, user):
		from frappe.desk.doctype.dashboard_chart.dashboard_chart import get

		user("Relationship User")
		found = get(chart_name="Customers by Segment", refresh=1)

		assert dict(zip(found["labels"], found["datasets"][0]["values"], strict=True)) == {
			"Champions": 1,
			"Potential loyalist": 1,
			"New customer": 1,
		}

	def test_all_that_the_workspace_names_exists(self):
		import json

		import frappe

		workspace = frappe.get_doc("Workspace", "Customer Relationship")

		assert all(frappe.db.exists("Number Card", row.number_card_name) for row in workspace.number_cards)
		assert all(frappe.db.exists("Dashboard Chart", row.chart_name) for row in workspace.charts)
		for row in [*workspace.shortcuts, *(row for row in workspace.links if row.type == "Link")]:
			kind = row.get("link_type") or row.type
			assert frappe.db.exists(kind, row.link_to), row.link_to
		blocks = json.loads(workspace.content)
		named_blocks = {block["data"].get("shortcut_name") for block in blocks if block["type"] == "shortcut"}
		assert named_blocks == {row.label for row in workspace.shortcuts}
