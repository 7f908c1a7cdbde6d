"""The sweep: notes documents whose ``modified`` moved without an event, by direct SQL or an import."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, now_datetime
from pypika.terms import ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.keys import FACTS_OF

WATERMARK = "swept_until"
#: A transaction that was open when the last sweep looked may have stamped ``modified`` before it.
OVERLAP = timedelta(minutes=30)


def sweep() -> int:
	"""Note what was modified since the last sweep, in one statement over all DocTypes; gives how many."""
	mark, change = frappe.qb.Table(schema.WATERMARK.name), frappe.qb.Table(schema.CHANGE.name)
	rows = frappe.qb.from_(mark).select(mark.value).where(mark.name == WATERMARK).run()
	now = now_datetime()
	if not rows:  # the first time a rebuild has just read everything
		frappe.qb.into(mark).columns("name", "value").insert(WATERMARK, str(now)).run()
		return 0
	since = get_datetime(rows[0][0]) - OVERLAP
	# Documents inside the overlap may be noted a second time: replacing a row by the same row does no harm.
	found = (
		frappe.qb.from_(union(*(_modified_since(d, since) for d in FACTS_OF)).as_("modified"))
		.select("*")
		.run()
	)
	if found:
		values = [(voucher_type, voucher, now, 0) for voucher_type, voucher in found]
		for start in range(0, len(values), 1000):
			frappe.qb.into(change).columns("voucher_type", "voucher", "noted_at", "attempts").insert(
				*values[start : start + 1000]
			).run()
	frappe.qb.update(mark).set(mark.value, str(now)).where(mark.name == WATERMARK).run()
	return len(found)


def _modified_since(doctype: str, since):
	doc = frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(doc)
		.select(ValueWrapper(doctype).as_("voucher_type"), doc.name.as_("voucher"))
		.where(doc.modified >= since)
	)
