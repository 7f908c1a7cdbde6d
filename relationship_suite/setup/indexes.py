"""Indexes of ours on documents that others own: made on install and migrate, dropped on uninstall."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts.keys import FACTS_OF

#: Frappe 16 indexes ``creation`` in place of ``modified``, by which the sweep finds what changed without an event.
COLUMN, NAME = "modified", "relationship_modified"


def create() -> None:
	"""Index ``modified`` where nothing does yet; a second call changes nothing."""
	quote = _quote()
	for doctype in FACTS_OF:
		if not _is_indexed(doctype):
			table = f"{quote}tab{doctype}{quote}"
			frappe.db.sql_ddl(
				f"CREATE INDEX {quote}{_name(doctype)}{quote} ON {table} ({quote}{COLUMN}{quote})"
			)


def delete() -> None:
	"""Drop our indexes."""
	quote = _quote()
	for doctype in FACTS_OF:
		if frappe.db.has_index(f"tab{doctype}", _name(doctype)):
			on = f" ON {quote}tab{doctype}{quote}" if frappe.db.db_type == "mariadb" else ""
			frappe.db.sql_ddl(f"DROP INDEX {quote}{_name(doctype)}{quote}{on}")


def _quote() -> str:
	return "`" if frappe.db.db_type == "mariadb" else '"'


def _name(doctype: str) -> str:
	"""Names of indexes are the table's on MariaDB, the whole database's elsewhere."""
	return NAME if frappe.db.db_type == "mariadb" else f"{NAME}_{frappe.scrub(doctype)}"


def _is_indexed(doctype: str) -> bool:
	if frappe.db.db_type == "postgres":
		return bool(frappe.db.has_index(f"tab{doctype}", _name(doctype)))
	return bool(frappe.db.get_column_index(f"tab{doctype}", COLUMN))
