"""Sales at the till: opening and internal ones are out, and the cost comes from the consolidated invoice."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import cells, selling

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	if selling.is_bench():
		pytest.skip(
			"ERPNext wants a POS profile, an open till and stock; the field names are held by the contract"
		)
	selling.masters()
	frappe.db.commit()


def till_sale(customer: str, *, qty: float = 2, amount: float = 100, **values):
	"""A submitted POS Invoice of one line."""
	import frappe

	line = {
		"item_code": selling.item("_RS Article"),
		"item_name": "_RS Article",
		"item_group": "_RS Goods",
		"qty": qty,
		"uom": selling.UOM,
		"stock_uom": selling.UOM,
		"conversion_factor": 1,
		"stock_qty": qty,
		"rate": amount / qty,
		"amount": amount,
		"base_net_amount": amount,
	}
	doc = frappe.get_doc(
		{
			"doctype": "POS Invoice",
			"customer": customer,
			"company": selling.COMPANY,
			"currency": "EUR",
			"conversion_rate": 1,
			"set_posting_time": 1,
			"posting_date": date(2026, 5, 4),
			"update_stock": 1,
			"items": [line],
			**values,
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	return doc


def consolidate(sale, *, unit_cost: float):
	"""What ERPNext does as the till is closed: one invoice, whose lines name those of the sales."""
	import frappe

	row = sale.items[0]
	line = {f: row.get(f) for f in ("item_code", "item_name", "item_group", "qty", "uom", "stock_uom")}
	line |= {"conversion_factor": 1, "stock_qty": row.stock_qty, "base_net_amount": row.base_net_amount}
	doc = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"customer": sale.customer,
			"company": sale.company,
			"currency": "EUR",
			"conversion_rate": 1,
			"set_posting_time": 1,
			"posting_date": sale.posting_date,
			"due_date": sale.posting_date,
			"update_stock": 1,
			"is_pos": 1,
			"is_consolidated": 1,
			"items": [
				{**line, "incoming_rate": unit_cost, "pos_invoice": sale.name, "pos_invoice_item": row.name}
			],
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	link(sale, doc.name)
	return doc


def link(sale, invoice: str | None) -> None:
	"""Say which invoice stands for the sale."""
	sale.reload()
	sale.consolidated_invoice = invoice
	sale.flags.ignore_validate_update_after_submit = True  # ERPNext allows it, the stand-in does not know
	sale.save(ignore_permissions=True)


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
	import frappe

	customer = selling.customer("_RS Till")
	sale = till_sale(customer)
	assert facts_of(customer) == [("POS Invoice", 100, None)]

	invoice = consolidate(sale, unit_cost=15)
	assert facts_of(customer) == [("POS Invoice", 100, 30)]

	# A merge that is cancelled takes the link away first.
	link(sale, None)
	frappe.get_doc("Sales Invoice", invoice.name).cancel()
	assert facts_of(customer) == [("POS Invoice", 100, None)]


def test_opening_sales_are_left_out():
	customer = selling.customer("_RS Till Opening")
	till_sale(customer, is_opening="Yes")

	assert facts_of(customer) == []


def test_sales_to_internal_customers_are_left_out_from_the_day_they_are_marked():
	import frappe

	from relationship_suite import tasks

	customer = selling.customer("_RS Till Internal")
	till_sale(customer)
	assert len(facts_of(customer)) == 1

	doc = frappe.get_doc("Customer", customer)
	doc.is_internal_customer = 1
	doc.represents_company = selling.COMPANY_2
	doc.save(ignore_permissions=True)

	assert facts_of(customer) == []
	incremental = cells.every_cell()
	tasks.run("Rebuild", as_of=AS_OF)
	assert cells.every_cell() == incremental
