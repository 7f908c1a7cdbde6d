"""The queries that read ERPNext's documents are SQL that PostgreSQL takes, as far as that is told without a server."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlglot
from sqlglot import exp

#: What the queries may call: functions that PostgreSQL has, by sqlglot's names (EXTRACT is DATE_PART as well).
FUNCTIONS = {
	*("COALESCE", "NULLIF", "ROUND", "CAST", "CASE", "IF", "AND", "OR"),
	*("SUM", "COUNT", "MIN", "MAX", "ABS"),
	*("EXTRACT", "TIMESTAMP_TRUNC"),
}


@pytest.fixture
def queries_on(monkeypatch):
	"""``queries_on(db)``: every query by name, compiled as on a site of that database, without one."""

	def compiled(db: str) -> dict[str, str]:
		import frappe
		from frappe.query_builder import get_query_builder

		monkeypatch.setattr(frappe.local, "qb", get_query_builder(db), raising=False)
		monkeypatch.setattr(frappe.local, "db", SimpleNamespace(db_type=db), raising=False)
		monkeypatch.setattr(frappe.local, "flags", frappe._dict(), raising=False)
		return {name: query.get_sql() for name, query in _queries().items()}

	return compiled


def _queries() -> dict:
	from relationship_suite.relationship_core.facts.sources import SOURCES
	from relationship_suite.relationship_core.facts.touches import through_contact

	sources = {
		f"{doctype} -> {table}": source(["X", "O'Brien"]) for (doctype, table), source in SOURCES.items()
	}
	return {**sources, "documents of a contact": through_contact("X")}


def problems(sql: str) -> list[str]:
	"""What PostgreSQL would not take."""
	try:
		tree = sqlglot.parse_one(sql, read="postgres")
	except sqlglot.ParseError as error:
		return [str(error)]
	called = {
		call.name.upper() if isinstance(call, exp.Anonymous) else call.sql_name()
		for call in tree.find_all(exp.Func)
	}
	found = [f"{name} is not known there" for name in sorted(called - FUNCTIONS)]
	for select in tree.find_all(exp.Select):
		if group := select.args.get("group"):
			for column in _outside_aggregates(select):
				if column not in group.expressions:
					found.append(f"{column} is neither grouped by nor summed up")
	return found


def _outside_aggregates(select: exp.Select) -> list[exp.Column]:
	return [
		column
		for projection in select.expressions
		for column in projection.find_all(exp.Column)
		if not column.find_ancestor(exp.AggFunc)
	]


def test_every_source_compiles_for_postgres(queries_on):
	found = queries_on("postgres")

	assert len(found) > 10
	assert {name: wrong for name, sql in found.items() if (wrong := problems(sql))} == {}


@pytest.mark.parametrize("db", ["mariadb", "sqlite"])
def test_the_sql_of_other_databases_would_be_refused(queries_on, db):
	dated = [sql for name, sql in queries_on(db).items() if name.startswith("Purchase")]

	assert dated
	assert all(problems(sql) for sql in dated)


def test_a_column_that_is_not_grouped_by_would_be_refused():
	assert problems('SELECT "a", MAX("b") FROM "t" GROUP BY "a"') == []
	assert problems('SELECT "a", "b" FROM "t" GROUP BY "a"') == ['"b" is neither grouped by nor summed up']
