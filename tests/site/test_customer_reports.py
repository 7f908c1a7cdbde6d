"""Customer Segments, Segment Migration and the Relationship tab show what the results say, to whom they may."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.insights import AS_OF, counted, refresh
from tests.factories.selling import COMPANY, COMPANY_2, named, sales_invoice

LATER = date(2026, 7, 20)


@pytest.fixture(autouse=True)
def _sales(clean):
	"""Ada buys often and much, Bob once and now again, Cy bought long ago; Dee buys from the other company."""
	from tests.factories import insights

	insights.start()
	for month in range(1, 7):
		for day in (3, 20):
			sales_invoice("_RS Ada", on=date(2026, month, day), amount=2000)
	sales_invoice("_RS Bob", on=date(2026, 6, 20), amount=500)
	sales_invoice("_RS Cy", on=date(2025, 7, 10), amount=300)
	sales_invoice("_RS Dee", on=date(2026, 6, 20), amount=70, company=COMPANY_2)
	refresh()
	sales_invoice("_RS Bob", on=date(2026, 7, 10), amount=600)
	refresh(LATER)
	yield
	insights.start()


@pytest.fixture
def user():
	"""``user(role)`` becomes a user with that one role."""
	import frappe

	made = []

	def become(role: str, **permissions: str) -> str:
		name = f"{frappe.scrub(role)}@reports.example"
		if not frappe.db.exists("User", name):
			frappe.get_doc(
				{
					"doctype": "User",
					"email": name,
					"first_name": role,
					"send_welcome_email": 0,
					"roles": [{"role": role}],
				}
			).insert(ignore_permissions=True)
		for allow, value in permissions.items():
			doc = frappe.get_doc(
				{"doctype": "User Permission", "user": name, "allow": allow, "for_value": value}
			)
			made.append(doc.insert(ignore_permissions=True).name)
		frappe.set_user(name)
		return name

	yield become
	frappe.set_user("Administrator")
	for name in made:
		frappe.delete_doc("User Permission", name, force=True)


def run(report: str, **filters) -> dict:
	"""The report as the Desk runs it."""
	from frappe.desk.query_report import run

	return run(report, filters={"company": COMPANY, **filters}, ignore_prepared_report=True)


def segments(**filters) -> dict:
	return run("Customer Segments", **filters)


def migration(**filters) -> dict:
	return run("Segment Migration", **{"from_date": AS_OF, "to_date": LATER, **filters})


def rows(result: dict) -> list[dict]:
	return [row for row in result["result"] if isinstance(row, dict)]


class TestSegments:
	def test_segments_show_customers_and_revenue(self):
		found = {row["segment"]: row for row in rows(segments(show="Segments"))}

		assert {name: (row["customers"], row["revenue"]) for name, row in found.items()} == {
			"Champions": (1, 24000),
			"Potential loyalist": (1, 1100),
		}
		assert found["Champions"]["customers_share"] == 50
		assert found["Champions"]["currency"] == "EUR"

	def test_the_grid_counts_recency_against_frequency(self):
		grid = {row["recency"]: row for row in rows(segments(show="Grid"))}

		assert list(grid) == ["R5", "R4", "R3", "R2", "R1"]
		assert (grid["R5"]["f2"], grid["R5"]["f5"], grid["R5"]["customers"]) == (1, 1, 2)
		assert (grid["R1"]["customers"], grid["R5"]["revenue"]) == (0, 25100)

	def test_the_grid_shows_revenue_on_demand(self):
		grid = {row["recency"]: row for row in rows(segments(show="Grid", measure="Net Revenue"))}

		assert (grid["R5"]["f2"], grid["R5"]["f5"]) == (1100, 24000)

	def test_members_of_a_segment_are_listed(self):
		found = rows(segments(show="Members", segment="Champions"))

		assert [(row["customer"], row["r"], row["f"], row["m"]) for row in found] == [
			(named("_RS Ada"), 5, 5, 4)
		]

	def test_there_are_a_chart_a_sentence_and_a_summary(self):
		result = segments()

		assert result["chart"]["data"]["labels"] == ["Champions", "Potential loyalist"]
		assert result["message"].startswith("1 of 2 customers are Champions or Loyal and make 95.6 %")
		assert [figure["value"] for figure in result["report_summary"]] == [2, 25100, 0]

	def test_companies_are_apart(self):
		found = rows(segments(company=COMPANY_2, show="Members"))

		assert [(row["customer"], row["revenue"], row["currency"]) for row in found] == [
			(named("_RS Dee"), 70, "USD")
		]

	def test_an_empty_report_says_why(self):
		result = segments(segment="Cannot lose")

		assert rows(result) == []
		assert result["message"].startswith("Nobody to show")


class TestMigration:
	def test_the_matrix_is_from_down_and_to_across(self):
		found = {row["before"]: row for row in rows(migration())}

		assert (found["Champions"]["champions"], found["Champions"]["customers"]) == (1, 1)
		assert found["New customer"]["potential_loyalist"] == 1
		assert found["Hibernating"]["not_scored"] == 1

	def test_the_figures_add_up(self):
		result = migration()
		figures = {figure["label"]: figure["value"] for figure in result["report_summary"]}

		assert figures == {
			"Same Segment": 1,
			"Another Segment": 1,
			"Newly Scored": 0,
			"No Longer Scored": 1,
		}
		assert sum(figures.values()) == sum(row["customers"] for row in rows(result))
		assert result["message"].startswith("1 of 3 customers are in the same segment")
		assert len(result["chart"]["data"]["datasets"]) == 2

	def test_from_nothing_all_are_newly_scored(self):
		found = rows(migration(from_date=date(2026, 1, 1), to_date=AS_OF))

		assert [(row["before"], row["customers"]) for row in found] == [("Not Scored", 3)]

	def test_dates_the_wrong_way_round_are_refused_by_name(self):
		import frappe

		with pytest.raises(frappe.ValidationError, match=r"From .* must lie before To"):
			migration(from_date=LATER, to_date=AS_OF)


class TestRights:
	@pytest.mark.parametrize("report", [segments, migration])
	@pytest.mark.parametrize("role", ["Relationship Manager", "Relationship User"])
	def test_relationship_roles_see_all(self, user, role, report):
		user(role)

		assert rows(report())

	@pytest.mark.parametrize("report", [segments, migration])
	def test_others_are_refused(self, user, report):
		import frappe

		user("Sourcing User")

		with pytest.raises(frappe.PermissionError):
			report()

	def test_user_permissions_on_customers_narrow_both(self, user):
		user("Relationship User", Customer=named("_RS Bob"))

		assert [row["customer"] for row in rows(segments(show="Members"))] == [named("_RS Bob")]
		assert sum(row["customers"] for row in rows(migration())) == 1

	def test_user_permissions_on_companies_narrow_both(self, user):
		user("Relationship User", Company=COMPANY_2)

		assert rows(segments()) == rows(migration()) == []


class TestCost:
	@pytest.mark.parametrize("name", ["customer_segments", "segment_migration"])
	@pytest.mark.parametrize("show", ["Segments", "Grid", "Members"])
	def test_a_report_takes_ten_statements_at_most(self, name, show):
		import frappe

		execute = frappe.get_attr(f"relationship_suite.crm_extensions.report.{name}.{name}.execute")
		filters = {"company": COMPANY, "show": show, "from_date": AS_OF, "to_date": LATER}
		execute(filters)
		with counted() as statements:
			execute(filters)

		assert len(statements) <= 10


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
