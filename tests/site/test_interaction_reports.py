"""Reports of contact with parties: how much there was, and with which of the most valuable there was none."""

from __future__ import annotations

from datetime import date

import pytest
from frappe.utils import add_days, nowdate

from tests.factories import buying, people, segments, selling
from tests.factories.interactions import interaction
from tests.factories.mails import mail
from tests.factories.runs import refresh_facts
from tests.site.test_timeline import fresh, insert

#: A year of which no other test has anything.
YEAR = {"from_date": "2019-01-01", "to_date": "2019-12-31"}
DAY = "2019-05-05 10:00:00"


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def report(name: str, **filters) -> list[dict]:
	from frappe.desk.query_report import run

	found = run(name, filters=filters, ignore_prepared_report=True)
	return [row for row in found["result"] if isinstance(row, dict)]


def refused(match: str, name: str, **filters) -> None:
	import frappe

	with pytest.raises((frappe.ValidationError, frappe.PermissionError), match=match):
		report(name, **filters)


class TestActivity:
	@pytest.fixture
	def year(self):
		"""Two calls and a visit with a customer, one call with a supplier, a mail from the customer and an automated one."""
		import frappe

		customer, supplier = fresh(), fresh("Supplier")
		logged = [
			interaction(customer, happened_on=DAY),
			interaction(customer, happened_on="2019-12-31 23:00:00", person=people.user("Relationship User")),
			interaction(customer, happened_on=DAY, channel="Visit", direction=""),
			interaction(supplier, "Supplier", happened_on=DAY),
		]
		about = {"reference_doctype": "Customer", "reference_name": customer, "communication_date": DAY}
		mails = [mail(**about), mail(communication_type="Automated Message", **about)]
		refresh_facts()
		yield customer, supplier
		frappe.set_user("Administrator")
		for doctype, names in (("Communication", mails), ("Interaction", [doc.name for doc in logged])):
			for name in names:
				frappe.delete_doc(doctype, name, force=True)
		refresh_facts()

	def counts(self, by: str, **filters) -> dict:
		return {
			row["key"]: (row["touches"], row["parties"], row["ours"], row["theirs"])
			for row in report("Interaction Activity", by=by, **YEAR, **filters)
		}

	def test_by_channel(self, year):
		assert self.counts("Channel") == {
			"Call": (3, 2, 3, 0),
			"Visit": (1, 1, 0, 0),
			"Email": (1, 1, 0, 1),
		}

	def test_by_party_and_kind(self, year):
		customer, supplier = year
		assert self.counts("Party") == {customer: (4, 1, 2, 1), supplier: (1, 1, 1, 0)}
		assert self.counts("Party", party_type="Supplier") == {supplier: (1, 1, 1, 0)}

	def test_by_person_with_their_names(self, year):
		found = self.counts("Person")
		assert found["Relationship User"] == (1, 1, 1, 0)
		assert found["Administrator"] == (4, 2, 2, 1)

	def test_by_group(self, year):
		import frappe

		customer, _supplier = year
		group = frappe.db.get_value("Customer", customer, "customer_group")
		assert self.counts("Party Group")[group] == (4, 1, 2, 1)

	def test_a_segment_narrows_it_to_its_members(self, year, become):
		import frappe

		customer, _supplier = year
		theirs, others = listed("_RS Talked", customer), listed("_RS Silent", fresh())

		assert self.counts("Party", customer_segment=theirs) == {customer: (4, 1, 2, 1)}
		assert self.counts("Channel", customer_segment=theirs)["Call"] == (2, 1, 2, 0)
		assert self.counts("Party", customer_segment=others) == {}
		asked = {"customer_segment": theirs, "party_type": "Supplier", **YEAR}
		refused("Segments are of customers", "Interaction Activity", **asked)
		refused("There is no Customer Segment", "Interaction Activity", customer_segment="<b>x")
		for limits in (("Sourcing User",), ("Relationship User", ("Customer", fresh()))):
			become(*limits)
			with pytest.raises(frappe.PermissionError):
				self.counts("Party", customer_segment=theirs)

	def test_the_last_day_counts_and_the_one_after_does_not(self, year):
		rows = report("Interaction Activity", by="Party", from_date="2019-12-31", to_date="2019-12-31")
		assert [row["touches"] for row in rows] == [1]
		assert report("Interaction Activity", by="Party", from_date="2019-12-30", to_date="2019-12-30") == []

	@pytest.mark.parametrize(
		("role", "kind"), [("Relationship User", "Customer"), ("Sourcing User", "Supplier")]
	)
	def test_a_role_sees_its_kinds(self, year, become, role, kind):
		become(role)

		assert {row["kind"] for row in report("Interaction Activity", by="Party", **YEAR)} == {kind}
		other = "Supplier" if kind == "Customer" else "Customer"
		refused("Your roles are not for", "Interaction Activity", by="Party", party_type=other, **YEAR)

	def test_hidden_parties_are_in_no_sum(self, year, become):
		become("Relationship User", ("Customer", fresh()))

		assert report("Interaction Activity", by="Person", **YEAR) == []

	@pytest.mark.parametrize(
		("filters", "match"),
		[
			({"by": "Nothing"}, "Group By: choose"),
			({"party_type": "User"}, "Party Type: choose"),
			({"from_date": "x"}, "not a date"),
		],
	)
	def test_what_is_no_filter_is_named(self, filters, match):
		refused(match, "Interaction Activity", **filters)


