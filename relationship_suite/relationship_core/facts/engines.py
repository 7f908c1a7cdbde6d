"""Where an ibis expression runs: the site's database, DuckDB over Parquet, ClickHouse.

ibis is only the compiler. Every engine's own light client runs the SQL and gives rows as dicts; decimals come back as
floats rounded to :data:`CELL_DIGITS`, so that a cell is the same whichever engine it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Protocol

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema

#: Digits after the point that all engines agree on; facts carry nine, sums of floats lose the last ones.
CELL_DIGITS = 6

#: Frappe's name of a database -> ibis's name of the dialect.
DIALECTS = {"mariadb": "mysql", "sqlite": "sqlite", "postgres": "postgres"}

#: ibis compares texts byte by byte on MySQL, which no index serves. A site's own collation compares them as its
#: primary keys do, so that two names are the same wherever Frappe takes them for the same.
_BYTES = re.compile(r"CAST\((`\w+`\.`\w+`|CONCAT\(`\w+`\.`\w+`, ''\)) AS BINARY\)")


class Engine(Protocol):
	"""Runs expressions over the fact tables."""

	dialect: str

	def rows(self, expression: Expression) -> list[dict[str, Any]]:
		"""Rows of an expression in the order it asks for."""

	def add_to(self, table: schema.Table, expression: Expression) -> None:
		"""Add an expression's sums to the rows of the site's table with the same primary key.

		The expression has the columns of the primary key and some of the others; a new row has 0 in the rest.
		"""


def compile_sql(expression: Expression, dialect: str) -> str:
	"""SQL text of an expression in ibis's name of a dialect; all values are literals escaped by the compiler."""
	return _compiled(expression.op(), dialect)


@lru_cache(maxsize=256)
def _compiled(node: Any, dialect: str) -> str:
	# Equal expressions are equal nodes. Compiling takes tens of milliseconds, which a report asked for again need not spend.
	sql = str(ibis.to_sql(node.to_expr(), dialect=dialect, pretty=False))
	return _BYTES.sub(r"\1", sql) if dialect == "mysql" else sql


@dataclass(frozen=True, eq=False)
class Prepared:
	"""An expression that is compiled once per process, for whole numbers that differ from run to run.

	Building and compiling what a usual night computes takes ibis longer than the database takes to answer.

	Attributes:
		expression: built with ``places`` where the numbers belong.
		places: whole numbers that stand nowhere else in it.
	"""

	expression: Expression
	places: tuple[int, ...]

	def text(self, table: schema.Table, dialect: str, numbers: Sequence[int]) -> str:
		"""SQL text of the rows for a table with these numbers, in the order of the places."""
		text = _text_of(self, table, dialect)
		for place, number in zip(self.places, numbers, strict=True):
			text = re.sub(rf"\b{place}\b", str(int(number)), text)
		return text


@cache
def _text_of(prepared: Prepared, table: schema.Table, dialect: str) -> str:
	return compile_sql(as_rows(table, prepared.expression), dialect)


def as_rows(table: schema.Table, expression: Expression) -> Expression:
	"""The expression with all columns of a table, in their order: 0 in those that it does not have."""
	found = {name: _as_cell(expression[name]) for name in expression.columns}
	return expression.select(**{name: found.get(name, ibis.literal(0)) for name in table.column_names})


class SiteEngine:
	"""The database of the site, through Frappe's own connection."""

	def __init__(self) -> None:
		import frappe

		self.dialect = DIALECTS[frappe.db.db_type]

	def rows(self, expression: Expression) -> list[dict[str, Any]]:
		import frappe

		return cells(expression, frappe.db.sql(compile_sql(expression, self.dialect)))

	def add_to(self, table: schema.Table, expression: Expression) -> None:
		"""One INSERT ... SELECT: no row leaves a server."""
		self._add(table, expression, compile_sql(as_rows(table, expression), self.dialect))

	def add_prepared(self, table: schema.Table, prepared: Prepared, *numbers: int) -> None:
		"""As :meth:`add_to`, of a prepared expression with these numbers in its places."""
		self._add(table, prepared.expression, prepared.text(table, self.dialect, numbers))

	def _add(self, table: schema.Table, expression: Expression, select: str) -> None:
		import frappe

		from relationship_suite import compat

		sums = _summed(table, expression.columns)
		if self.dialect == "sqlite":
			# Its parser's stack is a hundred deep, which a price's look-back nearly fills.
			_insert(table, sums, cells(as_rows(table, expression), frappe.db.sql(select)))
			return
		quote = "`" if self.dialect == "mysql" else '"'
		names = ", ".join(f"{quote}{name}{quote}" for name in table.column_names)
		frappe.db.sql(
			f"INSERT INTO {quote}{table.name}{quote} ({names}) SELECT * FROM ({select}) AS sums"
			+ compat.adding(table.name, table.primary_key, sums)
		)


