"""Where an ibis expression runs: the site's database, DuckDB over Parquet, ClickHouse, Trino.

ibis is only the compiler. Every engine's own light client runs the SQL and gives rows as dicts; decimals come back as
floats rounded to :data:`CELL_DIGITS`, so that a cell is the same whichever engine it came from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

import ibis
from ibis.expr.types import Table as Expression

#: Digits after the point that all engines agree on; facts carry nine, sums of floats lose the last ones.
CELL_DIGITS = 6

#: Frappe's name of a database -> ibis's name of the dialect.
DIALECTS = {"mariadb": "mysql", "sqlite": "sqlite", "postgres": "postgres"}

#: ibis compares texts byte by byte on MySQL, which no index serves. A site's own collation compares them as its
#: primary keys do, so that two names are the same wherever Frappe takes them for the same.
_BYTES = re.compile(r"CAST\((`\w+`\.`\w+`) AS BINARY\)")


class Engine(Protocol):
	"""Runs expressions over the fact tables."""

	dialect: str

	def rows(self, expression: Expression) -> list[dict[str, Any]]:
		"""Rows of an expression in the order it asks for."""


def compile_sql(expression: Expression, dialect: str) -> str:
	"""SQL text of an expression in ibis's name of a dialect; all values are literals escaped by the compiler."""
	return _compiled(expression.op(), dialect)


@lru_cache(maxsize=256)
def _compiled(node: Any, dialect: str) -> str:
	# Equal expressions are equal nodes. Compiling takes tens of milliseconds, which a report asked for again need not spend.
	sql = str(ibis.to_sql(node.to_expr(), dialect=dialect, pretty=False))
	return _BYTES.sub(r"\1", sql) if dialect == "mysql" else sql


class SiteEngine:
	"""The database of the site, through Frappe's own connection."""

	def __init__(self) -> None:
		import frappe

		self.dialect = DIALECTS[frappe.db.db_type]

	def rows(self, expression: Expression) -> list[dict[str, Any]]:
		import frappe

		found = frappe.db.sql(compile_sql(expression, self.dialect), as_dict=True)
		return cells(expression, (row.values() for row in found))


class DuckDBEngine:
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


class ClickHouseEngine:
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


def table_names(expression: Expression) -> set[str]:
	"""Names of the physical tables that an expression reads."""
	import ibis.expr.operations as ops

	return {node.name for node in expression.op().find(ops.UnboundTable)}


def cells(expression: Expression, rows: Iterable[Iterable[Any]]) -> list[dict[str, Any]]:
	"""Rows as dicts of plain Python values, by the types that the expression declares."""
	types = list(expression.schema().items())
	return [
		{name: _cell(value, kind) for (name, kind), value in zip(types, row, strict=True)} for row in rows
	]


def _cell(value: Any, kind) -> Any:
	if value is None:
		return None
	if kind.is_integer() or kind.is_boolean():
		return int(value)
	if kind.is_floating() or kind.is_decimal() or isinstance(value, Decimal):
		return round(float(value), CELL_DIGITS) + 0.0
	if kind.is_date():
		return value.date() if isinstance(value, datetime) else _as_date(value)
	return value


def _as_date(value: Any) -> date:
	return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
