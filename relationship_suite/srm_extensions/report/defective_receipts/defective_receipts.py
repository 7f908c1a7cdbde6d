"""Which receipts had defects? The lines behind PPM and lot acceptance, in the month of the original receipt."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.reports import charts, columns
from relationship_suite.reports.filters import read
from relationship_suite.reports.periods import empty, span, widened
from relationship_suite.reports.scope import narrowed, permitted, permitted_parties
from relationship_suite.srm_extensions.scorecards import queries, report_queries
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.queries import RESULT

LIMIT = 5000
#: Items in the chart.
SHOWN = 10


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report. Quantities in stock UOM, whole months."""
	check_may_see_scores()
	filters = read(filters)
	days = span(filters)
	rows = report_queries.defective_receipts(
		getdate(nowdate()),
		days.months,
		companies=narrowed(filters.company, permitted("Company", RESULT), "Company"),
		suppliers=narrowed(filters.supplier, permitted_parties("Supplier", RESULT), "Supplier"),
		item_groups=queries.item_groups(filters.item_group),
		limit=LIMIT + 1,
	)
	message = (
		widened(days)
		if rows
		else empty(_("Nothing was rejected, given back or failed at inspection in this time."), days)
	)
	if len(rows) > LIMIT:
		rows = rows[:LIMIT]
		message = _(
			"The first {0} lines are shown. Choose a supplier or a shorter time for the rest."
		).format(LIMIT)
	return get_columns(), [_row(row) for row in rows], message, get_chart(rows), get_summary(rows)


def get_columns() -> list[columns.Column]:
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 150),
		{
			"fieldname": "voucher",
			"label": _("Receipt", context=RESULT),
			"fieldtype": "Dynamic Link",
			"options": "voucher_type",
			"width": 148,
		},
		columns.date("delivered_on", _("Delivered On"), 118),
		columns.link("item_code", _("Item"), "Item", 100),
		columns.number("received_qty", _("Received"), 2, 92),
		columns.number("rejected_qty", _("Rejected"), 2, 90),
		columns.number("returned_qty", _("Given Back"), 2, 102),
		columns.link("uom", _("UOM"), "UOM", 64),
		columns.count("ppm", _("PPM"), 96),
		columns.text("inspection", _("Inspection"), 178),
		columns.link("company", _("Company"), "Company", 150),
		columns.hidden("voucher_type", _("Document")),
	]


def _row(row: dict) -> dict:
	defective, received = row["defective_qty"], row["received_qty"]
	inspection = ""
	if row["inspected_lots"]:
		inspection = _("Rejected") if row["failed_lots"] else _("Accepted")
		if row["sampled_qty"]:
			inspection = _("{0}, sample of {1}").format(
				inspection, frappe.format(row["sampled_qty"], "Float")
			)
	day = row["delivered_day"]
	return {
		**row,
		"voucher": row["voucher"] or row["return_voucher"],
		"delivered_on": date_of(day) if day is not None else None,
		"ppm": round(min(defective / received, 1) * 1e6) if received > 0 else None,
		"inspection": inspection,
	}


def get_chart(rows: list[dict]) -> dict:
	"""Lines with defects by item, most first."""
	lines: dict[str, int] = {}
	for row in rows:
		lines[row["item_code"]] = lines.get(row["item_code"], 0) + 1
	ordered = sorted(lines.items(), key=lambda each: (-each[1], each[0]))
	shown = ordered[:SHOWN]
	return charts.bar(
		[item for item, _count in shown],
		{_("Lines with defects"): [count for _item, count in shown]},
		colors=[charts.RED],
		fieldtype="Int",
	)


def get_summary(rows: list[dict]) -> list[dict] | None:
	if not rows:
		return None
	return [
		{"label": _("Lines With Defects"), "value": len(rows), "datatype": "Int"},
		{"label": _("Rejected Lots"), "value": sum(row["failed_lots"] for row in rows), "datatype": "Int"},
	]
