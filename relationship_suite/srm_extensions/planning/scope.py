"""What a planning report is asked for, within what the session's user may see."""

from __future__ import annotations

import frappe
from frappe import _

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
