"""Is there anything to do, and is it being done? One statement each, so that an idle night costs next to nothing."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.changes import MAX_ATTEMPTS
from relationship_suite.relationship_core.facts.watermarks import BACKFILL_WANTED, WANTED


def count_waiting() -> int:
	"""Noted changes that may be tried, result cells that are stale, and runs that are wanted."""
	change, stale, mark = (
		frappe.qb.Table(table.name) for table in (schema.CHANGE, schema.STALE, schema.WATERMARK)
	)
	noted = frappe.qb.from_(change).select(Count("*")).where(change.attempts < MAX_ATTEMPTS)
	cells = frappe.qb.from_(stale).select(Count("*"))
	wishes = [*WANTED.values(), BACKFILL_WANTED]
	wanted = frappe.qb.from_(mark).select(Count("*")).where(mark.name.isin(wishes))
	query = frappe.qb.from_(noted.as_("noted")).join(cells.as_("cells")).cross()
	return sum(query.join(wanted.as_("wanted")).cross().select("*").run()[0])


def count_failed() -> int:
	"""Documents that could not be read at their last try."""
	change = frappe.qb.Table(schema.CHANGE.name)
	return frappe.qb.from_(change).select(Count("*")).where(change.attempts > 0).run()[0][0]


def is_at_work() -> bool:
	"""Whether a living run holds the lease."""
	lease = frappe.qb.Table(schema.LEASE.name)
	held = frappe.qb.from_(lease).select(lease.name).where(lease.expires_at > now_datetime()).limit(1)
	return bool(held.run())
