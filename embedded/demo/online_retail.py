"""Reader of Online Retail II, 2009-12 to 2010-12 (UCI, D. Chen, CC BY 4.0): sales of a UK wholesaler.

What becomes what
* Invoice -> Sales Invoice ``SI-<number>``, ``C...`` -> a return (negative quantities). The source does not
  say which invoice a return belongs to, so ``return_against`` stays empty.
* CustomerID -> ``Customer <id>``; lines without one belong to the customer "Cash Sales".
* StockCode -> Item, codes that differ only by case or blanks are one item. Codes that are no goods (postage,
  manual entries, discounts, fees, vouchers, ...) are items of the group Services.
* Country -> Territory of the invoice; a customer's own territory is that of the last invoice.
* Equal lines of an invoice stay separate lines. An invoice with several times takes the first one.

Left out, counted in ``Dataset.notes`` so that every line read is accounted for
* ``stock_corrections``: a negative quantity on an invoice without ``C`` (all at price zero);
* ``free_without_customer``: a price of zero and no customer (found, damaged, "check": not sales);
* ``bad_debt``: the adjustments of ``A...`` invoices, with negative prices.
Kept: a price of zero with a customer is a free item; the one ``C`` invoice with a positive quantity is a
sale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from embedded.demo.rows import (
	NO_FIELDS,
	Company,
	Dataset,
	Document,
	Item,
	Line,
	Record,
	child_name,
	company_trees,
	data_file,
	item_record,
	tree,
	uom_records,
)

FILE = "online_retail_2009_2010.parquet"
COMPANY = Company("Online Retail", "OR", "GBP", "United Kingdom")
CASH = "Cash Sales"
GOODS, SERVICES = "Goods", "Services"
SERVICE_CODES = frozenset(
	("POST", "DOT", "C2", "C3", "M", "D", "S", "B", "ADJUST", "ADJUST2", "BANK CHARGES", "AMAZONFEE", "GIFT")
)  # fmt: skip
SERVICE_PREFIXES = ("GIFT_", "TEST")
FREE: dict[str, object] = {"is_free_item": 1}

SQL = """
	SELECT Invoice, upper(trim(StockCode)), trim(coalesce(Description, '')), Quantity, InvoiceDate, Price,
		CustomerID, trim(Country)
	FROM read_parquet(?, file_row_number = true)
	WHERE InvoiceDate < ?
	ORDER BY Invoice, file_row_number
