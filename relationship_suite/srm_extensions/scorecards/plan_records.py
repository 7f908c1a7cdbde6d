"""The one writer of action plans that standings open; all others are people's."""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from frappe.utils import add_days, nowdate

from relationship_suite.relationship_core import notices
from relationship_suite.srm_extensions.scorecards import plan_queries, plan_wording
from relationship_suite.srm_extensions.scorecards.plan_queries import PLAN
from relationship_suite.srm_extensions.scorecards.plans import OPEN
from relationship_suite.srm_extensions.scorecards.queries import SCORECARD
from relationship_suite.srm_extensions.scorecards.standing_queries import OWNERS

#: KPIs that a plan begins with, those that cost most.
ITEMS = 3


def open_for(change, kpis: Sequence[dict], days: int) -> None:
	"""Open a plan for the supplier of a change of standing, inside the running transaction; whoever answers for it is told.

	Nothing is opened where one by the same scorecard is open in the same company, whoever has opened it, or where the supplier
	is disabled.

	Args:
		change: Supplier Standing Change.
		kpis: rows of the KPIs of the score, what costs most points first.
		days: until the plan is due.
	"""
	of = {field: change.get(field) for field in ("supplier", "scorecard", "company")}
	if plan_queries.is_open(**of) or frappe.db.get_value("Supplier", change.supplier, "disabled"):
		return
	plan = frappe.get_doc({"doctype": PLAN, **of, "status": OPEN, "standing_change": change.name})
	plan.due_on = add_days(nowdate(), days)
	named = frappe.db.get_value(SCORECARD, change.scorecard, "responsible")
	plan.responsible = notices.reader_of(plan, named, (OWNERS,)) or "Administrator"
	with notices.in_language(notices.language_of(plan.responsible)):
		plan.goal = plan_wording.goal(change)
		for kpi, action in plan_wording.to_begin_with(kpis)[:ITEMS]:
			plan.append("items", {"action": action, "kpi": kpi, "due_on": plan.due_on})
	plan.flags.is_opened_by_standing = True
	plan.insert(ignore_permissions=True)  # what the scorecard says is done for whoever runs the refresh
