"""Users who speak for a supplier in its portal, and what they hear of what they said there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe.utils import get_fullname, get_url

from relationship_suite.relationship_core import notices
from relationship_suite.relationship_core.messages import say

#: ERPNext gives it to whoever is named as a portal user of a supplier.
ROLE = "Supplier"


def suppliers_of(user: str) -> list[str]:
	"""Names of the suppliers that a user speaks for, in order.

	They are those whose *Portal Users* name the user, as in ERPNext's own portal (``get_parents_for_user``). Nobody speaks for a
	supplier that is disabled, and nobody without the role does.
	"""
	if user == "Guest" or ROLE not in frappe.get_roles(user):
		return []
	portal_user, supplier = frappe.qb.DocType("Portal User"), frappe.qb.DocType("Supplier")
	rows = (
		frappe.qb.from_(portal_user)
		.inner_join(supplier)
		.on(supplier.name == portal_user.parent)
		.select(supplier.name)
		.distinct()
		.where((portal_user.parenttype == "Supplier") & (portal_user.user == user))
		.where(supplier.disabled == 0)
		.orderby(supplier.name)
		.run()
	)
	return [row[0] for row in rows]


def address(page: str, supplier: str, **more: str) -> str:
	"""Address of a page of a supplier; names may have any characters."""
	return f"/supplier/{page}?{urlencode({'supplier': supplier, **more})}".replace("/?", "?")


def answer(doc: Any, user: str, page: str, said: Callable[[str], tuple[str, str, str]]) -> None:
	"""Mail our decision to the supplier's user who gave what was decided on, in their language.

	The mail is queued in the running transaction: it goes with the decision, once, or not at all. Whoever speaks for the supplier no
	more, has no address, takes no mails or has decided themselves gets none.

	Args:
		doc: what they gave, of a ``supplier``.
		user: who gave it.
		page: address of the page that shows it.
		said: the user's name -> subject and label of the link in plain text, and text as HTML.
	"""
	is_told = user != frappe.session.user and doc.supplier in suppliers_of(user)
	receiver = notices.address_of(user) if is_told else ""
	if not receiver:
		return
	with notices.in_language(notices.language_of(user)):
		subject, label, text = said(get_fullname(user))
		link = say('<p><a href="{0}">{1}</a></p>', get_url(page), label)
		notices.send(receiver, subject, text + link, doc.doctype, doc.name)
