"""Purchase documents with explicit dates. On a real bench ERPNext itself computes what is given here as well."""

from __future__ import annotations

from datetime import date

import frappe

COMPANY, COMPANY_2 = "_RS Company", "_RS Company Two"
UOM = "Nos"


def ensure(doctype: str, name: str, **values) -> str:
	"""The record, made when it is missing."""
	if not frappe.db.exists(doctype, name):
		doc = frappe.get_doc({"doctype": doctype, **values})
		doc.insert(ignore_permissions=True, ignore_mandatory=True)
		if doc.name != name:
			frappe.rename_doc(doctype, doc.name, name, force=True)
	return name


def masters() -> None:
	"""Companies, groups and units that all documents need."""
	ensure("UOM", UOM, uom_name=UOM)
	for name, abbr, currency in ((COMPANY, "_RSC", "EUR"), (COMPANY_2, "_RS2", "USD")):
		ensure("Company", name, company_name=name, abbr=abbr, default_currency=currency, country="Germany")
	ensure("Item Group", "_RS Goods", item_group_name="_RS Goods", is_group=0)
	ensure("Supplier Group", "_RS Suppliers", supplier_group_name="_RS Suppliers", is_group=0)


def supplier(name: str, **values) -> str:
	return ensure("Supplier", name, supplier_name=name, supplier_group="_RS Suppliers", **values)


def item(name: str, **values) -> str:
	return ensure(
		"Item", name, item_code=name, item_name=name, item_group="_RS Goods", stock_uom=UOM, is_stock_item=0, **values
	)


def _line(item_code: str, qty: float, rate: float, factor: float, exchange_rate: float, **more) -> dict:
	amount = qty * rate
	return {
		"item_code": item(item_code),
		"item_name": item_code,
		"item_group": "_RS Goods",
		"qty": qty,
		"uom": UOM,
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
			"supplier": supplier(supplier_name),
			"company": COMPANY,
			"currency": "EUR",
			"conversion_rate": 1.0,
			"set_posting_time": 1,
			**values,
			"items": lines,
		}
	)
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
	submit: bool = True,
	**values,
):
	"""A Purchase Order of ``lines`` equal lines."""
	exchange_rate = values.get("conversion_rate", 1.0)
	rows = [
		_line(item_code, qty, rate, factor, exchange_rate, schedule_date=due, expected_delivery_date=promised)
		for _ in range(lines)
	]
	return _document(
		"Purchase Order", supplier_name, rows, submit, transaction_date=ordered, schedule_date=due, **values
	)


def purchase_receipt(
	order, *, on: date, qty: float, rejected: float = 0, line: int = 0, delivered_on: date | None = None, submit: bool = True
):
	"""A receipt of part of one order line, in the order's UOM."""
	row = order.items[line]
	values = _line(
		row.item_code,
		qty,
		row.rate,
		row.conversion_factor,
		order.conversion_rate,
		received_qty=qty + rejected,
		rejected_qty=rejected,
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


def purchase_invoice(order, *, on: date, qty: float, rate: float, line: int = 0, **values):
	"""An invoice over part of one order line."""
	row = order.items[line]
	rows = [
		_line(
			row.item_code,
			qty,
			rate,
			row.conversion_factor,
			order.conversion_rate,
			purchase_order=order.name,
			po_detail=row.name,
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
		conversion_rate=order.conversion_rate,
		**values,
	)
