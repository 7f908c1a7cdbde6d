"""A document that somebody names, for who has a right to it."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from relationship_suite.relationship_core.messages import say


def existing(doctype: str, name: str, ptype: str = "read", *, for_update: bool = False) -> Document:
	"""The record of a name; with ``for_update`` held until the transaction ends.

	Raises:
		frappe.PermissionError: the session's user has no such right, to any record or to this one.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(doctype, ptype, throw=True)
	if not frappe.db.exists(doctype, name):  # Frappe's own message quotes the name as HTML
		frappe.throw(say(_("There is no {0} {1}."), _(doctype), name), frappe.DoesNotExistError)
	doc = frappe.get_doc(doctype, name, for_update=for_update)
	doc.check_permission(ptype)
	return doc
