"""No Contact: with which of the customers or suppliers that matter most has nobody been in touch for so many days?"""

from __future__ import annotations

from datetime import date

import frappe
from frappe import _
from frappe.utils import add_months, cint, flt, getdate, nowdate

from relationship_suite.crm_extensions.interactions import queries
from relationship_suite.crm_extensions.interactions.model import Ranked, most_valuable
from relationship_suite.crm_extensions.segmentation import segment_queries
from relationship_suite.relationship_core.facts.keys import LINES_OF
from relationship_suite.relationship_core.messages import say
from relationship_suite.reports import charts, columns
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.scope import company_of, kinds_of_party

DAYS, SHARE = 90, 80.0
#: Months whose value counts.
MONTHS = 12
#: Parties in the chart, whose names have room.
SHOWN = 6


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message and chart of the report."""
	filters = read(filters)
	missing = _("Company is missing: amounts are in the currency of one company.")
	company_of(filters, queries.REFERENCE, missing)
	kind = _kind(filters.party_type or "Customer")
	days, share = _number(filters.days, DAYS, 1, 3650, _("Days Without Contact")), _share(filters.share)
	today = getdate(nowdate())
	values = queries.values(kind, filters.company, getdate(add_months(today, -MONTHS)), today)
	if filters.customer_segment:
		members = segment_queries.members_of(filters.customer_segment, filters.company, kind)
		values = {party: value for party, value in values.items() if party in members}
	key = most_valuable(values, share)
	last = queries.last_touches(kind, [each.party for each in key], today) if key else {}
	currency = frappe.db.get_value("Company", filters.company, "default_currency")
	rows = [
		row
		for row in (_row(each, kind, last.get(each.party), today, currency) for each in key)
		if row["days"] is None or row["days"] >= days
	]
	return get_columns(kind), rows, _message(kind, rows, key, days, share), get_chart(rows, currency)


def _kind(asked: str) -> str:
	choice(asked, LINES_OF, _("Party Type"))
	if asked not in kinds_of_party():
		frappe.throw(
			say(_("Your roles are not for parties of the kind {0}."), _(asked)), frappe.PermissionError
		)
	return asked


def _share(asked: object) -> float:
	return flt(_number(asked, SHARE, 0.1, 100, _("Share of Value %")))


def _number(asked: object, default: float, least: float, most: float, label: str) -> float:
	found = flt(asked) if asked else default
	if not least <= found <= most:
		frappe.throw(say(_("{0} must be from {1} to {2}."), label, least, most))
	return found


def _row(each: Ranked, kind: str, last_on, today: date, currency: str) -> dict:
	return {
		"party": each.party,
		"party_type": kind,
		"value": each.value,
		"share": each.share,
		"last_on": getdate(last_on) if last_on else None,
		"days": (today - getdate(last_on)).days if last_on else None,
		"currency": currency,
	}


def get_columns(kind: str) -> list[columns.Column]:
	return [
		columns.text("party", _(kind), 240),
		columns.hidden("party_type", _("Party Type")),
		columns.date("last_on", _("Last Contact"), 130),
		columns.count("days", _("Days Since"), 110),
		columns.money(
			"value", _("Invoiced in 12 Months") if kind == "Customer" else _("Ordered in 12 Months"), 190
		),
		columns.percent("share", _("Share of All"), 130),
	]


def _message(kind: str, rows: list[dict], key: list[Ranked], days: float, share: float) -> str:
	if not key:
		return _("Nothing was invoiced or ordered in the last twelve months, or nothing that you may see.")
	said = {
		"Customer": _(
			"{0} of the {1} customers that make {2} % of the value have had no contact for {3} days."
		),
		"Supplier": _(
			"{0} of the {1} suppliers that make {2} % of the value have had no contact for {3} days."
		),
	}[kind]
	return said.format(len(rows), len(key), f"{share:g}", cint(days))


def get_chart(rows: list[dict], currency: str) -> dict:
	"""The value of those that matter most."""
	shown = rows[:SHOWN]
	return charts.bar(
		[row["party"] for row in shown],
		{_("Value without contact"): [row["value"] for row in shown]},
		colors=[charts.ORANGE],
		fieldtype="Currency",
		currency=currency,
	)
