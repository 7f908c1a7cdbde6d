"""Segment Overlap: which segments of a company share customers on a day, and how many.

A pair of Customer Segments stands once; against the segments of RFM each pair that shares a customer.
"""

from __future__ import annotations

from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.crm_extensions.segmentation.membership_queries import overlaps, sizes
from relationship_suite.crm_extensions.segmentation.queries import RFM_SET
from relationship_suite.crm_extensions.segmentation.rule_queries import OWN_SET
from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, columns, periods
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.scope import company_of

#: Pairs in the chart.
SHOWN = 7


@dated
def execute(filters: dict | None = None):
	"""Columns, data, message and chart of the report."""
	filters = read(filters)
	_validate(filters)
	rows = _rows(filters.company, filters.against, filters.day)
	return _columns(), rows, _message(rows, filters.day), _chart(rows)


def _validate(filters) -> None:
	company_of(filters, "Customer Segment Membership")
	filters.against = choice(filters.against or OWN_SET, (OWN_SET, RFM_SET), _("Against"))
	filters.day = periods.day(filters.day, _("Day")) or getdate(nowdate())


def _rows(company: str, against: str, day) -> list[dict]:
	own = sizes(company, OWN_SET, [day])
	others = own if against == OWN_SET else sizes(company, against, [day])
	rows = [
		{
			"segment": first,
			"customers": own[first][0],
			"also": second,
			"also_label": _(second) if against == RFM_SET else second,
			"also_customers": others[second][0],
			"both": both,
			"share": 100 * both / own[first][0],
			"also_share": 100 * both / others[second][0],
		}
		for (first, second), both in overlaps(company, against, day).items()
	]
	return sorted(rows, key=lambda row: (-row["both"], row["segment"], row["also"]))


def _columns() -> list[dict]:
	return [
		columns.text("segment", _("Segment"), 190),
		columns.count("customers", _("Customers"), 110),
		columns.text("also", _("Other Segment"), 190),
		columns.count("also_customers", _("Customers of the Other"), 185),
		columns.count("both", _("In Both"), 100),
		columns.percent("share", _("Share of Segment"), 150),
		columns.percent("also_share", _("Share of the Other"), 160),
	]


def _message(rows: list[dict], day) -> str:
	if not rows:
		return _("No two segments share a customer on {0}.").format(formatdate(day))
	most = rows[0]
	return paragraph(
		[
			_("{0} and {1} share most customers: {2} of {3}.").format(
				most["segment"], most["also_label"], most["both"], most["customers"]
			)
		]
	)


def _chart(rows: list[dict]) -> dict | None:
	if not rows:
		return None
	shown = rows[:SHOWN]
	labels = [f"{row['segment']} · {row['also_label']}" for row in shown]
	values = {_("In Both"): [row["both"] for row in shown]}
	return charts.bar(labels, values, colors=[charts.BLUE], fieldtype="Int")
