"""Sales at the till, and its closing. A bench closes it itself; the stand-in is given what ERPNext would write."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.utils import get_datetime, getdate

from tests.factories.buying import ABBREVIATIONS, COMPANY, UOM, ensure, is_bench
from tests.factories.stock import in_stock, stores

PROFILE, CASH = "_RS Till", "Cash"
#: What a piece of the article costs.
UNIT_COST = 15


def sale(customer: str, *, on: date, qty: float = 1, amount: float, **values):
	"""A submitted POS Invoice of one line worth ``amount``: the sale that keeps its buyer."""
	line = {
		"item_code": in_stock("_RS Article", unit_cost=UNIT_COST),
		"item_name": "_RS Article",
		"item_group": "_RS Goods",
		"qty": qty,
		"uom": UOM,
		"stock_uom": UOM,
		"conversion_factor": 1,
		"stock_qty": qty,
		"rate": amount / qty,
		"amount": amount,
		"net_amount": amount,
		"base_rate": amount / qty,
		"base_amount": amount,
		"base_net_amount": amount,
	}
	doc = frappe.get_doc(
		{
			"doctype": "POS Invoice",
			"customer": customer,
			"company": COMPANY,
			"currency": "EUR",
			"conversion_rate": 1,
			"set_posting_time": 1,
			"posting_date": on,
			"update_stock": 1,
			"items": [line],
			**(_paid_at_the_till(amount) if is_bench() else {}),
			**values,
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	return doc


def close(sold) -> None:
	"""Close the till over this sale: one consolidated Sales Invoice, whose lines name those of the sale."""
	if is_bench():
		_closing_entry(sold).insert(ignore_permissions=True).submit()
		sold.reload()
		return
	row = sold.items[0]
	line = {f: row.get(f) for f in ("item_code", "item_name", "item_group", "qty", "uom", "stock_uom")}
	line |= {"conversion_factor": 1, "stock_qty": row.stock_qty, "base_net_amount": row.base_net_amount}
	line |= {"incoming_rate": UNIT_COST, "pos_invoice": sold.name, "pos_invoice_item": row.name}
	doc = frappe.get_doc(
		{
			"doctype": "Sales Invoice",
			"customer": sold.customer,
			"company": sold.company,
			"currency": "EUR",
			"conversion_rate": 1,
			"set_posting_time": 1,
			"posting_date": sold.posting_date,
			"due_date": sold.posting_date,
			"update_stock": 1,
			"is_pos": 1,
			"is_consolidated": 1,
			"items": [line],
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	_link(sold, doc.name)


def reopen(sold) -> None:
	"""Take the closing back: the sale loses its link first, then the consolidated invoice is cancelled."""
	if is_bench():
		reopen_all()
		return
	invoice = sold.consolidated_invoice
	_link(sold, None)
	frappe.get_doc("Sales Invoice", invoice).cancel()


def reopen_all() -> None:
	"""Take back every closing on a bench: ERPNext cancels no sale that one has booked."""
	for name in frappe.get_all("POS Closing Entry", {"company": COMPANY, "docstatus": 1}, pluck="name"):
		frappe.get_doc("POS Closing Entry", name).cancel()


def _link(sold, invoice: str | None) -> None:
	sold.reload()
	sold.consolidated_invoice = invoice
	sold.flags.ignore_validate_update_after_submit = True  # ERPNext allows it, the stand-in does not know
	sold.save(ignore_permissions=True)


def _paid_at_the_till(amount: float) -> dict:
	if frappe.get_meta("POS Settings").has_field("invoice_type"):  # ERPNext 16 has the choice
		frappe.db.set_single_value("POS Settings", "invoice_type", "POS Invoice")
	_opening_entry()
	return {
		"is_pos": 1,
		"pos_profile": PROFILE,
		"payments": [{"mode_of_payment": CASH, "account": _cash_account(), "amount": amount}],
	}


def _cash_account() -> str:
	"""The company's account for cash; the mode of payment has to name it."""
	account = f"Cash - {ABBREVIATIONS[COMPANY]}"
	if not frappe.db.exists("Mode of Payment Account", {"parent": CASH, "company": COMPANY}):
		mode = frappe.get_doc("Mode of Payment", CASH)
		mode.append("accounts", {"company": COMPANY, "default_account": account})
		mode.save(ignore_permissions=True)
	return account


def _opening_entry() -> str:
	"""The one entry that says the till is open; ERPNext 16 wants it opened today."""
	if is_open := frappe.db.get_value(
		"POS Opening Entry",
		{"pos_profile": _profile(), "status": "Open", "docstatus": 1, "posting_date": getdate()},
	):
		return is_open
	_cash_account()
	entry = {
		"doctype": "POS Opening Entry",
		"company": COMPANY,
		"pos_profile": PROFILE,
		"user": frappe.session.user,
		"period_start_date": get_datetime(getdate()),
		"posting_date": getdate(),
		"balance_details": [{"mode_of_payment": CASH, "opening_amount": 0}],
	}
	doc = frappe.get_doc(entry).insert(ignore_permissions=True)
	doc.submit()
	return doc.name


def _profile() -> str:
	abbr = ABBREVIATIONS[COMPANY]
	price_list = "_RS Standard Selling"
	ensure("Price List", price_list, price_list_name=price_list, selling=1, currency="EUR", enabled=1)
	return ensure(
		"POS Profile",
		PROFILE,
		company=COMPANY,
		currency="EUR",
		warehouse=stores(),
		update_stock=1,
		selling_price_list=price_list,
		write_off_account=f"Write Off - {abbr}",
		write_off_cost_center=f"Main - {abbr}",
		cost_center=f"Main - {abbr}",
		payments=[{"mode_of_payment": CASH, "default": 1}],
	)


def _closing_entry(sold):
	"""A closing over the one sale. ERPNext 16 calls the table of sales by another name than 15."""
	meta = frappe.get_meta("POS Closing Entry")
	sales = "pos_invoices" if meta.has_field("pos_invoices") else "pos_transactions"
	total = {"net_total": sold.net_total, "grand_total": sold.grand_total}
	return frappe.get_doc(
		{
			"doctype": "POS Closing Entry",
			"pos_opening_entry": _opening_entry(),
			"period_start_date": get_datetime(getdate()),
			"period_end_date": frappe.utils.now_datetime(),
			"posting_date": sold.posting_date,
			"company": COMPANY,
			"pos_profile": PROFILE,
			"user": frappe.session.user,
			"total_quantity": sold.total_qty,
			**total,
			sales: [
				{
					"pos_invoice": sold.name,
					"posting_date": sold.posting_date,
					"customer": sold.customer,
					"grand_total": sold.grand_total,
				}
			],
			"payment_reconciliation": [
				{
					"mode_of_payment": CASH,
					"opening_amount": 0,
					"expected_amount": sold.grand_total,
					"closing_amount": sold.grand_total,
				}
			],
		}
	)
