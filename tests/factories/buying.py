"""Purchase documents with explicit dates. On a real bench ERPNext itself computes what is given here as well."""

from __future__ import annotations

import importlib.util
import secrets
from datetime import date, timedelta

import frappe

from relationship_suite.relationship_core.facts import changes
from tests.factories import erpnext_settings

COMPANY, COMPANY_2 = "_RS Company", "_RS Company Two"
ABBREVIATIONS = {COMPANY: "_RSC", COMPANY_2: "_RS2"}
UOM, BOX = "Nos", "_RS Box"
PRICE_LIST = "_RS Standard Buying"
#: The end of the names of this file's records, by ``own_names``.
_own = secrets.token_hex(3)


def own_names() -> None:
	"""Names that no record has yet: a bench keeps what earlier runs left there, a site what earlier files left."""
	global _own  # noqa: PLW0603 - one for all factories
	_own = secrets.token_hex(3)


def named(name: str) -> str:
	"""The name of this file's record."""
	return f"{name} {_own}"


def is_bench() -> bool:
	"""ERPNext itself, not the stand-in that has no ledgers."""
	try:
		return importlib.util.find_spec("erpnext.accounts.general_ledger") is not None
	except ModuleNotFoundError:
		return False


def ensure(doctype: str, name: str, **values) -> str:
	"""The record, made when it is missing."""
	if not frappe.db.exists(doctype, name):
		doc = frappe.get_doc({"doctype": doctype, "name": name, **values})
		doc.insert(ignore_permissions=True, ignore_mandatory=True)
		if doc.name != name:
			frappe.rename_doc(doctype, doc.name, name, force=True)
	return name


def masters() -> None:
	"""Companies, groups and units that all documents need."""
	if is_bench():
		erpnext_settings.allow_what_tests_do()
	ensure("UOM", UOM, uom_name=UOM)
	frappe.db.set_value("UOM", UOM, "must_be_whole_number", 0)  # halves are returned
	ensure("UOM", BOX, uom_name=BOX)
	for name, currency in ((COMPANY, "EUR"), (COMPANY_2, "USD")):
		abbr = ABBREVIATIONS[name]
		ensure("Company", name, company_name=name, abbr=abbr, default_currency=currency, country="Germany")
		ensure("Warehouse", f"_RS Rejects - {abbr}", warehouse_name="_RS Rejects", company=name)
	ensure("Item Group", "_RS Goods", item_group_name="_RS Goods", is_group=0)
	ensure("Supplier Group", "_RS Suppliers", supplier_group_name="_RS Suppliers", is_group=0)
	# Items without stock need neither warehouses nor a valuation on a bench, and all have receipts here.
	frappe.db.set_single_value("Relationship Suite Settings", "count_non_stock", 1)


def supplier(name: str, **values) -> str:
	"""This run's supplier of that name."""
	name = named(name)
	return ensure("Supplier", name, supplier_name=name, supplier_group="_RS Suppliers", **values)


def item(name: str, factor: float = 1, stock_uom: str = UOM) -> str:
	"""An item bought by piece, or by box of ``factor`` pieces."""
	uoms = [{"uom": stock_uom, "conversion_factor": 1}]
	if factor != 1:
		name = f"{name} by {factor}"
		uoms.append({"uom": BOX, "conversion_factor": factor})
	return ensure(
		"Item",
		name,
		item_code=name,
		item_name=name,
		item_group="_RS Goods",
		stock_uom=stock_uom,
		is_stock_item=0,
		uoms=uoms,
	)


def standard_price(item_code: str, rate: float, *, from_day: date, to_day: date | None = None, **values):
	"""A price of the item in the buying price list, in EUR per piece; in place of the one of an earlier run."""
	ensure("Price List", PRICE_LIST, price_list_name=PRICE_LIST, buying=1, currency="EUR", enabled=1)
	price = {
		"doctype": "Item Price",
		"item_code": item(item_code),
		"price_list": PRICE_LIST,
		"buying": 1,
		"uom": UOM,
		"currency": "EUR",
		"price_list_rate": rate,
		"valid_from": from_day,
		"valid_upto": to_day,
		**values,
	}
	if is_bench():  # ERPNext has one price for one span
		same = ("item_code", "price_list", "uom", "valid_from", "valid_upto", "supplier")
		span = {field: price.get(field) or ("is", "not set") for field in same}
		for name in frappe.get_all("Item Price", span, pluck="name"):
			frappe.delete_doc("Item Price", name, ignore_permissions=True)
	return frappe.get_doc(price).insert(ignore_permissions=True, ignore_mandatory=True)


def _payable_account(company: str, currency: str) -> dict:
	"""ERPNext wants the supplier's account in the invoice's currency; the stand-in has no accounts."""
	if not is_bench() or currency == frappe.get_cached_value("Company", company, "default_currency"):
		return {}
	abbr = ABBREVIATIONS[company]
	parent = frappe.db.get_value(
		"Account", {"company": company, "account_type": "Payable", "is_group": 0}, "parent_account"
	)
	name = ensure(
		"Account",
		f"_RS Creditors {currency} - {abbr}",
		account_name=f"_RS Creditors {currency}",
		parent_account=parent,
		company=company,
		account_type="Payable",
		account_currency=currency,
	)
	return {"credit_to": name}


def _line(item_code: str, qty: float, rate: float, factor: float, exchange_rate: float, **more) -> dict:
	amount = qty * rate
	return {
		"item_code": item_code,
		"item_name": item_code,
		"item_group": "_RS Goods",
		"qty": qty,
		"uom": UOM if factor == 1 else BOX,
		"stock_uom": UOM,
		"conversion_factor": factor,
		"stock_qty": qty * factor,
		"rate": rate,
		"amount": amount,
		"net_rate": rate,
		"net_amount": amount,
		"base_rate": rate * exchange_rate,
		"base_amount": amount * exchange_rate,
		"base_net_rate": rate * exchange_rate,
		"base_net_amount": amount * exchange_rate,
		**more,
	}


