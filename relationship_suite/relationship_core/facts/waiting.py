"""Is there anything to do? One statement, so that a night without changes costs next to nothing."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.changes import MAX_ATTEMPTS
from relationship_suite.relationship_core.facts.watermarks import REBUILD_WANTED


def count_waiting() -> int:
	"""Noted changes that may be tried, result cells that are stale, and a rebuild that is wanted."""
	change, stale, mark = (
		frappe.qb.Table(table.name) for table in (schema.CHANGE, schema.STALE, schema.WATERMARK)
	)
	noted = frappe.qb.from_(change).select(Count("*")).where(change.attempts < MAX_ATTEMPTS)
	cells = frappe.qb.from_(stale).select(Count("*"))
	wanted = frappe.qb.from_(mark).select(Count("*")).where(mark.name == REBUILD_WANTED)
	query = frappe.qb.from_(noted.as_("noted")).join(cells.as_("cells")).cross()
	return sum(query.join(wanted.as_("wanted")).cross().select("*").run()[0])
