"""Customer Segments: who the customers are, as segments, as a grid of recency and frequency, or one by one.

Figures are those of Customer Insight (``definitions.md``, Customers): R, F and M within the window that is set, net
of returns, in the currency of the company.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import frappe
from frappe import _

from relationship_suite.crm_extensions.segmentation.model import SEGMENTS
from relationship_suite.crm_extensions.segmentation.queries import insights_of, rules_from_settings

NAMES = tuple(segment.name for segment in SEGMENTS)
SCORES = (5, 4, 3, 2, 1)
KEEPERS, LEAVERS = {"Champions", "Loyal"}, {"At risk", "Cannot lose"}


def execute(filters: dict | None = None):
	"""Columns, data, message, chart and summary of the report."""
	filters = frappe._dict(filters or {})
	if not filters.company:
		frappe.throw(_("Company is missing: amounts are in the currency of one company."))
	currency = frappe.db.get_value("Company", filters.company, "default_currency")
	rows = insights_of(filters.company, filters.segment)
	for row in rows:
		row.currency = currency
	columns, data = _VIEWS.get(filters.show, segments)(rows, currency, filters)
	return columns, data, message(rows, filters), chart(rows), summary(rows, currency)


def segments(rows: list, currency: str, filters) -> tuple[list, list]:
	"""A row per segment: how many, how much, and which share of all that is shown."""
	count, revenue = Counter(row.segment for row in rows), _revenue(rows)
	total = sum(revenue.values())
	data = [
		{
			"segment": name,
			"customers": count[name],
			"customers_share": 100 * count[name] / len(rows),
			"revenue": revenue[name],
			"revenue_share": 100 * revenue[name] / total if total else 0,
			"average": revenue[name] / count[name],
			"currency": currency,
		}
		for name in NAMES
		if count[name]
	]
	return [
		_column("segment", _("Segment"), "Data", 180),
		_column("customers", _("Customers"), "Int", 110),
		_column("customers_share", _("Share of Customers"), "Percent", 150),
		_money("revenue", _("Net Revenue"), 150),
		_column("revenue_share", _("Share of Revenue"), "Percent", 150),
		_money("average", _("Revenue per Customer"), 170),
	], data


def grid(rows: list, currency: str, filters) -> tuple[list, list]:
	"""Recency down, frequency across: customers or their revenue in each cell."""
	by_revenue = filters.measure == "Net Revenue"
	cells: dict[tuple[int, int], float] = defaultdict(float)
	count, revenue = Counter(row.r for row in rows), defaultdict(float)
	for row in rows:
		cells[row.r, row.f] += row.revenue if by_revenue else 1
		revenue[row.r] += row.revenue
	data = [
		{
			"recency": f"R{r}",
			**{f"f{f}": cells[r, f] for f in SCORES},
			"customers": count[r],
			"revenue": revenue[r],
			"currency": currency,
		}
		for r in SCORES
	]
	kind = _money if by_revenue else _count
	return [
		_column("recency", _("Recency (R5 is latest)"), "Data", 160),
		*(kind(f"f{f}", _("F{0}").format(f), 110) for f in reversed(SCORES)),
		_column("customers", _("All Customers"), "Int", 120),
		_money("revenue", _("Net Revenue"), 150),
	], data if rows else []


def members(rows: list, currency: str, filters) -> tuple[list, list]:
	"""A row per customer, those with the highest revenue first."""
	return [
		{**_column("customer", _("Customer"), "Link", 220), "options": "Customer"},
		_column("segment", _("Segment"), "Data", 150),
		*(_column(name, name.upper(), "Int", 50) for name in ("r", "f", "m")),
		_money("revenue", _("Net Revenue"), 140),
		_column("purchase_days", _("Purchase Days"), "Int", 120),
		_column("last_purchase_on", _("Last Purchase"), "Date", 120),
		_column("overdue_from", _("Overdue From"), "Date", 120),
		_column("segment_since", _("In Segment Since"), "Date", 140),
	], rows


_VIEWS = {"Segments": segments, "Grid": grid, "Members": members}


def message(rows: list, filters) -> str | None:
	"""What the figures say, or why there are none; plain text."""
	months = rules_from_settings().months
	if not rows:
		return _(
			"Nobody to show: customers of {0} are scored by their submitted invoices of the last {1} months, when the next refresh has run."
		).format(frappe.bold(frappe.utils.escape_html(filters.company)), months)
	if filters.segment:
		return None
	keepers = [row for row in rows if row.segment in KEEPERS]
	leavers = [row for row in rows if row.segment in LEAVERS]
	total = sum(row.revenue for row in rows)
	share = 100 * sum(row.revenue for row in keepers) / total if total else 0
	return _(
		"{0} of {1} customers are Champions or Loyal and make {2} % of the revenue of the last {3} months; {4} who bought often are at risk."
	).format(len(keepers), len(rows), f"{share:.1f}", months, len(leavers))


def chart(rows: list) -> dict | None:
	"""Customers by segment."""
	if not rows:
		return None
	count = Counter(row.segment for row in rows)
	names = [name for name in NAMES if count[name]]
	return {
		"type": "bar",
		"fieldtype": "Int",
		"data": {
			"labels": [_(name) for name in names],
			"datasets": [{"name": _("Customers"), "values": [count[name] for name in names]}],
		},
	}


def summary(rows: list, currency: str) -> list[dict] | None:
	"""Customers, revenue, and what is at stake."""
	if not rows:
		return None
	at_stake = sum(row.revenue for row in rows if row.segment in LEAVERS)
	return [
		{"label": _("Customers"), "value": len(rows), "datatype": "Int"},
		_amount(_("Net Revenue"), sum(row.revenue for row in rows), currency),
		{
			**_amount(_("Revenue of Customers at Risk"), at_stake, currency),
			"indicator": "Orange" if at_stake > 0 else "Grey",
		},
	]


def _revenue(rows: list) -> dict[str, float]:
	found: dict[str, float] = defaultdict(float)
	for row in rows:
		found[row.segment] += row.revenue
	return found


def _amount(label: str, value: float, currency: str) -> dict:
	return {"label": label, "value": value, "datatype": "Currency", "currency": currency}


def _column(fieldname: str, label: str, fieldtype: str, width: int) -> dict:
	return {"fieldname": fieldname, "label": label, "fieldtype": fieldtype, "width": width}


def _count(fieldname: str, label: str, width: int) -> dict:
	return _column(fieldname, label, "Int", width)


def _money(fieldname: str, label: str, width: int) -> dict:
	return {**_column(fieldname, label, "Currency", width), "options": "currency"}
