"""What customers owe and pay, on explicit days. A bench books it itself; the stand-in is given what ERPNext would write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import frappe

from tests.factories import buying, selling
from tests.factories.buying import COMPANY, is_bench

ENTRY = "Payment Ledger Entry"


@dataclass(frozen=True)
class Booked:
	"""A document that moves what a customer owes; on the embedded site only its entries are there."""

	doctype: str
	name: str
	company: str
	customer: str
	currency: str


def invoice(
	customer: str,
	amount: float,
	*,
	on: date,
	company: str = COMPANY,
	currency: str | None = None,
	exchange_rate: float = 1.0,
) -> Booked:
	"""A submitted Sales Invoice over so much in its currency, of which nothing is paid."""
	doc = selling.sales_invoice(
		customer, on=on, amount=amount, company=company, currency=currency, exchange_rate=exchange_rate
	)
	return _booked(doc, doc.customer, doc.currency, [amount * exchange_rate])


def credit_note(of: Booked, amount: float, *, on: date) -> Booked:
	"""A return over part of an invoice that has not been paid: it lowers what is owed for it."""
	doc = selling.sales_return(frappe.get_doc(of.doctype, of.name), on=on, amount=amount)
	return _booked(doc, of.customer, of.currency, [-amount * doc.conversion_rate])


def payment(
	customer: str,
	amount: float,
	*,
	on: date,
	of: Booked | None = None,
	company: str = COMPANY,
	exchange_rate: float = 1.0,
) -> Booked:
	"""A customer pays so much: for an invoice, in its currency, or in advance (without ``of``)."""
	currency = of.currency if of else _currency(company)
	if not is_bench():
		doc = frappe._dict(doctype="Payment Entry", name=frappe.generate_hash(length=10), company=company)
		booked_at = frappe.db.get_value(of.doctype, of.name, "conversion_rate") if of else exchange_rate
		gain = amount * (exchange_rate - booked_at)  # ERPNext books it by a journal
		return _booked(doc, buying.named(customer), currency, [-amount * exchange_rate, gain], on)
	doc = frappe.get_doc(
		{
			"doctype": "Payment Entry",
			"payment_type": "Receive",
			"company": company,
			"posting_date": on,
			"party_type": "Customer",
			"party": selling.customer(customer),
			"paid_from": _receivable(company, of),
			"paid_from_account_currency": currency,
			"paid_to": frappe.db.get_value("Company", company, "default_cash_account"),
			"paid_amount": amount,
			"received_amount": amount * exchange_rate,
			"source_exchange_rate": exchange_rate,
			"target_exchange_rate": 1,
			"reference_no": "_RS",
			"reference_date": on,
		}
	)
	if of:
		doc.append(
			"references",
			{"reference_doctype": of.doctype, "reference_name": of.name, "allocated_amount": amount},
		)
	doc.insert(ignore_permissions=True)
	doc.submit()
	return _booked(doc, doc.party, currency, ())


def journal(customer: str, amount: float, *, on: date, company: str = COMPANY) -> Booked:
	"""A Journal Entry that a customer owes so much more, in the company's currency; below 0 so much less."""
	currency = _currency(company)
	if not is_bench():
		doc = frappe._dict(doctype="Journal Entry", name=frappe.generate_hash(length=10), company=company)
		return _booked(doc, selling.customer(customer), currency, [amount], on)
	side, other = ("debit", "credit") if amount > 0 else ("credit", "debit")
	values = {f"{side}_in_account_currency": abs(amount)}
	doc = frappe.get_doc(
		{
			"doctype": "Journal Entry",
			"voucher_type": "Journal Entry",
			"company": company,
			"posting_date": on,
			"accounts": [
				{
					"account": _receivable(company),
					"party_type": "Customer",
					"party": selling.customer(customer),
					**values,
				},
				{
					"account": frappe.db.get_value("Company", company, "default_cash_account"),
					f"{other}_in_account_currency": abs(amount),
				},
			],
		}
	)
	doc.insert(ignore_permissions=True)
	doc.submit()
	return _booked(doc, selling.customer(customer), currency, ())


def cancel(booked: Booked) -> None:
	"""Cancel a document: all of its entries are delinked, and so are those that take them back."""
	if is_bench() or frappe.db.exists(booked.doctype, booked.name):
		frappe.get_doc(booked.doctype, booked.name).cancel()
	if is_bench():
		return
	theirs = {"voucher_type": booked.doctype, "voucher_no": booked.name}
	for entry in frappe.get_all(ENTRY, theirs, ["posting_date", "amount"], order_by="name"):
		_entry(booked, -entry.amount, entry.posting_date, delinked=1)
	frappe.db.set_value(ENTRY, theirs, "delinked", 1)


def _booked(doc, customer: str, currency: str, amounts: Iterable[float], on: date | None = None) -> Booked:
	"""The document; on the embedded site with its entries in company currency, those of 0 left out."""
	booked = Booked(doc.doctype, doc.name, doc.company, customer, currency)
	for amount in filter(None, () if is_bench() else amounts):
		_entry(booked, amount, on or doc.posting_date)
	return booked


def _entry(booked: Booked, amount: float, on: date, *, delinked: int = 0) -> None:
	entry = {
		"doctype": ENTRY,
		"posting_date": on,
		"company": booked.company,
		"account_type": "Receivable",
		"party_type": "Customer",
		"party": booked.customer,
		"voucher_type": booked.doctype,
		"voucher_no": booked.name,
		"amount": amount,
		"delinked": delinked,
	}
	doc = frappe.get_doc(entry)
	doc.flags.ignore_links = True
	doc.insert(ignore_permissions=True)


def _currency(company: str) -> str:
	return frappe.get_cached_value("Company", company, "default_currency")


def _receivable(company: str, of: Booked | None = None) -> str:
	"""The account of an invoice, or the company's."""
	if of:
		return frappe.db.get_value(of.doctype, of.name, "debit_to")
	return frappe.db.get_value("Company", company, "default_receivable_account")
