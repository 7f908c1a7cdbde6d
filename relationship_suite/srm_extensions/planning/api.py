"""What the Demand Forecast form asks for."""

from datetime import date

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.srm_extensions.planning import cycles, queries, wording
from relationship_suite.srm_extensions.planning.queries import FORECAST

#: Months of demand that the chart shows before the forecast.
SHOWN = 24


@whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
def get_overview(forecast: str) -> dict:
	"""Everything that stands above the months of a Demand Forecast.

	Returns:
		``sentence`` (how much is planned), ``reason`` (how, and why so) and ``chart`` (``labels``; ``forecast``, ``low``
		and ``high``, a value for each label, before the forecast what was asked for; ``planned``, None where nothing is
		overridden; ``came``, what was asked for instead of the forecast, None where its first month has not passed).

	Raises:
		frappe.PermissionError: the user may not read this forecast.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(FORECAST, "read", throw=True)
	doc = existing(FORECAST, forecast)
	for row in doc.buckets:
		row.month = getdate(row.month)
	cycle, today = getdate(doc.cycle), getdate(nowdate()).replace(day=1)
	known = _months(add_months(cycle, -SHOWN), min(today, add_months(cycle, len(doc.buckets))))
	demand = queries.demand_of(doc.company, doc.item, doc.uom, known[0], known[-1])
	before = sum(demand.get(month, 0.0) for month in cycles.months_before(cycle, len(doc.buckets)))
	return {
		"sentence": wording.sentence(doc, before),
		"reason": wording.reason(doc),
		"chart": wording.drawn(doc, demand, known),
	}


def _months(first: date, end: date) -> list[date]:
	"""First days of the months from one to another, which is not among them."""
	found = [first]
	while (following := add_months(found[-1], 1)) < end:
		found.append(following)
	return found
