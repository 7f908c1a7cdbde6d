"""What stands beside a timeline: people, what is open, what is bought and what stopped; and who opens the page."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.setup.roles import ROLES
from tests.factories import buying, selling
from tests.factories import scorecards as make
from tests.factories.interactions import contact, interaction
from tests.factories.runs import refresh_facts
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


@pytest.mark.parametrize("role", [*ROLES, "System Manager", "Supplier", "Customer", "Website Manager"])
def test_the_page_opens_for_our_roles_and_nobody_else(role):
	import frappe

	frappe.set_user(make.user(role))
	page = frappe.get_doc("Page", "relationship-360")

	assert bool(page.is_permitted()) == (role not in {"Supplier", "Customer", "Website Manager"})
