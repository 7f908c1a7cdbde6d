"""Segments of the demo company: two by their sales, with a history, one by scores, one by a list. Facts have to be there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import frappe

#: Month ends before the day of the data that segments by sales are evaluated for: what sales tell of a day stays true.
MONTHS = 6

BY_SALES = (
	{
		"segment_name": "European Key Accounts",
		"rules": (
			(0, "Territory", "is within", "Europe", 0),
			(0, "Net Revenue", "at least", "5000", 180),
		),
		"strategy": "They carry the business in Europe: keep them supplied first, and know their plans.",
		"next_action": "Visit once a quarter with the delivery figures in hand.",
	},
	{
		"segment_name": "Pumps Without Meters",
		"rules": (
			(0, "Bought Item Group", "is within", "Pumps", 365),
			(0, "Bought Item Group", "is not within", "Meters", 365),
		),
		"strategy": "Who runs a pump measures what it moves, and buys the meter somewhere else.",
		"next_action": "Offer the meter that fits the pump they bought last.",
	},
)
BY_SCORES = (
	{
		"segment_name": "Quiet Research",
		"rules": (
			(0, "Customer Group", "is within", "Research", 0),
			(0, "Any of These", "", "", 0),
			(1, "Overdue by Own Rhythm", "is", "Yes", 0),
			(1, "Recency Score", "at most", "2", 0),
		),
		"strategy": "Budgets of institutes end with the year: a customer gone quiet in autumn is lost until spring.",
		"next_action": "Call the laboratory, not the purchasing office.",
	},
)


def create(company: str, as_of: date) -> None:
	"""Make the segments of a company and evaluate them; a second call changes nothing."""
	_save(BY_SALES, company)
	first = as_of.replace(day=1)
	for back in range(MONTHS - 1, -1, -1):
		month = first.year * 12 + first.month - 1 - back
		_evaluate(date(month // 12, month % 12 + 1, 1) - timedelta(days=1))
	_save(BY_SCORES, company)
	_board(company)
	_evaluate(as_of)


def _save(segments: Sequence[dict], company: str) -> None:
	fields = ("indent", "criterion", "operator", "value", "days")
	for each in segments:
		rows = [dict(zip(fields, row, strict=True)) for row in each["rules"]]
		_insert({**each, "rules": rows, "company": company, "based_on": "Rules", "combine": "All Lines"})


def _board(company: str) -> None:
	best = {"company": company, "segment": "Champions"}
	names = frappe.get_all("Customer Insight", best, pluck="customer", order_by="revenue desc", limit=6)
	rows = [{"customer": name} for name in sorted(set(names))]
	_insert(
		{
			"segment_name": "Advisory Board",
			"company": company,
			"based_on": "Static List",
			"customers": rows,
			"strategy": "They see new instruments before anybody else, and say what is wrong with them.",
			"next_action": "Invite to the meeting in spring.",
		}
	)


def _insert(values: dict) -> None:
	if not frappe.db.exists("Customer Segment", values["segment_name"]):
		frappe.get_doc({"doctype": "Customer Segment", "enabled": 1, **values}).insert()


def _evaluate(day: date) -> None:
	from relationship_suite.crm_extensions.segmentation import segment_tasks
	from relationship_suite.relationship_core.facts.transactions import leased

	frappe.db.commit()
	with leased("demo segments") as lease:
		outcome = segment_tasks.refresh_results(lease, day)
	for _doctype, name, error in outcome.failures:
		raise RuntimeError(f"{name}: {error}")
