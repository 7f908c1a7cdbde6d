"""Is there anything to do, and is it being done? One statement each, so that an idle night costs next to nothing."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import consumers, failing, schema
from relationship_suite.relationship_core.facts.changes import MAX_ATTEMPTS
from relationship_suite.relationship_core.facts.transactions import LEASE
from relationship_suite.relationship_core.facts.watermarks import BACKFILL_WANTED, WANTED


def count_waiting() -> int:
	"""Noted changes and failed parties to be tried, stale cells, runs that are wanted, consumers that have not begun."""
	change, stale, mark, lease = (
		frappe.qb.Table(table.name) for table in (schema.CHANGE, schema.STALE, schema.WATERMARK, schema.LEASE)
	)
	noted = frappe.qb.from_(change).select(Count("*")).where(change.attempts < MAX_ATTEMPTS)
	cells = frappe.qb.from_(stale).select(Count("*"))
	wishes = [*WANTED.values(), BACKFILL_WANTED]
	wanted = frappe.qb.from_(mark).select(Count("*")).where(mark.name.isin(wishes))
	names = [LEASE, *(each.name for each in consumers.registered())]
	begun = frappe.qb.from_(lease).select(Count("*")).where(lease.name.isin(names))
	query = frappe.qb.from_(noted.as_("noted")).join(cells.as_("cells")).cross()
	query = query.join(wanted.as_("wanted")).cross().join(failing.count_due().as_("failed")).cross()
	query = query.join(begun.as_("begun")).cross()
	*waiting, known = query.select("*").run()[0]
	return sum(waiting) + len(names) - known


def count_failed() -> int:
	"""Documents that could not be read at their last try."""
	change = frappe.qb.Table(schema.CHANGE.name)
	return frappe.qb.from_(change).select(Count("*")).where(change.attempts > 0).run()[0][0]


def is_at_work() -> bool:
	"""Whether a living run holds the lease."""
	lease = frappe.qb.Table(schema.LEASE.name)
	alive = (lease.name == LEASE) & (lease.expires_at > now_datetime())
	return bool(frappe.qb.from_(lease).select(lease.name).where(alive).run())
