"""Sales documents with explicit dates. On a real bench ERPNext itself computes what is given here as well."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories import buying, till
from tests.factories.buying import ABBREVIATIONS, COMPANY, COMPANY_2, UOM, ensure, is_bench, item, named
from tests.factories.stock import in_stock, stores

__all__ = [
	"COMPANY",
	"COMPANY_2",
	"UOM",
	"cancel_all",
	"customer",
	"delivery_note",
	"is_bench",
	"item",
	"make_internal",
	"masters",
	"named",
	"sales_invoice",
	"sales_return",
]


def masters() -> None:
	"""Companies, groups and units that all documents need."""
	buying.masters()
	ensure("Customer Group", "_RS Customers", customer_group_name="_RS Customers", is_group=0)
	ensure("Territory", "_RS Territory", territory_name="_RS Territory", is_group=0)


def cancel_all() -> None:
	"""Cancel what stands in the tests' companies, returns before what they return.

	That of runs that were broken off as well: a bench keeps it, and quintiles depend on everybody.
	"""
	ours = {"company": ("in", [COMPANY, COMPANY_2]), "docstatus": 1}
	if is_bench():
		till.reopen_all()
	for doctype in ("POS Invoice", "Sales Invoice"):
		for name in frappe.get_all(
			doctype, filters=ours, order_by="is_return desc, creation desc", pluck="name"
		):
			frappe.get_doc(doctype, name).cancel()


def customer(name: str, **values) -> str:
	"""This run's customer of that name."""
	name = named(name)
	return ensure(
		"Customer",
		name,
		customer_name=name,
		customer_group="_RS Customers",
		territory="_RS Territory",
		**values,
	)


def make_internal(name: str) -> None:
	"""The customer is our second company from now on; a company is one customer at most."""
	for other in frappe.get_all(
		"Customer", {"represents_company": COMPANY_2, "name": ("!=", name)}, pluck="name"
	):
		doc = frappe.get_doc("Customer", other)
		doc.update({"is_internal_customer": 0, "represents_company": None})
		doc.save(ignore_permissions=True)
	doc = frappe.get_doc("Customer", name)
	doc.is_internal_customer = 1
	doc.represents_company = COMPANY_2
	doc.set("companies", [{"company": COMPANY}])
	doc.save(ignore_permissions=True)


def _receivable_account(company: str, currency: str) -> dict:
	"""ERPNext wants the customer's account in the invoice's currency; the stand-in has no accounts."""
	if not is_bench() or currency == frappe.get_cached_value("Company", company, "default_currency"):
		return {}
	abbr = ABBREVIATIONS[company]
	mine = {"company": company, "account_type": "Receivable", "is_group": 0}
	name = ensure(
		"Account",
		f"_RS Debtors {currency} - {abbr}",
		account_name=f"_RS Debtors {currency}",
		parent_account=frappe.db.get_value("Account", mine, "parent_account"),
		company=company,
		account_type="Receivable",
		account_currency=currency,
	)
	return {"debit_to": name}


def sales_invoice(
	customer_name: str,
	*,
	on: date,
	amount: float = 100,
	qty: float = 1,
	cost: float | None = None,
	company: str = COMPANY,
	currency: str | None = None,
	exchange_rate: float = 1.0,
	submit: bool = True,
	returned: str | None = None,
	item_code: str = "_RS Article",
	**values,
):
	"""An invoice of one line worth ``amount`` in the document's currency.

	``cost`` is that of the line in company currency, None where nobody knows it (a bench works it out itself);
	``qty`` 0 is revenue only. ``returned`` is the invoice that this one gives back.
	"""
	currency = currency or ("EUR" if company == COMPANY else "USD")
	rate = amount / qty if qty else amount
	line = {
		"item_code": item(item_code),
		"item_name": item_code,
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
			"customer": customer_name if returned else customer(customer_name),
			"company": company,
			"currency": currency,
			"conversion_rate": exchange_rate,
			"set_posting_time": 1,
			"posting_date": on,
			"due_date": on,
			"update_stock": int(cost is not None),
			"set_warehouse": stores(company) if cost is not None and is_bench() else None,
			"is_debit_note": int(not qty),
			**_receivable_account(company, currency),
			"items": [line],
			"is_return": int(bool(returned)),
			"return_against": returned,
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
		returned=invoice.name,
	)


def delivery_note(customer_name: str, *, on: date, amount: float, unit_cost: float):
	"""A submitted delivery of one piece worth ``amount``, out of goods that cost so much."""
	line = {
		"item_code": in_stock(f"_RS Article at {unit_cost}", unit_cost=unit_cost),
		"qty": 1,
		"uom": UOM,
		"stock_uom": UOM,
		"conversion_factor": 1,
		"stock_qty": 1,
		"rate": amount,
		"warehouse": stores(),
		"incoming_rate": unit_cost,
	}
	doc = frappe.get_doc(
		{
			"doctype": "Delivery Note",
			"customer": customer(customer_name),
			"company": COMPANY,
			"currency": "EUR",
			"conversion_rate": 1,
			"set_posting_time": 1,
			"posting_date": on,
			"items": [line],
		}
	)
	doc.flags.ignore_links = not is_bench()
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	return doc
