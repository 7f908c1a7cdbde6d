"""Who sees the app at all. Rights on records are in the DocTypes' own rules (docs/admin/rights.md)."""

from __future__ import annotations

import frappe

from relationship_suite.setup.roles import ROLES


def may_open_app() -> bool:
	"""Whether the session's user gets the app's tile: whoever has one of its roles, and the System Manager."""
	return not {*ROLES, "System Manager"}.isdisjoint(frappe.get_roles())
