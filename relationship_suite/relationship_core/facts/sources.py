"""What ERPNext's rows mean: one SELECT per kind of document, in the column order of its fact table.

Every SELECT is restricted to a batch of document names and gives the rows that those documents have *now*; the
refresh replaces the fact rows of the batch by them. Only ``docstatus = 1`` counts (``sources.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Max
from pypika.queries import QueryBuilder, Selectable
from pypika.terms import Term

from relationship_suite.compat import day_number, month_start
from relationship_suite.relationship_core.facts import (
	consumption,
	inspections,
	planned,
	prices,
	schema,
	touches,
)
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


def purchase_order_lines(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted Purchase Orders.

	A line of a subcontracted order buys a service and names the finished good that it is for. What is delivered, and
	received by Subcontracting Receipts, is the finished good: item, quantity and UOM are its. Amount, price and item
	group stay the service's, as invoiced.
	"""
	order, line = frappe.qb.DocType("Purchase Order"), frappe.qb.DocType("Purchase Order Item")
	good = frappe.qb.DocType("Item").as_("finished_good")
	bought = frappe.qb.DocType("Item").as_("bought")
	# In the old flow (before ERPNext 14) the line itself is the finished good, and there is no other.
	makes_good = (
		(order.is_subcontracted == 1)
		& (Coalesce(order.is_old_subcontracting_flow, 0) == 0)
		& (text(line.fg_item) != "")
		& (line.fg_item_qty > 0)
	)
	asked = Coalesce(
		line.relationship_requested_on, line.schedule_date, order.schedule_date, order.transaction_date
	)
	current = _current_commitment(line, order)
	first, last = _first_commitment(line, order), _last_commitments(names)
	query = (
		frappe.qb.from_(line)
		.inner_join(order)
		.on((order.name == line.parent) & (line.parenttype == "Purchase Order"))
		.inner_join(last)
		.on(last.of_order == order.name)
		.left_join(good)
		.on((good.name == line.fg_item) & makes_good)
		.left_join(bought)
		.on(bought.name == line.item_code)
		.where((order.docstatus == 1) & among(order.name, names))
	)
	return select(
		query,
		schema.PURCHASE_LINE,
		{
			"company": order.company,
			"supplier": order.supplier,
			"posting_month": month_start(order.transaction_date),
			"line": line.name,
			"voucher_type": "Purchase Order",
			"voucher": order.name,
			"item_code": Case().when(makes_good, line.fg_item).else_(text(line.item_code)),
			"item_group": text(line.item_group),
			"ordered_on": order.transaction_date,
			"ordered_day": day_number(order.transaction_date),
			"requested_on": asked,
			"committed_on": first,
			"committed_day": day_number(first),
			"current_commitment_on": current,
			"commitment_month": month_start(first),
			"order_day": day_number(last.committed_on),
			"order_month": month_start(last.committed_on),
			"commitment_assumed": flag(
				line.relationship_requested_on.isnull() | (line.relationship_dates_assumed == 1)
			),
			"acknowledged_on": order.order_confirmation_date,
			"ordered_qty": Case().when(makes_good, line.fg_item_qty).else_(line.stock_qty),
			"uom": text(Coalesce(good.stock_uom, line.stock_uom)),
			"net_amount": line.base_net_amount,
			"unit_rate": per_unit(line.base_net_amount, line.stock_qty),
			"currency": text(order.currency),
			"exchange_rate": order.conversion_rate,
			"is_drop_ship": Coalesce(line.delivered_by_supplier, 0),
			"is_internal": Coalesce(order.is_internal_supplier, 0),
			"is_subcontracted": Coalesce(order.is_subcontracted, 0),
			"is_fixed_asset": Coalesce(line.is_fixed_asset, 0),
			"is_non_stock": flag((bought.is_stock_item == 0) & good.name.isnull()),
			"is_on_hold": flag(order.status == "On Hold"),
			"is_closed": flag(order.status == "Closed"),
			"closed_reason": text(order.relationship_closed_reason),
		},
	)


