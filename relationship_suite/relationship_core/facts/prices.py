"""What ERPNext's invoices and price lists say about the price of an item; ``sources.py`` lists them."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Abs, Coalesce
from pypika.queries import QueryBuilder

from relationship_suite.compat import day_number, month_start
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.terms import (
	NullIf,
	flag,
	null,
	per_unit,
	rounded,
	select,
	text,
)

#: A price without an end holds for good; without a beginning it has always held.
ALWAYS, FOR_GOOD = 0, 2932896  # 1970-01-01 and 9999-12-31 as days
#: An amount that differs by no more than a coin and a thousandth is the order's, rounded.
ROUNDING, ROUNDED_SHARE = 0.01, 0.001


def purchase_prices(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted Purchase Invoices, opening ones left out."""
	invoice, line = frappe.qb.DocType("Purchase Invoice"), frappe.qb.DocType("Purchase Invoice Item")
	first = frappe.qb.DocType("Purchase Invoice Item").as_("original_line")
	first_invoice = frappe.qb.DocType("Purchase Invoice").as_("original_invoice")
	order, order_line = frappe.qb.DocType("Purchase Order"), frappe.qb.DocType("Purchase Order Item")
	query = (
		frappe.qb.from_(line)
		.inner_join(invoice)
		.on((invoice.name == line.parent) & (line.parenttype == "Purchase Invoice"))
		.left_join(order_line)
		.on(order_line.name == line.po_detail)
		.left_join(order)
		.on(order.name == order_line.parent)
		.left_join(first)
		.on((first.name == line.purchase_invoice_item) & (invoice.is_return == 1))
		.left_join(first_invoice)
		.on(first_invoice.name == first.parent)
		.where((invoice.docstatus == 1) & among(invoice.name, names))
		.where(text(invoice.is_opening) != "Yes")
	)
	original = NullIf(line.purchase_invoice_item, "")
	# In the currency of both: what the quantity should have cost, and did.
	price = order_line.base_net_amount / NullIf(order_line.stock_qty, 0) / NullIf(order.conversion_rate, 0)
	ordered, invoiced = line.stock_qty * price, line.base_net_amount / NullIf(invoice.conversion_rate, 0)
	return select(
		query,
		schema.PURCHASE_PRICE,
		{
			"company": invoice.company,
			"supplier": invoice.supplier,
			"posting_month": month_start(invoice.posting_date),
			"line": line.name,
			"voucher_type": "Purchase Invoice",
			"voucher": invoice.name,
			"item_code": text(line.item_code),
			"item_group": text(line.item_group),
			"invoiced_on": invoice.posting_date,
			"invoiced_day": day_number(invoice.posting_date),
			"baseline_day": day_number(Coalesce(first_invoice.posting_date, invoice.posting_date)),
			"order_line": NullIf(line.po_detail, ""),
			"receipt_line": NullIf(line.pr_detail, ""),
			"original_line": Case().when(invoice.is_return == 1, original).else_(null()),
			"qty": line.stock_qty,
			"uom": text(line.stock_uom),
			"net_amount": line.base_net_amount,
			"unit_rate": per_unit(line.base_net_amount, line.stock_qty),
			"order_unit_rate": rounded(order_line.base_net_amount / NullIf(order_line.stock_qty, 0)),
			"order_exchange_rate": Case()
			.when(order.currency == invoice.currency, order.conversion_rate)
			.else_(null()),
			"currency": text(invoice.currency),
			"exchange_rate": Coalesce(invoice.conversion_rate, 0),
			"is_return": Coalesce(invoice.is_return, 0),
			"is_internal": Coalesce(invoice.is_internal_supplier, 0),
			"is_price_correction": flag(line.stock_qty == 0),
			"differs_from_order": flag(
				(invoice.is_return == 0)
				& (line.stock_qty > 0)
				& (order.currency == invoice.currency)
				& (Abs(rounded(invoiced - ordered)) > rounded(ROUNDING + ROUNDED_SHARE * ordered))
			),
		},
	)


def standard_prices(names: Sequence[str]) -> QueryBuilder:
	"""Buying prices that hold for every supplier, party and batch; a unit without a conversion has no price."""
	price, item = frappe.qb.DocType("Item Price"), frappe.qb.DocType("Item")
	unit = frappe.qb.DocType("UOM Conversion Detail")
	is_stock_unit = (text(price.uom) == "") | (price.uom == item.stock_uom)
	factor = Case().when(is_stock_unit, 1).else_(unit.conversion_factor)
	query = (
		frappe.qb.from_(price)
		.inner_join(item)
		.on(item.name == price.item_code)
		.left_join(unit)
		.on((unit.parent == item.name) & (unit.parenttype == "Item") & (unit.uom == price.uom))
		.where(among(price.name, names) & (price.buying == 1) & (text(price.supplier) == ""))
		.where((text(price.batch_no) == "") & (is_stock_unit | (unit.conversion_factor > 0)))
		.where(price.price_list_rate > 0)
	)
	return select(
		query,
		schema.STANDARD_PRICE,
		{
			"item_code": price.item_code,
			"line": price.name,
			"voucher_type": "Item Price",
			"voucher": price.name,
			"price_list": text(price.price_list),
			"currency": text(price.currency),
			"valid_from_day": Coalesce(day_number(price.valid_from), ALWAYS),
			"valid_until_day": Coalesce(day_number(price.valid_upto), FOR_GOOD),
			"unit_rate": per_unit(price.price_list_rate, factor),
		},
	)
