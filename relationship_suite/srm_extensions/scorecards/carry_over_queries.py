"""Reads of ERPNext's Supplier Scorecards: those that the session's user may see."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts.result_rows import chunks
from relationship_suite.srm_extensions.scorecards.carry_over import OldCard, OldCriterion, OldStanding

OLD = "Supplier Scorecard"


def old_cards() -> dict[str, OldCard]:
	"""Supplier -> its scorecard in ERPNext; three statements for each thousand."""
	found: dict[str, OldCard] = {}
	fields = ["name", "supplier", "period", "weighting_function"]
	for some in chunks(frappe.get_list(OLD, fields=fields, order_by="supplier", limit=0)):
		names = [each.name for each in some]
		criteria, standings = _criteria(names), _standings(names)
		for each in some:
			found[each.supplier] = OldCard(
				each.period,
				(each.weighting_function or "").strip(),
				tuple(criteria.get(each.name, ())),
				tuple(standings.get(each.name, ())),
			)
	return found


def _criteria(names: list[str]) -> dict[str, list[OldCriterion]]:
	rows = frappe.get_all(
		"Supplier Scorecard Scoring Criteria",
		{"parent": ("in", names), "parenttype": OLD},
		["parent", "criteria_name", "weight", "formula"],
		order_by="parent, idx",
	)
	found: dict[str, list[OldCriterion]] = {}
	for row in rows:
		old = OldCriterion(row.criteria_name or "", float(row.weight or 0), row.formula or "")
		found.setdefault(row.parent, []).append(old)
	return found


def _standings(names: list[str]) -> dict[str, list[OldStanding]]:
	rows = frappe.get_all(
		"Supplier Scorecard Scoring Standing",
		{"parent": ("in", names), "parenttype": OLD},
		[
			"parent",
			"standing_name",
			"standing_color",
			"min_grade",
			"max_grade",
			"warn_rfqs",
			"warn_pos",
			"prevent_rfqs",
			"prevent_pos",
			"notify_supplier",
			"notify_employee",
			"employee_link",
		],
		order_by="parent, min_grade, idx",
	)
	found: dict[str, list[OldStanding]] = {}
	for row in rows:
		old = OldStanding(
			row.standing_name or "",
			float(row.min_grade or 0),
			float(row.max_grade or 0),
			row.standing_color or "Gray",
			warns_rfqs=bool(row.warn_rfqs),
			warns_orders=bool(row.warn_pos),
			stops_rfqs=bool(row.prevent_rfqs),
			stops_orders=bool(row.prevent_pos),
			tells_us=bool(row.notify_employee),
			mails_supplier=bool(row.notify_supplier),
			employee=(row.employee_link or "") if row.notify_employee else "",
		)
		found.setdefault(row.parent, []).append(old)
	return found
