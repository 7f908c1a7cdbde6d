"""Risk Indicators, proposals, and what is told of them."""

from __future__ import annotations

import json
from datetime import date

import frappe

from tests.factories import buying
from tests.factories import risks as make

INDICATOR, PROPOSAL = "Risk Indicator", "Risk Proposal"
JUNE = date(2026, 6, 30)


def indicator(name: str = "_RS OTIF", measure: str = "OTIF Trend", **values):
	"""A Risk Indicator: a fall of 20 points from May to June, from the first line on; one of that name is replaced."""
	name = buying.named(name)
	if frappe.db.exists(INDICATOR, name):
		frappe.delete_doc(INDICATOR, name, force=True)
	return frappe.get_doc(
		{
			"doctype": INDICATOR,
			"indicator_name": name,
			"measure": measure,
			"enabled": 1,
			"only_company": buying.COMPANY,
			"window_months": 1,
			"minimum_evidence": 1,
			"breach_from": 20,
			"ends_below": 10,
			"category": "Delivery",
			"likelihood": "4",
			"impact": "3",
			**values,
		}
	).insert()


def form(measure: str = "Receivable Concentration", **values) -> str:
	"""An indicator as its form sends it, not saved: a breach from 25 on, ending below 20."""
	return json.dumps(
		{
			"doctype": INDICATOR,
			"name": "new-risk-indicator-1",
			"measure": measure,
			"enabled": 1,
			"only_company": buying.COMPANY,
			"window_months": 1,
			"minimum_evidence": 1,
			"breach_from": 25,
			"ends_below": 20,
			**values,
		}
	)


def proposal(supplier: str = "_RS Drifting", **values):
	"""A Risk Proposal as a run leaves one, about a supplier; ``values`` are fields set after it."""
	from relationship_suite.srm_extensions.risk import indicator_queries, proposal_records
	from relationship_suite.srm_extensions.risk.indicators import Reading, Subject

	register, of = make.register(), indicator().name
	watched = next(each for each in indicator_queries.indicators() if each.name == of)
	doc = proposal_records.begin(
		watched,
		Subject(buying.COMPANY, "Supplier", buying.supplier(supplier)),
		Reading(50.0, {"before": 100.0, "now": 50.0, "n_before": 4, "n_now": 4}),
		indicator_queries.Register(register, make.OWNER),
		JUNE,
	)
	if values:
		frappe.db.set_value(PROPOSAL, doc.name, values)
	return frappe.get_doc(PROPOSAL, doc.name)


def decide(proposal: str, reason: str = "Seen on site", *, accept: bool = True) -> str | None:
	"""As the session's user decides; gives the risk where there is one."""
	from relationship_suite.srm_extensions.risk import proposal_api

	if accept:
		return proposal_api.accept_proposal(proposal, reason)["risk"]
	return proposal_api.dismiss_proposal(proposal, reason)


def proposals(indicator: str | None = None) -> list[dict]:
	"""Proposals of an indicator, oldest first."""
	return frappe.get_all(
		PROPOSAL,
		filters={"indicator": indicator} if indicator else {},
		fields=["*"],
		order_by="creation asc, name asc",
	)


def tasks(proposal: str, status: str = "Open") -> list[str]:
	"""To whom tasks of a proposal are given."""
	asked = {"reference_type": PROPOSAL, "reference_name": proposal, "status": status}
	return frappe.get_all("ToDo", filters=asked, pluck="allocated_to", order_by="name")


def notices(proposal: str) -> list[str]:
	"""Subjects of the notices that lead to a proposal."""
	asked = {"document_type": PROPOSAL, "document_name": proposal}
	return frappe.get_all("Notification Log", filters=asked, pluck="subject", order_by="name")


def start() -> None:
	"""Nothing is watched, and nothing was found."""
	for doctype in ("ToDo", "Notification Log"):
		field = "reference_type" if doctype == "ToDo" else "document_type"
		frappe.db.delete(doctype, {field: PROPOSAL})
	frappe.db.delete(PROPOSAL)
	frappe.db.set_value(INDICATOR, {"name": ("!=", "")}, "enabled", 0)


def end() -> None:
	"""As a site begins: the app's own indicators alone, and no register."""
	start()
	for name in frappe.get_all(INDICATOR, filters={"name": ("like", "_RS%")}, pluck="name", order_by="name"):
		frappe.delete_doc(INDICATOR, name, force=True)
	frappe.db.set_value(INDICATOR, {"name": ("!=", "")}, "enabled", 1)
	for doctype in ("Risk", "Risk Register"):
		for name in frappe.get_all(doctype, order_by="name", pluck="name"):
			frappe.delete_doc(doctype, name, force=True)
	frappe.db.commit()
