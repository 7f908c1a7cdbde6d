"""Every cell of the fact layer, for comparisons."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import schema


def every_cell() -> dict[str, list[tuple]]:
	"""Rows of all fact and roll-up tables in a fixed order, numbers rounded to what engines agree on."""
	return {
		table.name: sorted(map(_plain, _rows(table)), key=repr) for table in (*schema.FACTS, *schema.ROLLUPS)
	}


def empty_facts() -> None:
	"""Delete every row that a rebuild has to make anew."""
	for table in (*schema.FACTS, *schema.ROLLUPS, schema.STALE):
		frappe.qb.from_(frappe.qb.Table(table.name)).delete().run()
	frappe.db.commit()


def _rows(table: schema.Table) -> list[tuple]:
	return frappe.qb.from_(frappe.qb.Table(table.name)).select(*table.column_names).run()


def _plain(row: tuple) -> tuple:
	return tuple(
		round(float(v), 6) if isinstance(v, float | int) or hasattr(v, "as_tuple") else str(v) for v in row
	)
