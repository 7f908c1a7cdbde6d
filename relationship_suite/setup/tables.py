"""Create, alter and drop the plain tables of the fact layer from their schema."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.utils import now_datetime

from relationship_suite import compat
from relationship_suite.relationship_core.facts import schema, watermarks
from relationship_suite.relationship_core.facts.transactions import LEASE, fence

#: Watermarks: the definitions by which a table and its indexes were made.
_MADE_AS, _INDEXED_AS = "made_as:", "indexed_as:"

_TYPES = {
	"mariadb": {
		"key": "varchar(140)",
		"doctype": "varchar(61)",
		"text": "longtext",
		"date": "date",
		"datetime": "datetime(6)",
		"flag": "tinyint",
		"decimal": "decimal(21,9)",
		"int": "bigint",
		"serial": "bigint not null auto_increment",
	},
	"sqlite": {
		"key": "text",
		"doctype": "text",
		"text": "text",
		"date": "text",
		"datetime": "text",
		"flag": "integer",
		"decimal": "real",
		"int": "integer",
		"serial": "integer not null",
	},
	"postgres": {
		"key": "varchar(140)",
		"doctype": "varchar(61)",
		"text": "text",
		"date": "date",
		"datetime": "timestamp(6)",
		"flag": "smallint",
		"decimal": "decimal(21,9)",
		"int": "bigint",
		"serial": "bigserial",
	},
}

_QUOTE = {"mariadb": "`", "sqlite": '"', "postgres": '"'}
#: Frappe's own table options: without them a join with ERPNext's tables would compare two collations.
_OPTIONS = {
	"mariadb": " ENGINE=InnoDB ROW_FORMAT=DYNAMIC CHARACTER SET=utf8mb4 COLLATE=utf8mb4_unicode_ci",
	"sqlite": "",
	"postgres": "",
}


def create_tables() -> None:
	"""Make the tables what the schema says; a second call changes nothing.

	All that they hold can be made anew from ERPNext's documents, so a table with other columns is dropped and created, and
	a rebuild is wanted: there is no other kind of migration. Indexes alone are made anew beneath the rows.
	"""
	existing = set(frappe.db.get_tables(cached=False))
	marks = watermarks.every() if schema.WATERMARK.name in existing else {}
	changed = [
		table
		for table in schema.ALL_TABLES
		if table.name not in existing or marks.get(_MADE_AS + table.name) != table.fingerprint
	]
	reindexed = [
		table
		for table in schema.ALL_TABLES
		if table not in changed and marks.get(_INDEXED_AS + table.name) != table.indexes_fingerprint
	]
	if (changed or reindexed) and schema.LEASE.name in existing:
		# A run at work would fill tables that are gone, and take its rebuild for done; or miss an index that it names.
		fence()
	for table in changed:
		_run(drop_statement(table, frappe.db.db_type), *create_statements(table, frappe.db.db_type))
	for table in reindexed:
		_run(*(_drop_index(table, name) for name in compat.index_names(table.name)))
		_run(*index_statements(table, frappe.db.db_type))
	_make_lease()
	if (
		schema.WATERMARK in changed
	):  # what no rebuild brings back: whose roles are ours, what is still to be read
		for name, value in marks.items():
			watermarks.keep(name, value)
	for table in schema.ALL_TABLES if schema.WATERMARK in changed else changed + reindexed:
		watermarks.keep(_MADE_AS + table.name, table.fingerprint)
		watermarks.keep(_INDEXED_AS + table.name, table.indexes_fingerprint)
	if changed:
		watermarks.want("Rebuild")


def _run(*statements: str) -> None:
	for statement in statements:
		frappe.db.sql_ddl(statement)


def drop_tables() -> None:
	"""Drop every table of ours."""
	for table in schema.ALL_TABLES:
		frappe.db.sql_ddl(drop_statement(table, frappe.db.db_type))


def create_statements(table: schema.Table, dialect: str) -> list[str]:
	"""DDL of a table and its indexes. Every identifier comes from the schema, none from input."""
	quote = _QUOTE[dialect]
	columns = ", ".join(_column(column, dialect) for column in table.columns)
	create = f"CREATE TABLE {quote}{table.name}{quote} ({columns}, PRIMARY KEY ({_names(table.primary_key, quote)}))"
	return [create + _OPTIONS[dialect], *index_statements(table, dialect)]


def index_statements(table: schema.Table, dialect: str) -> list[str]:
	"""DDL of a table's indexes."""
	quote = _QUOTE[dialect]
	on = f"ON {quote}{table.name}{quote}"
	return [
		f"CREATE INDEX {quote}{schema.index_name(table, columns)}{quote} {on} ({_names(columns, quote)})"
		for columns in table.indexes
	]


def _drop_index(table: schema.Table, name: str) -> str:
	quote = _QUOTE[frappe.db.db_type]
	on = f" ON {quote}{table.name}{quote}" if frappe.db.db_type == "mariadb" else ""
	return f"DROP INDEX {quote}{name}{quote}{on}"


def _names(columns: Iterable[str], quote: str) -> str:
	return ", ".join(f"{quote}{column}{quote}" for column in columns)


def drop_statement(table: schema.Table, dialect: str) -> str:
	"""DDL that drops a table if it exists."""
	quote = _QUOTE[dialect]
	return f"DROP TABLE IF EXISTS {quote}{table.name}{quote}"


def _column(column: schema.Column, dialect: str) -> str:
	quote = _QUOTE[dialect]
	null = "" if column.kind == "serial" else (" NULL" if column.nullable else " NOT NULL")
	default = " DEFAULT 0" if column.kind in ("flag", "int") and not column.nullable else ""
	return f"{quote}{column.name}{quote} {_TYPES[dialect][column.kind]}{null}{default}"


def _make_lease() -> None:
	lease = frappe.qb.Table(schema.LEASE.name)
	if not frappe.qb.from_(lease).select(lease.name).where(lease.name == LEASE).run():
		frappe.qb.into(lease).columns("name", "token", "holder", "expires_at").insert(
			LEASE, 0, "", now_datetime()
		).run()