"""


class Row(NamedTuple):
	invoice: str
	code: str
	description: str
	quantity: int
	at: datetime
	price: float
	customer: int | None
	country: str

	@property
	def is_return(self) -> bool:
		return self.invoice.startswith("C") and self.quantity < 0


def is_service(code: str) -> bool:
	"""Whether a code (in capitals) is no merchandise."""
	return code in SERVICE_CODES or code.startswith(SERVICE_PREFIXES)


def left_out(row: Row) -> str:
	"""Why a line is no sale, "" where it is one."""
	if row.quantity < 0 and not row.invoice.startswith("C"):
		return "stock_corrections"
	if row.price < 0:
		return "bad_debt"
	if row.price == 0 and row.customer is None:
		return "free_without_customer"
	return ""


def lines(path: Path, until: date | None = None) -> list[Row]:
	"""The lines up to and with the day ``until``, by invoice and in the order of the file."""
	import duckdb

	before = (
		datetime.max if until is None else datetime.combine(until + timedelta(days=1), datetime.min.time())
	)
	with duckdb.connect() as connection:
		return [Row(*row) for row in connection.execute(SQL, [str(path), before]).fetchall()]


def read(folder: Path | None = None, *, until: date | None = None) -> Dataset:
	"""The sales as a data set; ``until`` for a part of them.

	Raises ``RealDataMissing``, and ``ImportError`` without the extra ``duckdb``.
	"""
	rows = lines(data_file(FILE, folder), until)
	reasons = Counter(left_out(row) for row in rows)
	kept = [row for row in rows if not left_out(row)]
	documents = sorted(_documents(kept), key=lambda document: (document.at, document.name))
	items = _items(kept)
	opening = documents[0].at
	last_country = {document.party: str(document.fields["territory"]) for document in documents}
	countries = sorted({row.country for row in kept})
	return Dataset(
		title="Online Retail II",
		as_of=documents[-1].day,
		companies=(COMPANY,),
		items=items,
		trees=(
			*tree("Item Group", "All Item Groups", {GOODS: (), SERVICES: ()}),
			*tree("Customer Group", "All Customer Groups", {"Wholesale": (), CASH: ()}),
			*tree("Territory", "All Territories", dict.fromkeys(countries, ())),
			*company_trees((COMPANY,)),
		),
		masters=(
			*uom_records(items.values(), opening),
			*(item_record(item, opening) for item in items.values()),
			*(_customer(name, country, opening) for name, country in sorted(last_country.items())),
		),
		documents=tuple(documents),
		profiles={name: "cash" if name == CASH else "wholesale" for name in last_country},
		notes={
			"lines_read": len(rows),
			"lines_kept": len(kept),
			"stock_corrections": reasons["stock_corrections"],
			"bad_debt": reasons["bad_debt"],
			"free_without_customer": reasons["free_without_customer"],
			"free_items": sum(row.price == 0 for row in kept),
			"return_lines": sum(row.is_return for row in kept),
			"cash_lines": sum(row.customer is None for row in kept),
			"service_lines": sum(is_service(row.code) for row in kept),
			"positive_lines_on_c_invoices": sum(row.invoice[0] == "C" and not row.is_return for row in kept),
		},
	)


def _documents(rows: list[Row]) -> Iterator[Document]:
	for invoice, group in groupby(rows, key=lambda row: row.invoice):
		members = list(group)
		name = f"SI-{invoice}"
		first = members[0]
		party = _party(first)
		is_return = all(row.is_return for row in members)
		fields = {
			"is_return": int(is_return),
			"status": "Return" if is_return else "Paid",
			"territory": first.country,
			"customer_group": CASH if party == CASH else "Wholesale",
			"update_stock": 0,
			"is_opening": "No",
		}
		yield Document(
			"Sales Invoice", name, COMPANY.name, party, min(row.at for row in members), COMPANY.currency, 1.0,
			tuple(_line(name, idx, row) for idx, row in enumerate(members, 1)), fields,
		)  # fmt: skip


def _party(row: Row) -> str:
	return CASH if row.customer is None else f"Customer {row.customer}"


def _line(invoice: str, idx: int, row: Row) -> Line:
	return Line(
		child_name("Sales Invoice Item", invoice, idx), row.code, float(row.quantity), row.price,
		fields=NO_FIELDS if row.price else FREE,
	)  # fmt: skip


def _items(rows: list[Row]) -> dict[str, Item]:
	"""Items with their most frequent description and last price."""
	texts: dict[str, Counter[str]] = {}
	prices: dict[str, tuple[datetime, float]] = {}
	for row in rows:
		found = texts.setdefault(row.code, Counter())
		if row.description:
			found[row.description] += 1
		if row.price and not row.is_return:
			prices[row.code] = max(prices.get(row.code, (row.at, row.price)), (row.at, row.price))
	return {
		code: Item(
			code, found.most_common(1)[0][0] if found else code,
			SERVICES if is_service(code) else GOODS, "Nos",
			selling_rate=prices[code][1] if code in prices else 0.0, is_stock_item=not is_service(code),
		)
		for code, found in sorted(texts.items())
	}  # fmt: skip


def _customer(name: str, country: str, at: datetime) -> Record:
	fields = {
		"customer_name": name,
		"customer_type": "Individual" if name == CASH else "Company",
		"customer_group": CASH if name == CASH else "Wholesale",
		"territory": country,
		"default_currency": COMPANY.currency,
	}
	return Record("Customer", name, at, fields)
