"""Notes for the facts: which Forecast Releases a release or commitment changes, whose buckets are read anew."""

from __future__ import annotations

import frappe
from pypika.terms import ValueWrapper

from relationship_suite.relationship_core.facts import changes
from relationship_suite.srm_extensions.planning.release_queries import RELEASE


def note_from(agreement: str, version: int) -> None:
	"""Note the releases of an agreement from a version on; one INSERT.

	A release takes buckets over from the one before it. A commitment is of the buckets of the release that it answers, and of
	later ones as long as these are not answered.
	"""
	doc = frappe.qb.DocType(RELEASE)
	found = frappe.qb.from_(doc).select(ValueWrapper(RELEASE).as_("voucher_type"), doc.name.as_("voucher"))
	changes.note_select(found.where((doc.agreement == agreement) & (doc.version >= version)))
