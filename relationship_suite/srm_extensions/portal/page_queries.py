"""Which pages the supplier's portal has, and what all of them show.

The hook ``relationship_portal`` names modules with an ``entry(supplier)``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import frappe

from relationship_suite.relationship_core.doors import is_storable
from relationship_suite.relationship_core.speakers import address
from relationship_suite.srm_extensions.portal import scope
from relationship_suite.srm_extensions.portal.pages import Entry, Page


def entries(supplier: str) -> list[Entry]:
	"""The entries of all features for a supplier, in the order of the hook. Other apps may add theirs."""
	return [
		frappe.get_attr(f"{module}.entry")(supplier) for module in frappe.get_hooks("relationship_portal")
	]


def home_page(user: str) -> str | None:
	"""The portal for whoever speaks for a supplier, else what it would be without us; of the session's user, whom Frappe names.

	Not by ``role_home_page``: Administrator has every role, and Frappe asks that before the site's own home page.
	"""
	others = frappe.get_hooks("website_user_home_page")
	return "supplier" if scope.own_suppliers() else (others[-1] if others else None)


def open_page(context, route: str, entry: str | None = None) -> Page:
	"""Fill in what all pages show, for the session's user.

	Args:
		context: of Frappe's page.
		route: below ``/supplier``; empty for the home page.
		entry: route of the entry that the page belongs to, where it has none of its own.

	Raises:
		frappe.Redirect: nobody is logged in.
		frappe.PermissionError: the user speaks for no supplier, or not for the one in the address.
	"""
	asked = frappe.form_dict.get("supplier")
	if frappe.session.user == "Guest":
		back = f"/supplier/{route}".rstrip("/") + (f"?{urlencode(_asked())}" if _asked() else "")
		frappe.local.flags.redirect_location = f"/login?{urlencode({'redirect-to': back})}"
		raise frappe.Redirect(302)
	supplier, own = scope.chosen(str(asked) if asked else None)
	pages, here = entries(supplier), entry or route
	context.update(
		{
			"no_cache": 1,
			"no_breadcrumbs": 1,
			"no_header": 1,
			"show_sidebar": False,
			"supplier": supplier,
			"suppliers": _named(own),
			"entries": [_shown(each, supplier) for each in pages],
			"home": address("", supplier),
			"here": here,
		}
	)
	return Page(supplier, next((each.found for each in pages if each.route == here), None))


def asked_name() -> str:
	"""The record that the page is asked for; "" for none, and for a name that no database can be asked for."""
	name = str(frappe.form_dict.get("name") or "")
	return name if is_storable(name) else ""


def _shown(each: Entry, supplier: str) -> dict[str, Any]:
	return {
		"route": each.route,
		"label": each.label,
		"count": each.count,
		"sentence": each.sentence,
		"action": each.action,
		"address": address(each.route, supplier),
	}


def _asked() -> dict[str, str]:
	return {name: str(frappe.form_dict[name]) for name in ("supplier", "name") if frappe.form_dict.get(name)}


def _named(suppliers: list[str]) -> list[dict[str, str]]:
	"""Suppliers to choose from, as their users know them."""
	supplier = frappe.qb.DocType("Supplier")
	rows = (
		frappe.qb.from_(supplier)
		.select(supplier.name, supplier.supplier_name)
		.where(supplier.name.isin(suppliers))
		.orderby(supplier.supplier_name)
		.orderby(supplier.name)
		.run()
	)
	return [{"name": name, "label": label or name} for name, label in rows]
