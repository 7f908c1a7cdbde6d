"""Sales and POS invoices of the demo company, by the rhythm of each customer. Pure."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from embedded.demo import words
from embedded.demo.cast import WALK_IN, Customer, World
from embedded.demo.rows import Document, Item, Line, at_hour, child_name, workday

SEASON = (3, 4, 9, 10)
CASH_SALES = 260


def documents(world: World) -> list[Document]:
	rng = world.rng("sales")
	found = [_sale(world, rng, customer, day) for customer, day in _purchases(world, rng)]
	return [*found, *_returns(world, found), *_corrections(world, found), *_opening(world), *_cash(world)]


def _purchases(world: World, rng: random.Random) -> list[tuple[Customer, date]]:
	found = [
		(customer, day)
		for customer in world.customers
		if customer.kind != "walk-in"
		for day in _days(world, rng, customer)
	]
	return sorted(found, key=lambda pair: (pair[1], pair[0].name))


def _days(world: World, rng: random.Random, customer: Customer) -> list[date]:
	"""Days of buying: a gamma-distributed gap around the interval; lapsing customers' gaps grow to a stop."""
	if customer.kind == "one-time":
		return [min(workday(customer.first), world.as_of)]
	days, day, gap = [], workday(customer.first), customer.interval
	while day <= min(customer.last, world.as_of):
		if customer.kind != "seasonal" or day.month in SEASON:
			days.append(day)
		if customer.kind == "lapsing":
			gap *= 1.28
		shape = 4.0 if customer.kind in ("loyal", "big") else 2.0
		day = workday(day + timedelta(days=max(1, round(rng.gammavariate(shape, gap / shape)))))
	return days


def _basket(world: World, rng: random.Random, customer: Customer) -> list[Item]:
	sold = [item for item in world.items.values() if item.selling_rate and item.group != "Services"]
	count = max(1, min(9, round(rng.gammavariate(3, customer.basket / 3))))
	chosen: dict[str, Item] = {}
	for _ in range(count):
		code = rng.choice(customer.favourites) if rng.random() < 0.75 else rng.choice(sold).code
		chosen[code] = world.items[code]
	for first, then, chance in words.BASKETS:
		if first in chosen and rng.random() < chance:
			chosen.setdefault(then, world.items[then])
	if rng.random() < 0.08:
		chosen.setdefault("SRV-992", world.items["SRV-992"])
	return list(chosen.values())


def _sale(world: World, rng: random.Random, customer: Customer, day: date) -> Document:
	name = world.series.next("SI", day)
	at = at_hour(day, rng)
	moves_stock = rng.random() < 0.85
	volume = 3.0 if customer.kind == "big" else 1.0
	in_customer_currency = world.rates.rate("EUR", customer.currency, world.start)
	in_company_currency = world.rates.rate("EUR", customer.company.currency, day)
	lines = []
	for idx, item in enumerate(_basket(world, rng, customer), 1):
		cheap = 8 if item.selling_rate < 50 else 1
		qty = max(1, round(volume * cheap * rng.lognormvariate(0, 0.6)))
		discount = rng.choice((1, 1, 1, 0.97, 0.95, 0.9)) if volume > 1 else rng.choice((1, 1, 1, 1, 0.95))
		cost = item.standard_rate * in_company_currency * rng.uniform(0.97, 1.04)
		lines.append(
			Line(
				child_name("Sales Invoice Item", name, idx), item.code, qty,
				round(item.selling_rate * in_customer_currency * discount, 2),
				fields={
					"incoming_rate": round(cost, 4) if moves_stock and item.is_stock_item else 0.0,
					"warehouse": customer.company.warehouse if moves_stock else None,
				},
			)
		)  # fmt: skip
	return _document(
		world, "Sales Invoice", name, customer, at=at, lines=tuple(lines), moves_stock=moves_stock
	)


def _document(
	world: World, doctype: str, name: str, customer: Customer, *, at: datetime, lines: tuple[Line, ...],
	moves_stock: bool, **more: object,
) -> Document:  # fmt: skip
	age = (world.as_of - at.date()).days
	fields = {
		"due_date": at.date() + timedelta(days=30),
		"update_stock": int(moves_stock),
		"is_return": 0,
		"is_opening": "No",
		"status": "Paid" if age > 45 else "Overdue" if age > 30 else "Unpaid",
		"territory": customer.territory,
		"customer_group": customer.group,
		**more,
	}
	if doctype == "Sales Invoice":
		fields["is_internal_customer"] = int(bool(customer.represents))
		fields["represents_company"] = customer.represents or None
	rate = world.rates.rate(customer.currency, customer.company.currency, at.date())
	return Document(
		doctype, name, customer.company.name, customer.name, at, customer.currency, rate, lines, fields
	)


