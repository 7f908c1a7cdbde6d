"""Scorecards and their results."""

from __future__ import annotations

from datetime import date

import frappe

from tests.factories import buying

STANDINGS = (("Poor", 0, 50, "Red"), ("Fair", 50, 80, "Orange"), ("Best", 80, 100, "Green"))
#: On time and in full only, judged from the first line on.
OTIF_ONLY = (
	{"kpi": "OTIF", "weight": 100, "threshold": 0, "target": 80, "stretch": 100, "minimum_evidence": 1},
)


def scorecard(name: str, kpis=OTIF_ONLY, standings=STANDINGS, **values):
	"""A new Performance Scorecard, not inserted."""
	fields = ("standing", "min_score", "max_score", "colour")
	return frappe.get_doc(
		{
			"doctype": "Performance Scorecard",
			"scorecard_name": name,
			"enabled": 1,
			"frequency": "Monthly",
			"window_months": 3,
			"minimum_coverage": 0,
			**values,
			"kpis": [dict(row) for row in kpis],
			"standings": [dict(zip(fields, row, strict=True)) for row in standings],
		}
	)


def only_scorecard(name: str, **values):
	"""The one enabled scorecard: earlier ones are removed with their results."""
	for other in frappe.get_all("Performance Scorecard", order_by="name", pluck="name"):
		frappe.delete_doc("Performance Scorecard", other, force=True)
	return scorecard(name, **values).insert()


def scorecard_once(name: str) -> str:
	"""The name of a disabled scorecard, made when it is missing: results can name it and nothing is scored by it."""
	if not frappe.db.exists("Performance Scorecard", name):
		scorecard(name, enabled=0).insert(ignore_permissions=True)
	return name


def refresh(as_of: date = date(2026, 6, 30)):
	"""One refresh over what has been committed so far."""
	from relationship_suite import tasks

	frappe.db.commit()
	return tasks.run("Refresh", as_of=as_of)


def results(**filters) -> list[dict]:
	"""Results oldest first, suppliers by the names the tests give them, with the rows of their KPIs and without names and times of writing."""
	if "supplier" in filters:
		filters["supplier"] = buying.named(filters["supplier"])
	found = frappe.get_all(
		"Performance Scorecard Result",
		filters=filters,
		fields=[
			"name",
			"scorecard",
			"supplier",
			"company",
			"period",
			"period_start",
			"period_end",
			"is_scored",
			"score",
			"standing",
			"coverage",
			"has_previous",
			"previous_score",
			"change",
		],
		order_by="scorecard, company, supplier, period_start",
	)
	for row in found:
		row["kpis"] = frappe.get_all(
			"Performance Scorecard KPI Result",
			filters={"parent": row["name"]},
			fields=["kpi", "value", "n", "is_judged", "score", "weight", "effective_weight", "points_lost"],
			order_by="idx",
		)
	return found


def line(supplier: str, due: date, *, late: bool = False, qty: float = 10, **values):
	"""An order line due on a day and delivered on that day, or never."""
	order = buying.purchase_order(supplier, ordered=date(due.year - 1, 12, 1), due=due, qty=qty, **values)
	if not late:
		buying.purchase_receipt(order, on=due, qty=qty)
	return order
