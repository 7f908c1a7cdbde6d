"""Changes of a customer's segments on their timeline."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.query_builder import Case
from pypika.terms import Criterion, ExistsCriterion, Term

from relationship_suite.crm_extensions.segmentation.queries import RFM_SET
from relationship_suite.crm_extensions.segmentation.rule_queries import MEMBERSHIP, OWN_SET
from relationship_suite.relationship_core.timeline.asked import Asked
from relationship_suite.relationship_core.timeline.provider_queries import Provider


class Entered(Provider):
	"""The days on which the customer entered a segment."""

	kind = "Segment"
	doctype = MEMBERSHIP
	parties = ("Customer",)
	at = "entered_on"

	def of_party(self, doc, asked: Asked) -> Criterion:
		return doc.customer == asked.party

	def values(self, doc) -> dict[str, Term]:
		is_own = doc.segment_set == OWN_SET
		return {
			"title": Case().when(is_own, doc.customer_segment).else_(doc.segment),
			"detail": Case().when(is_own, doc.segment_set).else_(doc.previous_segment),
		}

	def text(self, row) -> str:
		if row.detail == OWN_SET:
			return _("Entered the segment {0}").format(row.title)
		if not row.detail:
			return _("First segment: {0}").format(_(row.title))
		return _("From segment {0} to {1}").format(_(row.detail), _(row.title))


class Left(Entered):
	"""The days on which the customer left a segment, and why; of those by RFM where no other one was entered, which says it."""

	at = "left_on"

	def of_party(self, doc, asked: Asked) -> Criterion:
		after = frappe.qb.DocType(MEMBERSHIP).as_("after")
		is_next = (after.customer == doc.customer) & (after.company == doc.company)
		is_next &= (after.segment_set == doc.segment_set) & (after.entered_on == doc.left_on)
		goes_on = ExistsCriterion(frappe.qb.from_(after).select(after.name).where(is_next))
		return super().of_party(doc, asked) & ((doc.segment_set == OWN_SET) | goes_on.negate())

	def values(self, doc) -> dict[str, Term]:
		is_own = doc.segment_set == OWN_SET
		title = Case().when(is_own, doc.customer_segment).else_(doc.segment)
		return {"title": title, "detail": Case().when(is_own, doc.left_because).else_(RFM_SET)}

	def text(self, row) -> str:
		if row.detail == RFM_SET:
			return _("Left the segment {0}: no purchase within the window to score").format(_(row.title))
		return _("Left the segment {0}: {1}").format(row.title, _(row.detail))


PROVIDERS = (Entered(), Left())
