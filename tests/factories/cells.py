"""Every cell of the fact layer and of the results that stand on it, for comparisons."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import schema


def every_cell() -> dict[str, list[tuple]]:
	"""Rows of all fact and roll-up tables in a fixed order, numbers rounded to what engines agree on."""
	return {table.name: sorted(map(_plain, _rows(table)), key=repr) for table in made_anew()}


#: Results -> fields that documents do not define: when a row was written, and what is the history of the site.
RESULTS: dict[str, set[str]] = {
	"Performance Scorecard Result": set(),
	"Performance Scorecard KPI Result": set(),
	"Customer Insight": {"segment_since", "previous_segment"},
	"Customer Segment Membership": {"name", "entered_on", "left_on", "previous_segment", "reason"},
}
_MOMENTS = {"creation", "modified"}


def every_result() -> dict[str, list[tuple]]:
	"""Rows of all results, without what only the site's history defines; of the memberships those that last."""
	return {doctype: sorted(map(_plain, _results(doctype)), key=repr) for doctype in RESULTS}


def everything() -> dict[str, list[tuple]]:
	"""Facts, roll-up, scorecard results and customer results."""
	return every_cell() | every_result()


def empty() -> None:
	"""Delete every fact and every result."""
	empty_facts()
	for doctype in RESULTS:
		frappe.db.delete(doctype)
	frappe.db.commit()


def made_anew() -> list[schema.Table]:
	"""The tables whose rows a rebuild makes."""
	return [*schema.FACTS, *(table for tables in schema.ROLLUPS.values() for table in tables)]


def empty_facts() -> None:
	"""Delete every row that a rebuild has to make anew."""
	for table in (*made_anew(), schema.STALE):
		frappe.qb.from_(frappe.qb.Table(table.name)).delete().run()
	frappe.db.commit()


def _results(doctype: str) -> list[tuple]:
	row = frappe.qb.DocType(doctype)
	columns = [c for c in frappe.db.get_table_columns(doctype) if c not in RESULTS[doctype] | _MOMENTS]
	query = frappe.qb.from_(row).select(*columns)
	if doctype == "Customer Segment Membership":
		query = query.where(row.left_on.isnull())
	return query.run()


def _rows(table: schema.Table) -> list[tuple]:
	return frappe.qb.from_(frappe.qb.Table(table.name)).select(*table.column_names).run()


def _plain(row: tuple) -> tuple:
	return tuple(
		round(float(v), 6) if isinstance(v, float | int) or hasattr(v, "as_tuple") else str(v) for v in row
	)
