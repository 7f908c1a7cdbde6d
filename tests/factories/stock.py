"""Goods that lie in stock, for documents that move them: a bench values them, the stand-in keeps no stock."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories.buying import ABBREVIATIONS, COMPANY, UOM, ensure, is_bench, item, named

#: Before every document of the tests.
RECEIVED = date(2025, 1, 2)


def stores(company: str = COMPANY) -> str:
	"""The warehouse that ERPNext makes with a company."""
	return f"Stores - {ABBREVIATIONS[company]}"


def stock_item(name: str, **values) -> str:
	"""This run's item of that name, kept in stock on a bench."""
	if not is_bench():
		return item(name)
	name = named(name)
	return ensure(
		"Item",
		name,
		item_code=name,
		item_name=name,
		item_group="_RS Goods",
		stock_uom=UOM,
		is_stock_item=1,
		**values,
	)


def in_stock(name: str, *, unit_cost: float, qty: float = 100) -> str:
	"""As :func:`stock_item`, with so much of it in the stores, received at that cost a piece."""
	code = stock_item(name)
	receive(code, unit_cost=unit_cost, qty=qty)
	return code


def receive(code: str, *, unit_cost: float, qty: float = 100) -> None:
	"""So much of an item in the stores of a bench, received at that cost a piece, where it never moved."""
	if is_bench() and not frappe.db.exists("Stock Ledger Entry", {"item_code": code}):
		row = {
			"item_code": code,
			"qty": qty,
			"uom": UOM,
			"stock_uom": UOM,
			"conversion_factor": 1,
			"basic_rate": unit_cost,
			"t_warehouse": stores(),
		}
		entry = {
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"purpose": "Material Receipt",
			"company": COMPANY,
			"set_posting_time": 1,
			"posting_date": RECEIVED,
			"items": [row],
		}
		frappe.get_doc(entry).insert(ignore_permissions=True).submit()