def _current_commitment(line, order) -> Term:
	return Coalesce(
		line.expected_delivery_date, line.schedule_date, order.schedule_date, order.transaction_date
	)


def _first_commitment(line, order) -> Term:
	"""Without a recorded first promise the order is older than the install: today's dates, marked as assumed."""
	return Coalesce(
		line.relationship_committed_on, line.relationship_requested_on, _current_commitment(line, order)
	)


def _last_commitments(names: Sequence[str]) -> Selectable:
	"""Subquery: the last first commitment of all lines of each of these orders. A window function costs twice as much."""
	order = frappe.qb.DocType("Purchase Order").as_("whole_order")
	line = frappe.qb.DocType("Purchase Order Item").as_("any_line")
	return (
		frappe.qb.from_(line)
		.inner_join(order)
		.on((order.name == line.parent) & (line.parenttype == "Purchase Order"))
		.select(order.name.as_("of_order"), Max(_first_commitment(line, order)).as_("committed_on"))
		.where((order.docstatus == 1) & among(order.name, names))
		.groupby(order.name)
		.as_("last_commitment")
	)


def _receipt_lines(
	doctype: str,
	names: Sequence[str],
	*,
	order_line: str,
	original: str,
	factor: bool = True,
	rejected_returns: bool = False,
	only_stock: bool = False,
	internal: bool = True,
) -> QueryBuilder:
	"""Receipt lines of one of the three documents that receive goods.

	Args:
		doctype: the receipt.
		names: documents of the batch.
		order_line: field that points at the Purchase Order Item.
		original: field of a return that points at the line it gives back.
		factor: quantities are in the buying UOM and have a conversion factor.
		rejected_returns: the document marks returns out of the rejected warehouse.
		only_stock: only documents that move stock.
		internal: the document knows internal suppliers.
	"""
	receipt, line = frappe.qb.DocType(doctype), frappe.qb.DocType(f"{doctype} Item")
	first = frappe.qb.DocType(f"{doctype} Item").as_("original_line")
	first_receipt = frappe.qb.DocType(doctype).as_("original_receipt")
	inspected = inspections.by_line(doctype, names)
	ordered = frappe.qb.DocType("Purchase Order Item").as_("order_line")
	delivered = Coalesce(receipt.relationship_delivered_on, receipt.posting_date)
	first_delivered = Coalesce(first_receipt.relationship_delivered_on, first_receipt.posting_date)

	qty = line.stock_qty if factor else line.qty
	rejected = Coalesce(line.rejected_qty, 0)
	if factor:
		rejected = rounded(rejected * Coalesce(line.conversion_factor, 1))
	from_rejected = (line.return_qty_from_rejected_warehouse == 1) if rejected_returns else None
	accepted = qty if from_rejected is None else Case().when(from_rejected, 0).else_(qty)
	rejected = rejected if from_rejected is None else Case().when(from_rejected, qty).else_(rejected)
	is_return = receipt.is_return == 1
	failed = Coalesce(inspected.failed_sample_qty, 0)
	has_failed = (inspected.inspections > 0) & (Coalesce(inspected.is_accepted, 0) == 0)

	query = (
		frappe.qb.from_(line)
		.inner_join(receipt)
		.on((receipt.name == line.parent) & (line.parenttype == doctype))
		.left_join(first)
		.on((first.name == line[original]) & is_return)
		.left_join(first_receipt)
		.on(first_receipt.name == first.parent)
		.left_join(inspected)
		.on(inspected.line == line.name)
		.left_join(ordered)
		.on(ordered.name == line[order_line])
		.where((receipt.docstatus == 1) & among(receipt.name, names))
	)
	if factor:
		# A Purchase Receipt of a subcontracted order books the service; the goods come by the Subcontracting Receipt.
		query = query.where((text(ordered.fg_item) == "") | (ordered.fg_item == line.item_code))
	else:
		query = query.where(Coalesce(line.is_scrap_item, 0) == 0)  # left over by the work, not delivered
	if only_stock:
		query = query.where(receipt.update_stock == 1)
	amount = line.base_net_amount if factor else line.amount
	# Subcontracting Receipt Item keeps no group; the order line's is the one that its delivery is judged by.
	group = line.item_group if factor else ordered.item_group
	return select(
		query,
		schema.RECEIPT_LINE,
		{
			"company": receipt.company,
			"supplier": receipt.supplier,
			"posting_month": month_start(delivered),
			"voucher_type": doctype,
			"line": line.name,
			"voucher": receipt.name,
			"order_line": NullIf(line[order_line], ""),
			"item_code": text(line.item_code),
			"item_group": text(group),
			"booked_on": receipt.posting_date,
			"delivered_on": delivered,
			"delivered_day": day_number(delivered),
			"is_return": Coalesce(receipt.is_return, 0),
			"original_line": Case().when(is_return, NullIf(line[original], "")).else_(null()),
			"quality_month": month_start(Coalesce(first_delivered, delivered)),
			"accepted_qty": accepted,
			"rejected_qty": rejected,
			"defective_return_qty": Case().when(is_return, -accepted).else_(0),
			"uom": text(line.stock_uom),
			"net_amount": Coalesce(amount, 0),
			"is_internal": Coalesce(receipt.is_internal_supplier, 0) if internal else 0,
			"is_inspected": flag(inspected.inspections > 0),
			"is_lot_accepted": flag(inspected.is_accepted == 1),
			"sampled_qty": _up_to(Coalesce(inspected.sampled_qty, 0), accepted + rejected),
			"failed_sample_qty": _up_to(failed, accepted + rejected),
			"is_faulty": Case()
			.when(is_return, flag(accepted < 0))
			.else_(flag((rejected > 0) | has_failed | (failed > 0))),
		},
	)


