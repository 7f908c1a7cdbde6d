"""How a supplier performs, beside the timeline of the page Relationship 360; for those who may see scores."""

from __future__ import annotations

from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.numbers import number, whole
from relationship_suite.relationship_core.timeline.card_queries import Figure
from relationship_suite.reports.scope import among, permitted, permitted_parties
from relationship_suite.srm_extensions.scorecards import queries, report_queries, wording
from relationship_suite.srm_extensions.scorecards.queries import RESULT


def of_supplier(supplier: str) -> list[Figure]:
	"""The latest score and standing by each scorecard and company, and the order lines that are overdue; four statements at most."""
	if not queries.may_see_scores() or not among([supplier], permitted_parties("Supplier", RESULT)):
		return []
	companies = permitted("Company", RESULT)
	results = queries.latest_results(getdate(nowdate()), suppliers=[supplier], companies=companies)
	return [*(_score(each, len(results) > 1) for each in results), *_overdue(supplier, companies)]


def _score(result: dict, is_one_of_several: bool) -> Figure:
	to = {"doctype": RESULT, "name": result["name"]}
	told = [result["period"]]
	if is_one_of_several:
		told += [result["scorecard"], result["company"]]
	if not result["is_scored"]:
		said = wording.covered(result["coverage"])
		return Figure(_("Score", context=RESULT), _("Not enough data"), " · ".join([said, *told]), **to)
	value = _("{0} of 100, {1}").format(number(result["score"]), _(result["standing"]))
	if result["has_previous"]:
		told.insert(0, wording.change(result["change"]))
	colour = (result["standing_colour"] or "gray").lower()
	return Figure(_("Score", context=RESULT), value, " · ".join(told), colour, **to)


def _overdue(supplier: str, companies: list[str] | None) -> list[Figure]:
	late = queries.late_open_lines(supplier, companies)
	if not late:
		return []
	first = report_queries.first_overdue_month(companies, [supplier])
	status = report_queries.STATUSES[0]
	filters = {"mode": "By Line", "supplier": supplier, "status": status, "from_date": str(first)}
	return [
		Figure(
			_("Overdue Order Lines"),
			whole(late),
			report="Late and Open Deliveries",
			filters={**filters, "to_date": nowdate()},
		)
	]
