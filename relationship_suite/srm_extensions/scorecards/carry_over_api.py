"""The button that brings ERPNext's Supplier Scorecards over."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import strip_html

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.problems import Problem
from relationship_suite.srm_extensions.scorecards import carry_over_queries, carry_over_records
from relationship_suite.srm_extensions.scorecards.carry_over import Carried, carried
from relationship_suite.srm_extensions.scorecards.queries import SCORECARD


def check_may_carry_over() -> None:
	"""Raise PermissionError unless the session's user may make scorecards and read ERPNext's."""
	frappe.has_permission(SCORECARD, "create", throw=True)
	frappe.has_permission(carry_over_queries.OLD, "read", throw=True)


@whitelist(methods=["POST"])
def carry_over() -> list[dict[str, Any]]:
	"""Make disabled scorecards of ERPNext's; those that are there already stay as they are.

	Returns:
		For each ``scorecard`` (its name, "" where none could be made), whether ``is_new``, the number of ``suppliers``
		that had it, and ``notes``: what could not be carried over, a sentence each.

	Raises:
		frappe.PermissionError: the user may not make scorecards or not read ERPNext's.
	"""
	check_may_carry_over()
	return [_made(each) for each in carried(carry_over_queries.old_cards())]


def _made(each: Carried) -> dict[str, Any]:
	notes = [_sentence(note) for note in each.notes]
	found = {"scorecard": each.name, "is_new": False, "suppliers": len(each.suppliers), "notes": notes}
	if frappe.db.exists(SCORECARD, each.name):
		return {**found, "notes": [_("It is there already and was left as it is.")]}
	if not each.kpis:
		return {**found, "scorecard": ""}
	messages = len(frappe.local.message_log)
	try:
		carry_over_records.make(each)
	except frappe.ValidationError as error:
		del frappe.local.message_log[messages:]
		said = strip_html(str(error).replace("<br>", " "))
		return {**found, "scorecard": "", "notes": [*notes, said]}
	carry_over_records.keep_notes(each.name, notes)
	return {**found, "is_new": True}


def _sentence(note: Problem) -> str:
	values = {name: _(value) if name == "key" else value for name, value in note.values.items()}
	said = _(note.text).format(**values)
	return f"{said[0].upper()}{said[1:]}."