def _document(doctype: str, supplier_name: str, lines: list[dict], submit: bool, **values):
	doc = frappe.get_doc(
		{
			"doctype": doctype,
			"supplier": supplier_name,
			"company": COMPANY,
			"currency": "EUR",
			"conversion_rate": 1.0,
			"set_posting_time": 1,
			**values,
			"items": lines,
		}
	)
	doc.flags.ignore_links = not is_bench()  # random histories return goods of orders that were cancelled
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	if submit:
		doc.submit()
	return doc


def purchase_order(
	supplier_name: str,
	*,
	ordered: date,
	due: date,
	qty: float = 10,
	rate: float = 5,
	factor: float = 1,
	promised: date | None = None,
	item_code: str = "_RS Item",
	lines: int = 1,
	apart: int = 0,
	more: dict | None = None,
	submit: bool = True,
	**values,
):
	"""A Purchase Order of ``lines`` equal lines, each due so many days after the one before.

	``more`` are further fields of every line.
	"""
	exchange_rate = values.get("conversion_rate", 1.0)
	code = item(item_code, factor)
	rows = [
		_line(
			code,
			qty,
			rate,
			factor,
			exchange_rate,
			schedule_date=due + timedelta(days=apart * place),
			expected_delivery_date=promised,
			**(more or {}),
		)
		for place in range(lines)
	]
	return _document(
		"Purchase Order",
		supplier(supplier_name),
		rows,
		submit,
		transaction_date=ordered,
		schedule_date=due,
		**values,
	)


def age(order):
	"""The order as it would lie there before the install: without first dates and without a history."""
	none = {"requested_on": None, "committed_on": None, "dates_assumed": 0}
	for line in order.items:
		frappe.db.set_value(
			"Purchase Order Item",
			line.name,
			{f"relationship_{field}": value for field, value in none.items()},
			update_modified=False,
		)
	frappe.db.delete("Version", {"docname": ("in", [order.name, *(line.name for line in order.items)])})
	changes.note(order)
	return order


def purchase_receipt(
	order,
	*,
	on: date,
	qty: float,
	rejected: float = 0,
	line: int = 0,
	delivered_on: date | None = None,
	submit: bool = True,
):
	"""A receipt of part of one order line, in the order's UOM."""
	row = order.items[line]
	values = _line(
		row.item_code,
		qty,
		row.rate,
		row.conversion_factor,
		order.conversion_rate,
		uom=row.uom,
		stock_uom=row.stock_uom,
		received_qty=qty + rejected,
		rejected_qty=rejected,
		warehouse=row.get("warehouse"),
		rejected_warehouse=f"_RS Rejects - {ABBREVIATIONS[order.company]}" if rejected else None,
		purchase_order=order.name,
		purchase_order_item=row.name,
	)
	return _document(
		"Purchase Receipt",
		order.supplier,
		[values],
		submit,
		posting_date=on,
		company=order.company,
		currency=order.currency,
		conversion_rate=order.conversion_rate,
		relationship_delivered_on=delivered_on,
	)


def purchase_return(receipt, *, on: date, qty: float, from_rejected: bool = False):
	"""A return of accepted (or rejected) goods of a receipt's first line."""
	row = receipt.items[0]
	values = _line(
		row.item_code,
		-qty,
		row.rate,
		row.conversion_factor,
		receipt.conversion_rate,
		received_qty=-qty,
		purchase_order=row.purchase_order,
		purchase_order_item=row.purchase_order_item,
		purchase_receipt_item=row.name,
		return_qty_from_rejected_warehouse=int(from_rejected),
	)
	return _document(
		"Purchase Receipt",
		receipt.supplier,
		[values],
		True,
		posting_date=on,
		company=receipt.company,
		currency=receipt.currency,
		conversion_rate=receipt.conversion_rate,
		is_return=1,
		return_against=receipt.name,
	)


def inspection(receipt, sample: float, status: str, *, by: str = "line"):
	"""A submitted inspection of a receipt's first line; ``by`` tells whether it or the line knows the other."""
	import frappe

	line = receipt.items[0]
	doc = frappe.get_doc(
		{
			"doctype": "Quality Inspection",
			"inspection_type": "Incoming",
			"reference_type": "Purchase Receipt",
			"reference_name": receipt.name,
			"child_row_reference": line.name if by == "line" else None,
			"item_code": line.item_code,
			"report_date": receipt.posting_date,
			"sample_size": sample,
			"status": status,
			"manual_inspection": 1,
			"inspected_by": "Administrator",
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	if by == "link":
		line.db_set("quality_inspection", doc.name)
	return doc


def purchase_invoice(
	order, *, on: date, qty: float, rate: float, line: int = 0, original: str | None = None, **values
):
	"""An invoice over part of one order line, at the order's exchange rate if no other is given.

	A return has a negative ``qty``, ``is_return`` and the invoice line that it takes back as ``original``.
	"""
	row = order.items[line]
	exchange_rate = values.pop("conversion_rate", order.conversion_rate)
	rows = [
		_line(
			row.item_code,
			qty,
			rate,
			row.conversion_factor,
			exchange_rate,
			purchase_order=order.name,
			po_detail=row.name,
			purchase_invoice_item=original,
		)
	]
	return _document(
		"Purchase Invoice",
		order.supplier,
		rows,
		True,
		posting_date=on,
		company=order.company,
		currency=order.currency,
		conversion_rate=exchange_rate,
		**_payable_account(order.company, order.currency),
		**values,
	)
