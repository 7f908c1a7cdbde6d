"""Interactions on the timeline of their party."""

from __future__ import annotations

from frappe.query_builder import Case
from pypika.terms import Criterion, Term

from relationship_suite.relationship_core.timeline.asked import Asked
from relationship_suite.relationship_core.timeline.provider_queries import Provider


class Interactions(Provider):
	"""What people have logged; directions in the words of mails and calls."""

	doctype = "Interaction"
	at = "happened_on"

	def of_party(self, doc, asked: Asked) -> Criterion:
		return (doc.party_type == asked.party_type) & (doc.party == asked.party)

	def values(self, doc) -> dict[str, Term]:
		incoming = Case().when(doc.direction == "Incoming", "Received")
		return {
			"title": doc.subject,
			"detail": doc.outcome,
			"person": doc.person,
			"channel": doc.channel,
			"direction": incoming.when(doc.direction == "Outgoing", "Sent").else_(""),
		}


PROVIDERS = (Interactions(),)
