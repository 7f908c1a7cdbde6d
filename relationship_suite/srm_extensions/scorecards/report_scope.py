"""What a supplier report is asked for, within what the session's user may see."""

from __future__ import annotations

from collections.abc import Collection

import frappe

from relationship_suite.reports.scope import parties
from relationship_suite.reports.trees import item_groups
from relationship_suite.srm_extensions.scorecards.queries import RESULT


def supply(filters: frappe._dict) -> dict[str, Collection[str] | None]:
	"""``companies``, ``suppliers``, and ``item_groups`` with those below them; None or empty for all.

	Raises:
		frappe.PermissionError: the user may not see what was asked for.
	"""
	return {**parties(filters, RESULT), "item_groups": item_groups(filters.item_group)}
