"""Are we paying what we agreed? Invoice price against order price, by supplier, item group or item."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import formatdate

from relationship_suite.reports import charts, columns
from relationship_suite.reports.periods import span
from relationship_suite.reports.scope import narrowed, permitted, permitted_parties
from relationship_suite.srm_extensions.scorecards import queries, report_queries
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.queries import RESULT

#: What the filter offers -> column of the facts and DocType of the link.
GROUPS = {
	"Supplier": ("supplier", "Supplier"),
	"Item Group": ("item_group", "Item Group"),
	"Item": ("item_code", "Item"),
}


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report. Amounts are in the company's currency."""
	filters = frappe._dict(filters or {})
	check_may_see_scores()
	group_by = filters.group_by or "Supplier"
	if group_by not in GROUPS:
		frappe.throw(_("Group By: choose one of {0}.").format(", ".join(_(name) for name in GROUPS)))
	company = filters.company or frappe.defaults.get_user_default("Company")
	if not company:
		frappe.throw(_("Choose a company: amounts are in its currency."))
	narrowed(company, permitted("Company", RESULT), "Company")
	days = span(filters)
	scope = {
		"first": days.first,
		"last": days.last,
		"company": company,
		"suppliers": narrowed(filters.supplier, permitted_parties("Supplier", RESULT), "Supplier"),
		"item_groups": queries.item_groups(filters.item_group),
	}
	currency = frappe.get_cached_value("Company", company, "default_currency")
	column, doctype = GROUPS[group_by]
	rows = report_queries.prices(column, **scope)
	for row in rows:
		row["currency"] = currency
		row["ppv_percent"] = _ratio(row)
	rows.sort(key=lambda row: (-row["ppv_amount"], row[column] or ""))
	months = report_queries.prices("month", **scope)
	message = None if rows else _("Nothing was invoiced in this time.")
	return (
		get_columns(group_by, column, doctype),
		rows,
		message,
		get_chart(months, currency),
		get_summary(rows, currency),
	)


def get_columns(group_by: str, column: str, doctype: str) -> list[columns.Column]:
	found = [columns.link(column, _(group_by), doctype, 240)]
	if column == "item_code":
		found.append(columns.link("item_group", _("Item Group"), "Item Group", 150))
	return [
		*found,
		columns.money("invoiced_amount", _("Invoiced")),
		columns.money("ppv_baseline_amount", _("At Order Price")),
		columns.money("ppv_amount", _("Variance")),
		columns.percent("ppv_percent", _("Variance %")),
		columns.count("ppv_lines", _("Lines With an Order"), 150),
		columns.hidden("currency", _("Currency"), "Link", options="Currency"),
	]


def get_chart(months: list[dict], currency: str | None) -> dict | None:
	"""Variance by month of the invoice."""
	label = _("Variance ({0}), above 0 is dearer").format(currency or "")
	return charts.bar(
		[formatdate(row["month"], "MMM yy") for row in months],
		{label: [row["ppv_amount"] for row in months]},
		colors=[charts.BLUE],
		fieldtype="Currency",
		currency=currency,
	)


def get_summary(rows: list[dict], currency: str | None) -> list[dict]:
	total = {key: sum(row[key] for row in rows) for key in ("ppv_amount", "ppv_baseline_amount", "ppv_lines")}
	ratio = _ratio(total)
	found = [
		{
			"label": _("Invoiced"),
			"value": sum(row["invoiced_amount"] for row in rows),
			"datatype": "Currency",
			"currency": currency,
		},
		{
			"label": _("Variance"),
			"value": total["ppv_amount"],
			"datatype": "Currency",
			"currency": currency,
			"indicator": "Red" if total["ppv_amount"] > 0 else "Green",
		},
	]
	if ratio is not None:
		found.append({"label": _("Variance %"), "value": ratio, "datatype": "Percent"})
	return found


def _ratio(row: dict) -> float | None:
	"""(actual - baseline) / baseline, per cent; None without a baseline."""
	baseline = row["ppv_baseline_amount"]
	return round(100 * row["ppv_amount"] / baseline, 2) if baseline > 0 else None
