"""Touches: communications, calls, meetings, issues and interactions that people have logged, a row per party they reach.

A party is reached where the document names it, where its timeline links do, or where a linked Contact belongs to it.
Internal comments are no touches, nor are private Events, which Frappe shows to their owner alone; automated mails are
marked. The rows are distinct per party and document.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Coalesce
from pypika.queries import QueryBuilder
from pypika.terms import Term, ValueWrapper

from relationship_suite.compat import month_start, union
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.keys import PARTIES
from relationship_suite.relationship_core.facts.terms import CALL, channel_of, select


def communications(names: Sequence[str]) -> QueryBuilder:
	"""Mails, chats and calls kept as Communication.

	Not the one that Frappe makes of every Event for each guest whose timeline shows events, which has no message's id as
	mails about an Event have: the Event stands for itself, and a private one must not be seen.
	"""
	doc = frappe.qb.DocType("Communication")
	automated = Case().when(doc.communication_type == "Automated Message", 1).else_(0)

	def rows(party_type: Term, party: Term, query: QueryBuilder) -> QueryBuilder:
		query = query.where(among(doc.name, names)).where(
			doc.communication_type.isin(["Communication", "Automated Message"])
			& ((Coalesce(doc.reference_doctype, "") != "Event") | (Coalesce(doc.message_id, "") != ""))
		)
		return _touch(
			query,
			(party_type, party),
			("Communication", doc.name),
			Coalesce(doc.communication_date, doc.creation),
			channel_of(doc.communication_medium),
			direction=Coalesce(doc.sent_or_received, ""),
			automated=automated,
			person=Coalesce(doc.user, doc.owner),
		)

	link = frappe.qb.DocType("Communication Link")
	issue = frappe.qb.DocType("Issue")
	named = rows(
		doc.reference_doctype,
		doc.reference_name,
		frappe.qb.from_(doc).where(doc.reference_doctype.isin(PARTIES)),
	)
	on_issue = rows(
		ValueWrapper("Customer"),
		issue.customer,
		frappe.qb.from_(doc)
		.inner_join(issue)
		.on((issue.name == doc.reference_name) & (doc.reference_doctype == "Issue"))
		.where(Coalesce(issue.customer, "") != ""),
	)
	linked = rows(
		link.link_doctype,
		link.link_name,
		frappe.qb.from_(doc)
		.inner_join(link)
		.on((link.parent == doc.name) & (link.parenttype == "Communication"))
		.where(link.link_doctype.isin(PARTIES)),
	)
	contact, on_contact = _of_contact(
		frappe.qb.from_(doc)
		.inner_join(link)
		.on((link.parent == doc.name) & (link.parenttype == "Communication")),
		link.link_doctype,
		link.link_name,
	)
	of_contact = rows(contact.link_doctype, contact.link_name, on_contact)
	return _distinct(named, on_issue, linked, of_contact)


def calls(names: Sequence[str]) -> QueryBuilder:
	"""Call Logs, by their links and the customer they name."""
	doc, link = frappe.qb.DocType("Call Log"), frappe.qb.DocType("Dynamic Link").as_("call_link")
	direction = Case().when(doc.type == "Incoming", "Received").when(doc.type == "Outgoing", "Sent").else_("")

	def rows(party_type: Term, party: Term, query: QueryBuilder) -> QueryBuilder:
		return _touch(
			query.where(among(doc.name, names)),
			(party_type, party),
			("Call Log", doc.name),
			Coalesce(doc.start_time, doc.creation),
			ValueWrapper(CALL),
			direction=direction,
			person=Coalesce(doc.employee_user_id, ""),
		)

	joined = (
		frappe.qb.from_(doc).inner_join(link).on((link.parent == doc.name) & (link.parenttype == "Call Log"))
	)
	named = rows(
		ValueWrapper("Customer"), doc.customer, frappe.qb.from_(doc).where(Coalesce(doc.customer, "") != "")
	)
	linked = rows(link.link_doctype, link.link_name, joined.where(link.link_doctype.isin(PARTIES)))
	contact, on_contact = _of_contact(joined, link.link_doctype, link.link_name)
	return _distinct(named, linked, rows(contact.link_doctype, contact.link_name, on_contact))


def events(names: Sequence[str]) -> QueryBuilder:
	"""Public Events with a party, or a contact of one, among the participants."""
	doc, guest = frappe.qb.DocType("Event"), frappe.qb.DocType("Event Participants")

	def rows(party_type: Term, party: Term, query: QueryBuilder) -> QueryBuilder:
		return _touch(
			query.where(among(doc.name, names))
			.where(doc.status != "Cancelled")
			.where(doc.event_type == "Public"),
			(party_type, party),
			("Event", doc.name),
			doc.starts_on,
			Coalesce(doc.event_category, "Event"),
			person=doc.owner,
		)

	joined = (
		frappe.qb.from_(doc).inner_join(guest).on((guest.parent == doc.name) & (guest.parenttype == "Event"))
	)
	named = rows(
		guest.reference_doctype, guest.reference_docname, joined.where(guest.reference_doctype.isin(PARTIES))
	)
	contact, on_contact = _of_contact(joined, guest.reference_doctype, guest.reference_docname)
	return _distinct(named, rows(contact.link_doctype, contact.link_name, on_contact))


def issues(names: Sequence[str]) -> QueryBuilder:
	"""Issues, by their customer and lead."""
	doc = frappe.qb.DocType("Issue")

	def rows(party_type: str, party: Term) -> QueryBuilder:
		return _touch(
			frappe.qb.from_(doc).where(among(doc.name, names)).where(Coalesce(party, "") != ""),
			(ValueWrapper(party_type), party),
			("Issue", doc.name),
			doc.creation,
			ValueWrapper("Issue"),
			direction="Received",
			person="",
		)

	return _distinct(rows("Customer", doc.customer), rows("Lead", doc.lead))


def interactions(names: Sequence[str]) -> QueryBuilder:
	"""Interactions that people have logged, of the one party that each names."""
	doc = frappe.qb.DocType("Interaction")
	direction = (
		Case()
		.when(doc.direction == "Incoming", "Received")
		.when(doc.direction == "Outgoing", "Sent")
		.else_("")
	)
	return _touch(
		frappe.qb.from_(doc).where(among(doc.name, names)),
		(doc.party_type, doc.party),
		("Interaction", doc.name),
		doc.happened_on,
		doc.channel,
		direction=direction,
		person=Coalesce(doc.person, ""),
	)


def _of_contact(query: QueryBuilder, doctype: Term, name: Term) -> tuple:
	"""Join the parties of linked Contacts: (their Dynamic Link rows, the query)."""
	link = frappe.qb.DocType("Dynamic Link").as_("contact_link")
	query = query.inner_join(link).on(
		(link.parent == name) & (link.parenttype == "Contact") & (doctype == "Contact")
	)
	return link, query.where(link.link_doctype.isin(PARTIES))


def _touch(
	query: QueryBuilder,
	party: tuple[Term, Term],
	voucher: tuple[str, Term],
	happened_on: Term,
	channel: Term,
	*,
	direction: Term | str = "",
	automated: Term | int = 0,
	person: Term | str,
) -> QueryBuilder:
	"""Columns of the touch table, in its order."""
	values = {
		"party_type": party[0],
		"party": party[1],
		"posting_month": month_start(happened_on),
		"voucher_type": voucher[0],
		"voucher": voucher[1],
		"happened_on": happened_on,
		"channel": channel,
		"direction": direction,
		"is_automated": automated,
		"person": person,
	}
	return select(query, schema.TOUCH, values)


def _distinct(first: QueryBuilder, *more: QueryBuilder) -> QueryBuilder:
	"""UNION (not ALL) of the ways in which a document reaches a party."""
	return frappe.qb.from_(union(first, *more).as_("touches")).select("*")


def through_contact(contact: str) -> QueryBuilder:
	"""``voucher_type``, ``voucher`` of the documents that reach a party through this Contact; each from an index."""
	mail, call = frappe.qb.DocType("Communication Link"), frappe.qb.DocType("Dynamic Link")
	guest = frappe.qb.DocType("Event Participants")

	def found(voucher_type: str, link, doctype: Term, name: Term) -> QueryBuilder:
		query = frappe.qb.from_(link).where(link.parenttype == voucher_type)
		query = query.where((doctype == "Contact") & (name == contact))
		return query.select(ValueWrapper(voucher_type).as_("voucher_type"), link.parent.as_("voucher"))

	return union(
		found("Communication", mail, mail.link_doctype, mail.link_name),
		found("Call Log", call, call.link_doctype, call.link_name),
		found("Event", guest, guest.reference_doctype, guest.reference_docname),
	)


def on_issue(issue: str) -> QueryBuilder:
	"""SELECT of ``voucher_type``, ``voucher`` of the mails on an Issue: they reach its customer."""
	doc = frappe.qb.DocType("Communication")
	query = frappe.qb.from_(doc).where((doc.reference_doctype == "Issue") & (doc.reference_name == issue))
	return query.select(ValueWrapper("Communication").as_("voucher_type"), doc.name.as_("voucher"))


SOURCES: dict[str, Callable[[Sequence[str]], QueryBuilder]] = {
	"Communication": communications,
	"Call Log": calls,
	"Event": events,
	"Issue": issues,
	"Interaction": interactions,
}