def _insert(table: schema.Table, sums: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
	"""Insert rows, a thousand to a statement, or add their sums to the rows that are there."""
	from relationship_suite import compat
	from relationship_suite.relationship_core.facts import bulk

	values = [[row.get(name, 0) for name in table.column_names] for row in rows]
	bulk.insert(table.name, table.column_names, values, compat.adding(table.name, table.primary_key, sums))


class _Remote:
	"""An engine elsewhere: its rows come here and are written from here."""

	def add_to(self, table: schema.Table, expression: Expression) -> None:
		"""Its rows, a thousand to a statement."""
		_insert(table, _summed(table, expression.columns), self.rows(expression))


class DuckDBEngine(_Remote):
	"""An in-memory DuckDB over a folder of Parquet files, one per fact table: safe with any number of workers."""

	dialect = "duckdb"

	def __init__(self, folder: str) -> None:
		import duckdb

		self.connection = duckdb.connect()
		self.folder = folder

	def rows(self, expression: Expression) -> list[dict[str, Any]]:
		for name in table_names(expression):
			path = f"{self.folder}/{name}.parquet"
			self.connection.read_parquet(path).create_view(name, replace=True)
		return cells(expression, self.connection.execute(compile_sql(expression, self.dialect)).fetchall())


class ClickHouseEngine(_Remote):
	"""ClickHouse, with the facts in tables of the same names.

	``client`` is anything with ``query(sql)`` whose answer has ``result_rows``: a clickhouse-connect client.
	"""

	dialect = "clickhouse"

	def __init__(self, client: Any) -> None:
		self.client = client

	def rows(self, expression: Expression) -> list[dict[str, Any]]:
		# Without it an outer join gives 0 and 1970-01-01 where every other engine gives NULL.
		sql = compile_sql(expression, self.dialect) + " SETTINGS join_use_nulls = 1"
		return cells(expression, self.client.query(sql).result_rows)


def _summed(table: schema.Table, names: Iterable[str]) -> list[str]:
	"""Those of the columns that rows of the same key add up."""
	numbers = {column.name for column in table.columns if column.kind in ("decimal", "int", "flag")}
	return [name for name in names if name in numbers and name not in table.primary_key]


def _as_cell(column):
	"""The column with the digits of a cell, as :func:`cells` gives it."""
	return column.round(CELL_DIGITS) if column.type().is_floating() else column


def table_names(expression: Expression) -> set[str]:
	"""Names of the physical tables that an expression reads."""
	import ibis.expr.operations as ops

	return {node.name for node in expression.op().find(ops.UnboundTable)}


def cells(expression: Expression, rows: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
	"""Rows as dicts of plain Python values, by the types that the expression declares."""
	# A type is looked at once and not in every row: that took a third of a long list's time.
	columns = [(name, _maker(kind)) for name, kind in expression.schema().items()]
	return [
		{
			name: value if value is None else make(value)
			for (name, make), value in zip(columns, row, strict=True)
		}
		for row in rows
	]


def _maker(kind: Any) -> Callable[[Any], Any]:
	"""What makes a plain value of a type of ibis."""
	if kind.is_integer() or kind.is_boolean():
		return int
	if kind.is_floating() or kind.is_decimal():
		return _as_number
	return _as_date if kind.is_date() else _as_it_is


def _as_number(value: Any) -> float:
	return round(float(value), CELL_DIGITS) + 0.0


def _as_date(value: Any) -> date:
	if isinstance(value, datetime):
		return value.date()
	return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _as_it_is(value: Any) -> Any:
	return _as_number(value) if isinstance(value, Decimal) else value
