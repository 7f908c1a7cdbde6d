"""Create, alter and drop the plain tables of the fact layer from their schema."""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import schema, watermarks
from relationship_suite.relationship_core.facts.transactions import LEASE, fence

#: Watermark: the definition by which a table was made.
_MADE_AS = "made_as:"

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

	All that they hold can be made anew from ERPNext's documents, so a table whose definition has changed is dropped
	and created, and a rebuild is wanted: there is no other kind of migration.
	"""
	existing = set(frappe.db.get_tables(cached=False))
	made = {
		name.removeprefix(_MADE_AS): value
		for name, value in (_all_watermarks() if schema.WATERMARK.name in existing else ())
	}
	changed = [
		table
		for table in schema.ALL_TABLES
		if table.name not in existing or made.get(table.name) != table.fingerprint
	]
	if changed and schema.LEASE.name in existing:
		fence()  # a run at work would fill tables that are gone, and take its rebuild for done
	for table in changed:
		for statement in (
			drop_statement(table, frappe.db.db_type),
			*create_statements(table, frappe.db.db_type),
		):
			frappe.db.sql_ddl(statement)
	_make_lease()
	if changed:
		known = schema.ALL_TABLES if schema.WATERMARK in changed else changed
		for table in known:
			watermarks.keep(_MADE_AS + table.name, table.fingerprint)
		watermarks.want("Rebuild")


def drop_tables() -> None:
	"""Drop every table of ours."""
	for table in schema.ALL_TABLES:
		frappe.db.sql_ddl(drop_statement(table, frappe.db.db_type))


def create_statements(table: schema.Table, dialect: str) -> list[str]:
	"""DDL of a table and its indexes. Every identifier comes from the schema, none from input."""
	quote = _QUOTE[dialect]

	def names(columns) -> str:
		return ", ".join(f"{quote}{c}{quote}" for c in columns)

	columns = ", ".join(_column(column, dialect) for column in table.columns)
	statements = [
		f"CREATE TABLE {quote}{table.name}{quote} ({columns}, PRIMARY KEY ({names(table.primary_key)}))"
		+ _OPTIONS[dialect]
	]
	for index in table.indexes:
		name = schema.index_name(table, index)
		statements.append(f"CREATE INDEX {quote}{name}{quote} ON {quote}{table.name}{quote} ({names(index)})")
	return statements


def drop_statement(table: schema.Table, dialect: str) -> str:
	"""DDL that drops a table if it exists."""
	quote = _QUOTE[dialect]
	return f"DROP TABLE IF EXISTS {quote}{table.name}{quote}"


def _column(column: schema.Column, dialect: str) -> str:
	quote = _QUOTE[dialect]
	null = "" if column.kind == "serial" else (" NULL" if column.nullable else " NOT NULL")
	default = " DEFAULT 0" if column.kind in ("flag", "int") and not column.nullable else ""
	return f"{quote}{column.name}{quote} {_TYPES[dialect][column.kind]}{null}{default}"


def _all_watermarks():
	mark = frappe.qb.Table(schema.WATERMARK.name)
	return frappe.qb.from_(mark).select(mark.name, mark.value).run()


def _make_lease() -> None:
	lease = frappe.qb.Table(schema.LEASE.name)
	if not frappe.qb.from_(lease).select(lease.name).where(lease.name == LEASE).run():
		frappe.qb.into(lease).columns("name", "token", "holder", "expires_at").insert(
			LEASE, 0, "", now_datetime()
		).run()
