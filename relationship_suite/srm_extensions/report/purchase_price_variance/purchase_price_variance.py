"""Are we paying what we should? Invoice prices against the baseline of the settings, and why they differ."""

from __future__ import annotations

import frappe
from frappe import _

from relationship_suite.relationship_core.dates import short_month
from relationship_suite.relationship_core.facts import followers
from relationship_suite.relationship_core.numbers import percent
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import Span, empty, span, widened
from relationship_suite.reports.scope import company_of
from relationship_suite.srm_extensions.cost import queries as cost
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.queries import RESULT
from relationship_suite.srm_extensions.scorecards.report_scope import supply

BY_LINE = "Invoice Line"
#: What the filter offers -> column of the facts and DocType of the link.
GROUPS = {
	"Supplier": ("supplier", "Supplier"),
	"Item Group": ("item_group", "Item Group"),
	"Item": ("item_code", "Item"),
	BY_LINE: ("voucher", "Purchase Invoice"),
}
LIMIT = 2000
#: Per cent from which on a variance has a colour.
NOTABLE_PERCENT = 1


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report. Amounts are in the company's currency."""
	check_may_see_scores()
	filters = read(filters)
	group_by = choice(filters.group_by or "Supplier", GROUPS, _("Group By"))
	missing = _("Choose a company: amounts are in its currency.")
	filters.company = company_of(filters, RESULT, missing, is_own_meant=True)
	days = span(filters)
	scope = {"first": days.first, "last": days.last, **supply(filters)}
	currency = frappe.get_cached_value("Company", filters.company, "default_currency")
	is_by_line = group_by == BY_LINE
	# Of one item the months are those of its lines: the roll-up knows no items.
	item = {"item_code": filters.item_code} if is_by_line and filters.item_code else {}
	months = cost.prices_of_lines("month", **item, **scope) if item else cost.prices("month", **scope)
	if is_by_line:
		rows = cost.invoice_lines(limit=LIMIT + 1, **item, **scope)
	elif group_by == "Item":
		rows = cost.prices_of_lines("item_code", "item_group", **scope)
	else:
		rows = cost.prices(GROUPS[group_by][0], **scope)
	count = len(rows)
	if is_by_line and count > LIMIT:
		count = cost.count_lines(**item, **scope)
	for row in rows:
		row["currency"] = currency
		row["ppv_percent"] = _ratio(row)
	if is_by_line:
		for row in rows:
			row["remark"] = _remark(row)
	else:
		rows.sort(key=lambda row: (-row["ppv_amount"], row[GROUPS[group_by][0]] or ""))
	rows, said = cut(rows, LIMIT, count)
	return (
		get_columns(group_by),
		rows,
		get_message(said, days) if rows else empty(_("Nothing was invoiced in this time."), days),
		get_chart(months, currency),
		get_summary(months, currency) if rows else None,
	)


def get_columns(group_by: str) -> list[columns.Column]:
	column, doctype = GROUPS[group_by]
	variance = [
		columns.money("ppv_amount", _("Variance", context=RESULT), 112),
		columns.percent("ppv_percent", _("Variance %"), 104),
		columns.money("ppv_price", _("Of It Price"), 105),
		columns.money("ppv_exchange", _("Of It Exchange Rate"), 160),
		columns.money("ppv_mix", _("Of It Mix"), 98),
		columns.money("ppv_baseline_amount", _("At Baseline"), 115),
	]
	hidden = columns.hidden("currency", _("Currency"), "Link", options="Currency")
	if group_by == BY_LINE:
		return [
			columns.link(column, _("Purchase Invoice"), doctype, 160),
			columns.date("invoiced_on", _("Date"), 120),
			columns.link("supplier", _("Supplier"), "Supplier", 160),
			columns.link("item_code", _("Item"), "Item", 150),
			columns.number("qty", _("Quantity"), 2, 95),
			columns.link("uom", _("UOM"), "UOM", 70),
			columns.money("unit_rate", _("Price Paid"), 110),
			columns.money("baseline_rate", _("Baseline Price"), 120),
			*variance,
			columns.text("remark", _("Remark"), 200),
			hidden,
		]
	is_item = column == "item_code"
	found = [columns.link(column, _(group_by), doctype, 120 if is_item else 174)]
	if is_item:
		found.append(columns.link("item_group", _("Item Group"), "Item Group", 120))
	return [
		*found,
		columns.money("invoiced_amount", _("Invoiced"), 118),
		*variance,
		columns.count("ppv_lines", _("Lines Compared"), 142),
		hidden,
	]


