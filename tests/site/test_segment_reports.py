"""Segments where people look: their sizes and overlaps, the customer's tab, filters of reports and of the Customer list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import segments
from tests.factories.buying import named
from tests.factories.insights import AS_OF, LATER
from tests.factories.segments import SEGMENT, evaluate, segment
from tests.factories.selling import COMPANY, COMPANY_2, customer
from tests.factories.statements import watched

pytestmark = pytest.mark.usefixtures("three_customers")

ADA, BOB, CY, DEE = "_RS Ada", "_RS Bob", "_RS Cy", "_RS Dee"
OFTEN, ONCE = ("Purchase Days", "at least", 2), ("Purchase Days", "is", 1)
BOUGHT = ("Purchase Days", "at least", 1)


@pytest.fixture(autouse=True)
def made(three_customers):
	"""Often (Ada; from LATER on Bob as well), Once (Bob, Cy; then Cy), Bought (all three), evaluated on both days."""
	segments.forget()
	found = {
		name: segment(f"_RS {name}", line)
		for name, line in (("Often", OFTEN), ("Once", ONCE), ("Bought", BOUGHT))
	}
	segment("_RS Elsewhere", BOUGHT, company=COMPANY_2)
	evaluate(AS_OF)
	evaluate(LATER)
	yield found
	segments.forget()


def run(name: str, **filters) -> dict:
	from frappe.desk.query_report import run

	return run(name, filters={"company": COMPANY, **filters}, ignore_prepared_report=True)


def rows(name: str, **filters) -> list[dict]:
	return [row for row in run(name, **filters)["result"] if isinstance(row, dict)]


class TestSizes:
	SPAN = {"from_date": AS_OF, "to_date": LATER}

	def test_a_row_says_how_many_there_were_at_each_month_end_and_are_now(self):
		found = {row["segment"]: row for row in rows("Segment Sizes", **self.SPAN)}

		assert {name: (row["day_0"], row["now"], row["change"]) for name, row in found.items()} == {
			named("_RS Bought"): (3, 3, 0),
			named("_RS Often"): (1, 2, 1),
			named("_RS Once"): (2, 1, -1),
		}

	def test_it_says_what_grew_and_what_shrank_and_draws_both(self):
		result = run("Segment Sizes", **self.SPAN)

		assert f"{named('_RS Often')} grew most: by 1 since" in result["message"]
		assert f"{named('_RS Once')} lost most: 1 since" in result["message"]
		assert len(result["chart"]["data"]["datasets"]) == 3
		assert len(result["chart"]["data"]["labels"]) == 2

	def test_segments_of_rfm_have_their_sizes_as_well(self):
		found = rows("Segment Sizes", segment_set="RFM", **self.SPAN)
		assert sum(row["now"] for row in found) == 2
		assert named("_RS Often") not in {row["segment"] for row in found}

	def test_it_is_one_statement_over_the_history_however_many_months(self):
		def looks(months: int) -> int:
			with watched() as statements:
				rows("Segment Sizes", from_date=LATER - timedelta(days=30 * months), to_date=LATER)
			return len([each for each in statements if "SUM(CASE" in each])

		assert looks(2) == looks(30) == 1

	def test_before_the_history_there_is_a_sentence_and_no_row(self):
		result = run("Segment Sizes", from_date="2020-01-01", to_date="2020-02-01")
		assert result["result"] == []
		assert "No segment had members on these days" in result["message"]

	@pytest.mark.parametrize(
		("filters", "said"),
		[
			({"company": ""}, "Company is missing"),
			({"segment_set": "Mine"}, "choose one of"),
			({"from_date": "x"}, "x is not a date"),
			({"from_date": "2026-07-02", "to_date": "2026-07-01"}, "is after"),
			({"from_date": "2020-01-01", "to_date": "2026-01-01"}, "more than the 36"),
		],
	)
	def test_what_cannot_be_shown_is_refused_by_its_name(self, filters, said):
		import frappe

		with pytest.raises(frappe.ValidationError, match=said):
			rows("Segment Sizes", **filters)


class TestOverlap:
	def test_each_pair_stands_once_with_its_shares(self):
		found = rows("Segment Overlap", day=LATER)

		assert [
			(row["segment"], row["also"], row["both"], row["share"], row["also_share"]) for row in found
		] == [
			(named("_RS Bought"), named("_RS Often"), 2, pytest.approx(200 / 3), 100),
			(named("_RS Bought"), named("_RS Once"), 1, pytest.approx(100 / 3), 100),
		]
		assert {(row["also"], row["both"]) for row in rows("Segment Overlap", day=AS_OF)} == {
			(named("_RS Often"), 1),
			(named("_RS Once"), 2),
		}

	def test_it_can_be_against_rfm(self):
		found = rows("Segment Overlap", against="RFM", day=LATER)
		assert sum(row["both"] for row in found if row["segment"] == named("_RS Often")) == 2
		assert {row["also"] for row in found}.isdisjoint({named("_RS Often"), named("_RS Bought")})

	def test_nothing_in_common_is_said(self):
		result = run("Segment Overlap", day="2020-01-01")
		assert result["result"] == []
		assert "No two segments share a customer" in result["message"]

	def test_an_unknown_set_is_refused(self):
		import frappe

		with pytest.raises(frappe.ValidationError, match="Against: choose one of"):
			rows("Segment Overlap", against="x")


class TestFilters:
	def test_customer_reports_are_narrowed_to_the_members(self, made):
		def names(report: str, **more) -> set[str]:
			return {row["customer"] for row in rows(report, customer_segment=made["Once"].name, **more)}

		assert names("Customer Segments", show="Members") == set()  # Cy has no score any more
		assert {
			row["customer"]
			for row in rows("Customer Segments", show="Members", customer_segment=made["Often"].name)
		} == {named(ADA), named(BOB)}
		days = {"from_date": AS_OF, "to_date": LATER}
		assert names("Segment Migration", show="Customers", **days) == {named(CY)}
		matrix = run("Segment Migration", customer_segment=made["Often"].name, **days)
		assert sum(row["customers"] for row in matrix["result"]) == 2

	@pytest.mark.parametrize("report", ["Customer Segments", "Segment Migration"])
	def test_a_segment_of_another_company_or_of_nobody_is_refused(self, report):
		import frappe

		days = {"from_date": AS_OF, "to_date": LATER}
		with pytest.raises(frappe.ValidationError, match="is a segment of"):
			rows(report, customer_segment=named("_RS Elsewhere"), **days)
		with pytest.raises(frappe.ValidationError, match="There is no Customer Segment"):
			rows(report, customer_segment="<b>x", **days)

	def test_the_customer_list_is_filtered_by_the_code(self, made):
		import frappe

		def listed(code: str) -> set[str]:
			filters = [["Customer", "relationship_segments", "like", f"%{code}%"]]
			return set(frappe.get_list("Customer", filters=filters, pluck="name", limit=0, order_by="name"))

		assert listed(made["Often"].code) == {named(ADA), named(BOB)}
		assert listed(made["Once"].code) == {named(CY)}
		assert len({each.code for each in made.values()}) == 3
		made["Bought"].reload()
		made["Bought"].enabled = 0
		made["Bought"].save()
		evaluate(LATER)
		assert listed(made["Bought"].code) == set()
		assert listed(made["Often"].code) == {named(ADA), named(BOB)}
		made["Often"].delete()
		assert listed(made["Often"].code) == set()
		assert frappe.db.get_value("Customer", named(CY), "relationship_segments") == made["Once"].code
		assert frappe.db.get_value("Customer", named(ADA), "relationship_segments") == ""

	def test_the_code_tells_nothing_and_nobody_writes_it(self, made):
		import frappe

		doc = frappe.get_doc("Customer", named(ADA))
		before = doc.relationship_segments
		assert "_RS" not in before
		doc.relationship_segments = "all of them"
		doc.save()
		assert frappe.db.get_value("Customer", named(ADA), "relationship_segments") == before
		doc = frappe.get_doc(SEGMENT, made["Often"].name)
		doc.code = "mine"
		doc.save()
		assert frappe.db.get_value(SEGMENT, doc.name, "code") == made["Often"].code

	def test_a_merged_customer_bears_the_codes_of_both(self, made):
		import frappe

		from tests.factories import insights

		other = customer("_RS Twin")
		listed = segments.of(other, name="_RS Twins")
		evaluate(LATER)
		frappe.rename_doc("Customer", other, named(CY), merge=True, force=True)
		insights.refresh(LATER)
		evaluate(LATER)

		codes = frappe.db.get_value("Customer", named(CY), "relationship_segments").split()
		assert listed.code in codes
		assert made["Once"].code in codes


class TestTheTab:
	def overview(self, customer_name: str) -> dict:
		from relationship_suite.crm_extensions.segmentation.api import get_overview

		return get_overview(customer_name)

	def test_it_says_what_to_do_in_each_segment(self, made):
		doc = made["Often"]
		doc.reload()
		doc.strategy, doc.next_action = "Keep them.", "Visit them."
		doc.save()

		assert self.overview(named(ADA))["segments"] == [
			{
				"segment": made["Bought"].name,
				"company": COMPANY,
				"since": AS_OF,
				"strategy": "",
				"next_action": "",
			},
			{
				"segment": doc.name,
				"company": COMPANY,
				"since": AS_OF,
				"strategy": "Keep them.",
				"next_action": "Visit them.",
			},
		]

	def test_who_never_bought_can_be_in_one_as_well(self):
		eve = customer("_RS Eve")
		listed = segments.of(eve, name="_RS Listed")
		evaluate(LATER)
		assert [each["segment"] for each in self.overview(eve)["segments"]] == [listed.name]

	def test_segments_that_are_hidden_are_not_told(self, become, made):
		segments.of(named(ADA), named(BOB), name="_RS Both")
		evaluate(LATER)
		become("Relationship User", "Sales User", ("Customer", named(ADA)))
		assert [each["segment"] for each in self.overview(named(ADA))["segments"]] == [
			made["Bought"].name,
			made["Often"].name,
		]


class TestRights:
	DAYS = {"from_date": AS_OF, "to_date": LATER}

	def test_sizes_and_overlaps_are_of_the_customers_that_one_sees(self, become):
		become("Relationship User", ("Customer", named(BOB)))

		assert {row["segment"]: row["now"] for row in rows("Segment Sizes", **self.DAYS)} == {
			named("_RS Bought"): 1,
			named("_RS Often"): 1,
			named("_RS Once"): 0,
		}
		assert [row["both"] for row in rows("Segment Overlap", day=LATER)] == [1]

	@pytest.mark.parametrize("report", ["Segment Sizes", "Segment Overlap"])
	def test_another_company_is_refused(self, become, report):
		import frappe

		become("Relationship User", ("Company", COMPANY_2))
		assert isinstance(rows(report, company=COMPANY_2), list)
		with pytest.raises(frappe.PermissionError):
			rows(report)

	def test_lists_that_are_hidden_are_in_no_report(self, become):
		hidden = segments.of(named(ADA), named(BOB), name="_RS Both")
		evaluate(LATER)
		assert hidden.name in {row["segment"] for row in rows("Segment Sizes", **self.DAYS)}
		become("Relationship User", ("Customer", named(BOB)))
		assert hidden.name not in {row["segment"] for row in rows("Segment Sizes", **self.DAYS)}
		assert hidden.name not in {row["also"] for row in rows("Segment Overlap", day=LATER)}
		import frappe

		with pytest.raises(frappe.PermissionError):
			rows("Customer Segments", customer_segment=hidden.name)


def test_the_first_of_a_month_is_no_day_of_its_own():
	found = rows("Segment Sizes", from_date=date(2026, 6, 1), to_date=AS_OF)
	assert [name for name in found[0] if name.startswith("day_")] == ["day_0"]
