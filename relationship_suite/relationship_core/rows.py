"""Rows of child tables that are checked and computed by their document."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document

from relationship_suite.relationship_core.messages import say


def refuse_alone(row: Document) -> None:
	"""Refuse a row that REST saves by itself, past the checks of its document: to be called by its ``validate``.

	As part of its document a row is not asked to validate itself.

	Raises:
		frappe.ValidationError: always.
	"""
	frappe.throw(
		say(_("A row of {0} is changed in its {0}, and not by itself."), _(row.parenttype or row.doctype))
	)
