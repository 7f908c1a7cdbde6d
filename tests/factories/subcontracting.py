"""Orders of work on goods that come back finished. A bench wants a bill of materials and stock of what it consumes."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories import buying, stock
from tests.factories.buying import ABBREVIATIONS, COMPANY, UOM, ensure, is_bench

WORK = "_RS Work"


def finished_good() -> str:
	"""What comes back; on a bench it is made of one piece of material."""
	good = stock.stock_item("_RS Finished Good", is_sub_contracted_item=1)
	if is_bench() and not frappe.db.exists("BOM", {"item": good}):
		material = stock.stock_item("_RS Material", valuation_rate=1, allow_negative_stock=1)
		bill = {
			"doctype": "BOM",
			"item": good,
			"company": COMPANY,
			"currency": "EUR",
			"quantity": 1,
			"rm_cost_as_per": "Valuation Rate",
			"items": [{"item_code": material, "qty": 1, "uom": UOM, "rate": 1}],
		}
		frappe.get_doc(bill).insert(ignore_permissions=True).submit()
	return good


def order(supplier: str):
	"""10 hours of work at 5 for 100 finished goods."""
	return _order(supplier, item_code=WORK, more={"fg_item": finished_good(), "fg_item_qty": 100})


def order_of_the_old_flow(supplier: str):
	"""10 finished goods at 5, as they were ordered before ERPNext 14."""
	more = {"fg_item": finished_good(), "fg_item_qty": 100}
	if is_bench():
		bill = frappe.db.get_value("BOM", {"item": finished_good()})
		more |= {"bom": bill, "warehouse": stock.stores()}
	warehouse = _at_supplier() if is_bench() else None
	return _order(
		supplier,
		item_code=finished_good(),
		more=more,
		is_old_subcontracting_flow=1,
		supplier_warehouse=warehouse,
	)


def _order(supplier: str, **values):
	return buying.purchase_order(
		supplier, ordered=date(2026, 2, 1), due=date(2026, 3, 10), qty=10, is_subcontracted=1, **values
	)


def receipt(purchase_order, qty: float, *, rejected: float = 0, scrap: float = 0) -> None:
	"""A Subcontracting Receipt of finished goods a day before they are due, and of what the work left over."""
	make = _receipt_of_a_bench if is_bench() else _receipt_of_the_stand_in
	doc = make(purchase_order, qty, rejected)
	if scrap:
		line = doc.items[0]
		left = {field: line.get(field) for field in ("purchase_order", "purchase_order_item", "stock_uom")}
		left |= {"item_code": line.item_code, "qty": scrap, "conversion_factor": 1, "is_scrap_item": 1}
		if is_bench():  # which is another item, and names the line that it is left over from
			left |= {"item_code": stock.stock_item("_RS Scrap"), "reference_name": line.name, "rate": 1}
			left |= {"warehouse": stock.stores()}
		doc.append("items", left)
		doc.save(ignore_permissions=True)
	doc.submit()


def _receipt_of_the_stand_in(purchase_order, qty: float, rejected: float):
	line = {
		"item_code": finished_good(),
		"stock_uom": UOM,
		"conversion_factor": 1,
		"rate": 1,
		"amount": qty,
		"qty": qty,
		"rejected_qty": rejected,
		"purchase_order": purchase_order.name,
		"purchase_order_item": purchase_order.items[0].name,
	}
	doc = frappe.get_doc(
		{
			"doctype": "Subcontracting Receipt",
			"supplier": purchase_order.supplier,
			"company": purchase_order.company,
			"posting_date": date(2026, 3, 9),
			"items": [line],
		}
	)
	return doc.insert(ignore_permissions=True, ignore_mandatory=True)


def _receipt_of_a_bench(purchase_order, qty: float, rejected: float):
	from erpnext.buying.doctype.purchase_order.purchase_order import make_subcontracting_order
	from erpnext.subcontracting.doctype.subcontracting_order.subcontracting_order import (
		make_subcontracting_receipt,
	)

	_book_differences()
	given = make_subcontracting_order(purchase_order.name)
	given.update({"supplier_warehouse": _at_supplier(), "set_warehouse": stock.stores()})
	for row in given.items:
		row.warehouse = stock.stores()
	given.insert(ignore_permissions=True)
	for row in given.supplied_items:
		row.reserve_warehouse = stock.stores()
	given.save(ignore_permissions=True)
	given.submit()
	doc = make_subcontracting_receipt(given.name)
	doc.update({"set_posting_time": 1, "posting_date": date(2026, 3, 9)})
	doc.items[0].update({"qty": qty, "rejected_qty": rejected, "received_qty": qty + rejected})
	doc.items[0].rejected_warehouse = f"_RS Rejects - {ABBREVIATIONS[COMPANY]}" if rejected else None
	return doc.insert(ignore_permissions=True)


def _book_differences() -> None:
	"""The company has an account for what goods are worth more or less than their work, which ERPNext 16 asks for."""
	if not frappe.db.get_value("Company", COMPANY, "stock_adjustment_account"):
		account = frappe.db.get_value("Account", {"company": COMPANY, "root_type": "Expense", "is_group": 0})
		frappe.db.set_value("Company", COMPANY, "stock_adjustment_account", account)
	frappe.clear_document_cache("Company", COMPANY)  # which may be that of before a test that was rolled back


def _at_supplier() -> str:
	name = "_RS At Supplier"
	return ensure("Warehouse", f"{name} - {ABBREVIATIONS[COMPANY]}", warehouse_name=name, company=COMPANY)
