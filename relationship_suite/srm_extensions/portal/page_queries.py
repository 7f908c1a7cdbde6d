"""Which pages the supplier's portal has, and what all of them show.

The hook ``relationship_portal`` names modules with an ``entry(supplier)``.
"""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

import frappe

from relationship_suite.srm_extensions.portal import scope, wording
from relationship_suite.srm_extensions.portal.pages import Entry


def entries(supplier: str) -> list[Entry]:
	"""The entries of all features for a supplier, in the order of the hook. Other apps may add theirs."""
	return [
		frappe.get_attr(f"{module}.entry")(supplier) for module in frappe.get_hooks("relationship_portal")
	]


def open_page(context, route: str) -> str:
	"""Fill in what all pages show, for the session's user; gives the supplier that the page is about.

	Args:
		context: of Frappe's page.
		route: below ``/supplier``; empty for the home page.

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
	pages = entries(supplier)
	context.update(
		{
			"no_cache": 1,
			"no_breadcrumbs": 1,
			"no_header": 1,
			"show_sidebar": False,
			"supplier": supplier,
			"suppliers": _named(own),
			"entries": [{**asdict(each), "address": wording.address(each.route, supplier)} for each in pages],
			"home": wording.address("", supplier),
			"here": route,
		}
	)
	return supplier


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
