"""People: users of the Desk and of the website."""

from __future__ import annotations

from typing import Any

import frappe


def account(address: str, first_name: str, **fields: Any) -> str:
	"""A user with this address, made where there is none; gives the address."""
	if not frappe.db.exists("User", address):
		doc = {"doctype": "User", "email": address, "first_name": first_name, "send_welcome_email": 0}
		frappe.get_doc({**doc, **fields}).insert(ignore_permissions=True)
	return address


def user(role: str, *more: str) -> str:
	"""A user with just these roles."""
	name = account(f"{frappe.scrub(role)}@rs.example.com", role)
	doc = frappe.get_doc("User", name)
	doc.roles = []
	doc.append_roles(role, *more)
	doc.save(ignore_permissions=True)
	frappe.clear_cache(user=name)
	return name
