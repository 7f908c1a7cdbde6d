"""On whom do we depend? Spend by what was bought: how many suppliers, HHI, the largest share, and what has one source only.

Formulas are those of ``definitions.md``, Risk (HHI); amounts in the currency of the company.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import frappe
from frappe import _

from relationship_suite.relationship_core.messages import say
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import Span, empty, span, widened
from relationship_suite.reports.scope import company_of
from relationship_suite.srm_extensions.risk import concentration_queries, scope
from relationship_suite.srm_extensions.risk.concentration import HIGH, MODERATE, Concentration, concentration
from relationship_suite.srm_extensions.scorecards.api import check_may_see_scores
from relationship_suite.srm_extensions.scorecards.queries import RESULT
from relationship_suite.srm_extensions.scorecards.report_scope import supply

#: What the filter offers -> column of the roll-ups and DocType of the link.
GROUPS = {
	"Item Group": ("item_group", "Item Group"),
	"Item": ("item_code", "Item"),
	"Company": ("company", "Company"),
}
LIMIT = 2000
#: Groups in the chart, by spend.
SHOWN = 10
COLOURS = {"High": "Red", "Moderate": "Orange", "Low": "Green"}


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (the largest spend first), message, chart and summary of the report."""
	check_may_see_scores()
	filters = read(filters)
	group_by = choice(filters.group_by or "Item Group", GROUPS, _("Group By"))
	missing = _("Choose a company: amounts are in its currency.")
	filters.company = company_of(filters, RESULT, missing, is_own_meant=True)
	days = span(filters)
	by = GROUPS[group_by][0]
	asked = supply(frappe._dict(company=filters.company, item_group=filters.item_group))
	allowed = asked.pop("suppliers")
	found = concentration_queries.spend(by, first=days.first, last=days.last, **asked)
	scope.check_sees_all({supplier for amounts in found.values() for supplier in amounts}, allowed)
	currency = frappe.get_cached_value("Company", filters.company, "default_currency")
	rows = [
		_row(by, bought, each, currency)
		for (_company, bought), amounts in found.items()
		if (each := concentration(amounts))
	]
	rows.sort(key=lambda row: (-row["spend"], row[by]))
	shown, said = cut(rows, LIMIT, len(rows))
	return (
		get_columns(group_by),
		shown,
		get_message(said, days) if rows else empty(_("Nothing was invoiced in this time."), days),
		get_chart(rows[:SHOWN], by),
		get_summary(rows, currency),
	)


def get_columns(group_by: str) -> list[columns.Column]:
	column, doctype = GROUPS[group_by]
	return [
		columns.link(column, _(group_by), doctype, 180),
		columns.money("spend", _("Spend"), 130),
		columns.count("suppliers", _("Suppliers"), 96),
		columns.count("hhi", _("HHI"), 84),
		columns.text("level", _("Concentration"), 124),
		columns.link("largest", _("Largest Supplier"), "Supplier", 240),
		columns.percent("largest_share", _("Its Share"), 96),
		columns.text("single_source", _("Single Source"), 120),
		columns.hidden("currency", _("Currency"), "Link", options="Currency"),
		columns.hidden("colour", _("Colour")),
	]


def _row(by: str, bought: str, found: Concentration, currency: str) -> dict:
	return {
		by: bought,
		"spend": round(found.spend, 2),
		"suppliers": found.suppliers,
		"hhi": round(found.hhi),
		"level": _level(found.level),
		"colour": COLOURS[found.level],
		"largest": found.largest,
		"largest_share": round(found.largest_share, 1),
		"single_source": _("Yes") if found.is_single_source else "",
		"is_single": found.is_single_source,
		"currency": currency,
	}


def _level(level: str) -> str:
	return {"High": _("High"), "Moderate": _("Moderate"), "Low": _("Low")}[level]


def get_message(left_out: str | None, days: Span) -> str:
	"""What HHI is, and what is left out."""
	meaning = say(
		_(
			"HHI is the sum of squared spend shares in per cent: 10,000 is one supplier; above {0} is high, from {1} moderate."
		),
		f"{HIGH:,}",
		f"{MODERATE:,}",
	)
	return " ".join(filter(None, (meaning, left_out, widened(days))))


def get_chart(rows: Sequence[Mapping], by: str) -> dict:
	"""HHI of what most was spent on."""
	return charts.bar(
		[row[by] for row in rows],
		{_("HHI, 0 to 10,000"): [row["hhi"] for row in rows]},
		colors=[charts.BLUE],
		fieldtype="Int",
	)


def get_summary(rows: Sequence[Mapping], currency: str) -> list[dict] | None:
	"""How much is spent, how much of it on single sources, and how many groups are highly concentrated."""
	if not rows:
		return None
	total = sum(row["spend"] for row in rows)
	single = sum(row["spend"] for row in rows if row["is_single"])
	high = sum(1 for row in rows if row["colour"] == "Red")
	return [
		summaries.money(_("Spend"), total, currency),
		summaries.alarm(summaries.money(_("On Single Sources"), single, currency)),
		summaries.alarm(summaries.count(_("Highly Concentrated"), high)),
	]
