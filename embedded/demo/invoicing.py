"""Purchase invoices of the demo company, with credit notes and spend without an order. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from embedded.demo.buying import unit_price
from embedded.demo.cast import EUR_COMPANY, World
from embedded.demo.receiving import Goods, GoodsLine, goods_fields, name_goods
from embedded.demo.rows import Document, Line, at_hour, child_name, workday


@dataclass
class Bill:
	"""An invoice for goods; ``rates`` per line of ``goods``, in the order's currency and unit."""

	goods: Goods
	at: datetime
	rates: list[float]
	original: Bill | None = None
	name: str = ""
	line_names: list[str] = field(default_factory=list)


def bill(world: World, goods: list[Goods]) -> list[Bill]:
	"""An invoice for most receipts, a credit note for what went back after billing; by date, named."""
	rng = world.rng("invoices")
	bills: dict[int, Bill] = {}
	for one in goods:
		found = _credit(world, rng, one, bills) if one.original else _bill(world, rng, one)
		if found:
			bills[id(one)] = found
	ordered = sorted(bills.values(), key=lambda one: (one.at, one.goods.order.name, one.goods.name))
	for one in ordered:
		one.name = world.series.next("PI", one.at.date())
		one.line_names = [
			child_name("Purchase Invoice Item", one.name, idx) for idx in range(1, len(one.goods.lines) + 1)
		]
		if one.goods.by_invoice:
			name_goods(one.goods, one.name)
		_mark_billed(one)
	return ordered


def _bill(world: World, rng: random.Random, goods: Goods) -> Bill | None:
	at = goods.at
	if not goods.by_invoice:
		on = workday(goods.day + timedelta(days=rng.randint(0, 18)))
		at = at_hour(on, rng, 17, 19)
		if rng.random() > 0.95 or on > world.as_of or not goods.linked:
			return None
	if not any(line.accepted for line in goods.lines) and not goods.by_invoice:
		return None
	behaviour = goods.order.supplier.behaviour(goods.day, world.as_of)
	rates = []
	for line in goods.lines:
		more = rng.uniform(0.01, 0.09) if rng.random() < behaviour.price else 0.0
		more = -more / 2 if rng.random() < 0.15 else more
		rates.append(round(line.order_line.rate * (1 + more), 2))
	return Bill(goods, at, rates)


def _credit(world: World, rng: random.Random, goods: Goods, bills: dict[int, Bill]) -> Bill | None:
	original = bills.get(id(goods.original))
	if original is None or original.at > goods.at:
		return None
	if not goods.by_invoice and (goods.lines[0].from_rejected or not goods.lines[0].accepted):
		return None  # rejected goods were never billed
	at = goods.at
	if not goods.by_invoice:
		on = workday(goods.day + timedelta(days=rng.randint(0, 10)))
		at = at_hour(on, rng, 17, 19)
		if on > world.as_of:
			return None
	return Bill(goods, at, [_rate_of(original, line) for line in goods.lines], original)


def _rate_of(original: Bill, line: GoodsLine) -> float:
	return original.rates[_place(original, line)]


def _place(original: Bill, line: GoodsLine) -> int:
	return next(place for place, one in enumerate(original.goods.lines) if one is line.original)


def _mark_billed(one: Bill) -> None:
	goods = one.goods
	sign = -1 if one.original else 1
	for line, rate, name in zip(goods.lines, one.rates, one.line_names, strict=True):
		line.invoice_line = name
		if goods.linked:
			line.order_line.billed += sign * line.accepted * rate
	if not one.original:
		goods.per_billed = 100.0


def documents(world: World, bills: list[Bill]) -> list[Document]:
	"""The invoices as documents, with opening and unordered ones."""
	return [*(_document(world, one) for one in bills), *_services(world), *_opening(world)]


def _document(world: World, one: Bill) -> Document:
	goods, order = one.goods, one.goods.order
	fields: dict[str, object] = {
		"bill_no": f"{order.supplier.name[:3].upper()}-{one.name[3:]}",
		"bill_date": one.at.date(),
		"due_date": one.at.date() + timedelta(days=30),
		"is_return": int(one.original is not None),
		"return_against": one.original.name if one.original else None,
		"update_stock": int(goods.by_invoice),
		"is_opening": "No",
		"status": "Return" if one.original else _status(world, one.at),
		"is_internal_supplier": int(bool(order.supplier.represents)),
		"represents_company": order.supplier.represents or None,
	}
	sign = -1 if one.original else 1
	lines = []
	for line, rate, name in zip(goods.lines, one.rates, one.line_names, strict=True):
		if not line.accepted and not goods.by_invoice:
			continue
		planned = line.order_line
		links: dict[str, object] = {
			"purchase_order": order.name if goods.linked else None,
			"po_detail": planned.name if goods.linked else None,
		}
		if goods.by_invoice:
			links |= goods_fields(goods, line, sign)
		else:
			links |= {"purchase_receipt": goods.name, "pr_detail": line.name}
		if line.original:
			links["purchase_invoice_item"] = line.original.invoice_line
		lines.append(
			Line(name, planned.item.code, sign * line.accepted, rate, planned.unit, planned.factor, links)
		)
	return Document(
		"Purchase Invoice", one.name, order.company.name, order.supplier.name, one.at, order.currency,
		world.rates.rate(order.currency, order.company.currency, one.at.date()), tuple(lines), fields,
	)  # fmt: skip


def _status(world: World, at: datetime) -> str:
	age = (world.as_of - at.date()).days
	return "Paid" if age > 40 else "Overdue" if age > 30 else "Unpaid"


def _services(world: World) -> list[Document]:
	"""Spend without an order: calibration and freight bills."""
	rng = world.rng("services")
	supplier = next(one for one in world.suppliers if one.group == "Services")
	span = (world.as_of - world.start).days
	days = sorted(
		min(workday(world.start + timedelta(days=rng.randrange(span))), world.as_of)
		for _ in range(max(3, round(45 * world.size)))
	)
	found = []
	for day in days:
		item = world.items[rng.choice(("SRV-991", "SRV-992"))]
		company = rng.choice(world.companies)
		name = world.series.next("PI-S", day)
		line = Line(
			child_name("Purchase Invoice Item", name, 1), item.code, rng.randint(1, 30),
			round(unit_price(world, supplier, item, day), 2),
		)  # fmt: skip
		at = at_hour(day, rng)
		fields = {"is_opening": "No", "status": _status(world, at), "due_date": day + timedelta(days=30)}
		rate = world.rates.rate(supplier.currency, company.currency, day)
		found.append(
			Document(
				"Purchase Invoice",
				name,
				company.name,
				supplier.name,
				at,
				supplier.currency,
				rate,
				(line,),
				fields,
			)
		)
	return found


def _opening(world: World) -> list[Document]:
	"""Two opening invoices: balances carried over, not purchases."""
	found = []
	for supplier in world.suppliers[:2]:
		name = world.series.next("PI-O", world.start)
		line = Line(child_name("Purchase Invoice Item", name, 1), "SRV-992", 1, 4200.0)
		fields = {"is_opening": "Yes", "status": "Paid", "due_date": world.start}
		rate = world.rates.rate(supplier.currency, EUR_COMPANY.currency, world.start)
		found.append(
			Document(
				"Purchase Invoice", name, EUR_COMPANY.name, supplier.name, world.opening,
				supplier.currency, rate, (line,), fields,
			)
		)  # fmt: skip
	return found
