"""Reads of action plans: which are open, and the score that a plan is judged by."""

from __future__ import annotations

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.srm_extensions.scorecards.plans import OPEN
from relationship_suite.srm_extensions.scorecards.queries import latest_results

PLAN = "Supplier Action Plan"


def is_open(**of: str) -> bool:
	"""Whether a plan of this ``supplier``, ``scorecard`` and ``company`` is open."""
	return bool(frappe.db.exists(PLAN, {**of, "status": OPEN}))


def latest_score(supplier: str, company: str, scorecard: str | None) -> dict | None:
	"""The latest result of a supplier in a company; None where it has no score.

	Without a scorecard it is that of one for all items, where there is one.
	"""
	found = latest_results(
		getdate(nowdate()), suppliers=[supplier], companies=[company], scorecard=scorecard or None
	)
	return next((each for each in found if each.is_scored), None)