def get_message(left_out: str | None, days: Span) -> str:
	"""What the figures are held against, in words, and what is left out."""
	held_against = {
		followers.ORDER_PRICE: _(
			"Held against the order: what was invoiced above or below the ordered price. Mix is always 0. Above 0 is dearer."
		),
		followers.STANDARD_RATE: _(
			"Held against the buying price list of the day. Mix is what a supplier cost before, against the list. Above 0 is dearer."
		),
		followers.LAST_PRICE: _(
			"Held against the last price paid to anyone within a year. Mix is what the choice of supplier cost. Above 0 is dearer."
		),
		followers.MEAN_PRICE: _(
			"Held against the mean price of the 12 months before. Mix is what the choice of supplier cost. Above 0 is dearer."
		),
	}[followers.baseline()]
	return " ".join(filter(None, (held_against, left_out, widened(days))))


def get_chart(months: list[dict], currency: str | None) -> dict:
	"""Price, exchange rate and mix by month of the invoice; those that are 0 throughout are left out."""
	parts = {
		_("Price ({0})").format(currency or ""): ("ppv_price", charts.BLUE),
		_("Exchange Rate"): ("ppv_exchange", charts.ORANGE),
		_("Mix"): ("ppv_mix", charts.GRAY),
	}
	shown = {
		label: part
		for place, (label, part) in enumerate(parts.items())
		if not place or any(abs(row[part[0]]) >= 0.005 for row in months)
	}
	return charts.bar(
		[short_month(row["month"]) for row in months],
		{label: [round(row[column], 2) for row in months] for label, (column, _colour) in shown.items()},
		colors=[colour for _column, colour in shown.values()],
		fieldtype="Currency",
		currency=currency,
	)


def get_summary(rows: list[dict], currency: str | None) -> list[dict]:
	def total(key: str) -> float:
		return sum(row.get(key) or 0 for row in rows)

	def amount(label: str, key: str) -> summaries.Card:
		return summaries.money(label, total(key), currency)

	variance = total("ppv_amount")
	ratio = _ratio({"ppv_amount": variance, "ppv_baseline_amount": total("ppv_baseline_amount")})
	found = [
		{**amount(_("Variance", context=RESULT), "ppv_amount"), "indicator": _indicator(ratio)},
		amount(_("Of It Price"), "ppv_price"),
		amount(_("Of It Exchange Rate"), "ppv_exchange"),
		amount(_("Of It Mix"), "ppv_mix"),
	]
	if ratio is not None:
		found.append(summaries.text(_("Variance %"), percent(ratio)))
	return found


def _remark(row: dict) -> str:
	"""Why a line has no baseline, or what is special about it."""
	if row["exchange_rate"] <= 0:
		return _("No exchange rate on the invoice")
	if not row["has_baseline"]:
		return _("Nothing to hold the price against")
	if row["is_new_source"]:
		return _("First purchase from this supplier")
	return _("Return", context=RESULT) if row["is_return"] else ""


def _indicator(ratio: float | None) -> str:
	"""Colour of a variance in per cent: red where it is dearer, green where it is cheaper, by a visible share."""
	if ratio is None or abs(ratio) < NOTABLE_PERCENT:
		return "Grey"
	return "Red" if ratio > 0 else "Green"


def _ratio(row: dict) -> float | None:
	"""(actual - baseline) / baseline, per cent; None without a baseline."""
	baseline = abs(row["ppv_baseline_amount"])
	sign = -1 if row["ppv_baseline_amount"] < 0 else 1
	return round(100 * sign * row["ppv_amount"] / baseline, 2) if baseline > 0 else None
