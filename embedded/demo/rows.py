"""The shape of a data set: masters, documents with lines, and other records, before any database is there.

A document holds only what is decided (quantities, rates, dates, links); what follows from that (amounts,
base amounts, totals, stock quantities) is worked out once, in ``columns.py``. No import of frappe.
"""

from __future__ import annotations

import base64
import hashlib
import os
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType

Fields = Mapping[str, object]
NO_FIELDS: Fields = MappingProxyType({})

PURCHASE_DOCTYPES = ("Purchase Order", "Purchase Receipt", "Purchase Invoice")
SALES_DOCTYPES = ("Sales Invoice", "POS Invoice")
#: Units of which ERPNext knows whole numbers only.
WHOLE = {"Box", "Nos", "Pack", "Pair", "Roll", "Set", "Unit"}

#: The folder with the real data sets, see ``data_folder``.
DATA_VARIABLE = "RELATIONSHIP_SUITE_DATA"


class RealDataMissing(FileNotFoundError):
	"""A real data set is not on this machine; the message says where it was looked for."""


@dataclass(frozen=True)
class Company:
	name: str
	abbr: str
	currency: str
	country: str

	@property
	def warehouse(self) -> str:
		return f"Stores - {self.abbr}"

	@property
	def rejected_warehouse(self) -> str:
		return f"Rejected - {self.abbr}"


@dataclass(frozen=True)
class Item:
	"""``standard_rate`` is the purchase price per stock unit, ``selling_rate`` the list price, in EUR or the
	data set's own currency; ``uoms`` are other units with their factor to the stock unit."""

	code: str
	name: str
	group: str
	stock_uom: str
	standard_rate: float = 0.0
	selling_rate: float = 0.0
	uoms: tuple[tuple[str, float], ...] = ()
	is_stock_item: bool = True
	is_inspected: bool = False
	lead_time_days: int = 0

	@property
	def buying_unit(self) -> tuple[str, float]:
		"""Unit of purchase and its factor."""
		return self.uoms[0] if self.uoms else (self.stock_uom, 1.0)


@dataclass(frozen=True)
class TreeNode:
	"""A record of a tree master; ``parent`` is empty for a root. Parents come before their children."""

	doctype: str
	name: str
	parent: str = ""
	is_group: bool = False


@dataclass(frozen=True, slots=True)
class Line:
	"""A line of a document. ``rate`` is per ``uom`` (none: the stock unit), in its currency."""

	name: str
	item_code: str
	qty: float
	rate: float
	uom: str | None = None
	conversion_factor: float = 1.0
	fields: Fields = field(default_factory=lambda: NO_FIELDS)


@dataclass(frozen=True, slots=True)
class Document:
	"""A document with lines. ``at`` is its own time, ``recorded_at`` (else ``at``) when it was typed in."""

	doctype: str
	name: str
	company: str
	party: str
	at: datetime
	currency: str
	conversion_rate: float
	lines: tuple[Line, ...]
	fields: Fields = field(default_factory=lambda: NO_FIELDS)
	docstatus: int = 1
	recorded_at: datetime | None = None

	@property
	def day(self) -> date:
		return self.at.date()


@dataclass(frozen=True, slots=True)
class Child:
	parentfield: str
	doctype: str
	rows: tuple[Fields, ...]


@dataclass(frozen=True, slots=True)
class Record:
	"""Any other record: a master, a Quality Inspection, a Communication, a Version."""

	doctype: str
	name: str
	at: datetime
	fields: Fields
	children: tuple[Child, ...] = ()
	docstatus: int = 0


@dataclass(frozen=True)
class Dataset:
	"""All that a writer needs, in the order of writing: trees, masters, documents, records.

	``profiles`` says what a party is made to be (drifting, lapsing, ...), for demos and tests. ``notes``
	counts what a reader decided (lines left out, dates assumed). ``assumed_order_dates`` are orders whose
	date is not in the source.
	"""

	title: str
	as_of: date
	companies: tuple[Company, ...]
	items: Mapping[str, Item]
	trees: tuple[TreeNode, ...]
	masters: tuple[Record, ...]
	documents: tuple[Document, ...]
	records: tuple[Record, ...] = ()
	profiles: Mapping[str, str] = field(default_factory=dict)
	notes: Mapping[str, int] = field(default_factory=dict)
	assumed_order_dates: frozenset[str] = frozenset()

	def of(self, doctype: str) -> Iterator[Document]:
		return (document for document in self.documents if document.doctype == doctype)

	def counts(self) -> dict[str, int]:
		"""Rows by DocType, lines as ``<DocType> Item``."""
		found: dict[str, int] = {}
		for document in self.documents:
			found[document.doctype] = found.get(document.doctype, 0) + 1
			lines = f"{document.doctype} Item"
			found[lines] = found.get(lines, 0) + len(document.lines)
		for row in (*self.trees, *self.masters, *self.records):
			found[row.doctype] = found.get(row.doctype, 0) + 1
		return found


def child_name(doctype: str, parent: str, idx: int) -> str:
	"""The name of a child row: 10 characters (50 bits), the same on every machine."""
	digest = hashlib.blake2s(f"{doctype}:{parent}:{idx}".encode(), digest_size=7).digest()
	return base64.b32encode(digest)[:10].decode().lower()


