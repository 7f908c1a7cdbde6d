"""The sweep: notes documents whose ``modified`` moved without an event, by direct SQL or an import."""

from __future__ import annotations

from datetime import timedelta

import frappe
from frappe.utils import get_datetime, now_datetime
from pypika.terms import ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import changes, watermarks
from relationship_suite.relationship_core.facts.keys import FACTS_OF

WATERMARK = "swept_until"
#: A transaction that was open when the last sweep looked may have stamped ``modified`` before it.
OVERLAP = timedelta(minutes=30)


def begin() -> None:
	"""Every document is about to be read: the first sweep looks back to here. Later ones have their own mark."""
	if watermarks.get(WATERMARK) is None:
		watermarks.keep(WATERMARK, str(now_datetime()))


def sweep() -> int:
	"""Note what was modified since the last sweep, found by one statement over all DocTypes; gives how many."""
	swept_until, now = watermarks.get(WATERMARK), now_datetime()
	watermarks.keep(WATERMARK, str(now))
	if swept_until is None:  # the first time a rebuild has just read everything
		return 0
	since = get_datetime(swept_until) - OVERLAP
	# Documents inside the overlap may be noted a second time: replacing a row by the same row does no harm.
	found = (
		frappe.qb.from_(union(*(_modified_since(d, since) for d in FACTS_OF)).as_("modified"))
		.select("*")
		.run()
	)
	changes.note_vouchers(found)
	return len(found)


def _modified_since(doctype: str, since):
	doc = frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(doc)
		.select(ValueWrapper(doctype).as_("voucher_type"), doc.name.as_("voucher"))
		.where(doc.modified >= since)
	)
