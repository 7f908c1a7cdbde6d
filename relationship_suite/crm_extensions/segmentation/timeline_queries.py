"""Changes of a customer's segment on their timeline."""

from __future__ import annotations

from frappe import _
from pypika import Case
from pypika.terms import Criterion, Term

from relationship_suite.crm_extensions.segmentation.rule_queries import OWN_SET
from relationship_suite.relationship_core.timeline.asked import Asked
from relationship_suite.relationship_core.timeline.provider_queries import Provider


class Segments(Provider):
	"""The days on which the customer entered a segment."""

	kind = "Segment"
	doctype = "Customer Segment Membership"
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


PROVIDERS = (Segments(),)
