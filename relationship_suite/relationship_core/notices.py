"""Notices to people: in the Desk, and by mail unless they have turned that off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe
from frappe.desk.doctype.notification_settings.notification_settings import (
	is_email_notifications_enabled,
	is_notifications_enabled,
)
from frappe.translate import print_language
from frappe.utils import get_url_to_form
from frappe.utils.user import get_users_with_role

from relationship_suite.relationship_core.messages import say


def language_of(user: str) -> str | None:
	"""The language that a user reads."""
	return frappe.db.get_value("User", user, "language") or frappe.db.get_default("lang")


@contextmanager
def in_language(language: str | None) -> Iterator[None]:
	"""Texts in this language. Frappe's own ``print_language`` leaves it where something fails, and a job goes on in it."""
	before = frappe.local.lang, frappe.local.jenv
	try:
		with print_language(language):
			yield
	finally:
		frappe.local.lang, frappe.local.jenv = before


def reader_of(doc: Any, user: str | None, roles: Iterable[str]) -> str:
	"""A user who is to answer for a document, where they may see it; else the first of those with a role who may, or "".

	Whoever was named for it once may have left since, or be kept from its party or company.
	"""
	others = sorted({other for role in roles for other in get_users_with_role(role)})
	for one in (user, *others):
		is_here = one and frappe.db.get_value("User", one, "enabled")
		if is_here and frappe.has_permission(doc.doctype, "read", doc, user=one):
			return one
	return ""


def address_of(user: str) -> str:
	"""Where a user takes mails; "" where they have no address, have turned mails off, or are gone."""
	address, is_enabled = frappe.db.get_value("User", user, ["email", "enabled"]) or ("", 0)
	return address if address and is_enabled and is_email_notifications_enabled(user) else ""


def tell(
	user: str, doctype: str, name: str, words: Callable[..., tuple[str, str]], *of: Any, by_mail: bool = True
) -> None:
	"""Tell a user of a document, in their language and inside the running transaction.

	Args:
		doctype, name: the document that the notice leads to.
		words: gives the subject as plain text and the text as HTML, of the arguments that follow.
		by_mail: whether it is worth a mail as well.
	"""
	with in_language(language_of(user)):
		subject, text = words(*of)
	if is_notifications_enabled(user):
		log = {"for_user": user, "type": "Alert", "document_type": doctype, "document_name": name}
		frappe.get_doc(
			{"doctype": "Notification Log", **log, "subject": subject, "email_content": text}
		).insert(ignore_permissions=True)  # nobody has the right to write to others' lists
	address = address_of(user) if by_mail else ""
	if address:  # of an Alert, Frappe itself sends no mail
		link = say('<p><a href="{0}">{1}</a></p>', get_url_to_form(doctype, name), name)
		send(address, subject, text + link, doctype, name)


def send(address: str, subject: str, message: str, doctype: str, name: str) -> bool:
	"""Queue a mail inside the running transaction; gives whether the site has an account to send from.

	Args:
		address: of one person.
		subject: plain text.
		message: HTML.
		doctype, name: the document that it is about.
	"""
	messages = len(frappe.local.message_log)
	try:
		frappe.sendmail(
			recipients=[address],
			subject=subject,
			message=message,
			reference_doctype=doctype,
			reference_name=name,
			header=[subject, "orange"],
		)
	except frappe.OutgoingEmailError:
		del frappe.local.message_log[messages:]
		return False
	return True
