"""Reads of the gates: whose standing warns or stops. Two statements at most, however many lines an order has."""

from __future__ import annotations

from collections.abc import Collection

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.srm_extensions.scorecards.gates import (
	GATES,
	OFF,
	STOP,
	WARN,
	Finding,
	Standings,
	done,
)
from relationship_suite.srm_extensions.scorecards.queries import RESULT, SCORECARD, is_of, latest_periods

STANDING = "Performance Scorecard Standing"
#: Who may override a stop where the settings name no role.
OVERRIDERS = "Sourcing Manager"


def standings_of(doctype: str, company: str, suppliers: Collection[str], items: Collection[str]) -> Standings:
	"""The standings that warn or stop a new document, for any of its lines.

	Args:
		doctype: one that has a gate.
		company: whose document it is; scores in other companies do not count.
		suppliers: of the document.
		items: of its lines: a scorecard for an item group judges those that have a line of it. The group is the Item's; that in
			a line comes with the request.
	"""
	gate = GATES[doctype]
	most = frappe.get_cached_doc("Relationship Suite Settings").get(gate.setting) or WARN
	suppliers = sorted({*suppliers} - {"", None})
	if most == OFF or not (company and suppliers):
		return Standings((), {})
	found = tuple(
		Finding(*row[:6], action=done(row[6], most), item_group=row[7] or "")
		for row in _latest_standings(gate.action, company, suppliers)
	)
	return Standings(found, _groups_above({each.item_group for each in found} - {""}, items))


def override_role() -> str:
	"""The role that may override a stop."""
	return frappe.get_cached_doc("Relationship Suite Settings").override_role or OVERRIDERS


def _latest_standings(action: str, company: str, suppliers: list[str]) -> list[tuple]:
	"""Latest results of these suppliers whose standing does something; one statement."""
	result, card = frappe.qb.DocType(RESULT), frappe.qb.DocType(SCORECARD)
	standing = frappe.qb.DocType(STANDING)
	latest = latest_periods(getdate(nowdate()), suppliers=suppliers, companies=[company], scored=True)
	return (
		frappe.qb.from_(result)
		.inner_join(latest)
		.on(is_of(result, latest))
		.inner_join(card)
		.on((card.name == result.scorecard) & (card.enabled == 1))
		.inner_join(standing)
		.on(
			(standing.parent == card.name)
			& (standing.parenttype == SCORECARD)
			& (standing.standing == result.standing)
		)
		.select(
			result.supplier,
			result.company,
			result.scorecard,
			result.period,
			result.standing,
			result.score,
			standing[action],
			card.item_group,
		)
		.where((result.is_scored == 1) & standing[action].isin([WARN, STOP]))
		.where((result.company == company) & result.supplier.isin(suppliers))
		.orderby(result.supplier)
		.orderby(result.scorecard)
		.run()
	)


def _groups_above(groups: Collection[str], items: Collection[str]) -> dict[str, frozenset[str]]:
	"""Item -> those of these item groups that it is in; one statement, where there are any."""
	items = sorted({*items} - {"", None})
	if not (groups and items):
		return {}
	item = frappe.qb.DocType("Item")
	root, group = frappe.qb.DocType("Item Group"), frappe.qb.DocType("Item Group").as_("below")
	is_below = (root.lft < root.rgt) & (group.lft >= root.lft) & (group.rgt <= root.rgt)
	rows = (
		frappe.qb.from_(root)
		.inner_join(group)
		.on((group.name == root.name) | is_below)
		.inner_join(item)
		.on(item.item_group == group.name)
		.select(item.name, root.name)
		.where(root.name.isin(sorted(groups)) & item.name.isin(items))
		.run()
	)
	above: dict[str, frozenset[str]] = {}
	for code, name in rows:
		above[code] = above.get(code, frozenset()) | {name}
	return above
