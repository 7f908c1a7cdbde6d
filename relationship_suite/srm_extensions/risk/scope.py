"""What a report on risks or supply is asked for, within what the session's user may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import frappe
from frappe import _

from relationship_suite.srm_extensions.risk import queries
from relationship_suite.srm_extensions.risk.model import CLOSED
from relationship_suite.srm_extensions.scorecards.report_scope import supply


def open_risks(filters: Mapping) -> list[frappe._dict]:
	"""Risks of the filters (company, register, category, risk_owner) that are not closed, the highest score first."""
	asked = {name: filters.get(name) for name in ("company", "register", "category", "risk_owner")}
	return [row for row in queries.risks(asked) if row.status != CLOSED]


def about(risk: Mapping) -> str:
	"""What a risk is about, in one cell: party, item, item group."""
	return " · ".join(filter(None, (risk["party"], risk["item_code"], risk["item_group"])))


def all_supply(filters: frappe._dict) -> dict[str, Collection[str] | None]:
	"""``companies`` and ``item_groups`` of the filters, of all suppliers: a share of what some of them sold is none.

	Raises:
		frappe.PermissionError: the user may see some suppliers only, or not what was asked for.
	"""
	found = supply(filters)
	if found.pop("suppliers") is not None:
		frappe.throw(
			_("Concentration is a figure of all suppliers, and you may see some of them only."),
			frappe.PermissionError,
		)
	return found
