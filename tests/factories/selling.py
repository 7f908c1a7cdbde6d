"""Sales documents with explicit dates. On a real bench ERPNext itself computes what is given here as well."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories import buying
from tests.factories.buying import COMPANY, COMPANY_2, UOM, ensure, item

__all__ = ["COMPANY", "COMPANY_2", "customer", "masters", "sales_invoice", "sales_return"]


def masters() -> None:
	"""Companies, groups and units that all documents need."""
	buying.masters()
	ensure("Customer Group", "_RS Customers", customer_group_name="_RS Customers", is_group=0)
	ensure("Territory", "_RS Territory", territory_name="_RS Territory", is_group=0)


def customer(name: str, **values) -> str:
	return ensure(
		"Customer",
		name,
		customer_name=name,
		customer_group="_RS Customers",
		territory="_RS Territory",
		**values,
	)


def sales_invoice(
	customer_name: str,
	*,
	on: date,
	amount: float = 100,
	qty: float = 1,
	cost: float | None = None,
	company: str = COMPANY,
	exchange_rate: float = 1.0,
	submit: bool = True,
	**values,
):
	"""An invoice of one line worth ``amount`` in the document's currency.

	``cost`` is that of the line in company currency, None where nobody knows it; ``qty`` 0 is revenue only.
	"""
	rate = amount / qty if qty else amount
	line = {
		"item_code": item("_RS Article"),
		"item_name": "_RS Article",
		"item_group": "_RS Goods",
		"qty": qty,
		"uom": UOM,
		"stock_uom": UOM,
		"conversion_factor": 1,
		"stock_qty": qty,
		"rate": rate,
		"amount": amount,
		"net_rate": rate,
		"net_amount": amount,
		"base_rate": rate * exchange_rate,
		"base_amount": amount * exchange_rate,
		"base_net_rate": rate * exchange_rate,
		"base_net_amount": amount * exchange_rate,
		"incoming_rate": (cost or 0) / qty if qty else 0,
	}
	doc = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"customer": customer(customer_name),
			"company": company,
			"currency": "EUR" if company == COMPANY else "USD",
			"conversion_rate": exchange_rate,
			"set_posting_time": 1,
			"posting_date": on,
			"due_date": on,
			"update_stock": int(cost is not None),
			"items": [line],
			**values,
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	if submit:
		doc.submit()
	return doc


def sales_return(invoice, *, on: date, amount: float, qty: float = 1):
	"""A credit note over part of an invoice: ``qty`` and ``amount`` come back, both given as positive numbers."""
	return sales_invoice(
		invoice.customer,
		on=on,
		amount=-amount,
		qty=-qty,
		company=invoice.company,
		exchange_rate=invoice.conversion_rate,
		currency=invoice.currency,
		is_return=1,
		return_against=invoice.name,
	)