class Series:
	"""Names such as ``PO-2026-00001``, counted per prefix and year in the order of asking."""

	def __init__(self) -> None:
		self._counts: dict[tuple[str, int], int] = {}

	def next(self, prefix: str, on: date) -> str:
		key = (prefix, on.year)
		self._counts[key] = self._counts.get(key, 0) + 1
		return f"{prefix}-{on.year}-{self._counts[key]:05d}"


class ExchangeRates:
	"""Monthly exchange rates against EUR, a fixed walk per seed; within a month they stand still."""

	def __init__(self, rng: random.Random, start: date, end: date, currencies: Mapping[str, float]) -> None:
		self.currencies = ("EUR", *currencies)
		self.months = months_between(start, end)
		self._per_euro: dict[tuple[str, date], float] = {}
		for currency, level in currencies.items():
			rate = level
			for month in self.months:
				self._per_euro[currency, month] = round(rate, 4)
				rate *= 1 + rng.uniform(-0.018, 0.018)

	def rate(self, from_currency: str, to_currency: str, on: date) -> float:
		"""Units of ``to_currency`` for one of ``from_currency`` in the month of ``on``."""
		month = on.replace(day=1)
		return round(self._in_euro(to_currency, month) / self._in_euro(from_currency, month), 6)

	def _in_euro(self, currency: str, month: date) -> float:
		return 1.0 if currency == "EUR" else self._per_euro[currency, month]


def months_between(start: date, end: date) -> list[date]:
	"""First days of the months that ``start`` to ``end`` touch."""
	months, month = [], start.replace(day=1)
	while month <= end:
		months.append(month)
		month = (month + timedelta(days=32)).replace(day=1)
	return months


def months_before(day: date, months: int) -> date:
	"""The first day of the month ``months`` before that of ``day``."""
	index = day.year * 12 + day.month - 1 - months
	return date(index // 12, index % 12 + 1, 1)


def at_hour(day: date, rng: random.Random, first: int = 8, last: int = 17) -> datetime:
	"""A moment of that day in working hours."""
	return datetime.combine(day, time(rng.randint(first, last), rng.randrange(60), rng.randrange(60)))


def workday(day: date) -> date:
	"""That day, or the Monday after a weekend."""
	return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def tree(doctype: str, root: str, groups: Mapping[str, Iterable[str]]) -> list[TreeNode]:
	"""A tree of two levels; a group without children is a leaf."""
	nodes = [TreeNode(doctype, root, "", True)]
	for group, members in groups.items():
		leaves = tuple(members)
		nodes.append(TreeNode(doctype, group, root, bool(leaves)))
		nodes.extend(TreeNode(doctype, leaf, group) for leaf in leaves)
	return nodes


def company_trees(companies: Iterable[Company]) -> list[TreeNode]:
	"""The warehouses of each company, named as ERPNext names them."""
	nodes = []
	for company in companies:
		root = f"All Warehouses - {company.abbr}"
		nodes.append(TreeNode("Warehouse", root, "", True))
		nodes.append(TreeNode("Warehouse", company.warehouse, root))
		nodes.append(TreeNode("Warehouse", company.rejected_warehouse, root))
	return nodes


def item_record(item: Item, at: datetime) -> Record:
	units = ((item.stock_uom, 1.0), *item.uoms)
	return Record(
		"Item",
		item.code,
		at,
		{
			"item_code": item.code,
			"item_name": item.name[:140],
			"description": item.name,
			"item_group": item.group,
			"stock_uom": item.stock_uom,
			"purchase_uom": item.buying_unit[0],
			"is_stock_item": int(item.is_stock_item),
			"is_purchase_item": 1,
			"is_sales_item": 1,
			"standard_rate": item.selling_rate,
			"valuation_rate": item.standard_rate,
			"lead_time_days": item.lead_time_days,
			"inspection_required_before_purchase": int(item.is_inspected),
			"end_of_life": date(2099, 12, 31),
			"grant_commission": 1,
		},
		(
			Child(
				"uoms",
				"UOM Conversion Detail",
				tuple({"uom": uom, "conversion_factor": factor} for uom, factor in units),
			),
		),
	)


def uom_records(items: Iterable[Item], at: datetime) -> list[Record]:
	units = {"Nos"} | {uom for item in items for uom in (item.stock_uom, *(name for name, _ in item.uoms))}
	return [
		Record("UOM", uom, at, {"uom_name": uom, "enabled": 1, "must_be_whole_number": int(uom in WHOLE)})
		for uom in sorted(units)
	]


def data_folder(
	environ: Mapping[str, str] | None = None, exists: Callable[[Path], bool] = Path.is_dir
) -> Path:
	"""The folder with the real data: of the environment, else ``shared/data`` beside the repository.

	Raises ``RealDataMissing`` when neither is there.
	"""
	named = (os.environ if environ is None else environ).get(DATA_VARIABLE)
	beside = Path(__file__).resolve().parents[3] / "shared" / "data"
	folder = Path(named) if named else beside
	if exists(folder):
		return folder
	looked = f"{DATA_VARIABLE}={named}" if named else f"{DATA_VARIABLE} (not set) and {beside}"
	raise RealDataMissing(f"No folder with the real data sets: looked at {looked}.")


def data_file(name: str, folder: Path | None = None) -> Path:
	"""A file of the real data; raises ``RealDataMissing`` when it is not there."""
	path = (folder or data_folder()) / name
	if not path.is_file():
		raise RealDataMissing(
			f"{name} is not in {path.parent}; set {DATA_VARIABLE} to the folder that has it."
		)
	return path
