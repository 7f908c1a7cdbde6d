"""Indexes of ours on documents that others own: made on install and migrate, dropped on uninstall."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts.keys import FACTS_OF, OWN

#: DocType and columns, of what is read by a column that ERPNext or Frappe leave without an index.
INDEXES: tuple[tuple[str, tuple[str, ...]], ...] = (
	# Frappe 16 indexes ``creation`` in place of ``modified``, by which the sweep finds what changed without an event.
	*((doctype, ("modified",)) for doctype in FACTS_OF if doctype not in OWN),
	# The inspections of a batch of receipts; without it every batch reads all the inspections there are. Of two columns,
	# since Frappe drops an index of one field whenever it alters the table of a DocType that does not ask for it.
	("Quality Inspection", ("reference_name", "child_row_reference")),
	# What a party's timeline is made of: a page would else read all payments, calls, meetings and requests there are.
	("Payment Entry", ("party", "party_type")),
	("Call Log", ("customer", "start_time")),
	("Event Participants", ("reference_docname", "reference_doctype")),
	("Request for Quotation Supplier", ("supplier", "parent")),
)


def create() -> None:
	"""Index the columns where nothing does yet; a second call changes nothing."""
	quote = _quote()
	for doctype, columns in INDEXES:
		if not _is_indexed(doctype, columns):
			name, table = f"{quote}{_name(doctype, columns)}{quote}", f"{quote}tab{doctype}{quote}"
			names = ", ".join(f"{quote}{column}{quote}" for column in columns)
			frappe.db.sql_ddl(f"CREATE INDEX {name} ON {table} ({names})")


def delete() -> None:
	"""Drop our indexes."""
	quote = _quote()
	for doctype, columns in INDEXES:
		if _is_ours(doctype, columns):
			on = f" ON {quote}tab{doctype}{quote}" if frappe.db.db_type == "mariadb" else ""
			frappe.db.sql_ddl(f"DROP INDEX {quote}{_name(doctype, columns)}{quote}{on}")


def _quote() -> str:
	return "`" if frappe.db.db_type == "mariadb" else '"'


def _name(doctype: str, columns: tuple[str, ...]) -> str:
	"""Names of indexes are the table's on MariaDB, the whole database's elsewhere."""
	name = f"relationship_{columns[0]}"
	return name if frappe.db.db_type == "mariadb" else f"{name}_{frappe.scrub(doctype)}"


def _is_ours(doctype: str, columns: tuple[str, ...]) -> bool:
	return bool(frappe.db.has_index(f"tab{doctype}", _name(doctype, columns)))


def _is_indexed(doctype: str, columns: tuple[str, ...]) -> bool:
	if _is_ours(doctype, columns):
		return True
	# On PostgreSQL Frappe cannot tell.
	return frappe.db.db_type != "postgres" and bool(frappe.db.get_column_index(f"tab{doctype}", columns[0]))
