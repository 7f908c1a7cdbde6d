"""What the form of a Customer Segment shows while it is typed: the rule in words, how many, whom, and where else they are."""

from __future__ import annotations

import json

import pytest

from tests.factories import segments
from tests.factories.buying import named
from tests.factories.insights import LATER
from tests.factories.segments import SEGMENT, evaluate, form, segment
from tests.factories.selling import COMPANY, COMPANY_2
from tests.factories.statements import watched

pytestmark = pytest.mark.usefixtures("three_customers")

ADA, BOB, CY = "_RS Ada", "_RS Bob", "_RS Cy"
BOUGHT = ("Purchase Days", "at least", 1)


@pytest.fixture(autouse=True)
def _alone(three_customers):
	segments.forget()
	yield
	segments.forget()


def preview(*lines: tuple, **values) -> dict:
	from relationship_suite.crm_extensions.segmentation.segment_api import preview

	return preview(form(*lines, **values))


def sampled(found: dict) -> list[str]:
	return [row["customer"] for row in found["sample"]]


def test_it_says_the_rule_and_counts_and_shows_whom_highest_revenue_first():
	found = preview(BOUGHT)

	assert found["problems"] == []
	assert found["words"] == f"Customers of {COMPANY} of whom it is true that Purchase Days is at least 1."
	assert found["count"] == 3
	assert sampled(found) == [named(ADA), named(BOB), named(CY)]
	assert found["sample"][0]["revenue"] == 24_000
	assert found["currency"] == "EUR"
	assert found["overlaps"] == []


def test_it_looks_at_the_form_and_not_at_what_is_saved():
	segment("_RS Saved", BOUGHT)
	evaluate(LATER)

	found = preview(("Purchase Days", "at least", 2), segment_name=named("_RS Saved"), enabled=0)
	assert found["count"] == 2
	assert found["overlaps"] == []  # not with itself


def test_it_counts_who_is_in_other_segments():
	segment("_RS Others", ("Purchase Days", "is", 1))
	segment("_RS All", BOUGHT)
	segment("_RS Elsewhere", BOUGHT, company=COMPANY_2)
	evaluate(LATER)

	assert preview(("Purchase Days", "at least", 1))["overlaps"] == [
		{"segment": named("_RS All"), "customers": 3},
		{"segment": named("_RS Others"), "customers": 1},
	]


def test_cells_and_lists_are_shown_as_well():
	cells = preview(
		based_on="RFM Cells",
		**{
			f"{each}_{end}": "1" if end == "from" else "5"
			for each in ("recency", "frequency", "monetary")
			for end in ("from", "to")
		},
	)
	assert cells["count"] == 2  # nothing remains of Cy's within the window
	assert "Recency Score is at least 1" in cells["words"]
	listed = preview(based_on="Static List", customers=[{"customer": named(BOB)}, {"customer": "nobody"}])
	assert (listed["count"], sampled(listed)) == (1, [named(BOB)])
	assert preview(based_on="Static List")["count"] == 0


def test_what_is_wrong_is_told_by_line_and_nothing_is_counted():
	found = preview(BOUGHT, ("Net Revenue", "at least", "much"), ("Territory", "is", "<b>Nowhere"))

	assert found == {
		"problems": [
			{
				"row": 2,
				"message": "Line 2, Value: much is not a number; write it without thousands separators, such as 2500.50",
			}
		]
	}
	found = preview(BOUGHT, ("Territory", "is", "<b>Nowhere"))
	assert found["problems"] == [{"row": 2, "message": "Line 2, Value: there is no Territory <b>Nowhere"}]


def test_without_a_company_there_is_nothing_to_count():
	assert preview(BOUGHT, company="") == {"problems": []}


def test_nothing_is_written_and_the_statements_are_few():
	with watched() as statements:
		preview(BOUGHT, ("Net Revenue", "at least", 5, 30), ("Bought Item", "is", "_RS Article"))
	assert not [each for each in statements if each.split()[0].upper() in ("INSERT", "UPDATE", "DELETE")]
	assert len([each for each in statements if "relationship_sales_line" in each]) == 3


class TestRights:
	@pytest.mark.parametrize("limit", ["Customer", "Territory"])
	def test_it_is_of_the_customers_that_the_user_sees(self, become, limit):
		import frappe

		from tests.factories.buying import ensure

		segment("_RS All", BOUGHT)
		evaluate(LATER)
		ensure("Territory", "_RS Preview", territory_name="_RS Preview", is_group=0)
		frappe.db.set_value("Customer", named(BOB), "territory", "_RS Preview")
		become("Relationship User", (limit, named(BOB) if limit == "Customer" else "_RS Preview"))

		found = preview(BOUGHT)
		assert (found["count"], sampled(found)) == (1, [named(BOB)])
		assert found["overlaps"] == [{"segment": named("_RS All"), "customers": 1}]
		listed = preview(
			based_on="Static List", customers=[{"customer": named(ADA)}, {"customer": named(BOB)}]
		)
		assert sampled(listed) == [named(BOB)]
		frappe.set_user("Administrator")
		frappe.db.set_value("Customer", named(BOB), "territory", "_RS Territory")

	def test_a_company_that_the_user_does_not_see_is_refused(self, become):
		import frappe

		become("Relationship User", ("Company", COMPANY_2))
		assert preview(BOUGHT, company=COMPANY_2)["count"] == 1
		with pytest.raises(frappe.PermissionError):
			preview(BOUGHT)

	def test_segments_that_are_hidden_from_the_user_are_in_no_overlap(self, become):
		segments.of(named(ADA), named(BOB), name="_RS Hidden")
		evaluate(LATER)
		assert [each["segment"] for each in preview(BOUGHT)["overlaps"]] == [named("_RS Hidden")]
		become("Relationship User", ("Customer", named(BOB)))
		assert preview(BOUGHT)["overlaps"] == []


@pytest.mark.parametrize(
	"rows",
	[
		"x",
		["x"],
		[{"criterion": ["Territory"]}],
		[{"criterion": "Territory", "operator": {"a": 1}}],
		[{"criterion": "Net Revenue", "operator": "at least", "value": 1e400}],
		[{"criterion": "Net Revenue", "operator": "at least", "value": "5", "days": "x", "indent": "y"}],
		[{"criterion": "City", "operator": "is", "value": "\\' OR 1=1 --"}],
		[{"criterion": None}] * 60,
		[{"criterion": "Any of These", "indent": 0}, *[{"criterion": "Any of These", "indent": 9}] * 5],
	],
)
def test_lines_of_any_content_are_answered(rows):
	import frappe

	from relationship_suite.crm_extensions.segmentation.segment_api import preview

	said = ""
	try:
		preview(json.dumps({**json.loads(form()), "rules": rows}))
	except frappe.ValidationError as error:
		said = str(error)
	assert not said or "rules" in said or "choose one value" in said


def test_what_is_no_segment_is_refused():
	import frappe

	from relationship_suite.crm_extensions.segmentation.segment_api import preview

	with pytest.raises(frappe.ValidationError, match="This is no Customer Segment"):
		preview(json.dumps({"doctype": "User", "name": "Administrator"}))
	assert not frappe.db.exists(SEGMENT, {"company": COMPANY})
