"""Which deliveries are late, short or still open? By supplier, by order, or line by line as the score judges them."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.relationship_core.numbers import percent
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import Span, empty, span, widened
from relationship_suite.srm_extensions.scorecards import records, report_queries
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.report_scope import supply

BY_LINE, BY_ORDER = "By Line", "By Order"
LIMIT = 2000
#: Suppliers in the chart.
SHOWN = 5  # whose names have room in the workspace
#: Upper ends of the bars of days late; the last is open.
BUCKETS = (7, 14, 30, 60)


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report."""
	check_may_see_scores()
	filters = read(filters)
	days = span(filters, months=3 if filters.mode in (BY_LINE, BY_ORDER) else 12)
	scope = supply(filters)
	if filters.mode == BY_LINE:
		return _by_line(filters, days, scope)
	return _by_order(days, scope) if filters.mode == BY_ORDER else _by_supplier(days, scope)


# By supplier ----------------------------------------------------------------------------------------------


def _by_supplier(days: Span, scope: dict) -> tuple:
	minimum = frappe.get_cached_doc("Relationship Suite Settings").minimum_lines or 0
	rows = report_queries.deliveries_by_supplier(first=days.first, last=days.last, **scope)
	for row in rows:
		due = row["lines_due"]
		row["minimum"] = minimum
		for part in ("on_time", "in_full", "otif"):
			row[f"{part}_percent"] = (
				round(100 * row[f"lines_{part}"] / due, 1) if due >= max(minimum, 1) else None
			)
	message = widened(days) if rows else empty(_("No order line was due in this time."), days)
	return _supplier_columns(), rows, message, _supplier_chart(rows), _supplier_summary(rows)


def _supplier_columns() -> list[columns.Column]:
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 200),
		columns.count("lines_due", _("Lines Due"), 95),
		columns.count("lines_late_open", _("Overdue Lines"), 126),
		columns.count("lines_closed_short", _("Closed Short"), 115),
		columns.percent("on_time_percent", _("On Time"), 125),
		columns.percent("in_full_percent", _("In Full"), 125),
		columns.percent("otif_percent", _("OTIF"), 136),
		columns.count("lines_early", _("Early Lines"), 98),
		columns.count("lines_assumed", _("Assumed"), 92),
		columns.hidden("minimum", _("Lines Needed"), "Int"),
	]


def _supplier_chart(rows: list[dict]) -> dict:
	shown = sorted(rows, key=lambda r: (r["lines_otif"] - r["lines_due"], r["supplier"]))[:SHOWN]
	shown = [row for row in shown if row["lines_due"] > row["lines_otif"]]
	overdue = [row["lines_late_open"] for row in shown]
	late = [max(row["lines_due"] - row["lines_otif"] - row["lines_late_open"], 0) for row in shown]
	return charts.bar(
		[row["supplier"] for row in shown],
		{_("Overdue"): overdue, _("Other misses"): late},
		colors=[charts.RED, charts.ORANGE],
		is_stacked=True,
		fieldtype="Int",
	)


def _supplier_summary(rows: list[dict]) -> list[dict] | None:
	if not rows:
		return None
	due = sum(row["lines_due"] for row in rows)
	otif = sum(row["lines_otif"] for row in rows)
	overdue = sum(row["lines_late_open"] for row in rows)
	return [
		summaries.count(_("Lines Due"), due),
		summaries.text(_("OTIF"), percent(100 * otif / due) if due else ""),
		summaries.alarm(summaries.count(_("Overdue Lines"), overdue), calm="Green"),
	]


# By order -------------------------------------------------------------------------------------------------


def _by_order(days: Span, scope: dict) -> tuple:
	"""Orders that were not perfect, by the day of their last commitment."""
	if scope.pop("item_groups"):
		frappe.throw(_("Orders are judged whole and belong to no item group. Leave the item group empty."))
	judged = (getdate(nowdate()), records.rules_from_settings(), days)
	found = report_queries.imperfect_orders(*judged, limit=LIMIT + 1, **scope)
	total = {"orders": len(found), "not_otif": sum(not row["is_otif"] for row in found)}
	if len(found) > LIMIT:
		total = report_queries.count_imperfect(*judged, **scope)
	rows, message = cut(found, LIMIT, total["orders"])
	if not rows:
		message = empty(_("Every order due in this time was perfect, or none was due."), days, by_month=False)
	for row in rows:
		row["due_on"] = date_of(row["order_day"])
		row["lines_missed"] = row["lines_due"] - row["lines_otif"]
		row["otif"] = _("Yes") if row["is_otif"] else ""
	return _order_columns(), rows, message, None, _order_summary(total)


