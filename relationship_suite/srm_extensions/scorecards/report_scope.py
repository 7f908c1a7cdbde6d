"""What a supplier report is asked for, within what the session's user may see."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from relationship_suite.reports.scope import narrowed, permitted, permitted_parties
from relationship_suite.reports.trees import item_groups
from relationship_suite.srm_extensions.scorecards.queries import RESULT


def parties(filters: frappe._dict, reference: str = RESULT) -> dict[str, Collection[str] | None]:
	"""``companies`` and ``suppliers`` of the filters; None for all. ``reference``: the DocType that the figures belong to.

	Raises:
		frappe.PermissionError: the user may not see what was asked for.
	"""
	return {
		"companies": narrowed(filters.company, permitted("Company", reference), "Company"),
		"suppliers": narrowed(filters.supplier, permitted_parties("Supplier", reference), "Supplier"),
	}


def supply(filters: frappe._dict) -> dict[str, Collection[str] | None]:
	"""The :func:`parties`, and ``item_groups`` with those below them; empty for all."""
	return {**parties(filters), "item_groups": item_groups(filters.item_group)}
