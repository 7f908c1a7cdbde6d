"""Create, alter and drop the plain tables of the fact layer from their schema."""

from __future__ import annotations

import frappe
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import schema

#: Leases that exist from the start: a row is what there is to lock.
LEASES = ("facts", "results", "customer_results")

_TYPES = {
	"mariadb": {
		"key": "varchar(140)",
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
	"""Create what is missing, add columns and indexes that are new; idempotent."""
	existing = set(frappe.db.get_tables(cached=False))
	for table in schema.ALL_TABLES:
		if table.name not in existing:
			for statement in create_statements(table, frappe.db.db_type):
				frappe.db.sql_ddl(statement)
		else:
			_add_columns(table)
	_make_leases()


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
		name = f"{table.name}_{'_'.join(index)}"[:60]
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


def _add_columns(table: schema.Table) -> None:
	have = _columns_of(table.name)
	dialect = frappe.db.db_type
	quote = _QUOTE[dialect]
	for column in table.columns:
		if column.name not in have:
			frappe.db.sql_ddl(f"ALTER TABLE {quote}{table.name}{quote} ADD COLUMN {_column(column, dialect)}")


def _columns_of(table: str) -> set[str]:
	query = frappe.qb.from_(frappe.qb.Table(table)).select("*").limit(0)
	frappe.db.sql(query.get_sql())
	return {description[0] for description in frappe.db._cursor.description}


def _make_leases() -> None:
	lease = frappe.qb.Table(schema.LEASE.name)
	have = {row[0] for row in frappe.qb.from_(lease).select(lease.name).run()}
	for name in LEASES:
		if name not in have:
			frappe.qb.into(lease).columns("name", "token", "holder", "expires_at").insert(
				name, 0, "", now_datetime()
			).run()
