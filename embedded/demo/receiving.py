"""What comes of the orders: receipts, returns, inspections. Pure.

A delivery becomes a Purchase Receipt or, with suppliers that book so, a Purchase Invoice with update_stock.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from embedded.demo.buying import Order, OrderLine
from embedded.demo.cast import Behaviour, World
from embedded.demo.rows import Document, Line, Record, at_hour, child_name, workday


@dataclass
class GoodsLine:
	"""``accepted`` and ``rejected`` in the order's unit, >= 0 also on a return (negative in the document).

	``from_rejected``: a return whose ``accepted`` are goods that were rejected.
	"""

	order_line: OrderLine
	accepted: int
	rejected: int = 0
	original: GoodsLine | None = None
	from_rejected: bool = False
	name: str = ""
	invoice_line: str = ""
	inspection: str = ""


@dataclass
class Goods:
	"""A receipt, or the return of one."""

	order: Order
	at: datetime
	lines: list[GoodsLine] = field(default_factory=list)
	original: Goods | None = None
	linked: bool = True  # to the order
	name: str = ""
	per_billed: float = 0.0
	invoice: str = ""
	invoiced_on: date | None = None

	@property
	def by_invoice(self) -> bool:
		return self.order.supplier.by_invoice

	@property
	def doctype(self) -> str:
		return "Purchase Invoice" if self.by_invoice else "Purchase Receipt"

	@property
	def day(self) -> date:
		return self.at.date()


def receive(world: World, orders: list[Order]) -> list[Goods]:
	"""All receipts and returns up to ``as_of``, by date, named when booked as Purchase Receipts."""
	rng = world.rng("receipts")
	receipts: list[Goods] = []
	for order in orders:
		if order.is_live:
			receipts += _deliveries(world, rng, order)
	receipts += _unordered(world, rng, orders)
	goods = [*receipts, *_returns(world, rng, receipts)]
	goods.sort(key=lambda one: (one.at, one.order.name))
	for one in goods:
		if not one.by_invoice:
			name_goods(one, world.series.next("PR", one.day))
	return goods


def name_goods(goods: Goods, name: str) -> None:
	goods.name = name
	for idx, line in enumerate(goods.lines, 1):
		line.name = child_name(f"{goods.doctype} Item", name, idx)


def _deliveries(world: World, rng: random.Random, order: Order) -> list[Goods]:
	by_day: dict[date, Goods] = {}
	shared = rng.random()  # most lines of an order share its fate
	cut_short = False
	for line in order.lines:
		behaviour = order.supplier.behaviour(line.moved_from or line.due_on, world.as_of)
		fate = shared if rng.random() < 0.6 else rng.random()
		first_day = _arrival(rng, line.due_on, behaviour, fate)
		parts, short = _parts(rng, line.qty, behaviour)
		for number, qty in enumerate(parts):
			day = workday(max(first_day, order.at.date() + timedelta(days=1)) + timedelta(days=9 * number))
			if day > world.as_of:
				break
			rejected = 0
			if rng.random() < behaviour.reject:
				rejected = min(qty, max(1, round(qty * rng.uniform(0.02, 0.2))))
			goods = by_day.setdefault(day, Goods(order, at_hour(day, rng, 9, 16)))
			goods.lines.append(GoodsLine(line, qty - rejected, rejected))
			line.accepted += qty - rejected
			line.rejected += rejected
		cut_short = cut_short or (short and world.as_of - line.due_on > timedelta(days=45))
	order.closed = cut_short and all(world.as_of - line.due_on > timedelta(days=30) for line in order.lines)
	return list(by_day.values())


def _arrival(rng: random.Random, due_on: date, behaviour: Behaviour, fate: float) -> date:
	"""The day of arrival; on time means the day itself or up to two days before, never on a weekend."""
	if fate < behaviour.late:
		return workday(due_on + timedelta(days=1 + round(rng.expovariate(1 / behaviour.late_days))))
	if fate > 1 - behaviour.early:
		return workday(due_on - timedelta(days=rng.randint(6, 14)))
	day = due_on - timedelta(days=rng.choice((0, 0, 0, 1, 1, 2)))
	return day if day.weekday() < 5 else due_on


def _parts(rng: random.Random, qty: int, behaviour: Behaviour) -> tuple[list[int], bool]:
	"""Quantities of the deliveries, and whether the rest will never come."""
	if qty < 2:
		return [qty], False
	part = max(1, min(qty - 1, round(qty * rng.uniform(0.4, 0.8))))
	if rng.random() < behaviour.short:
		return [part], True
	if rng.random() < behaviour.split:
		return [part, qty - part], False
	return [qty], False


def _unordered(world: World, rng: random.Random, orders: list[Order]) -> list[Goods]:
	"""A few receipts without an order: samples and replacements nobody ordered."""
	usual = [
		one for one in orders if one.is_live and not one.supplier.represents and not one.supplier.by_invoice
	]
	found = []
	for order in rng.sample(usual, min(len(usual), 5)):
		day = workday(min(order.at.date() + timedelta(days=15), world.as_of - timedelta(days=3)))
		goods = Goods(order, at_hour(max(day, order.at.date()), rng), linked=False)
		goods.lines.append(GoodsLine(order.lines[0], rng.randint(1, 4)))
		found.append(goods)
	return found


def _returns(world: World, rng: random.Random, receipts: list[Goods]) -> list[Goods]:
	"""Goods given back: accepted ones found faulty later, or rejected ones.

	ERPNext knows two forms of the latter: a negative ``rejected_qty`` with ``qty`` 0, and on receipts also a
	negative ``qty`` with ``return_qty_from_rejected_warehouse``.
	"""
	found = []
	for goods in receipts:
		behaviour = goods.order.supplier.behaviour(goods.day, world.as_of)
		for line in goods.lines:
			late = rng.random() < behaviour.give_back and line.accepted
			rejects = not late and line.rejected and rng.random() < 0.4
			day = workday(goods.day + timedelta(days=rng.randint(4, 45)))
			if not (late or rejects) or day > world.as_of:
				continue
			given = (
				line.rejected
				if rejects
				else min(line.accepted, max(1, round(line.accepted * rng.uniform(0.03, 0.4))))
			)
			back = GoodsLine(line.order_line, given, original=line)
			if rejects and (goods.by_invoice or len(found) % 2):
				back.accepted, back.rejected = 0, given
			elif rejects:
				back.from_rejected = True
			found.append(Goods(goods.order, at_hour(day, rng), [back], goods, goods.linked))
			if goods.linked:
				line.order_line.returned += given
	return found


def inspections(world: World, goods: list[Goods]) -> list[Record]:
	"""Incoming inspections of the items that need one."""
	rng = world.rng("inspections")
	found = []
	for one in goods:
		for line in one.lines:
			item = line.order_line.item
			if one.original or not item.is_inspected or one.order.supplier.represents:
				continue
			if line.rejected:
				passed = rng.random() < 0.25
			else:
				passed = rng.random() < 0.985
			line.inspection = world.series.next("QI", one.day)
			fields = {
				"report_date": one.day,
				"status": "Accepted" if passed else "Rejected",
				"inspection_type": "Incoming",
				"reference_type": one.doctype,
				"reference_name": one.name,
				"child_row_reference": line.name,
				"item_code": item.code,
				"item_name": item.name,
				"sample_size": min(line.accepted + line.rejected, rng.choice((5, 8, 13, 20))),
				"inspected_by": "Administrator",
				"company": one.order.company.name,
			}
			found.append(Record("Quality Inspection", line.inspection, one.at, fields, docstatus=1))
	return found


def documents(world: World, goods: list[Goods]) -> list[Document]:
	"""The Purchase Receipts (those by invoice are written with the invoices)."""
	return [_receipt(one) for one in goods if not one.by_invoice]


def _receipt(one: Goods) -> Document:
	order = one.order
	fields: dict[str, object] = {
		"status": _status(one),
		"per_billed": one.per_billed,
		"is_return": int(one.original is not None),
		"return_against": one.original.name if one.original else None,
		"supplier_delivery_note": f"DN-{one.name[3:]}" if not one.original else None,
		"is_internal_supplier": int(bool(order.supplier.represents)),
		"represents_company": order.supplier.represents or None,
	}
	lines = tuple(_receipt_line(one, line) for line in one.lines)
	return Document(
		"Purchase Receipt", one.name, order.company.name, order.supplier.name, one.at, order.currency,
		order.conversion_rate, lines, fields,
	)  # fmt: skip


def _status(one: Goods) -> str:
	if one.original:
		return "Return"
	return "Completed" if one.per_billed >= 100 else "Partly Billed" if one.per_billed else "To Bill"


def goods_fields(one: Goods, line: GoodsLine, sign: int) -> dict[str, object]:
	"""Quantities and warehouses of a line that moves stock, for both DocTypes."""
	company = one.order.company
	return {
		"received_qty": sign * (line.accepted + line.rejected),
		"rejected_qty": sign * line.rejected,
		"warehouse": company.rejected_warehouse if line.from_rejected else company.warehouse,
		"rejected_warehouse": company.rejected_warehouse if line.rejected else None,
		"quality_inspection": line.inspection or None,
	}


def _receipt_line(one: Goods, line: GoodsLine) -> Line:
	planned = line.order_line
	sign = -1 if one.original else 1
	fields = {
		**goods_fields(one, line, sign),
		"purchase_order": one.order.name if one.linked else None,
		"purchase_order_item": planned.name if one.linked else None,
		"schedule_date": planned.requested_on if one.linked else one.day,
		"purchase_receipt_item": line.original.name if line.original else None,
		"return_qty_from_rejected_warehouse": int(line.from_rejected),
	}
	return Line(
		line.name, planned.item.code, sign * line.accepted, planned.rate, planned.unit, planned.factor, fields
	)
