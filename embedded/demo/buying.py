"""Purchase orders of the demo company: planned first, written once receipts are known. Pure."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from embedded.demo import words
from embedded.demo.cast import EUR_COMPANY, USD_COMPANY, Supplier, World
from embedded.demo.rows import Company, Document, Item, Line, Record, at_hour, child_name, workday

LINES_PER_ORDER = 2.8
LINES = 2500
#: Share of the time in which the app was not there yet: nobody kept the first dates of those orders.
BEFORE_THE_APP = 0.2


@dataclass
class OrderLine:
	"""A planned order line; quantities are in the order's unit. ``due_on`` is the current commitment."""

	item: Item
	qty: int
	rate: float
	unit: str
	factor: float
	requested_on: date
	due_on: date
	confirmed: bool = False
	moved_from: date | None = None
	moved_at: datetime | None = None
	drop_ship: bool = False
	name: str = ""
	accepted: float = 0
	rejected: float = 0
	returned: float = 0
	billed: float = 0  # amount in the order's currency


@dataclass
class Order:
	supplier: Supplier
	company: Company
	at: datetime
	currency: str
	conversion_rate: float
	lines: list[OrderLine]
	confirmed_on: date | None = None
	closed: bool = False
	state: str = ""  # On Hold, Cancelled, Draft
	name: str = ""
	fields: dict[str, object] = field(default_factory=dict)

	@property
	def is_live(self) -> bool:
		"""Goods may come: neither draft nor cancelled, held or shipped to a customer."""
		return not self.state


def plan(world: World) -> list[Order]:
	"""All orders, named, in the order of their dates."""
	rng = world.rng("orders")
	days = _order_days(world, rng, round(LINES * world.size / LINES_PER_ORDER))
	orders = [order for day in days if (order := _order(world, rng, day))]
	orders.sort(key=lambda order: order.at)
	_exceptions(world, rng, orders)
	for order in orders:
		order.name = world.series.next("PO", order.at.date())
		for idx, line in enumerate(order.lines, 1):
			line.name = child_name("Purchase Order Item", order.name, idx)
	return orders


def _order_days(world: World, rng: random.Random, count: int) -> list[date]:
	span = (world.as_of - world.start).days
	return [
		min(workday(world.start + timedelta(days=rng.randrange(span))), world.as_of) for _ in range(count)
	]


def _order(world: World, rng: random.Random, day: date) -> Order | None:
	weights = [supplier.weight_on(day, world.as_of) for supplier in world.suppliers]
	supplier = rng.choices(world.suppliers, weights)[0]
	catalogue = _catalogue(world, supplier)
	if supplier.represents:
		company = USD_COMPANY
	else:
		company = USD_COMPANY if rng.random() < (0.6 if supplier.currency == "USD" else 0.2) else EUR_COMPANY
	order = Order(
		supplier, company, at_hour(day, rng), supplier.currency,
		world.rates.rate(supplier.currency, company.currency, day), [],
	)  # fmt: skip
	behaviour = supplier.behaviour(day + timedelta(days=supplier.lead_days), world.as_of)
	if rng.random() < behaviour.confirm:
		confirmed_on = day + timedelta(days=rng.randint(1, 4))
		order.confirmed_on = confirmed_on if confirmed_on <= world.as_of else None
	lead = supplier.lead_days + rng.randint(-3, 6)
	slip = rng.choice((0, 0, 0, 0, -2, 3, 5, 7))
	for item in rng.sample(catalogue, min(len(catalogue), rng.choice((1, 2, 2, 3, 3, 4, 5, 6)))):
		apart = rng.random() < 0.25
		line_lead = lead + rng.randint(3, 14) if apart else lead
		order.lines.append(_line(world, rng, order, item, lead=max(3, line_lead), slip=0 if apart else slip))
	return order


def _catalogue(world: World, supplier: Supplier) -> list[Item]:
	if supplier.represents:
		return [item for item in world.items.values() if item.group in ("Balances", "Pumps", "Meters")]
	sole = [world.items[code] for code, source in world.single_sources.items() if source == supplier.name]
	if sole:
		return sole
	return [
		item
		for item in world.items.values()
		if item.group == supplier.group and item.code not in world.single_sources
	]


def unit_price(world: World, supplier: Supplier, item: Item, day: date) -> float:
	"""The supplier's price of a stock unit on that day, in the supplier's currency."""
	years = (day - world.start).days / 365
	in_euro = item.standard_rate * supplier.price_factor * (1 + supplier.yearly_drift) ** years
	return in_euro * world.rates.rate("EUR", supplier.currency, world.start)


def _line(world: World, rng: random.Random, order: Order, item: Item, *, lead: int, slip: int) -> OrderLine:
	"""A line asked for in ``lead`` days and, where the order is confirmed, promised ``slip`` days later."""
	supplier, day = order.supplier, order.at.date()
	unit, factor = item.buying_unit
	price = unit_price(world, supplier, item, day) * rng.choice((1, 1, 1, 0.99, 1.01, 1.02))
	value = rng.lognormvariate(7.3, 0.7)
	qty = max(2, round(value / (item.standard_rate * factor)))
	requested_on = workday(day + timedelta(days=lead))
	line = OrderLine(item, qty, round(price * factor, 2), unit, factor, requested_on, requested_on)
	if order.confirmed_on:
		line.confirmed = True
		promised = workday(requested_on + timedelta(days=slip))
		line.due_on = max(promised, order.confirmed_on)
		_move(world, rng, order, line)
	return line


