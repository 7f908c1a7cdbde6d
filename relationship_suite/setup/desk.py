"""What Frappe 16 adds to a workspace of its own accord, and leaves behind when the app goes."""

from __future__ import annotations

import frappe

from relationship_suite.setup.custom_fields import MODULES

APP = "relationship_suite"


def delete() -> None:
	"""Delete the sidebars and desktop icons of our workspaces; before the workspaces go.

	By rows and not by documents: in developer mode their ``on_trash`` removes files of the app's source as well.
	"""
	if not frappe.db.exists("DocType", "Workspace Sidebar"):
		return  # Frappe 15
	workspaces = frappe.get_all(
		"Workspace", filters={"module": ("in", MODULES)}, order_by="name", pluck="name"
	)
	sidebars = _of_ours("Workspace Sidebar", "name", workspaces)
	_delete("Workspace Sidebar", sidebars)
	_delete("Desktop Icon", _of_ours("Desktop Icon", "link_to", [*workspaces, *sidebars]))


def _of_ours(doctype: str, field: str, names: list[str]) -> list[str]:
	"""Records of the app, and those that point at these names."""
	either = [["app", "=", APP], [field, "in", names or [""]]]
	return frappe.get_all(doctype, or_filters=either, order_by="name", pluck="name")


def _delete(doctype: str, names: list[str]) -> None:
	if not names:
		return
	for table in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(table.options, {"parenttype": doctype, "parent": ("in", names)})
	frappe.db.delete(doctype, {"name": ("in", names)})
