"""Who and what the demo company deals with: profiles of suppliers, customers and items. Pure."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from embedded.demo import words
from embedded.demo.rows import (
	Company,
	ExchangeRates,
	Item,
	Record,
	Series,
	TreeNode,
	company_trees,
	item_record,
	months_before,
	tree,
	uom_records,
)

EUR_COMPANY = Company("Tarnwick Instruments GmbH", "TWG", "EUR", "Germany")
USD_COMPANY = Company("Tarnwick Instruments Inc.", "TWU", "USD", "United States")
CURRENCIES = {"USD": 1.09, "GBP": 0.85}  # per EUR, at the start
DRIFT_DAYS = 92
NEW_DAYS = 100
WALK_IN = "Walk-in Customer"


@dataclass(frozen=True)
class Behaviour:
	"""Chances per order line (0 to 1); ``late_days`` is the mean delay of a late one."""

	late: float
	late_days: float
	early: float
	split: float
	short: float  # the rest never comes
	reject: float
	give_back: float
	confirm: float  # per order
	price: float  # an invoice rate above the order rate


BEHAVIOURS = {
	"good": Behaviour(0.04, 3, 0.05, 0.06, 0.004, 0.015, 0.01, 0.95, 0.02),
	"average": Behaviour(0.13, 6, 0.07, 0.12, 0.012, 0.04, 0.02, 0.75, 0.06),
	"bad": Behaviour(0.38, 13, 0.06, 0.25, 0.05, 0.12, 0.06, 0.45, 0.18),
	"drifting": Behaviour(0.06, 4, 0.05, 0.08, 0.006, 0.025, 0.012, 0.9, 0.04),
	"drifted": Behaviour(0.75, 14, 0.02, 0.30, 0.03, 0.09, 0.05, 0.6, 0.15),
	"single-source": Behaviour(0.18, 9, 0.04, 0.15, 0.01, 0.035, 0.02, 0.8, 0.12),
	"new": Behaviour(0.10, 5, 0.10, 0.15, 0.01, 0.05, 0.02, 0.85, 0.05),
	"seasonal": Behaviour(0.12, 6, 0.06, 0.12, 0.01, 0.03, 0.02, 0.7, 0.05),
	"internal": Behaviour(0.10, 4, 0.20, 0.10, 0.0, 0.0, 0.0, 0.3, 0.0),
}


@dataclass(frozen=True)
class Supplier:
	name: str
	country: str
	group: str
	kind: str
	currency: str
	lead_days: int
	weight: float
	price_factor: float = 1.0
	yearly_drift: float = 0.03
	by_invoice: bool = False  # books its goods by Purchase Invoice with update_stock
	represents: str = ""

	def behaviour(self, due_on: date, as_of: date) -> Behaviour:
		drifted = self.kind == "drifting" and due_on >= as_of - timedelta(days=DRIFT_DAYS)
		return BEHAVIOURS["drifted" if drifted else self.kind]

	def weight_on(self, day: date, as_of: date) -> float:
		"""Share of the orders of a day: new suppliers only lately, seasonal ones in a third of the year."""
		if self.kind == "new":
			return self.weight if day >= as_of - timedelta(days=NEW_DAYS) else 0.0
		if self.kind == "seasonal":
			return self.weight * (2.6 if day.month in (8, 9, 10, 11) else 0.05)
		return self.weight


@dataclass(frozen=True)
class Customer:
	"""``interval`` is the mean of days between purchases; ``first``/``last`` bound the days of buying."""

	name: str
	kind: str
	group: str
	territory: str
	company: Company
	currency: str
	interval: float
	basket: float
	first: date
	last: date
	favourites: tuple[str, ...] = ()
	represents: str = ""


@dataclass(frozen=True)
class World:
	"""The cast of one run. ``rng`` gives an own stream per purpose, so that one does not shift another."""

	seed: int
	as_of: date
	start: date
	size: float
	rates: ExchangeRates
	items: dict[str, Item]
	suppliers: tuple[Supplier, ...]
	customers: tuple[Customer, ...]
	single_sources: dict[str, str]
	series: Series
	companies: tuple[Company, ...] = (EUR_COMPANY, USD_COMPANY)

	def rng(self, purpose: str) -> random.Random:
		return random.Random(f"{self.seed}:{purpose}")

	@property
	def opening(self) -> datetime:
		"""When the masters were typed in."""
		return datetime.combine(self.start, time(7))


def build(seed: int, as_of: date, months: int, size: float) -> World:
	start = months_before(as_of, months)
	rng = random.Random(f"{seed}:cast")
	return World(
		seed=seed,
		as_of=as_of,
		start=start,
		size=size,
		rates=ExchangeRates(random.Random(f"{seed}:rates"), start, as_of, CURRENCIES),
		items={row[0]: _item(row) for row in words.ITEMS},
		suppliers=tuple(_suppliers(rng)),
		customers=tuple(_customers(rng, start, as_of, round(400 * size))),
		single_sources={row[0]: row[10] for row in words.ITEMS if row[10]},
		series=Series(),
	)


def _item(row: words.ItemRow) -> Item:
	code, name, group, uom, cost, price, lead, inspected, unit, factor, _ = row
	units = ((unit, float(factor)),) if unit else ()
	return Item(code, name, group, uom, cost, price, units, group != "Services", inspected, lead)


def _suppliers(rng: random.Random) -> list[Supplier]:
	found = []
	for row in words.SUPPLIERS:
		supplier = Supplier(*row)
		found.append(
			replace(
				supplier,
				price_factor=round(rng.uniform(0.93, 1.09), 3),
				yearly_drift=round(
					rng.uniform(0.10, 0.16) if supplier.kind == "bad" else rng.uniform(0, 0.06), 3
				),
				by_invoice=supplier.name in ("Boxmere Packaging Inc.", "Alpenharz Klebstoffe GmbH"),
			)
		)
	internal = Supplier(EUR_COMPANY.name, "Germany", "Intercompany", "internal", "USD", 30, 2.0)
	return [*found, replace(internal, represents=EUR_COMPANY.name)]


#: kind -> (share, mean interval in days, mean basket)
RHYTHMS = {
	"big": (0.05, 15, 2.9),
	"loyal": (0.22, 39, 2.0),
	"lapsing": (0.12, 44, 1.8),
	"gone quiet": (0.12, 38, 1.8),
	"new": (0.12, 28, 1.7),
	"seasonal": (0.08, 30, 2.0),
	"occasional": (0.09, 120, 1.5),
	"one-time": (0.20, 0, 1.6),
}


def _customers(rng: random.Random, start: date, as_of: date, count: int) -> list[Customer]:
	names = [(pattern.format(place), group) for pattern, group in words.BUSINESSES for place in words.PLACES]
	rng.shuffle(names)
	kinds = [kind for kind, (share, _, _) in RHYTHMS.items() for _ in range(max(1, round(share * count)))]
	sold = [row[0] for row in words.ITEMS if row[5] and row[2] != "Services"]
	span = (as_of - start).days
	found = []
	for number, kind in enumerate(kinds):
		name, group = names[number % len(names)]
		name = name if number < len(names) else f"{name} {number // len(names) + 1}"
		american = rng.random() < 0.35
		territory, currency = _home(rng, american)
		_, interval, basket = RHYTHMS[kind]
		first, last = start + timedelta(days=rng.randrange(60)), as_of
		if kind == "gone quiet":
			last = as_of - timedelta(days=rng.randint(120, 240))
		elif kind == "new":
			first = as_of - timedelta(days=rng.randint(10, 90))
		elif kind in ("one-time", "occasional"):
			first = start + timedelta(days=rng.randrange(span - 5))
		company = USD_COMPANY if american else EUR_COMPANY
		favourites = tuple(rng.sample(sold, rng.randint(3, 7)))
		interval *= rng.uniform(0.6, 1.5)
		found.append(
			Customer(
				name, kind, group, territory, company, currency, interval, basket, first, last, favourites
			)
		)
	internal = Customer(
		USD_COMPANY.name, "internal", "Intercompany", "United States", EUR_COMPANY, "USD", 45, 3.0,
		start, as_of, tuple(sold[-6:]), USD_COMPANY.name,
	)  # fmt: skip
	walk_in = Customer(WALK_IN, "walk-in", "Walk-in", "Germany", EUR_COMPANY, "EUR", 2, 1.3, start, as_of)
	quiet = Customer(
		words.STORY_CUSTOMER, "gone quiet", "Institutes", "Germany", EUR_COMPANY, "EUR", 16, 2.4,
		start, as_of - timedelta(days=130), tuple(sold[:5]),
	)  # fmt: skip
	return [*found, internal, walk_in, quiet]


def _home(rng: random.Random, american: bool) -> tuple[str, str]:
	if american:
		return rng.choice(("United States", "United States", "United States", "Canada")), "USD"
	territory = rng.choice((*words.TERRITORIES["Europe"], "Germany", "Germany", "Rest Of The World"))
	if territory == "Rest Of The World":
		return territory, rng.choice(("EUR", "USD"))
	return territory, "GBP" if territory == "United Kingdom" else "EUR"


def trees(world: World) -> tuple[TreeNode, ...]:
	return (
		*tree("Item Group", "All Item Groups", words.ITEM_GROUPS),
		*tree("Supplier Group", "All Supplier Groups", words.SUPPLIER_GROUPS),
		*tree("Customer Group", "All Customer Groups", words.CUSTOMER_GROUPS),
		*tree("Territory", "All Territories", words.TERRITORIES),
		*company_trees(world.companies),
	)


def masters(world: World) -> tuple[Record, ...]:
	at = world.opening
	return (
		*uom_records(world.items.values(), at),
		*(item_record(item, at) for item in world.items.values()),
		*(_supplier_record(supplier, world) for supplier in world.suppliers),
		*(_customer_record(customer, world) for customer in world.customers),
		*_exchange_records(world),
	)


def _supplier_record(supplier: Supplier, world: World) -> Record:
	at = world.opening
	if supplier.kind == "new":
		at = datetime.combine(world.as_of - timedelta(days=NEW_DAYS), time(9))
	fields = {
		"supplier_name": supplier.name,
		"supplier_group": supplier.group,
		"supplier_type": "Company",
		"country": supplier.country,
		"default_currency": supplier.currency,
		"is_internal_supplier": int(bool(supplier.represents)),
		"represents_company": supplier.represents or None,
		"language": "en",
	}
	return Record("Supplier", supplier.name, at, fields)


def _customer_record(customer: Customer, world: World) -> Record:
	at = datetime.combine(min(customer.first, world.as_of), time(7, 30))
	fields = {
		"customer_name": customer.name,
		"customer_group": customer.group,
		"customer_type": "Company" if customer.kind != "walk-in" else "Individual",
		"territory": customer.territory,
		"default_currency": customer.currency,
		"is_internal_customer": int(bool(customer.represents)),
		"represents_company": customer.represents or None,
		"language": "en",
	}
	return Record("Customer", customer.name, at, fields)


def _exchange_records(world: World) -> list[Record]:
	found = []
	for month in world.rates.months:
		for source in world.rates.currencies:
			for target in ("EUR", "USD"):
				if source == target:
					continue
				fields = {
					"date": month,
					"from_currency": source,
					"to_currency": target,
					"exchange_rate": world.rates.rate(source, target, month),
					"for_buying": 1,
					"for_selling": 1,
				}
				name = f"{month}-{source}-{target}"
				found.append(Record("Currency Exchange", name, datetime.combine(month, time(6)), fields))
	return found