def _move(world: World, rng: random.Random, order: Order, line: OrderLine) -> None:
	"""Sometimes a confirmed date is moved later: ERPNext overwrites it, only the Version has the first."""
	if rng.random() >= 0.06 or not order.confirmed_on:
		return
	moved_on = order.confirmed_on + timedelta(days=rng.randint(2, 10))
	if order.confirmed_on < moved_on < min(line.due_on, world.as_of):
		line.moved_from, line.moved_at = line.due_on, at_hour(moved_on, rng)
		line.due_on = workday(line.due_on + timedelta(days=rng.randint(5, 25)))


def _exceptions(world: World, rng: random.Random, orders: list[Order]) -> None:
	"""A few orders are cancelled, drafts, on hold or shipped straight to a customer."""
	count = len(orders)
	usual = [order for order in orders if not order.supplier.represents]
	for order in rng.sample(usual, max(1, count // 80)):
		order.state = "Cancelled"
	recent = [order for order in usual[-max(6, count // 25) :] if not order.state]
	for number, order in enumerate(rng.sample(recent, min(len(recent), max(3, count // 120)))):
		order.state = "On Hold" if number % 2 else "Draft"
		order.confirmed_on = order.confirmed_on if order.state == "On Hold" else None
	traded = [order for order in usual if order.supplier.group == "Trade Goods" and not order.state]
	buyers = [customer for customer in world.customers if customer.kind in ("big", "loyal")]
	for order in rng.sample(traded, min(len(traded), max(2, count // 100))):
		buyer = rng.choice(buyers)
		order.state = "Delivered" if order.lines[0].due_on <= world.as_of else "To Receive and Bill"
		order.fields.update(customer=buyer.name, customer_name=buyer.name)
		for line in order.lines:
			line.drop_ship = True
	# The order that the gate warns of.
	for order in [each for each in usual if is_of_story(each) and not each.state][-1:]:
		order.state, order.confirmed_on = "Draft", None


def is_of_story(order: Order) -> bool:
	return order.supplier.name == words.STORY_SUPPLIER and order.company == EUR_COMPANY


def documents(world: World, orders: list[Order]) -> tuple[list[Document], list[Record]]:
	"""The orders as they stand after receiving and billing, and a Version per moved date."""
	found = [_document(order, world) for order in orders]
	versions = [
		_version(order, idx, line)
		for order in orders
		for idx, line in enumerate(order.lines)
		if line.moved_at and order.state != "Draft"
	]
	return found, versions


def _document(order: Order, world: World) -> Document:
	ordered = sum(line.qty for line in order.lines)
	came = sum(line.qty if line.drop_ship else min(line.qty, _received(line)) for line in order.lines)
	if order.state == "To Receive and Bill":
		came = 0
	value = sum(line.qty * line.rate for line in order.lines)
	per_received = round(100 * came / ordered, 2)
	per_billed = round(min(100.0, 100 * sum(line.billed for line in order.lines) / value), 2)
	fields = {
		"transaction_date": order.at.date(),
		"schedule_date": min(line.requested_on for line in order.lines),
		"order_confirmation_date": order.confirmed_on,
		"order_confirmation_no": f"AB-{order.name[3:]}" if order.confirmed_on else None,
		"status": order.state or _status(order, per_received, per_billed),
		"per_received": per_received,
		"per_billed": per_billed,
		"is_internal_supplier": int(bool(order.supplier.represents)),
		"represents_company": order.supplier.represents or None,
		**order.fields,
	}
	lines = tuple(
		Line(
			line.name, line.item.code, line.qty, line.rate, line.unit, line.factor,
			{
				"schedule_date": line.requested_on,
				"expected_delivery_date": line.due_on if line.confirmed and order.confirmed_on else None,
				"received_qty": _received(line),
				"billed_amt": line.billed,
				"delivered_by_supplier": int(line.drop_ship),
				"warehouse": order.company.warehouse,
				**_first_dates(order, line, world),
			},
		)
		for line in order.lines
	)  # fmt: skip
	docstatus = {"Draft": 0, "Cancelled": 2}.get(order.state, 1)
	return Document(
		"Purchase Order", order.name, order.company.name, order.supplier.name, order.at, order.currency,
		order.conversion_rate, lines, fields, docstatus,
	)  # fmt: skip


def _first_dates(order: Order, line: OrderLine, world: World) -> dict[str, date | None]:
	"""What the app keeps as an order goes out and is first confirmed; it was installed some time after the start."""
	installed_on = world.start + (world.as_of - world.start) * BEFORE_THE_APP
	if order.state == "Draft" or order.at.date() < installed_on:
		return {}
	confirmed = line.confirmed and order.confirmed_on
	return {
		"relationship_requested_on": line.requested_on,
		"relationship_committed_on": (line.moved_from or line.due_on) if confirmed else None,
	}


def _received(line: OrderLine) -> float:
	"""As ERPNext counts it on the order line: with rejects, net of returns."""
	return line.accepted + line.rejected - line.returned


def _status(order: Order, per_received: float, per_billed: float) -> str:
	if order.closed:
		return "Closed"
	if per_received >= 100:
		return "Completed" if per_billed >= 100 else "To Bill"
	return "To Receive" if per_billed >= 100 else "To Receive and Bill"


def _version(order: Order, idx: int, line: OrderLine) -> Record:
	change = ["expected_delivery_date", str(line.moved_from), str(line.due_on)]
	data = {"added": [], "changed": [], "removed": [], "row_changed": [["items", idx, line.name, [change]]]}
	fields = {"ref_doctype": "Purchase Order", "docname": order.name, "data": json.dumps(data)}
	assert line.moved_at is not None
	return Record("Version", child_name("Version", order.name, idx), line.moved_at, fields)
