"""The address of the contact that an interaction was with.

Frappe finds what is known of a person, to hand it over or to delete it, by an address in the record itself (hook
``user_data_fields``). So the interaction has a copy of it, each need that was heard, and the task of the follow-up.
"""

from __future__ import annotations

import frappe

INTERACTION, NEED = "Interaction", "Interaction Need"
#: Field of a ToDo or Event.
ADDRESS = "relationship_contact_email"


def address_of(contact) -> str:
	"""By which a person asks for their data: the one they log in with, else their first one."""
	return (contact.user or contact.email_id or "").lower()


def set_address(doc) -> None:
	"""Of the interaction's contact now."""
	fields = ["user", "email_id"]
	contact = doc.contact and frappe.db.get_value("Contact", doc.contact, fields, as_dict=True)
	for row in (doc, *doc.needs):
		row.contact_email = address_of(contact) if contact else None


def set_address_of_task(doc) -> None:
	"""The task of an interaction is about its contact; nothing is written where it was before."""
	before = doc.get_doc_before_save() or {}
	is_another = any(
		(before.get(field) or "") != (doc.get(field) or "")
		for field in ("follow_up_document", "contact_email")
	)
	if doc.follow_up_document and is_another:
		frappe.db.set_value(
			doc.follow_up_type, doc.follow_up_document, ADDRESS, doc.contact_email, update_modified=False
		)


def note_contact(doc, method: str | None = None) -> None:
	"""``doc_events`` handler of Contact: another address is theirs in the interactions so far as well."""
	before = doc.get_doc_before_save()
	if not before or address_of(before) == address_of(doc):
		return
	interaction, need = frappe.qb.DocType(INTERACTION), frappe.qb.DocType(NEED)
	theirs = frappe.qb.from_(interaction).select(interaction.name).where(interaction.contact == doc.name)
	frappe.qb.update(need).set(need.contact_email, address_of(doc)).where(need.parent.isin(theirs)).run()
	frappe.qb.update(interaction).set(interaction.contact_email, address_of(doc)).where(
		interaction.contact == doc.name
	).run()
	for doctype in ("ToDo", "Event"):
		task = frappe.qb.DocType(doctype)
		tasks = frappe.qb.from_(interaction).select(interaction.follow_up_document)
		tasks = tasks.where((interaction.contact == doc.name) & (interaction.follow_up_type == doctype))
		frappe.qb.update(task).set(task[ADDRESS], address_of(doc)).where(task.name.isin(tasks)).run()
