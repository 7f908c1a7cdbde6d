"""Changes of a customer's segment on their timeline."""

from __future__ import annotations

from frappe import _
from pypika.terms import Criterion, Term

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
		return {"title": doc.segment, "detail": doc.previous_segment}

	def text(self, row) -> str:
		if not row.detail:
			return _("First segment: {0}").format(_(row.title))
		return _("From segment {0} to {1}").format(_(row.detail), _(row.title))


PROVIDERS = (Segments(),)