def _up_to(value: Term, limit: Term) -> Term:
	"""The smaller of two, in words that every database knows."""
	return Case().when(value > limit, limit).else_(value)


def purchase_receipt_lines(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted Purchase Receipts."""
	return _receipt_lines(
		"Purchase Receipt",
		names,
		order_line="purchase_order_item",
		original="purchase_receipt_item",
		rejected_returns=True,
	)


def invoice_receipt_lines(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted Purchase Invoices that move stock."""
	return _receipt_lines(
		"Purchase Invoice", names, order_line="po_detail", original="purchase_invoice_item", only_stock=True
	)


def subcontracting_receipt_lines(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted Subcontracting Receipts; the finished good against the service line of the order."""
	return _receipt_lines(
		"Subcontracting Receipt",
		names,
		order_line="purchase_order_item",
		original="subcontracting_receipt_item",
		factor=False,
		internal=False,
	)


def sales_invoice_lines(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted Sales Invoices; consolidated, opening and internal ones are left out."""
	invoice, line = frappe.qb.DocType("Sales Invoice"), frappe.qb.DocType("Sales Invoice Item")
	delivery = frappe.qb.DocType("Delivery Note Item")
	# Where stock moved, the line knows its cost; else the delivery does; else nobody: NULL, never 0.
	unit_cost = (
		Case()
		.when(invoice.update_stock == 1, NullIf(line.incoming_rate, 0))
		.else_(NullIf(delivery.incoming_rate, 0))
	)
	query = (
		frappe.qb.from_(line)
		.inner_join(invoice)
		.on((invoice.name == line.parent) & (line.parenttype == "Sales Invoice"))
		.left_join(delivery)
		.on(delivery.name == line.dn_detail)
		.where((invoice.docstatus == 1) & among(invoice.name, names))
		.where((Coalesce(invoice.is_consolidated, 0) == 0) & (text(invoice.is_opening) != "Yes"))
		.where(Coalesce(invoice.is_internal_customer, 0) == 0)
	)
	return _sales_lines(
		query, "Sales Invoice", unit_cost, flag((line.stock_qty == 0) | (invoice.is_debit_note == 1))
	)


def pos_invoice_lines(names: Sequence[str]) -> QueryBuilder:
	"""Lines of submitted POS Invoices, which keep the buyer that the consolidated invoice loses.

	Stock moves with the consolidated invoice, whose lines name the POS line that they stand for: the cost is theirs, and
	unknown until the day is closed. A POS Invoice does not say whether its customer is internal; the customer does.
	"""
	invoice, line = frappe.qb.DocType("POS Invoice"), frappe.qb.DocType("POS Invoice Item")
	booked, customer = frappe.qb.DocType("Sales Invoice Item").as_("booked"), frappe.qb.DocType("Customer")
	query = (
		frappe.qb.from_(line)
		.inner_join(invoice)
		.on((invoice.name == line.parent) & (line.parenttype == "POS Invoice"))
		.left_join(booked)
		.on(
			(booked.pos_invoice == invoice.name)
			& (booked.pos_invoice_item == line.name)
			& (booked.parent == invoice.consolidated_invoice)
			& (booked.docstatus == 1)
		)
		.left_join(customer)
		.on(customer.name == invoice.customer)
		.where((invoice.docstatus == 1) & among(invoice.name, names))
		.where((text(invoice.is_opening) != "Yes") & (Coalesce(customer.is_internal_customer, 0) == 0))
	)
	unit_cost = NullIf(booked.incoming_rate, 0)
	return _sales_lines(query, "POS Invoice", unit_cost, flag(line.stock_qty == 0))


def _sales_lines(query: QueryBuilder, doctype: str, unit_cost: Term, revenue_only: Term) -> QueryBuilder:
	invoice, line = frappe.qb.DocType(doctype), frappe.qb.DocType(f"{doctype} Item")
	return select(
		query,
		schema.SALES_LINE,
		{
			"company": invoice.company,
			"customer": invoice.customer,
			"posting_month": month_start(invoice.posting_date),
			"voucher_type": doctype,
			"line": line.name,
			"voucher": invoice.name,
			"sold_on": invoice.posting_date,
			"sold_day": day_number(invoice.posting_date),
			"item_code": text(line.item_code),
			"item_group": text(line.item_group),
			"territory": text(invoice.territory),
			"customer_group": text(invoice.customer_group),
			"qty": line.stock_qty,
			"uom": text(line.stock_uom),
			"net_amount": line.base_net_amount,
			"cost_amount": rounded(unit_cost * line.stock_qty),
			"currency": text(invoice.currency),
			"exchange_rate": invoice.conversion_rate,
			"is_return": Coalesce(invoice.is_return, 0),
			"is_revenue_only": revenue_only,
		},
	)


Source = Callable[[Sequence[str]], QueryBuilder]

#: (DocType, fact table) -> the SELECT that fills it.
SOURCES: dict[tuple[str, str], Source] = {
	("Purchase Order", schema.PURCHASE_LINE.name): purchase_order_lines,
	("Purchase Receipt", schema.RECEIPT_LINE.name): purchase_receipt_lines,
	("Purchase Invoice", schema.RECEIPT_LINE.name): invoice_receipt_lines,
	("Subcontracting Receipt", schema.RECEIPT_LINE.name): subcontracting_receipt_lines,
	("Purchase Invoice", schema.PURCHASE_PRICE.name): prices.purchase_prices,
	("Item Price", schema.STANDARD_PRICE.name): prices.standard_prices,
	("Sales Invoice", schema.SALES_LINE.name): sales_invoice_lines,
	("POS Invoice", schema.SALES_LINE.name): pos_invoice_lines,
	("Stock Entry", schema.CONSUMPTION_LINE.name): consumption.consumption_lines,
	(planned.RELEASE, schema.PLANNED_BUCKET.name): planned.planned_buckets,
	**{(doctype, schema.TOUCH.name): source for doctype, source in touches.SOURCES.items()},
}
