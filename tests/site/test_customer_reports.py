"""Customer Segments, Segment Migration and the Relationship tab show what the results say, to whom they may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from html import unescape
from urllib.parse import parse_qsl

import pytest

from tests.factories.insights import AS_OF, LATER, refresh
from tests.factories.selling import COMPANY, COMPANY_2, named, sales_invoice
from tests.factories.statements import counted

pytestmark = pytest.mark.usefixtures("three_customers")


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


@dataclass
class Cell:
	"""A cell of a drawn table: what it says, its label for a screen reader, and the filters that its link sets."""

	text: list[str]
	label: str
	query: dict[str, str]


def drawn(html: str, name: str) -> dict[str, Cell]:
	"""Cells with a link, by what their label says first."""
	found = {}
	part = html[html.index(f'class="{name}"') :].split("</table>", maxsplit=1)[0]
	for href, label, body in re.findall(
		r'<a[^>]*href="([^"]+)" aria-label="([^"]+)">(.*?)</a>', part, re.DOTALL
	):
		query = dict(parse_qsl(unescape(href).lstrip("?")))
		text = [line for line in (part.strip() for part in re.split(r"<[^>]+>", unescape(body))) if line]
		score = re.match(r"R\d F\d", label)
		found[score[0].replace(" ", "") if score else unescape(label)] = Cell(text, unescape(label), query)
	return found


def migration_of(moves: dict, names: list[str], query: dict[str, str]) -> str:
	from relationship_suite.crm_extensions.segmentation.matrix import draw

	return draw(moves, names, query)


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
		assert result["message"].startswith("<p>1 of 2 customers are Champions or Loyal and make 95.6 %")
		assert [figure["value"] for figure in result["report_summary"]] == [2, 25100, 0]

	def test_the_sentence_has_the_sites_number_format(self):
		import frappe

		frappe.db.set_default("number_format", "#.###,##")

		assert "make 95,6 % of the revenue" in segments()["message"]

	def test_the_drawn_grid_has_counts_revenue_and_names_and_leads_to_the_members_of_a_cell(self):
		cells = drawn(segments()["message"], "relationship-grid")

		assert list(cells) == ["R5F2", "R5F5"]
		assert cells["R5F2"].text == ["1", "1,100", "Potential loyalist"]
		assert cells["R5F5"].text == ["1", "24,000", "Champions · Loyal"]
		assert "1 customers, net revenue 24,000 EUR" in cells["R5F5"].label
		found = rows(segments(**cells["R5F5"].query))
		assert [row["customer"] for row in found] == [named("_RS Ada")]
		assert [row["customer"] for row in rows(segments(**cells["R5F2"].query))] == [named("_RS Bob")]

	def test_the_grid_is_shaded_by_what_it_shows(self):
		by_count, by_revenue = (
			segments(measure=measure)["message"] for measure in ("Customers", "Net Revenue")
		)

		assert re.findall(r"var\(--blue-500\) (\d+)%", by_count) == ["45", "45"]
		assert re.findall(r"var\(--blue-500\) (\d+)%", by_revenue) == ["10", "45"]

	def test_segments_show_how_they_have_moved_since_a_day(self):
		found = {row["segment"]: row["change"] for row in rows(segments(since=AS_OF))}
		text = re.sub(r"<[^>]+>|\s+", " ", segments(since=AS_OF)["message"])

		assert found == {"Champions": 0, "Potential loyalist": 1}
		assert re.search(r"Potential loyalist\s+1\s+▲ 1", text)
		assert re.search(r"New customer\s+0\s+▼ 1", text)

	def test_without_a_history_that_far_back_nothing_is_said_of_moves(self):
		result = segments(since=date(2020, 1, 1))

		assert "change" not in {column["fieldname"] for column in result["columns"]}
		assert "▲" not in result["message"]

	def test_a_name_of_a_company_is_text_in_the_links(self):
		from relationship_suite.crm_extensions.segmentation.grid import draw

		html = draw([], '"><script>', "EUR", by_revenue=False, before={"x": "Loyal"}, since="today")
		matrix = migration_of({("Loyal", "At risk"): 1}, ["Loyal", "At risk"], {"company": '"><script>'})

		assert "<script" not in html + matrix

	def test_by_margin_the_members_show_how_much_cost_is_known(self):
		from tests.factories.insights import set_rules

		sales_invoice("_RS Ada", on=date(2026, 7, 12), amount=24_000, cost=6_000)
		set_rules(basis="Margin")
		refresh(LATER)
		result = segments(show="Members")

		(row,) = rows(result)
		assert (row["margin"], row["cost_known"]) == (18_000, 50)
		assert {"margin", "cost_known"} <= {column["fieldname"] for column in result["columns"]}
		assert "0 of these customers have a known cost for less than half" in segments()["message"]

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
		assert result["message"].startswith("<p>1 of 3 customers are in the same segment")
		assert "; 1 moved up, 1 moved down. The most common move: 1 from New customer to" in result["message"]
		assert len(result["chart"]["data"]["datasets"]) == 2

	def test_from_nothing_all_are_newly_scored(self):
		found = rows(migration(from_date=date(2026, 1, 1), to_date=AS_OF))

		assert [(row["before"], row["customers"]) for row in found] == [("Not Scored", 3)]

	def test_the_drawn_matrix_tells_up_from_down_and_leads_to_the_customers_of_a_cell(self):
		cells = drawn(migration()["message"], "relationship-moves-matrix")

		assert {label: cell.text for label, cell in cells.items()} == {
			"From Champions to Champions: 1 customers": ["= 1"],
			"From New customer to Potential loyalist: 1 customers": ["▲ 1"],
			"From Hibernating to Not Scored: 1 customers": ["▼ 1"],
		}
		up, down = list(cells.values())[1:]
		(row,) = rows(migration(**up.query))
		assert (row["customer"], row["before"], row["after"], row["revenue"]) == (
			named("_RS Bob"),
			"New customer",
			"Potential loyalist",
			1100,
		)
		assert [row["customer"] for row in rows(migration(**down.query))] == [named("_RS Cy")]

	def test_all_customers_of_a_row_or_of_the_matrix_can_be_listed(self):
		assert len(rows(migration(show="Customers"))) == 3
		assert [row["before"] for row in rows(migration(show="Customers", before="Champions"))] == [
			"Champions"
		]

	@pytest.mark.parametrize(
		("wrong", "message"),
		[
			({"before": "Friends"}, "Segment Before: choose one of Champions, Loyal"),
			({"from_date": "soon"}, "From: soon is not a date"),
			({"to_date": ""}, "To is missing"),
			({"company": ""}, "Company is missing"),
		],
	)
	def test_filters_that_cannot_be_are_refused_by_name(self, wrong, message):
		import frappe

		with pytest.raises(frappe.ValidationError, match=message):
			migration(**{"show": "Customers", **wrong})

	def test_days_to_come_are_refused_by_name(self):
		import frappe

		tomorrow = frappe.utils.add_days(frappe.utils.nowdate(), 1)
		with pytest.raises(frappe.ValidationError, match=r"^To .* is after today"):
			migration(to_date=tomorrow)

	def test_dates_the_wrong_way_round_are_refused_by_name(self):
		import frappe

		with pytest.raises(frappe.ValidationError, match=r"From .* must lie before To"):
			migration(from_date=LATER, to_date=AS_OF)


class TestRights:
	@pytest.mark.parametrize("report", [segments, migration])
	@pytest.mark.parametrize("role", ["Relationship Manager", "Relationship User"])
	def test_relationship_roles_see_all(self, become, role, report):
		become(role)

		assert rows(report())
		assert rows(report(show="Members")), "also on Frappe 15, where these roles read no customer"

	@pytest.mark.parametrize("report", [segments, migration])
	def test_others_are_refused(self, become, report):
		import frappe

		become("Sourcing User")

		with pytest.raises(frappe.PermissionError):
			report()

	def test_user_permissions_on_customers_narrow_both(self, become):
		become("Relationship User", ("Customer", named("_RS Bob")))

		assert [row["customer"] for row in rows(segments(show="Members"))] == [named("_RS Bob")]
		assert sum(row["customers"] for row in rows(migration())) == 1

	def test_user_permissions_on_companies_narrow_both(self, become):
		become("Relationship User", ("Company", COMPANY_2))

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
