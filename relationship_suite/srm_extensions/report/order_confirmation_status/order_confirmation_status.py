"""Which orders has the supplier not confirmed, and which proposals wait for us? Open orders, the most urgent first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.scope import parties
from relationship_suite.srm_extensions.portal import model, queries
from relationship_suite.srm_extensions.portal.queries import REPLY, Order

#: Suppliers in the chart.
SHOWN = 8


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report."""
	frappe.has_permission(REPLY, "read", throw=True)
	filters = read(filters)
	choice(filters.status, model.STATES, _("Status"))
	today = getdate(nowdate())
	found = queries.open_orders(**parties(filters, REPLY))
	rows = [_row(order, today) for order in found.orders if filters.status in (None, order.state)]
	rows.sort(key=lambda row: (model.STATES.index(row["state"]), row["needed_on"], row["purchase_order"]))
	return get_columns(), rows, get_message(rows, is_cut=found.is_cut), get_chart(rows), get_summary(rows)


def get_columns() -> list[columns.Column]:
	return [
		columns.link("purchase_order", _("Purchase Order"), "Purchase Order", 160),
		columns.link("supplier", _("Supplier"), "Supplier", 190),
		columns.text("status", _("Status"), 130),
		columns.count("days_waiting", _("Days Waiting"), 120),
		columns.date("needed_on", _("Next Delivery"), 126),
		columns.count("lines", _("Open Lines"), 100),
		columns.count("days_later", _("Days Later"), 110),
		columns.link("confirmation", _("Order Confirmation"), REPLY, 180),
		columns.date("ordered_on", _("Ordered On"), 115),
		columns.link("company", _("Company"), "Company", 150),
		columns.hidden("state", _("Status")),
	]


def _row(order: Order, today: date) -> dict:
	state, reply = order.state, order.reply
	expected = {line.name: line.expected_on for line in order.lines}
	since = order.waiting_since
	later = [(each.day - expected[each.line]).days for each in order.answers if each.line in expected]
	return {
		"purchase_order": order.name,
		"supplier": order.supplier,
		"company": order.company,
		"status": _(state),
		"state": state,
		"days_waiting": max((today - since).days, 0) if since else None,
		"needed_on": order.next_day,
		"lines": len(order.open_lines),
		"days_later": max(later, default=0) if state == model.PROPOSED else None,
		"confirmation": reply["name"] if reply else None,
		"ordered_on": order.ordered_on,
	}


def get_message(rows: Sequence[Mapping], *, is_cut: bool) -> str | None:
	if not rows:
		return paragraph([_("There is no open order of this kind.")])
	if is_cut:
		return paragraph(
			[_("The latest {0} orders are looked at. Choose a supplier for more.").format(queries.LIMIT)]
		)
	return None


def get_chart(rows: Sequence[Mapping]) -> dict | None:
	"""Orders that wait, by supplier: for them and for us."""
	theirs = Counter(row["supplier"] for row in rows if row["state"] in model.ASKED)
	ours = Counter(row["supplier"] for row in rows if row["state"] == model.PROPOSED)
	shown = sorted({*theirs, *ours}, key=lambda name: (-theirs[name] - ours[name], name))[:SHOWN]
	return charts.bar(
		shown,
		{
			_("To confirm by the supplier"): [theirs[name] for name in shown],
			_("Proposals to decide"): [ours[name] for name in shown],
		},
		colors=[charts.ORANGE, charts.RED],
		is_stacked=True,
		fieldtype="Int",
	)


def get_summary(rows: Sequence[Mapping]) -> list[dict] | None:
	if not rows:
		return None
	asked = sum(row["state"] in model.ASKED for row in rows)
	proposed = sum(row["state"] == model.PROPOSED for row in rows)
	return [
		summaries.count(_("Open Orders"), len(rows)),
		summaries.alarm(summaries.count(_("To Confirm"), asked), "Orange", calm="Green"),
		summaries.alarm(summaries.count(_("Proposals to decide"), proposed), calm="Green"),
	]
