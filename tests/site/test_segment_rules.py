"""Rules of Customer Segments against a site: each condition finds whom it names, as SQLite and MariaDB both see it."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import insights, mails, segments
from tests.factories.buying import ensure, named
from tests.factories.insights import AS_OF
from tests.factories.segments import evaluate, members, segment
from tests.factories.selling import COMPANY, COMPANY_2, customer, sales_invoice, sales_return

TREE = {
	"Territory": "territory_name",
	"Customer Group": "customer_group_name",
	"Item Group": "item_group_name",
}
LONG_AGO = "2020-01-01 10:00:00"


@pytest.fixture(autouse=True, scope="module")
def _customers(site):
	"""Ada buys much and often, Bob a little and lately, Cy gave back what he bought, Dee buys elsewhere, Eve never bought."""
	import frappe

	insights.start()
	segments.forget()
	for doctype, field in TREE.items():
		parent = f"parent_{frappe.scrub(doctype)}"
		ensure(doctype, f"_RS Top {doctype}", **{field: f"_RS Top {doctype}"}, is_group=1)
		ensure(
			doctype,
			f"_RS Low {doctype}",
			**{field: f"_RS Low {doctype}", parent: f"_RS Top {doctype}"},
			is_group=0,
		)
	for month in range(1, 7):
		sales_invoice("_RS Ada", on=date(2026, month, 3), amount=2000)
	sales_invoice("_RS Bob", on=date(2026, 6, 20), amount=500, item_code="_RS Other")
	sales_return(sales_invoice("_RS Cy", on=date(2026, 5, 1), amount=300), on=date(2026, 5, 9), amount=300)
	sales_invoice("_RS Dee", on=date(2026, 6, 20), amount=9000, company=COMPANY_2)
	sales_invoice("_RS Bob", on=date(2026, 8, 1), amount=100_000)  # after the day that counts
	customer("_RS Eve")
	profile("_RS Ada", territory="_RS Low Territory", customer_type="Company", language="de")
	profile("_RS Bob", territory="_RS Top Territory", customer_type="Individual")
	for name in ("_RS Cy", "_RS Dee", "_RS Eve"):
		profile(name, territory=None, customer_type="Company")
	profile("_RS Eve", creation="2026-06-25 10:00:00")
	address("_RS Ada", city="Paris", pincode="75001", country="France")
	address("_RS Ada", city="LYON", pincode="69001", country="France")
	address("_RS Bob", city="Köln", pincode="50667", country="Germany")
	address("_RS Cy", city="Paris", pincode="75002", country="France", disabled=1)
	mail("_RS Ada", "2026-06-20 09:00:00")
	mail("_RS Bob", "2026-06-25 09:00:00", communication_type="Automated Message")
	mail("_RS Cy", "2026-01-20 09:00:00")
	mail("_RS Cy", "2026-07-02 09:00:00")  # after the day that counts
	insights.refresh(AS_OF)
	yield
	for name in frappe.get_all("Communication", {"subject": "_RS Mail"}, pluck="name", order_by="name"):
		frappe.delete_doc("Communication", name, force=True)
	frappe.db.delete("Address", {"address_title": ("like", "_RS Segment%")})
	segments.forget()
	insights.start()


def profile(name: str, **values) -> None:
	import frappe

	values = {"creation": LONG_AGO, **values}
	frappe.db.set_value("Customer", named(name), values, update_modified=False)


def mail(name: str, at: str, **more) -> None:
	about = {"reference_doctype": "Customer", "reference_name": named(name), "communication_date": at}
	mails.mail(**about, **more)


def address(name: str, **values) -> None:
	import frappe

	frappe.get_doc(
		{
			"doctype": "Address",
			"address_title": f"_RS Segment {name}",
			"address_type": "Billing",
			"address_line1": "1",
			**values,
			"links": [{"link_doctype": "Customer", "link_name": named(name)}],
		}
	).insert(ignore_permissions=True)


@pytest.fixture(autouse=True)
def _alone(clean):
	yield
	segments.forget()


EVERYBODY = {"Ada", "Bob", "Cy", "Dee", "Eve"}


def found(*lines: tuple, **values) -> set[str]:
	"""Who of the five is in a segment with these lines."""
	made = segment("_RS Found", *lines, **values)
	outcome = evaluate()
	assert outcome.failures == []
	names = members(made)
	made.delete()
	return {each for each in EVERYBODY if named(f"_RS {each}") in names}


@pytest.mark.parametrize(
	("line", "names"),
	[
		# Net of returns, of this company, up to the day
		(("Net Revenue", "at least", 500), "Ada Bob"),
		(("Net Revenue", "more than", 500), "Ada"),
		(("Net Revenue", "at most", 0), "Cy Dee Eve"),
		(("Net Revenue", "less than", 501), "Bob Cy Dee Eve"),
		(("Net Revenue", "is", 500), "Bob"),
		(("Net Revenue", "is not", 500), "Ada Cy Dee Eve"),
		(("Net Revenue", "at least", 2001, 60), "Ada"),
		(("Net Revenue", "at least", 2001, 30), ""),
		(("Net Revenue", "at least", 2000, 28), "Ada"),  # 3 to 30 June: 28 days
		(("Net Revenue", "at least", 2000, 27), ""),
		(("Purchase Days", "at least", 1), "Ada Bob Cy"),
		(("Purchase Days", "at least", 2), "Ada"),
		(("Purchase Days", "is", 0), "Dee Eve"),
		(("Purchase Days", "at least", 1, 20), "Bob"),
		(("Bought Item", "is", "_RS Article"), "Ada"),
		(("Bought Item", "is not", "_RS Article"), "Bob Cy Dee Eve"),
		(("Bought Item", "is", "_RS Other"), "Bob"),
		(("Bought Item", "is", "_RS Other", 10), ""),
		(("Bought Item Group", "is", "_RS Goods"), "Ada Bob"),
		(("Bought Item Group", "is within", "_RS Goods"), "Ada Bob"),
		(("Bought Item Group", "is not within", "_RS Goods"), "Cy Dee Eve"),
		(("Bought Item Group", "is within", "_RS Top Item Group"), ""),
		# Insight of this company
		(("Days Since Last Purchase", "at most", 10), "Bob"),
		(("Days Since Last Purchase", "at most", 27), "Ada Bob"),
		(("Days Since Last Purchase", "is empty"), "Dee Eve"),
		(("Days Since Last Contact", "at most", 20), "Ada"),  # an automated mail to Bob is none
		(("Days Since Last Contact", "more than", 20), "Cy"),
		(("Days Since Last Contact", "is empty"), "Bob Dee Eve"),
		(("Recency Score", "at most", 5), "Ada Bob"),
		(("Recency Score", "is empty"), "Cy Dee Eve"),
		(("Frequency Score", "at least", 3), "Ada"),
		(("Monetary Score", "is not", 3), "Bob Cy Dee Eve"),
		(("RFM Segment", "is", "Loyal"), ""),
		(("RFM Segment", "is not empty"), "Ada Bob"),
		(("Usual Days Between Purchases", "at least", 20), "Ada"),
		(("Overdue by Own Rhythm", "is", "Yes"), ""),
		(("Overdue by Own Rhythm", "is not", "Yes"), "Ada Bob Cy Dee Eve"),
		(("Overdue by Own Rhythm", "is", "No"), "Ada Bob Cy Dee Eve"),
		# Record
		(("Territory", "is", "_RS Top Territory"), "Bob"),
		(("Territory", "is within", "_RS Top Territory"), "Ada Bob"),
		(("Territory", "is not within", "_RS Top Territory"), "Cy Dee Eve"),
		(("Territory", "is not", "_RS Top Territory"), "Ada Cy Dee Eve"),
		(("Territory", "is empty"), "Cy Dee Eve"),
		(("Territory", "is not empty"), "Ada Bob"),
		(("Customer Type", "is", "Individual"), "Bob"),
		(("Language", "is", "de"), "Ada"),
		(("Days Since Creation", "at most", 5), "Eve"),
		(("Customer Group", "is", "_RS Customers"), "Ada Bob Cy Dee Eve"),
		(("Account Manager", "is empty"), "Ada Bob Cy Dee Eve"),
		(("Sales Partner", "is empty"), "Ada Bob Cy Dee Eve"),
		# Any address that is not disabled
		(("Country", "is", "France"), "Ada"),
		(("Country", "is not", "France"), "Bob Cy Dee Eve"),
		(("Country", "is empty"), "Cy Dee Eve"),
		(("City", "is", "lyon"), "Ada"),
		(("City", "starts with", "PA"), "Ada"),
		(("City", "starts with", "%"), ""),
		(("City", "is", "' or 1=1 --"), ""),
		(("Postal Code", "starts with", "506"), "Bob"),
		(("Postal Code", "is not", "75001"), "Bob Cy Dee Eve"),
		(("State/Province", "is empty"), "Ada Bob Cy Dee Eve"),
	],
	ids=lambda value: " ".join(map(str, value)) if isinstance(value, tuple) else None,
)
def test_a_condition_finds_whom_it_names(line, names):
	assert found(line) == set(names.split())


def test_each_condition_is_among_them():
	from relationship_suite.crm_extensions.segmentation.conditions import CONDITIONS

	(marks,) = (
		each for each in test_a_condition_finds_whom_it_names.pytestmark if each.name == "parametrize"
	)
	assert {line[0] for line, _names in marks.args[1]} == {each.name for each in CONDITIONS}


def test_groups_are_joined_as_they_are_nested():
	assert found(
		("Territory", "is not empty"),
		("Any of These",),
		(1, "Net Revenue", "at least", 5000),
		(1, "All of These"),
		(2, "Customer Type", "is", "Individual"),
		(2, "Net Revenue", "less than", 501),
	) == {"Ada", "Bob"}
	assert found(("None of These",), (1, "Territory", "is not empty"), (1, "City", "is", "Paris")) == {
		"Cy",
		"Dee",
		"Eve",
	}
	assert found(("Territory", "is", "_RS Top Territory"), ("Language", "is", "de"), combine="Any Line") == {
		"Ada",
		"Bob",
	}


def test_cells_of_rfm_hold_those_with_such_scores():
	r, f, _m = insights.rfm("_RS Ada")
	assert found(based_on="RFM Cells", recency_from=str(r), frequency_from=str(f)) == {"Ada"}
	assert found(based_on="RFM Cells") == {"Ada", "Bob"}


def test_amounts_of_another_company_are_those_of_its_own_segment():
	assert found(("Net Revenue", "at least", 5000), company=COMPANY_2) == {"Dee"}


def test_disabled_and_internal_customers_are_in_no_segment():
	import frappe

	listed = [named(f"_RS {each}") for each in ("Ada", "Bob", "Eve")]
	frappe.db.set_value("Customer", listed[0], "disabled", 1, update_modified=False)
	frappe.db.set_value("Customer", listed[1], "is_internal_customer", 1, update_modified=False)
	try:
		made = segments.of(*listed)
		evaluate()
		assert members(made) == {listed[2]}
		assert found(("Net Revenue", "at least", 500)) == set()
	finally:
		for name in listed:
			values = {"disabled": 0, "is_internal_customer": 0}
			frappe.db.set_value("Customer", name, values, update_modified=False)
		frappe.db.commit()  # as the evaluation has committed the opposite


def test_a_name_of_any_content_is_a_value_and_nothing_else():
	odd = "_RS O'Brien -- 1"
	ensure("Territory", odd, territory_name=odd, is_group=0)
	profile("_RS Eve", territory=odd)
	try:
		assert found(("Territory", "is within", odd)) == {"Eve"}
	finally:
		profile("_RS Eve", territory=None)


class TestTheForm:
	def test_everything_wrong_is_told_by_line_and_field(self):
		import frappe

		with pytest.raises(frappe.ValidationError) as error:
			segment(
				"_RS Wrong",
				("Territory", "is", "_RS Nowhere"),
				("Net Revenue", "at least", "much"),
				("Net Revenue", "starts with", "5"),
			)
		said = str(error.value)
		assert "Line 2, Value: much is not a number" in said
		assert "Line 3, Operator: starts with cannot be asked of Net Revenue" in said

		with pytest.raises(frappe.ValidationError, match="Line 1, Value: there is no Territory _RS Nowhere"):
			segment("_RS Wrong", ("Territory", "is", "_RS Nowhere"))
		with pytest.raises(frappe.ValidationError, match="Line 1, Value: Robot is not one of"):
			segment("_RS Wrong", ("Customer Type", "is", "Robot"))
		with pytest.raises(frappe.ValidationError, match="Recency To: 2 is below 4"):
			segment("_RS Wrong", based_on="RFM Cells", recency_from="4", recency_to="2")

	def test_html_in_a_value_is_shown_as_it_is(self):
		import frappe

		with pytest.raises(frappe.ValidationError) as error:
			segment("_RS Wrong", ("Net Revenue", "at least", "<img src=x onerror=alert(1)>"))
		assert "<img" not in str(error.value)

	def test_a_record_that_is_renamed_keeps_its_line(self):
		import frappe

		ensure("Territory", "_RS Old Name", territory_name="_RS Old Name", is_group=0)
		made = segment("_RS Renamed", ("Territory", "is", "_RS Old Name"))
		profile("_RS Eve", territory="_RS Old Name")
		frappe.local.dynamic_link_map = None  # as in a request of its own
		frappe.rename_doc("Territory", "_RS Old Name", "_RS New Name", force=True)
		evaluate()

		assert members(made) == {named("_RS Eve")}
		made.reload()
		assert made.rules[0].value == "_RS New Name"
		made.save()
		with pytest.raises(frappe.LinkExistsError):
			frappe.delete_doc("Territory", "_RS New Name")
		profile("_RS Eve", territory=None)
		made.delete()
		frappe.delete_doc("Territory", "_RS New Name", force=True)

	def test_the_words_say_the_rule(self):
		from relationship_suite.crm_extensions.segmentation.rule_wording import in_words

		made = segment(
			"_RS Words",
			("Net Revenue", "at least", 2500, 90),
			("Any of These",),
			(1, "Territory", "is within", "_RS Top Territory"),
			(1, "None of These"),
			(2, "City", "starts with", "Par"),
			(2, "Bought Item", "is not", "_RS Article"),
		)
		assert in_words(made.rule(), COMPANY) == (
			f"Customers of {COMPANY} of whom it is true that Net Revenue in the last 90 days is at least 2,500 and "
			"(Territory is _RS Top Territory or below it or it is not true that (City starts with Par or they did not "
			"buy _RS Article))."
		)
