"""What a customer is worth, beside the timeline of the page Relationship 360; as the session's user may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.crm_extensions.segmentation import queries, wording
from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.relationship_core.timeline.card_queries import Figure

INSIGHT = "Customer Insight"
_FIELDS = (
	"company",
	"currency",
	"segment",
	"segment_since",
	"revenue",
	"purchase_days",
	"last_purchase_on",
	"gaps",
	"median_gap_days",
)


def of_customer(customer: str) -> list[Figure]:
	"""Segment, net revenue and rhythm at each company, the latest purchase first; one statement."""
	if not frappe.has_permission(INSIGHT, "read"):
		return []
	rows = frappe.get_list(
		INSIGHT,
		filters={"customer": customer},
		fields=list(_FIELDS),
		order_by="last_purchase_on desc, company asc",
		limit=0,
	)
	found = (
		_of_company(frappe.get_doc({"doctype": INSIGHT, **row}), customer, len(rows) > 1) for row in rows
	)
	return [figure for figures in found for figure in figures]


def _of_company(insight, customer: str, is_one_of_several: bool) -> Iterator[Figure]:
	today, rules = nowdate(), queries.rules_from_settings()
	company = [insight.company] if is_one_of_several else []
	invoices = {"customer": customer, "company": insight.company, "docstatus": 1}
	if insight.segment:
		yield Figure(
			_("Segment"),
			_(insight.segment),
			_joined(_("since {0}").format(formatdate(insight.segment_since)), *company),
			report="Customer Segments",
			filters={"company": insight.company, "segment": insight.segment, "show": "Members"},
		)
	value, detail = wording.revenue_figure(insight, rules.months)
	first = date_of(rules.window(getdate(today)).start_day)
	yield Figure(
		_("Net Revenue"),
		value,
		_joined(detail, *company),
		doctype="Sales Invoice",
		filters={**invoices, "posting_date": json.dumps([">=", str(first)])},
	)
	if insight.last_purchase_on:
		value, detail, colour = wording.rhythm_figure(insight, today)
		yield Figure(
			_("Rhythm"),
			value,
			_joined(detail, *company),
			colour,
			doctype="Sales Invoice",
			filters=invoices,
		)


def _joined(*said: str) -> str:
	return " · ".join(said)
