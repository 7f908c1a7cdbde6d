"""Roles of the app."""

from __future__ import annotations

import frappe

#: Role -> whether its users work in the Desk. ``Supplier`` is ERPNext's own portal role.
ROLES: dict[str, int] = {
	"Relationship Manager": 1,
	"Relationship User": 1,
	"Sourcing Manager": 1,
	"Sourcing User": 1,
	"Risk Owner": 1,
}


def create() -> None:
	"""Create the roles that are missing."""
	for role, desk_access in ROLES.items():
		if not frappe.db.exists("Role", role):
			frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": desk_access}).insert(
				ignore_permissions=True  # install runs as Administrator, imports may not
			)


def delete() -> None:
	"""Delete the roles, their assignments to users and their permissions on other DocTypes."""
	names = list(ROLES)
	for doctype in ("Custom DocPerm", "Has Role"):
		frappe.db.delete(doctype, {"role": ("in", names)})
	for role in names:
		frappe.delete_doc("Role", role, force=True, ignore_missing=True)