def _order_columns() -> list[columns.Column]:
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 166),
		columns.link("voucher", _("Purchase Order"), "Purchase Order", 150),
		columns.date("due_on", _("Last Commitment"), 144),
		columns.count("lines_due", _("Lines Due"), 96),
		columns.text("otif", _("OTIF"), 66),
		columns.count("lines_missed", _("Not On Time in Full"), 156),
		columns.count("lines_faulty", _("With Defects"), 116),
		columns.count("lines_differing", _("At Another Price"), 138),
		columns.link("company", _("Company"), "Company", 90),
	]


def _order_summary(total: dict[str, int]) -> list[dict] | None:
	if not total["orders"]:
		return None
	return [
		summaries.count(_("Orders Not Perfect"), total["orders"]),
		summaries.count(_("Of These Not OTIF"), total["not_otif"]),
	]


# By line --------------------------------------------------------------------------------------------------


def _by_line(filters: dict, days: Span, scope: dict) -> tuple:
	choice(filters.status, report_queries.STATUSES, _("Status"))
	asked = {"status": filters.status, **scope}
	between = (days.first, days.last)
	rules = records.rules_from_settings()
	found = report_queries.missed_lines(getdate(nowdate()), rules, between, limit=LIMIT + 1, **asked)
	total = {"lines": len(found), "overdue": sum(line["is_late_open"] for line in found)}
	if len(found) > LIMIT:
		total = report_queries.count_missed(between, **asked)
	shown, message = cut(found, LIMIT, total["lines"])
	rows = [_line_row(line) for line in shown]
	rows.sort(key=lambda row: (-row["days_late"], row["purchase_order"], row["line"]))
	for row in rows:
		row["status"] = _(row["status"])
	if not rows:
		is_any_due = report_queries.is_any_line_due(months=days.months, **scope)
		message = empty(_nothing_listed(filters.status, is_any_due), days, by_month=False)
	chart = _line_chart(rows)
	if message and chart:
		message = f"{message} {_('The chart is of those that are shown.')}"
	return _line_columns(), rows, message, chart, _line_summary(total)


def _nothing_listed(status: str | None, is_any_due: bool) -> str:
	"""Why the list is empty: praise only where there were lines to praise."""
	if not is_any_due:
		return _("No order line was due in this time.")
	if status:
		return _("Lines were due in this time, but none has the status {0}.").format(_(status))
	return _("Every line due in this time came on time and in full.")


def _line_row(line: dict) -> dict[str, Any]:
	received = line["received_qty"] or 0
	return {
		"supplier": line["supplier"],
		"company": line["company"],
		"purchase_order": line["voucher"],
		"line": line["line"],
		"item_code": line["item_code"],
		"status": line["status"],
		"days_late": line["end_day"] - line["committed_day"],
		"committed_on": line["committed_on"],
		"current_commitment_on": line["current_commitment_on"],
		"last_receipt_on": date_of(line["last_day"]) if line["last_day"] is not None else None,
		"ordered_qty": line["ordered_qty"],
		"received_qty": received,
		"missing_qty": max(round(line["ordered_qty"] - received, 6), 0),
		"uom": line["uom"],
		"commitment_assumed": _("Yes") if line["commitment_assumed"] else "",
	}


def _line_columns() -> list[columns.Column]:
	return [
		columns.link("supplier", _("Supplier"), "Supplier", 180),
		columns.link("purchase_order", _("Purchase Order"), "Purchase Order", 150),
		columns.link("item_code", _("Item"), "Item", 130),
		columns.text("status", _("Status"), 125),
		columns.count("days_late", _("Days Late"), 95),
		columns.number("missing_qty", _("Missing"), 2, 90),
		columns.link("uom", _("UOM"), "UOM", 65),
		columns.date("committed_on", _("First Committed On"), 160),
		columns.date("current_commitment_on", _("Now Promised For"), 150),
		columns.date("last_receipt_on", _("Last Receipt"), 120),
		columns.number("ordered_qty", _("Ordered"), 2),
		columns.number("received_qty", _("Received"), 2),
		columns.link("company", _("Company"), "Company", 150),
		columns.text("commitment_assumed", _("Commitment Assumed"), 175),
	]


def _line_chart(rows: list[dict]) -> dict | None:
	late = [row["days_late"] for row in rows if row["days_late"] > 0]
	if not late:
		return None
	edges = (0, *BUCKETS)
	labels = [_("{0} to {1} days").format(low + 1, high) for low, high in zip(edges, BUCKETS, strict=False)]
	counts = [sum(low < days <= high for days in late) for low, high in zip(edges, BUCKETS, strict=False)]
	labels.append(_("over {0} days").format(BUCKETS[-1]))
	counts.append(sum(days > BUCKETS[-1] for days in late))
	return charts.bar(labels, {_("Lines late"): counts}, colors=[charts.RED], fieldtype="Int")


def _line_summary(total: dict[str, int]) -> list[dict] | None:
	if not total["lines"]:
		return None
	return [
		summaries.count(_("Lines"), total["lines"]),
		summaries.alarm(summaries.count(_("Overdue Lines"), total["overdue"]), calm="Green"),
	]
