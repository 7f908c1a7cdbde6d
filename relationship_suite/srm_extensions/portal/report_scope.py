"""Whose orders a report is about, within what the session's user may see."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from relationship_suite.reports.scope import narrowed, permitted, permitted_parties
from relationship_suite.srm_extensions.portal.queries import REPLY


def parties(filters: frappe._dict) -> dict[str, Collection[str] | None]:
	"""``companies`` and ``suppliers`` of the filters; None for all.

	Raises:
		frappe.PermissionError: the user may not see what was asked for.
	"""
	return {
		"companies": narrowed(filters.company, permitted("Company", REPLY), "Company"),
		"suppliers": narrowed(filters.supplier, permitted_parties("Supplier", REPLY), "Supplier"),
	}
