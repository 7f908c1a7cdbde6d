"""Reads of action plans: the score that a plan is judged by."""

from __future__ import annotations

from frappe.utils import getdate, nowdate

from relationship_suite.srm_extensions.scorecards.queries import latest_results

PLAN = "Supplier Action Plan"


def latest_score(supplier: str, company: str, scorecard: str | None) -> dict | None:
	"""The latest result of a supplier in a company; None where it has no score.

	Without a scorecard it is that of one for all items, where there is one.
	"""
	found = latest_results(
		getdate(nowdate()), suppliers=[supplier], companies=[company], scorecard=scorecard or None
	)
	return next((each for each in found if each.is_scored), None)