def _returns(world: World, sales: list[Document]) -> list[Document]:
	"""Credit notes: part or all of a line, one to five weeks later."""
	rng = world.rng("sales returns")
	planned = []
	for sale in sales:
		if sale.fields["is_internal_customer"]:
			continue
		day = workday(sale.day + timedelta(days=rng.randint(5, 35)))
		back = [
			(line, rng.randint(1, int(line.qty)) if rng.random() < 0.6 else int(line.qty))
			for line in sale.lines
			if world.items[line.item_code].is_stock_item and rng.random() < 0.03
		]
		if back and day <= world.as_of:
			planned.append((day, sale, back))
	planned.sort(key=lambda plan: (plan[0], plan[1].name))
	found = []
	for day, sale, back in planned:
		name = world.series.next("SI-R", day)
		lines = tuple(
			replace(
				line, name=child_name("Sales Invoice Item", name, idx), qty=-qty,
				fields={**line.fields, "sales_invoice_item": line.name},
			)
			for idx, (line, qty) in enumerate(back, 1)
		)  # fmt: skip
		fields = {
			**sale.fields,
			"is_return": 1,
			"return_against": sale.name,
			"status": "Return",
			"due_date": day,
		}
		rate = sale.conversion_rate  # as ERPNext: at the rate of the original
		found.append(
			replace(sale, name=name, at=at_hour(day, rng), lines=lines, fields=fields, conversion_rate=rate)
		)
	return found


def _corrections(world: World, sales: list[Document]) -> list[Document]:
	"""Debit notes that only raise a price: revenue without quantity."""
	rng = world.rng("debit notes")
	sales = [sale for sale in sales if world.as_of - sale.day > timedelta(days=20)]
	sales = [sale for sale in sales if not sale.fields["is_internal_customer"]]
	found = []
	for sale in sorted(
		rng.sample(sales, min(len(sales), max(2, round(12 * world.size)))), key=lambda one: one.at
	):
		day = workday(sale.day + timedelta(days=12))
		name = world.series.next("SI-D", day)
		old = sale.lines[0]
		line = Line(
			child_name("Sales Invoice Item", name, 1), old.item_code, 0, round(old.rate * old.qty * 0.03, 2),
			fields={"sales_invoice_item": old.name},
		)  # fmt: skip
		fields = {
			**sale.fields,
			"is_debit_note": 1,
			"return_against": sale.name,
			"update_stock": 0,
			"due_date": day,
		}
		found.append(replace(sale, name=name, at=at_hour(day, rng), lines=(line,), fields=fields))
	return found


def _opening(world: World) -> list[Document]:
	"""Three opening invoices: balances carried over, not sales."""
	found = []
	for customer in [one for one in world.customers if one.kind == "loyal"][:3]:
		name = world.series.next("SI-O", world.start)
		line = Line(child_name("Sales Invoice Item", name, 1), "SRV-992", 1, 1800.0)
		found.append(
			_document(
				world, "Sales Invoice", name, customer, at=world.opening, lines=(line,), moves_stock=False,
				is_opening="Yes", due_date=world.start,
			)
		)  # fmt: skip
	return found


def _cash(world: World) -> list[Document]:
	"""POS Invoices, and per month the Sales Invoice that consolidates those of closed months."""
	rng = world.rng("cash")
	walk_in = next(one for one in world.customers if one.name == WALK_IN)
	known = [one for one in world.customers if one.kind == "loyal" and one.company == walk_in.company][:5]
	goods = [
		item for item in world.items.values() if 0 < item.selling_rate < 100 and item.group != "Services"
	]
	span = (world.as_of - world.start).days
	days = sorted(workday(world.start + timedelta(days=rng.randrange(span - 2))) for _ in range(
		max(6, round(CASH_SALES * world.size))
	))  # fmt: skip
	rate = world.rates.rate("EUR", walk_in.company.currency, world.start)
	sold: list[Document] = []
	for day in days:
		customer = replace(rng.choice(known), currency="EUR") if known and rng.random() < 0.2 else walk_in
		name = world.series.next("POS", day)
		lines = tuple(
			Line(
				child_name("POS Invoice Item", name, idx), item.code, rng.randint(1, 4),
				round(item.selling_rate * rate, 2), fields={"warehouse": customer.company.warehouse},
			)
			for idx, item in enumerate(rng.sample(goods, rng.choice((1, 1, 2, 3))), 1)
		)  # fmt: skip
		sold.append(
			_document(
				world, "POS Invoice", name, customer, at=at_hour(day, rng), lines=lines, moves_stock=True,
				is_pos=1, due_date=day, status="Paid",
			)
		)  # fmt: skip
	return _consolidate(world, sold, walk_in)


def _consolidate(world: World, sold: list[Document], walk_in: Customer) -> list[Document]:
	found, months = [], {}
	for sale in sold:
		months.setdefault((sale.day.replace(day=1), sale.party), []).append(sale)
	for (month, _), sales in sorted(months.items()):
		if month == world.as_of.replace(day=1):
			found += sales
			continue
		last = sales[-1]
		name = world.series.next("SI-C", last.day)
		merged = [(sale.name, line) for sale in sales for line in sale.lines]
		lines = tuple(
			replace(
				line, name=child_name("Sales Invoice Item", name, idx),
				fields={**line.fields, "pos_invoice": voucher, "pos_invoice_item": line.name},
			)
			for idx, (voucher, line) in enumerate(merged, 1)
		)  # fmt: skip
		fields = {**last.fields, "is_consolidated": 1, "is_pos": 1}
		found.append(replace(last, doctype="Sales Invoice", name=name, lines=lines, fields=fields))
		found += [
			replace(sale, fields={**sale.fields, "consolidated_invoice": name, "status": "Consolidated"})
			for sale in sales
		]
	return found
