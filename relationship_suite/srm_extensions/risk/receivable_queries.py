"""What customers owe, from ERPNext's payment ledger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import frappe
from frappe.query_builder.functions import Sum

from relationship_suite.compat import is_one_of

#: Decimals of a balance; what is beyond them comes of adding floating-point numbers.
DECIMALS = 6


def owed(companies: Collection[str], as_of: date) -> dict[str, dict[str, float]]:
	"""What each customer owed to each company at the end of a day, by company and customer, in the company's currency.

	The balance of a customer is the sum of all entries on receivable accounts: invoices and debits, less payments, credit
	notes and other credits, advances included, each at the exchange rate at which it was booked. A customer in credit has an
	amount below 0, and one that is even is left out. Entries of cancelled or unreconciled documents are marked as delinked
	and do not count. One statement.
	"""
	entry = frappe.qb.DocType("Payment Ledger Entry")
	rows = (
		frappe.qb.from_(entry)
		.select(entry.company, entry.party, Sum(entry.amount))
		.where((entry.account_type == "Receivable") & (entry.party_type == "Customer"))
		.where((entry.delinked == 0) & (entry.posting_date <= as_of))
		.where(is_one_of(entry.company, companies))
		.groupby(entry.company, entry.party)
		.orderby(entry.company, entry.party)
		.run()
	)
	found: dict[str, dict[str, float]] = {}
	for company, customer, amount in rows:
		if balance := round(float(amount or 0), DECIMALS):
			found.setdefault(company, {})[customer] = balance
	return found
