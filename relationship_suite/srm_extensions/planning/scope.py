"""What a planning report or form is asked for, within what the session's user may see."""

from __future__ import annotations

import frappe
from frappe import _

from relationship_suite.relationship_core.messages import say
from relationship_suite.reports.scope import narrowed, permitted


def company_of(filters: frappe._dict, reference: str) -> str:
	"""The company that is asked for, by default the user's.

	Args:
		filters: of the report.
		reference: DocType that the figures belong to.

	Raises:
		frappe.ValidationError: there is none.
		frappe.PermissionError: the user may not see it.
	"""
	company = filters.company or frappe.defaults.get_user_default("Company")
	if not company:
		frappe.throw(_("Choose a company: each plans for itself."))
	narrowed(company, permitted("Company", reference), "Company")
	return company


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
