"""What a planning report or form is asked for, within what the session's user may see."""

from __future__ import annotations

import frappe
from frappe import _

from relationship_suite.relationship_core.messages import say
from relationship_suite.reports import scope


def company_of(filters: frappe._dict, reference: str) -> str:
	"""The company that a planning report is asked for, by default the user's: :func:`reports.scope.company_of`."""
	missing = _("Choose a company: each plans for itself.")
	return scope.company_of(filters, reference, missing, is_own_meant=True)


def existing(doctype: str, name: str, ptype: str = "read"):
	"""The record of a name, for who has a right to it.

	Raises:
		frappe.PermissionError: the user has no such right, to any record or to this one.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(doctype, ptype, throw=True)
	if not frappe.db.exists(doctype, name):  # Frappe's own message quotes the name as HTML
		frappe.throw(say(_("There is no {0} {1}."), _(doctype), name), frappe.DoesNotExistError)
	doc = frappe.get_doc(doctype, name)
	doc.check_permission(ptype)
	return doc
