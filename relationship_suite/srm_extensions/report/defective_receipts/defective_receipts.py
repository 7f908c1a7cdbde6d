"""Which receipts had defects? The lines behind PPM and lot acceptance, in the month of the original receipt."""

from __future__ import annotations

from functools import cache

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import empty, span, widened
from relationship_suite.srm_extensions.scorecards import report_queries
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.queries import RESULT
from relationship_suite.srm_extensions.scorecards.report_scope import supply

LIMIT = 5000
#: Items in the chart.
SHOWN = 10


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report. Quantities in stock UOM, whole months."""
	check_may_see_scores()
	filters = read(filters)
	days = span(filters)
	scope = supply(filters)
	asked = (getdate(nowdate()), days.months)
	found = report_queries.defective_receipts(*asked, limit=LIMIT + 1, **scope)
	items = report_queries.defects_by_item(*asked, **scope) if len(found) > LIMIT else _by_item(found)
	rows, said = cut(found, LIMIT, sum(item["lines"] for item in items))
	totals = _("The totals and the chart are of all of them.") if said else None
	message = " ".join(filter(None, (said, totals, widened(days)))) or None
	if not rows:
		message = empty(_("Nothing was rejected, given back or failed at inspection in this time."), days)
	return get_columns(rows), _said(rows), message, get_chart(items), get_summary(items)


def get_columns(rows: list[dict]) -> list[columns.Column]:
	"""The company has a column where there are several."""
	company = columns.link("company", _("Company"), "Company", 90)
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 140),
		{
			"fieldname": "voucher",
			"label": _("Receipt", context=RESULT),
			"fieldtype": "Dynamic Link",
			"options": "voucher_type",
			"width": 140,
		},
		columns.date("delivered_on", _("Delivered On"), 115),
		columns.link("item_code", _("Item"), "Item", 100),
		columns.number("received_qty", _("Received"), 2, 92),
		columns.number("rejected_qty", _("Rejected"), 2, 90),
		columns.number("returned_qty", _("Given Back"), 2, 102),
		columns.link("uom", _("UOM"), "UOM", 64),
		columns.count("ppm", _("PPM"), 92),
		columns.text("inspection", _("Inspection"), 168),
		*([company] if len({row["company"] for row in rows}) > 1 else []),
		columns.hidden("voucher_type", _("Document")),
	]


def _said(rows: list[dict]) -> list[dict]:
	"""The rows as they are shown; what several of them say is worded once."""
	results = {True: _("Rejected"), False: _("Accepted")}
	sampled = _("{0}, sample of {1}")
	quantity = cache(lambda qty: frappe.format(qty, "Float"))

	def inspection(row: dict) -> str:
		if not row["inspected_lots"]:
			return ""
		result = results[bool(row["failed_lots"])]
		return sampled.format(result, quantity(row["sampled_qty"])) if row["sampled_qty"] else result

	return [_row(row, inspection(row)) for row in rows]


def _row(row: dict, inspection: str) -> dict:
	defective, received, day = row["defective_qty"], row["received_qty"], row["delivered_day"]
	return {
		"supplier": row["supplier"],
		"voucher_type": row["voucher_type"],
		"voucher": row["voucher"] or row["return_voucher"],
		"delivered_on": date_of(day) if day is not None else None,
		"item_code": row["item_code"],
		"received_qty": received,
		"rejected_qty": row["rejected_qty"],
		"returned_qty": row["returned_qty"],
		"uom": row["uom"],
		"ppm": round(min(defective / received, 1) * 1e6) if received > 0 else None,
		"inspection": inspection,
		"company": row["company"],
	}


def _by_item(rows: list[dict]) -> list[dict]:
	"""Of all the rows there are, what :func:`report_queries.defects_by_item` counts."""
	items: dict[str, dict] = {}
	for row in rows:
		item = items.setdefault(
			row["item_code"], {"item_code": row["item_code"], "lines": 0, "failed_lots": 0}
		)
		item["lines"] += 1
		item["failed_lots"] += row["failed_lots"]
	return list(items.values())


def get_chart(items: list[dict]) -> dict:
	"""Lines with defects by item, most first."""
	shown = sorted(items, key=lambda item: (-item["lines"], item["item_code"]))[:SHOWN]
	return charts.bar(
		[item["item_code"] for item in shown],
		{_("Lines with defects"): [item["lines"] for item in shown]},
		colors=[charts.RED],
		fieldtype="Int",
	)


def get_summary(items: list[dict]) -> list[dict] | None:
	if not items:
		return None
	lines, lots = (sum(item[part] for item in items) for part in ("lines", "failed_lots"))
	return [
		summaries.count(_("Lines With Defects"), lines),
		summaries.count(_("Rejected Lots"), lots),
	]
