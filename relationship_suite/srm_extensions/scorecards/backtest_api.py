"""What the scorecard's form asks for before the scorecard goes live."""

from typing import Any

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.reports.scope import narrowed, permitted
from relationship_suite.srm_extensions.scorecards import backtest_queries, backtest_tasks
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores, scorecard_in_form
from relationship_suite.srm_extensions.scorecards.queries import RESULT, SCORECARD


def check_may_test() -> None:
	"""Raise PermissionError unless the session's user may read scorecards and see scores."""
	frappe.has_permission(SCORECARD, "read", throw=True)
	check_may_see_scores()


@whitelist(methods=["POST"])
def backtest(doc: str) -> dict[str, Any]:
	"""What a scorecard as it stands in the form would have said of the last twelve months.

	A small one is answered at once, a large one by a worker: asked again, it tells how far that is.

	Args:
		doc: the document as JSON.

	Returns:
		``result`` (see ``backtest_wording.shown``), or ``done`` and ``total`` periods of one that a worker is at, or
		``failed`` where it broke off; asked once more it begins anew.

	Raises:
		frappe.PermissionError: the user may not see scorecards, scores, or the scorecard's company.
		frappe.ValidationError: the scorecard cannot be used, for the reasons named.
	"""
	check_may_test()
	scorecard = scorecard_in_form(doc)
	scorecard.validate_template()
	narrowed(scorecard.only_company, permitted("Company", RESULT), "Company")
	card, actions = backtest_tasks.card_of(scorecard), backtest_tasks.order_actions(scorecard)
	key = backtest_tasks.key_of(card, actions)
	known = backtest_tasks.state(key)
	if known and known.get("failed"):
		frappe.cache.delete_value(key)
		return known
	if known and (known.get("total") or known.get("result")):
		return known
	if not known and backtest_queries.size(card, getdate(nowdate())) <= backtest_tasks.MOST_AT_ONCE:
		return {"result": backtest_tasks.compute(card, actions)}
	backtest_tasks.ask(scorecard, key)
	return {"done": 0, "total": 0}
