"""What suppliers are asked to deliver and commit to: a row per bucket of an item, of the versions that count for it.

A bucket is held against the last release, and the last commitment, that was made until its last day. So what is over keeps
its figures, whatever is released or committed later.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.query_builder.functions import Sum
from pypika.queries import QueryBuilder
from pypika.terms import Term

from relationship_suite.compat import day_number, month_start
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.terms import rounded, select, text

RELEASE, RELEASE_LINE = "Forecast Release", "Forecast Release Line"
COMMITMENT, COMMITMENT_LINE = "Supply Commitment", "Supply Commitment Line"


def planned_buckets(names: Sequence[str]) -> QueryBuilder:
	"""Buckets of Forecast Releases that no later release has taken over, with what is committed to them.

	``commit_qty`` is NULL where the commitment that counts says nothing of the bucket, or none was made in time.
	"""
	release, line = frappe.qb.DocType(RELEASE), frappe.qb.DocType(RELEASE_LINE)
	query = (
		frappe.qb.from_(line)
		.inner_join(release)
		.on((release.name == line.parent) & (line.parenttype == RELEASE))
		.where(among(release.name, names) & (release.name == _last_release(release, line)))
	)
	return select(
		query,
		schema.PLANNED_BUCKET,
		{
			"company": release.company,
			"supplier": release.supplier,
			"bucket_month": month_start(line.last_day),
			"line": line.name,
			"voucher_type": RELEASE,
			"voucher": release.name,
			"item_code": line.item,
			"item_group": text(line.item_group),
			"first_month": month_start(line.first_day),
			"first_day": day_number(line.first_day),
			"last_day": day_number(line.last_day),
			"release_qty": line.release_qty,
			"commit_qty": _committed(release, line),
			"uom": text(line.uom),
		},
	)


def _last_release(release, line) -> QueryBuilder:
	"""Subquery: the last release of the agreement that was made until the last day of the bucket."""
	other = frappe.qb.DocType(RELEASE).as_("any_release")
	mine = (other.agreement == release.agreement) & (other.released_on <= line.last_day)
	query = frappe.qb.from_(other).select(other.name).where(mine)
	return query.orderby(other.version, order=frappe.qb.desc).limit(1)


def _committed(release, line) -> Term:
	"""Subquery: what the last commitment of the agreement until the last day of the bucket says of it, on all days."""
	doc, row = frappe.qb.DocType(COMMITMENT), frappe.qb.DocType(COMMITMENT_LINE).as_("committed_line")
	mine = (doc.agreement == release.agreement) & (doc.committed_on <= line.last_day)
	last = frappe.qb.from_(doc).select(doc.name).where(mine)
	last = last.orderby(doc.creation, order=frappe.qb.desc).limit(1)
	of_it = (row.parenttype == COMMITMENT) & (row.parent == last)
	said = of_it & (row.item == line.item) & (row.first_day == line.first_day)
	return frappe.qb.from_(row).select(rounded(Sum(row.commit_qty))).where(said)
