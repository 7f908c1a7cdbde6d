"""Sales at the till: opening and internal ones are out, and the cost comes from the consolidated invoice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import cells, selling, till

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def till_sale(customer: str, **values):
	"""Two pieces for 50 each."""
	return till.sale(customer, on=date(2026, 5, 4), qty=2, amount=100, **values)


def facts_of(customer: str) -> list[tuple]:
	"""(document, amount, cost) of the customer's sales after a refresh."""
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema

	frappe.db.commit()
	tasks.run("Refresh", as_of=AS_OF)
	sale = frappe.qb.Table(schema.SALES_LINE.name)
	query = frappe.qb.from_(sale).select(sale.voucher_type, sale.net_amount, sale.cost_amount)
	return [tuple(row) for row in query.where(sale.customer == customer).run()]


def test_the_cost_is_known_once_the_till_is_closed():
	customer = selling.customer("_RS Till")
	sale = till_sale(customer)
	assert facts_of(customer) == [("POS Invoice", 100, None)]

	till.close(sale)
	assert facts_of(customer) == [("POS Invoice", 100, 2 * till.UNIT_COST)]

	till.reopen(sale)
	assert facts_of(customer) == [("POS Invoice", 100, None)]


def test_opening_sales_are_left_out():
	customer = selling.customer("_RS Till Opening")
	till_sale(customer, is_opening="Yes")

	assert facts_of(customer) == []


def test_sales_to_internal_customers_are_left_out_from_the_day_they_are_marked():
	from relationship_suite import tasks

	customer = selling.customer("_RS Till Internal")
	till_sale(customer)
	assert len(facts_of(customer)) == 1

	selling.make_internal(customer)

	assert facts_of(customer) == []
	incremental = cells.every_cell()
	tasks.run("Rebuild", as_of=AS_OF)
	assert cells.every_cell() == incremental
