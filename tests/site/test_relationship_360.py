"""What stands beside a timeline: people, what is open, what is bought and what stopped; and who opens the page."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.setup.roles import ROLES
from tests.factories import buying, people, selling
from tests.factories import scorecards as make
from tests.factories.interactions import contact, interaction
from tests.factories.runs import refresh_facts
from tests.factories.statements import watched
from tests.site.test_timeline import fresh, insert

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def card(party: str, party_type: str = "Customer") -> dict:
	from relationship_suite.relationship_core.timeline.api import get_card

	return get_card(party_type, party)


def items(party: str, party_type: str = "Customer") -> list[dict]:
	from relationship_suite.relationship_core.timeline import card_queries

	return card_queries.items(party_type, party, AS_OF)


def buyer(*sales: tuple[date, float], **more) -> str:
	"""A customer who was invoiced so much on these days."""
	import frappe

	name = f"_RS Buyer {frappe.generate_hash(length=6)}"
	for day, amount in sales:
		selling.sales_invoice(name, on=day, amount=amount, **more)
	return selling.named(name)


def test_the_people_of_the_party_and_no_others_are_named():
	party = fresh()
	person = contact(party)
	contact(fresh())

	assert [row.name for row in card(party)["contacts"]] == [person.name]


def test_what_is_open_is_listed_by_its_day_and_what_is_done_is_not():
	party = fresh()
	follow_up = interaction(party, follow_up_on="2026-03-09").name
	interaction(party)
	task = {"description": "<b>_RS</b>", "reference_type": "Customer", "reference_name": party}
	todo = insert("ToDo", status="Open", date="2026-03-08", **task)
	insert("ToDo", status="Closed", date="2026-03-08", **task)
	order = insert(
		"Sales Order", customer=party, docstatus=1, status="To Deliver", delivery_date="2026-03-10"
	)
	insert("Sales Order", customer=party, docstatus=1, status="Completed", delivery_date="2026-03-10")
	issue = insert("Issue", subject="_RS", customer=party, status="Open", opening_date="2026-03-07")

	found = card(party)["open_items"]
	assert [row["name"] for row in found] == [issue, todo, follow_up, order]
	assert found[1]["text"] == "_RS"


def test_a_supplier_has_orders_open():
	party = fresh("Supplier")
	order = insert(
		"Purchase Order", supplier=party, docstatus=1, status="To Receive", schedule_date="2026-03-10"
	)

	assert [row["name"] for row in card(party, "Supplier")["open_items"]] == [order]


def test_what_was_bought_before_and_not_now_has_stopped():
	still = buyer((date(2026, 6, 1), 100), (date(2025, 6, 1), 300))
	ended = buyer((date(2025, 6, 1), 70))
	long_ago = buyer((date(2024, 6, 1), 50))
	refresh_facts()

	[row] = items(still)
	assert (row["now"], row["before"], bool(row["has_stopped"])) == (100, 300, False)
	assert str(row["last_on"]) == "2026-06-01"
	assert row["currency"]
	[row] = items(ended)
	assert (row["now"], row["before"], bool(row["has_stopped"])) == (0, 70, True)
	assert items(long_ago) == []


def test_companies_are_kept_apart_and_hidden_ones_hidden(become):
	import frappe

	name = f"_RS Buyer {frappe.generate_hash(length=6)}"
	for company in (buying.COMPANY, selling.COMPANY_2):
		selling.sales_invoice(name, on=date(2026, 6, 1), amount=100, company=company)
	party = selling.named(name)
	refresh_facts()

	assert {row["company"] for row in items(party)} == {buying.COMPANY, selling.COMPANY_2}
	become("Relationship User", ("Company", buying.COMPANY))
	assert {row["company"] for row in items(party)} == {buying.COMPANY}


def test_what_is_bought_is_for_those_who_see_customers_results(become):
	party = buyer((date(2026, 6, 1), 100))
	refresh_facts()

	become("Sourcing User")
	assert items(party) == []
	become("Relationship User")
	assert items(party)


def figures(party: str, party_type: str) -> list[dict]:
	from relationship_suite.relationship_core.timeline import card_queries

	return card_queries.figures(party_type, party)


def scored(supplier: str, company: str = buying.COMPANY, **values) -> str:
	"""A result of this month by an enabled scorecard; gives its name."""
	import frappe

	card = f"_RS 360 {frappe.generate_hash(length=6)}"
	make.scorecard(card).insert()
	scores = {"is_scored": 1, "score": 71.5, "standing": "Fair", "standing_colour": "Orange", "coverage": 100}
	moved = {"has_previous": 1, "previous_score": 75.5, "change": -4}
	period = {"period": "2026-01", "period_start": "2026-01-01", "period_end": "2026-01-31"}
	of = {"supplier": supplier, "company": company, "scorecard": card}
	return insert("Performance Scorecard Result", **{**of, **period, **scores, **moved, **values})


class TestFigures:
	@pytest.fixture
	def supplier(self) -> str:
		return fresh("Supplier")

	@pytest.fixture
	def customer(self, monkeypatch) -> str:
		"""Bought every 12 days, and 40 days ago last."""
		from relationship_suite.crm_extensions.segmentation import figure_queries

		monkeypatch.setattr(figure_queries, "nowdate", lambda: "2026-06-30")
		name = fresh()
		self.insight(name, buying.COMPANY)
		return name

	def insight(self, customer: str, company: str) -> None:
		insert(
			"Customer Insight",
			customer=customer,
			company=company,
			currency="EUR",
			segment="At risk",
			segment_since="2026-05-01",
			revenue=2500,
			purchase_days=7,
			last_purchase_on="2026-05-21",
			gaps=6,
			median_gap_days=12,
		)

	def test_a_suppliers_score_has_its_standing_and_leads_to_its_result(self, supplier):
		name = scored(supplier)

		[figure] = figures(supplier, "Supplier")
		assert (figure["value"], figure["colour"]) == ("71.5 of 100, Fair", "orange")
		assert figure["detail"] == "▼ 4.0 against the period before · 2026-01"
		assert (figure["doctype"], figure["name"]) == ("Performance Scorecard Result", name)

	def test_a_score_without_enough_data_is_no_figure(self, supplier):
		scored(supplier, is_scored=0, score=0, coverage=30)

		[figure] = figures(supplier, "Supplier")
		assert figure["value"] == "Not enough data"
		assert figure["detail"].startswith("30.0 % of the weight had enough data")

	def test_overdue_lines_lead_to_these_lines(self):
		import frappe
		from frappe.desk.query_report import run

		name = f"_RS Late {frappe.generate_hash(length=6)}"
		for due in (date(2025, 3, 2), date(2025, 8, 2)):
			make.line(name, due, late=True)
		make.refresh()

		found = figures(buying.named(name), "Supplier")
		[figure] = [each for each in found if each["label"] == "Overdue Order Lines"]
		assert figure["value"] == "2"
		listed = run(figure["report"], filters=figure["filters"], ignore_prepared_report=True)["result"]
		assert len([row for row in listed if isinstance(row, dict)]) == 2

	def test_a_customers_figures_lead_to_what_they_are_made_of(self, customer):
		segment, revenue, rhythm = figures(customer, "Customer")

		assert (segment["value"], segment["report"]) == ("At risk", "Customer Segments")
		assert segment["filters"] == {"company": buying.COMPANY, "segment": "At risk", "show": "Members"}
		assert "2,500" in revenue["value"]
		assert revenue["detail"] == "Last 12 months, on 7 purchase days"
		invoices = {"customer": customer, "company": buying.COMPANY, "docstatus": 1}
		assert revenue["filters"] == {**invoices, "posting_date": '[">=", "2025-07-01"]'}
		assert rhythm["value"] == "Every 12 days, last 40 days ago"
		assert (rhythm["detail"], rhythm["colour"]) == ("28 days overdue", "orange")
		assert (rhythm["doctype"], rhythm["filters"]) == ("Sales Invoice", invoices)

	def test_two_purchases_make_no_rhythm(self, customer):
		import frappe

		frappe.db.set_value("Customer Insight", {"customer": customer}, {"gaps": 1})

		rhythm = figures(customer, "Customer")[-1]
		assert (rhythm["value"], rhythm["detail"]) == (
			"Last 40 days ago",
			"Too few purchases to know their rhythm.",
		)

	def test_companies_are_told_apart_and_hidden_ones_hidden(self, customer, supplier, become):
		scored(supplier)
		scored(supplier, selling.COMPANY_2)
		self.insight(customer, selling.COMPANY_2)
		of_each = {"Customer": 6, "Supplier": 2}
		for party, kind in ((customer, "Customer"), (supplier, "Supplier")):
			found = figures(party, kind)
			assert len(found) == of_each[kind]
			assert sum(each["detail"].endswith(selling.COMPANY_2) for each in found) == of_each[kind] / 2

		become("Relationship Manager", ("Company", buying.COMPANY))
		assert len(figures(customer, "Customer")) == 3
		assert len(figures(supplier, "Supplier")) == 1

	def test_they_are_for_those_who_may_see_results(self, customer, supplier, become):
		scored(supplier)
		seen = {"Relationship User": (3, 0), "Sourcing User": (0, 1), "Purchase User": (0, 0)}
		for role, counts in seen.items():
			become(role)
			assert (len(figures(customer, "Customer")), len(figures(supplier, "Supplier"))) == counts, role

	def test_scores_are_for_those_who_see_level_1(self, supplier, monkeypatch):
		from frappe.model.meta import Meta

		scored(supplier)
		monkeypatch.setattr(Meta, "get_permlevel_access", lambda self, *args, **kwargs: [0])

		assert figures(supplier, "Supplier") == []

	def test_results_of_hidden_parties_stay_hidden(self, customer, supplier, become):
		scored(supplier)
		for doctype, party in (("Customer", customer), ("Supplier", supplier)):
			become("Relationship Manager", (doctype, fresh(doctype)))
			assert figures(party, doctype) == []

	def test_more_companies_cost_no_more_statements(self, customer, supplier):
		scored(supplier)
		counts = []
		for company in (selling.COMPANY_2, None):
			for party, kind in ((customer, "Customer"), (supplier, "Supplier")):
				figures(party, kind)
				with watched() as statements:
					figures(party, kind)
				assert len(statements) <= 4, statements
				counts.append(len(statements))
			if company:
				scored(supplier, company)
				self.insight(customer, company)

		assert counts[:2] == counts[2:]


@pytest.mark.parametrize("role", [*ROLES, "System Manager", "Supplier", "Customer", "Website Manager"])
def test_the_page_opens_for_our_roles_and_nobody_else(role):
	import frappe

	frappe.set_user(people.user(role))
	page = frappe.get_doc("Page", "relationship-360")

	assert bool(page.is_permitted()) == (role not in {"Supplier", "Customer", "Website Manager"})
