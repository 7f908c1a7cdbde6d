"""The sweep: notes documents whose ``modified`` moved without an event, by direct SQL or an import."""

from __future__ import annotations

from datetime import datetime, timedelta

import frappe
from frappe.utils import get_datetime, now_datetime
from pypika.terms import ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import changes, watermarks
from relationship_suite.relationship_core.facts.keys import FACTS_OF
from relationship_suite.relationship_core.facts.transactions import session_of_a_run

WATERMARK = "swept_until"
#: So many names are read at once; of more the database makes the notes by itself.
MOST = 5000
#: A transaction that was open when the last sweep looked may have stamped ``modified`` before it.
OVERLAP = timedelta(minutes=30)


def begin() -> None:
	"""Every document is about to be read: the first sweep looks back to here. Later ones have their own mark."""
	if watermarks.get(WATERMARK) is None:
		watermarks.keep(WATERMARK, str(now_datetime()))


def sweep() -> int:
	"""Note what was modified since the last sweep, found by one statement over all DocTypes; commits, and gives how many."""
	swept_until, now = watermarks.get(WATERMARK), now_datetime()
	if swept_until is None:  # the first time a rebuild has just read everything
		return _swept(now, 0)
	since = get_datetime(swept_until) - OVERLAP
	# Documents inside the overlap may be noted a second time: replacing a row by the same row does no harm.
	found = frappe.qb.from_(_all_since(since).as_("modified")).select("*").limit(MOST + 1).run()
	if len(found) <= MOST:
		changes.note_vouchers(found)
		return _swept(now, len(found))
	frappe.db.rollback()  # end the read's snapshot
	with session_of_a_run():
		return _swept(now, changes.note_select(_all_since(since)))


def _swept(until: datetime, count: int) -> int:
	watermarks.keep(WATERMARK, str(until))
	frappe.db.commit()
	return count


def _all_since(since: datetime):
	return union(*(_modified_since(doctype, since) for doctype in FACTS_OF), _on_issues_since(since))


def _modified_since(doctype: str, since: datetime):
	doc = frappe.qb.DocType(doctype)
	return (
		frappe.qb.from_(doc)
		.select(ValueWrapper(doctype).as_("voucher_type"), doc.name.as_("voucher"))
		.where(doc.modified >= since)
	)


def _on_issues_since(since: datetime):
	"""The mails on modified Issues, whose customer they reach."""
	mail, issue = frappe.qb.DocType("Communication"), frappe.qb.DocType("Issue")
	return (
		frappe.qb.from_(issue)
		.inner_join(mail)
		.on((mail.reference_doctype == "Issue") & (mail.reference_name == issue.name))
		.select(ValueWrapper("Communication").as_("voucher_type"), mail.name.as_("voucher"))
		.where(issue.modified >= since)
	)
