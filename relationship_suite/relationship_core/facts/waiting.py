"""Is there anything to do? One statement, so that a night without changes costs next to nothing."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.changes import MAX_ATTEMPTS


def count_waiting() -> int:
	"""Noted changes that may be tried, and result cells that are stale."""
	change, stale = frappe.qb.Table(schema.CHANGE.name), frappe.qb.Table(schema.STALE.name)
	noted = frappe.qb.from_(change).select(Count("*")).where(change.attempts < MAX_ATTEMPTS)
	cells = frappe.qb.from_(stale).select(Count("*"))
	return sum(frappe.qb.from_(noted.as_("noted")).join(cells.as_("cells")).cross().select("*").run()[0])
