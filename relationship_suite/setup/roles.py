"""Roles of the app."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import watermarks

#: Role -> whether its users work in the Desk. ``Supplier`` is ERPNext's own portal role.
ROLES: dict[str, int] = {
	"Relationship Manager": 1,
	"Relationship User": 1,
	"Sourcing Manager": 1,
	"Sourcing User": 1,
	"Risk Owner": 1,
}
#: Watermark: a role that was not there before.
_MADE = "made_role:"


def create() -> None:
	"""Create the roles that are missing. One that the site has of its own is used, and stays when the app goes."""
	for role, desk_access in ROLES.items():
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": desk_access}).insert(
				ignore_permissions=True  # install runs as Administrator, imports may not
			)
			watermarks.keep(_MADE + role, "1")


def made() -> list[str]:
	"""The roles that came with the app; to be asked before its tables go."""
	return [role for role in ROLES if watermarks.get(_MADE + role)]


def delete(names: list[str]) -> None:
	"""Delete roles, their assignments to users and their permissions on other DocTypes."""
	if not names:
		return
	for doctype in ("Custom DocPerm", "Has Role"):
		frappe.db.delete(doctype, {"role": ("in", names)})
	for role in names:
		frappe.delete_doc("Role", role, force=True, ignore_missing=True)
