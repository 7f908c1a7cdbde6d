"""What happens to our results when a Customer is saved or deleted."""

from __future__ import annotations

import frappe
from pypika.terms import ValueWrapper

from relationship_suite.crm_extensions.segmentation import records, segment_records
from relationship_suite.relationship_core.facts import changes


def on_update(doc, method: str | None = None) -> None:
	"""Sales to internal customers do not count, and a POS Invoice does not say by itself that it is one."""
	if doc.has_value_changed("is_internal_customer") and not doc.flags.in_insert:
		invoice = frappe.qb.DocType("POS Invoice")
		theirs = frappe.qb.from_(invoice).where(invoice.customer == doc.name)
		changes.note_select(
			theirs.select(ValueWrapper("POS Invoice").as_("voucher_type"), invoice.name.as_("voucher"))
		)


def on_trash(doc, method: str | None = None) -> None:
	"""Results go with their customer."""
	records.forget_customer(doc.name)
	segment_records.forget_customer(doc.name)


def after_rename(doc, method: str | None, old: str, new: str, merge: bool = False) -> None:
	"""Two customers that have become one are in the segments of both, until these are evaluated again."""
	if merge:
		segment_records.write_codes({new})
