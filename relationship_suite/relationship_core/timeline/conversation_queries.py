"""Mails, comments, calls, meetings, tasks and issues on a timeline."""

from __future__ import annotations

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce
from pypika.queries import Selectable
from pypika.terms import Criterion, EmptyCriterion, Term, ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts.terms import CALL, channel_of
from relationship_suite.relationship_core.timeline.asked import Asked
from relationship_suite.relationship_core.timeline.provider_queries import (
	Provider,
	linked,
	linked_to_contacts,
)


class Communications(Provider):
	"""Mails and chats that stand on the timeline of the party's own form, which shows them to all its readers.

	Not those that Frappe makes of Events, as in ``facts/touches.py``: an Event stands for itself.
	"""

	doctype = "Communication"
	at = "communication_date"
	has_rights = False

	def names(self, asked: Asked) -> Selectable:
		doc = frappe.qb.DocType("Communication").as_("about_party")
		link = frappe.qb.DocType("Communication Link")
		is_theirs = (doc.reference_doctype == asked.party_type) & (doc.reference_name == asked.party)
		return union(
			frappe.qb.from_(doc).select(doc.name).where(is_theirs),
			linked(link, link.link_doctype, link.link_name, self.doctype, asked),
		)

	def of_party(self, doc, asked: Asked) -> Criterion:
		is_mail = doc.communication_type.isin(["Communication", "Automated Message"])
		is_no_event = (Coalesce(doc.reference_doctype, "") != "Event") | (Coalesce(doc.message_id, "") != "")
		return is_mail & is_no_event

	def values(self, doc) -> dict[str, Term]:
		return {
			"title": doc.subject,
			"person": Coalesce(doc.user, doc.owner),
			"detail": Case().when(doc.sent_or_received == "Received", doc.sender).else_(""),
			"channel": channel_of(doc.communication_medium),
			"direction": doc.sent_or_received,
		}


class Comments(Provider):
	"""Comments on the party."""

	doctype = "Comment"
	has_rights = False

	def of_party(self, doc, asked: Asked) -> Criterion:
		is_theirs = (doc.reference_doctype == asked.party_type) & (doc.reference_name == asked.party)
		return is_theirs & (doc.comment_type == "Comment")

	def values(self, doc) -> dict[str, Term]:
		return {"title": doc.content, "person": doc.comment_email}


class Calls(Provider):
	"""Call Logs that name the party or a contact of it."""

	doctype = "Call Log"
	at = "start_time"

	def names(self, asked: Asked) -> Selectable:
		doc = frappe.qb.DocType("Call Log").as_("of_customer")
		link = frappe.qb.DocType("Dynamic Link")
		rows = (link, link.link_doctype, link.link_name, self.doctype, asked)
		found = [linked(*rows), linked_to_contacts(*rows)]
		if asked.party_type == "Customer":
			found.append(frappe.qb.from_(doc).select(doc.name).where(doc.customer == asked.party))
		return union(*found)

	def of_party(self, doc, asked: Asked) -> Criterion:
		return EmptyCriterion()

	def values(self, doc) -> dict[str, Term]:
		direction = (
			Case().when(doc.type == "Incoming", "Received").when(doc.type == "Outgoing", "Sent").else_("")
		)
		return {
			"title": doc.summary,
			"detail": doc.status,
			"person": doc.employee_user_id,
			"channel": ValueWrapper(CALL),
			"direction": direction,
		}


class Events(Provider):
	"""Events with the party, or a contact of it, among the participants."""

	doctype = "Event"
	at = "starts_on"

	def names(self, asked: Asked) -> Selectable:
		guest = frappe.qb.DocType("Event Participants")
		rows = (guest, guest.reference_doctype, guest.reference_docname, self.doctype, asked)
		return union(linked(*rows), linked_to_contacts(*rows))

	def of_party(self, doc, asked: Asked) -> Criterion:
		return EmptyCriterion()

	def values(self, doc) -> dict[str, Term]:
		return {
			"title": doc.subject,
			"detail": doc.status,
			"person": doc.owner,
			"channel": Coalesce(doc.event_category, "Event"),
		}


class ToDos(Provider):
	"""Tasks about the party."""

	doctype = "ToDo"

	def of_party(self, doc, asked: Asked) -> Criterion:
		return (doc.reference_type == asked.party_type) & (doc.reference_name == asked.party)

	def values(self, doc) -> dict[str, Term]:
		return {"title": doc.description, "detail": doc.status, "person": doc.allocated_to}


class Issues(Provider):
	"""Issues of a customer or lead."""

	doctype = "Issue"
	parties = ("Customer", "Lead")

	def of_party(self, doc, asked: Asked) -> Criterion:
		return (doc.customer if asked.party_type == "Customer" else doc.lead) == asked.party

	def values(self, doc) -> dict[str, Term]:
		return {"title": doc.subject, "detail": doc.status, "direction": ValueWrapper("Received")}


PROVIDERS = (Communications(), Comments(), Calls(), Events(), ToDos(), Issues())
