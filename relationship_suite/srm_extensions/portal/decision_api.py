"""What the form of an Order Confirmation asks for."""

import frappe
from frappe import _

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.srm_extensions.portal import records, scope
from relationship_suite.srm_extensions.portal.queries import ORDER, REPLY


@whitelist(methods=["POST"])
def accept(confirmation: str) -> None:
	"""Accept what a supplier proposes: its order gets these quantities and expected dates.

	Raises:
		frappe.PermissionError: the user may not see the reply, or not change its order.
		frappe.ValidationError: it waits for no decision, or the order was changed since.
	"""
	frappe.has_permission(REPLY, "read", throw=True)
	records.accept(_decidable(confirmation))


@whitelist(methods=["POST"])
def refuse(confirmation: str, answer: str) -> None:
	"""Refuse what a supplier proposes; it reads the answer and is asked to reply anew.

	Raises:
		frappe.PermissionError: the user may not see the reply, or not change its order.
		frappe.ValidationError: it waits for no decision, or the answer is missing.
	"""
	frappe.has_permission(REPLY, "read", throw=True)
	doc, answer = _decidable(confirmation), scope.text(answer)
	if not answer:
		frappe.throw(_("Answer: say why, and what would do instead. The supplier reads it."))
	records.refuse(doc, answer)


def _decidable(name: str):
	"""The reply, where the user may see it and change the order that it is about."""
	doc = existing(REPLY, name)
	frappe.has_permission(ORDER, "write", doc.purchase_order, throw=True)
	return doc
