"""What the session's user may see: companies and parties by User Permissions. Never by an argument."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.permissions import get_allowed_docs_for_doctype, get_user_permissions


def permitted(doctype: str, reference: str) -> list[str] | None:
	"""Names of a DocType that User Permissions leave the session's user; None where they leave all.

	Args:
		doctype: the DocType of the permission, such as Company.
		reference: the DocType that the figures belong to; permissions applicable to another one do not count.
	"""
	found = get_user_permissions(frappe.session.user).get(doctype)
	if not found:
		return None
	return get_allowed_docs_for_doctype(found, reference) or None


def permitted_parties(party_type: str, reference: str) -> list[str] | None:
	"""Suppliers or customers that the session's user may see, also by group, territory or another link of theirs.

	None where nothing restricts the user. The list is that of the party's own list view.
	"""
	permissions = get_user_permissions(frappe.session.user)
	meta = frappe.get_meta(party_type)
	links = {df.options for df in meta.get_link_fields() if not df.ignore_user_permissions}
	if not permissions.keys() & {party_type, *links}:
		return None
	if not frappe.has_permission(party_type, "read"):
		return permitted(party_type, reference)
	return frappe.get_list(party_type, pluck="name", limit_page_length=0, order_by="name")


def narrowed(asked: str | None, allowed: list[str] | None, doctype: str) -> list[str] | None:
	"""The names to filter by: what was asked for, within what is allowed.

	Raises:
		frappe.PermissionError: what was asked for is not allowed.
	"""
	if not asked:
		return allowed
	if allowed is not None and asked not in allowed:
		frappe.throw(
			_("You may not see {0} {1}.").format(_(doctype), frappe.bold(asked)), frappe.PermissionError
		)
	return [asked]
