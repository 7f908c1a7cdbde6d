"""Writes a data set on the open Frappe site, fast: bulk inserts, only columns that the site's tables have.

No controller runs and no ``doc_events`` fire (companies excepted, which ERPNext must set up itself): no
stock ledger, no general ledger, no outbox rows; of the payment ledger, what open invoices leave owed. The caller
runs a rebuild of the facts afterwards. Written again, rows that are there already are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any

import frappe
from frappe.utils.nestedset import rebuild_tree
from pypika.terms import PseudoColumn

from embedded.demo.columns import Accounts, Row, document_rows, owed_row, record_rows, tree_row
from embedded.demo.rows import Company, Dataset, Record, child_name

Progress = Callable[[int, int, str], None]

#: Values of one INSERT: below SQLite's limit of variables and MariaDB's packet.
VALUES_PER_STATEMENT = 25_000
DOCUMENTS_PER_BATCH = 2_000
NUMBERS = ("Check", "Int", "Float", "Currency", "Percent", "Duration", "Rating")
CURRENCY_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£"}


def write(
	dataset: Dataset, *, owner: str = "Administrator", progress: Progress | None = None
) -> dict[str, int]:
	"""Writes all of ``dataset`` and commits per batch; the rows written by DocType.

	``progress(done, total, doctype)`` counts rows that have been dealt with. Raises what the database raises;
	batches written before stay, and a second run continues.
	"""
	return _Writer(dataset, owner, progress).run()


class _Writer:
	def __init__(self, dataset: Dataset, owner: str, progress: Progress | None) -> None:
		self.dataset = dataset
		self.owner = owner
		self.progress = progress
		self.written: dict[str, int] = {}
		self.done = 0
		self.total = sum(dataset.counts().values())
		self.tables: dict[str, _Table] = {}

	def run(self) -> dict[str, int]:
		_currencies(self.dataset)
		for company in self.dataset.companies:
			_company(company)
		self._trees()
		self._records(self.dataset.masters)
		self._documents()
		self._records(self.dataset.records)
		frappe.db.commit()
		frappe.clear_cache()
		return self.written

	def _trees(self) -> None:
		opening = min((record.at for record in self.dataset.masters), default=_midnight(self.dataset))
		for doctype, nodes in _by_doctype(self.dataset.trees).items():
			rows = [
				tree_row(
					node, self.owner, opening, self._company_of(node.name) if doctype == "Warehouse" else ""
				)
				for node in nodes
			]
			if self._insert(doctype, rows):
				rebuild_tree(doctype)
			self._report(len(nodes), doctype)
		frappe.db.commit()

	def _company_of(self, warehouse: str) -> str:
		return next(one.name for one in self.dataset.companies if warehouse.endswith(f" - {one.abbr}"))

	def _records(self, records: Iterable[Record]) -> None:
		for doctype, found in _by_doctype(records).items():
			new = [record for record in found if record.name not in self._names(doctype)]
			parents, children = [], {}
			for record in new:
				parent, rows = record_rows(record, self.owner, child_name)
				parents.append(parent)
				for child, its_rows in rows.items():
					children.setdefault(child, []).extend(its_rows)
			self._insert(doctype, parents)
			for child, its_rows in children.items():
				self._insert(child, its_rows, new=True)
			frappe.db.commit()
			self._report(len(found), doctype)

	def _documents(self) -> None:
		currencies = {company.name: company.currency for company in self.dataset.companies}
		accounts = {company.name: _accounts(company.name) for company in self.dataset.companies}
		for doctype, documents in _by_doctype(self.dataset.documents).items():
			for start in range(0, len(documents), DOCUMENTS_PER_BATCH):
				batch = documents[start : start + DOCUMENTS_PER_BATCH]
				parents, lines = [], []
				for document in batch:
					if document.name in self._names(doctype):
						continue
					parent, rows = document_rows(
						document, self.dataset.items, self.owner, currencies[document.company],
						accounts[document.company],
					)  # fmt: skip
					parents.append(parent)
					lines += rows
				self._insert(doctype, parents)
				self._insert(f"{doctype} Item", lines, new=True)
				if doctype == "Sales Invoice":
					owed = (owed_row(parent, self.owner) for parent in parents)
					self._insert("Payment Ledger Entry", [row for row in owed if row])
				frappe.db.commit()
				self._report(len(batch) + sum(len(document.lines) for document in batch), doctype)

	def _insert(self, doctype: str, rows: list[Row], new: bool = False) -> int:
		"""Inserts the rows that are not there yet (``new``: none of them can be)."""
		table = self._table(doctype)
		if not new:
			rows = [row for row in rows if row["name"] not in table.names]
			table.names.update(str(row["name"]) for row in rows)
		if rows and table.exists:
			table.insert(rows)
			self.written[doctype] = self.written.get(doctype, 0) + len(rows)
		return len(rows)

	def _table(self, doctype: str) -> _Table:
		if doctype not in self.tables:
			self.tables[doctype] = _Table(doctype)
		return self.tables[doctype]

	def _names(self, doctype: str) -> set[str]:
		return self._table(doctype).names

	def _report(self, count: int, doctype: str) -> None:
		self.done += count
		if self.progress:
			self.progress(self.done, self.total, doctype)


class _Table:
	"""A DocType's table on this site: which columns it has and what an empty one holds."""

	def __init__(self, doctype: str) -> None:
		self.doctype = doctype
		self.exists = bool(frappe.db.exists("DocType", doctype)) and frappe.db.table_exists(doctype)
		self.columns = set(frappe.db.get_table_columns(doctype)) if self.exists else set()
		self.meta = frappe.get_meta(doctype) if self.exists else None
		self._names: set[str] | None = None

	@property
	def names(self) -> set[str]:
		if self._names is None:
			self._names = (
				set(frappe.get_all(self.doctype, pluck="name", order_by=None)) if self.exists else set()
			)
		return self._names

	def insert(self, rows: list[Row]) -> None:
		columns = [
			column for column in dict.fromkeys(key for row in rows for key in row) if column in self.columns
		]
		constants = self._constants(columns)
		empty = [self._empty(column) for column in columns]
		fields = [*columns, *constants]
		fixed = [_plain(value) for value in constants.values()]
		statement = _Statement(self.doctype, fields)
		chunk = max(1, VALUES_PER_STATEMENT // len(fields))
		for start in range(0, len(rows), chunk):
			part = rows[start : start + chunk]
			values: list[object] = []
			for row in part:
				for column, default in zip(columns, empty, strict=True):
					value = row.get(column)
					values.append(default if value is None else _plain(value))
				values += fixed
			frappe.db.sql(statement.of(len(part)), values)

	def _constants(self, columns: list[str]) -> Row:
		"""What every row holds alike.

		A naming series is mandatory in forms: the first of the DocType's own. A box that nobody ticked is 0 and
		not NULL, or Frappe's link search, which filters on ``disabled``, would not find the record.
		"""
		missing = self.columns.difference(columns)
		constants: Row = {}
		if not self.meta.istable:
			boxes = {field.fieldname for field in self.meta.fields if field.fieldtype == "Check"}
			constants.update(dict.fromkeys(sorted(boxes & missing), 0))
		series = self.meta.get_field("naming_series")
		if series and "naming_series" in missing:
			constants["naming_series"] = next(
				(line for line in (series.options or "").split("\n") if line), ""
			)
		return constants

	def _empty(self, column: str) -> object:
		"""What a column holds where a row says nothing: 0 for numbers, which Frappe makes NOT NULL."""
		field = self.meta.get_field(column)
		return 0 if column in ("docstatus", "idx") or (field and field.fieldtype in NUMBERS) else None


class _Statement:
	"""An INSERT of many rows with placeholders.

	``frappe.db.bulk_insert`` renders each value through PyPika, ten times slower than the database;
	so PyPika quotes the table and the columns here, once, and the driver does the values.
	"""

	def __init__(self, doctype: str, fields: list[str]) -> None:
		table = frappe.qb.DocType(doctype)
		holders = [PseudoColumn("%s") for _ in fields]
		self._head = frappe.qb.into(table).columns(*fields).insert(*holders).get_sql()
		self._row = ",(" + ",".join(["%s"] * len(fields)) + ")"

	def of(self, rows: int) -> str:
		return self._head + self._row * (rows - 1)


def _plain(value: object) -> object:
	"""Dates as text, which every driver takes in the same way."""
	if isinstance(value, datetime):
		return value.isoformat(" ", "microseconds")
	if isinstance(value, date | time):
		return value.isoformat()
	return value


def _by_doctype(rows: Iterable[Any]) -> dict[str, list[Any]]:
	found: dict[str, list[Any]] = {}
	for row in rows:
		found.setdefault(row.doctype, []).append(row)
	return found


def _midnight(dataset: Dataset) -> datetime:
	return datetime.combine(dataset.as_of, time.min)


def _currencies(dataset: Dataset) -> None:
	used = {company.currency for company in dataset.companies} | {one.currency for one in dataset.documents}
	for currency in sorted(used):
		if not frappe.db.exists("Currency", currency):
			symbol = CURRENCY_SYMBOLS.get(currency, currency)
			doc = {"doctype": "Currency", "currency_name": currency, "symbol": symbol, "enabled": 1}
			frappe.get_doc(doc).insert(ignore_permissions=True)
		frappe.db.set_value("Currency", currency, "enabled", 1)


def _company(company: Company) -> None:
	"""Through the controller: ERPNext makes a company's accounts, cost centre and warehouses."""
	if frappe.db.exists("Company", company.name):
		return
	fields = {
		"doctype": "Company",
		"company_name": company.name,
		"abbr": company.abbr,
		"default_currency": company.currency,
		"country": company.country,
		"create_chart_of_accounts_based_on": "Standard Template",
		"chart_of_accounts": "Standard",
	}
	frappe.get_doc(fields).insert(ignore_permissions=True)


def _accounts(company: str) -> Accounts:
	wanted = {
		"debit_to": "default_receivable_account",
		"credit_to": "default_payable_account",
		"income_account": "default_income_account",
		"expense_account": "default_expense_account",
		"cost_center": "cost_center",
	}
	there = set(frappe.db.get_table_columns("Company"))
	columns = [column for column in wanted.values() if column in there]
	found = frappe.db.get_value("Company", company, columns, as_dict=True) if columns else {}
	return Accounts(**{field: (found or {}).get(column) or "" for field, column in wanted.items()})
