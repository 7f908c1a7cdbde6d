"""What incoming Quality Inspections say about the lines of a receipt."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce, Count, Max, Min, Sum
from pypika.queries import QueryBuilder, Selectable

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.terms import text


def by_line(doctype: str, names: Sequence[str]) -> Selectable:
	"""Subquery: a row per inspected line of these receipts, named ``inspected``.

	``line``; ``inspections`` (how many are submitted); ``is_accepted`` (the inspection that the line names decides,
	which in ERPNext is the last one; where it names none, all have to be accepted); ``sampled_qty`` and
	``failed_sample_qty`` (samples of all inspections and of the rejected ones, stock UOM).

	An inspection belongs to the line that it refers to; one that names no line, as those of older documents, to the
	lines that name it.
	"""
	line = frappe.qb.DocType(f"{doctype} Item")
	found = union(_referring(doctype, names), _named(doctype, names)).as_("inspection")
	accepted = Case().when(found.status == "Accepted", 1).else_(0)
	sample = Coalesce(found.sample_size, 0)
	# The line decides by its own link: CASE without ELSE is NULL, and MAX passes over it.
	decisive = Max(Case().when(line.quality_inspection == found.inspection, accepted))
	return (
		frappe.qb.from_(found)
		.inner_join(line)
		.on(line.name == found.line)
		.select(
			found.line,
			Count(found.inspection).as_("inspections"),
			Coalesce(decisive, Min(accepted)).as_("is_accepted"),
			Sum(sample).as_("sampled_qty"),
			Sum(Case().when(found.status == "Rejected", sample).else_(0)).as_("failed_sample_qty"),
		)
		.groupby(found.line)
		.as_("inspected")
	)


def _referring(doctype: str, names: Sequence[str]) -> QueryBuilder:
	"""Inspections that refer to a line of the batch: read by the receipt, since the line is not indexed there."""
	inspection, line = frappe.qb.DocType("Quality Inspection"), frappe.qb.DocType(f"{doctype} Item")
	query = (
		frappe.qb.from_(inspection)
		.inner_join(line)
		.on((line.name == inspection.child_row_reference) & (line.parent == inspection.reference_name))
		.where((inspection.reference_type == doctype) & among(inspection.reference_name, names))
	)
	return _select(query, inspection, line)


def _named(doctype: str, names: Sequence[str]) -> QueryBuilder:
	"""Inspections that a line of the batch names and that name no other."""
	inspection, line = frappe.qb.DocType("Quality Inspection"), frappe.qb.DocType(f"{doctype} Item")
	query = (
		frappe.qb.from_(line)
		.inner_join(inspection)
		.on(inspection.name == line.quality_inspection)
		.where((line.parenttype == doctype) & among(line.parent, names))
		.where((text(inspection.child_row_reference) == "") | (inspection.child_row_reference == line.name))
	)
	return _select(query, inspection, line)


def _select(query: QueryBuilder, inspection, line) -> QueryBuilder:
	return query.select(
		line.name.as_("line"), inspection.name.as_("inspection"), inspection.status, inspection.sample_size
	).where((inspection.docstatus == 1) & (inspection.inspection_type == "Incoming"))