class TestNoContact:
	@pytest.fixture
	def company(self) -> str:
		"""A company of which nothing was bought in the last year but what these tests sell."""
		import frappe

		name = buying.COMPANY_2
		line = frappe.qb.Table("relationship_sales_line")
		frappe.qb.from_(line).delete().where(line.company == name).run()
		return name

	@pytest.fixture
	def three(self, company) -> tuple[str, str, str]:
		"""Customers worth 700, 200 and 100, of the facts alone: what there is to see is theirs."""
		from relationship_suite.relationship_core.facts import bulk, schema

		names = tuple(fresh() for _ in range(3))
		kinds = {"key": "_RS", "doctype": "Sales Invoice", "int": 0, "flag": 0, "decimal": 0}
		day = date.fromisoformat(add_days(nowdate(), -30))
		table = schema.SALES_LINE
		for name, amount in zip(names, (700, 200, 100), strict=True):
			known = {"company": company, "customer": name, "line": name, "sold_on": day, "net_amount": amount}
			known["posting_month"] = day.replace(day=1)
			row = [known.get(each.name, kinds.get(each.kind)) for each in table.columns]
			bulk.insert(table.name, table.column_names, [row])
		return names

	def found(self, company: str, **filters) -> dict:
		rows = report("No Contact", company=company, **filters)
		return {row["party"]: row["days"] for row in rows}

	def test_the_most_valuable_whom_nobody_was_in_touch_with(self, company, three):
		ada, bob, cy = three

		assert self.found(company) == {ada: None, bob: None}
		assert self.found(company, share=100) == {ada: None, bob: None, cy: None}

	def test_of_a_segment_the_most_valuable_members_are_looked_at(self, company, three):
		_ada, bob, cy = three
		small = listed("_RS Small", bob, cy, company=company)

		assert self.found(company, customer_segment=small) == {bob: None, cy: None}
		assert self.found(company, customer_segment=small, share=60) == {bob: None}
		refused("is a segment of", "No Contact", company=buying.COMPANY, customer_segment=small)
		asked = {"company": company, "party_type": "Supplier", "customer_segment": small}
		refused("Segments are of customers", "No Contact", **asked)

	def test_who_was_called_lately_is_left_out_and_comes_back_with_time(self, company, three):
		ada, bob, _cy = three
		interaction(ada, happened_on=f"{add_days(nowdate(), -10)} 10:00:00")
		interaction(bob, happened_on=f"{add_days(nowdate(), -100)} 10:00:00")
		_touch_now()

		assert self.found(company) == {bob: 100}
		assert self.found(company, days=10) == {ada: 10, bob: 100}

	def test_a_role_sees_its_kind(self, company, three, become):
		become("Sourcing User")
		refused("Your roles are not for", "No Contact", company=company, party_type="Customer")
		assert self.found(company, party_type="Supplier") is not None

	def test_hidden_customers_are_no_part_of_the_whole(self, company, three, become):
		_ada, bob, _cy = three
		become("Relationship User", ("Customer", bob))

		assert self.found(company) == {bob: None}

	def test_a_hidden_company_is_refused(self, company, become):
		become("Relationship User", ("Company", buying.COMPANY))

		refused("You may not see Company", "No Contact", company=company)

	@pytest.mark.parametrize(
		("filters", "match"),
		[
			({"company": ""}, "Company is missing"),
			({"party_type": "Lead"}, "Party Type: choose one of Customer, Supplier"),
			({"days": "-3"}, "Days Without Contact must be from 1"),
			({"share": "101"}, "Share of Value % must be from"),
		],
	)
	def test_what_is_no_filter_is_named(self, company, filters, match):
		refused(match, "No Contact", **{"company": company, **filters})


def listed(name: str, *customers: str, company: str = buying.COMPANY) -> str:
	"""A segment with these members today."""
	segment = segments.of(*customers, name=name, company=company).name
	for customer in customers:
		insert(
			segments.MEMBERSHIP,
			customer=customer,
			company=company,
			segment_set="Customer Segment",
			customer_segment=segment,
			entered_on="2026-01-01",
		)
	return segment


def _touch_now() -> None:
	"""The touches of what this test has logged, without a run, which would commit."""
	import frappe

	from relationship_suite.relationship_core.facts import schema, touches

	names = frappe.get_all(
		"Interaction", filters={"happened_on": (">", add_days(nowdate(), -150))}, pluck="name"
	)
	table = frappe.qb.Table(schema.TOUCH.name)
	frappe.qb.into(table).columns(*schema.TOUCH.column_names).from_(
		touches.interactions(names).as_("t")
	).select("*").run()
