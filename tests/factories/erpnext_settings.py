"""What ERPNext itself wants to be set up before it takes the documents of tests; the stand-in asks for none of it."""

from __future__ import annotations

from datetime import date

import frappe

#: Single DocType -> what is set in it.
_SETTINGS = {
	# Prices that differ from the order's are what the variance is about.
	"Buying Settings": {"maintain_same_rate": 0},
	"Accounts Settings": {"over_billing_allowance": 100},
	"Stock Settings": {
		"over_delivery_receipt_allowance": 1000,
		# A receipt may come before its inspection.
		"allow_to_make_quality_inspection_after_purchase_or_delivery": 1,
	},
}


def allow_what_tests_do() -> None:
	"""Settings, years and rates for documents of any price, quantity and day from 2023 to 2027."""
	for doctype, values in _SETTINGS.items():
		for field, value in values.items():
			frappe.db.set_single_value(doctype, field, value)
	for year in range(2023, 2028):
		fiscal_year(year)
	_exchange_rates()


def fiscal_year(year: int) -> None:
	"""The setup wizard makes the present one only; ERPNext books nothing in a year that is not there. For a bench."""
	first, last = date(year, 1, 1), date(year, 12, 31)
	if not frappe.db.exists("Fiscal Year", {"year_start_date": first}):
		doc = {"doctype": "Fiscal Year", "year": str(year), "year_start_date": first, "year_end_date": last}
		frappe.get_doc(doc).insert(ignore_permissions=True)


def _exchange_rates() -> None:
	"""An order made without a price list is held against the site's own, whose currency may be another than the company's."""
	for currency in {*frappe.get_all("Price List", pluck="currency")}:
		for other in {"EUR", "USD"} - {currency}:
			pair = {"from_currency": currency, "to_currency": other}
			if not frappe.db.exists("Currency Exchange", pair):
				rate = {"date": date(2020, 1, 1), "exchange_rate": 0.9, "for_buying": 1, "for_selling": 1}
				frappe.get_doc({"doctype": "Currency Exchange", **rate, **pair}).insert(
					ignore_permissions=True
				)
