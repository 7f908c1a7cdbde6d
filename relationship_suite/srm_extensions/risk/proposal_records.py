"""The one writer of proposals: a breach that begins, goes on and ends, and what people decide."""

from __future__ import annotations

import json
from datetime import date

import frappe
from frappe.utils import cint, getdate, nowdate

from relationship_suite.relationship_core import notices
from relationship_suite.relationship_core.messages import lines
from relationship_suite.srm_extensions.risk import indicator_wording, proposal_queries, records
from relationship_suite.srm_extensions.risk.indicator_queries import Register, first_day
from relationship_suite.srm_extensions.risk.indicators import Indicator, Reading, Subject
from relationship_suite.srm_extensions.risk.proposal_queries import ABOUT, OPEN, OVER, PROPOSAL
from relationship_suite.srm_extensions.risk.queries import RISK

#: Roles of those who are asked where whoever is responsible may not see a proposal.
DECIDERS = ("Risk Owner", "Sourcing Manager", "Relationship Manager")
#: Proposals that one notice names; the list has the others.
NAMED = 5


def begin(indicator: Indicator, subject: Subject, reading: Reading, register: Register, as_of: date):
	"""Propose a risk: the proposal, and a task of whoever is responsible. Gives the proposal."""
	doc = frappe.get_doc(
		{
			"doctype": PROPOSAL,
			"indicator": indicator.name,
			"measure": indicator.measure,
			"company": subject.company,
			"subject": subject.name[:140],
			**{field: getattr(subject, field) for field in ABOUT},
			"status": OPEN,
			"value": reading.value,
			"figures": json.dumps(dict(reading.figures)),
			"breach_from": indicator.thresholds.enter,
			"began_on": as_of,
			"window_start": first_day(indicator, as_of),
			"evaluated_on": as_of,
			"register": indicator.register or register.name,
			"category": indicator.category,
			"likelihood": indicator.likelihood,
			"impact": indicator.impact,
			"responsible": indicator.responsible or register.responsible,
		}
	)
	doc.flags.ignore_links = True  # the facts may tell of a party that is gone
	doc.insert(ignore_permissions=True)  # the scheduler's own doing
	_give_task(doc)
	return doc


def go_on(name: str, reading: Reading, indicator: Indicator, as_of: date) -> None:
	"""A breach goes on with the figure of today."""
	values = {
		"value": reading.value,
		"figures": json.dumps(dict(reading.figures)),
		"window_start": first_day(indicator, as_of),
		"evaluated_on": as_of,
	}
	frappe.db.set_value(PROPOSAL, name, values, update_modified=False)


def end(name: str, as_of: date) -> None:
	"""A breach is over; where nobody had decided, there is nothing to decide any more."""
	status = frappe.db.get_value(PROPOSAL, name, "status", for_update=True)
	values = {"ended_on": as_of, "evaluated_on": as_of}
	if status == OPEN:
		values["status"] = OVER
		_close_task(name)
	frappe.db.set_value(PROPOSAL, name, values)


def tell(proposals: list) -> None:
	"""One notice for each who is responsible, of all that have begun, in the language that they read."""
	told = {doc.name: who_decides(doc) for doc in proposals}
	for user in sorted({*told.values()} - {""}):
		mine = [doc for doc in proposals if told[doc.name] == user]
		notices.tell(user, PROPOSAL, mine[0].name, _worded, mine)


def _worded(proposals: list) -> tuple[str, str]:
	text = lines(indicator_wording.told(doc) for doc in proposals[:NAMED])
	return indicator_wording.notice(proposals), f"<p>{text}</p>"


def who_decides(doc) -> str:
	"""Whoever is responsible, where they may see the proposal; else the first of those with a role for risks who may, or ""."""
	return notices.reader_of(doc, doc.responsible, DECIDERS)


def accept(doc, reason: str) -> str:
	"""Do what a proposal proposes, as the session's user; gives the risk.

	An open risk about the same is raised to the levels proposed; one that is as high already is kept as reviewed.
	"""
	sentence = indicator_wording.found(doc)
	note, known = f"{sentence} {reason}", proposal_queries.risk_to_change(doc)
	risk = _change(known, doc, note) if known else _new_risk(doc, sentence, note)
	_decide(doc, proposal_queries.ACCEPTED, reason, risk.name)
	return risk.name


def dismiss(doc, reason: str) -> None:
	"""Leave it at that: the same breach is not proposed again, and a new one is."""
	_decide(doc, proposal_queries.DISMISSED, reason, None)


def _new_risk(doc, sentence: str, note: str):
	risk = frappe.get_doc(
		{
			"doctype": RISK,
			"register": proposal_queries.register_of(doc),
			"risk_title": indicator_wording.headline(doc)[:140],
			"category": doc.category,
			"risk_owner": doc.responsible,
			**{field: doc.get(field) for field in ABOUT},
			"event": indicator_wording.event(doc.measure),
			"cause": sentence,
			"inherent_likelihood": str(doc.likelihood),
			"inherent_impact": str(doc.impact),
			"assessment_note": note,
		}
	)
	return risk.insert()


def _change(name: str, doc, note: str):
	risk = frappe.get_doc(RISK, name)
	levels = {
		axis: max(cint(risk.get(f"inherent_{axis}")), cint(doc.get(axis)))
		for axis in ("likelihood", "impact")
	}
	is_raised = any(cint(risk.get(f"inherent_{axis}")) < level for axis, level in levels.items())
	risk.assessment_note = note
	risk.update({f"inherent_{axis}": str(level) for axis, level in levels.items()})
	if is_raised:
		return risk.save()
	risk.set_reviewed(getdate(nowdate()))
	risk.save()
	records.note_assessment(risk, is_review=True)
	return risk


def _decide(doc, status: str, reason: str, risk: str | None) -> None:
	values = {
		"status": status,
		"reason": reason,
		"risk": risk,
		"decided_by": frappe.session.user,
		"decided_on": nowdate(),
	}
	frappe.db.set_value(PROPOSAL, doc.name, values)
	_close_task(doc.name)


def _give_task(doc) -> None:
	user = who_decides(doc)
	if not user:
		return
	with notices.in_language(notices.language_of(user)):
		description = lines([indicator_wording.told(doc)])
	task = {
		"doctype": "ToDo",
		"allocated_to": user,
		"reference_type": PROPOSAL,
		"reference_name": doc.name,
		"description": description,
		"date": doc.began_on,
	}
	frappe.get_doc(task).insert(ignore_permissions=True)  # nobody has asked for it


def _close_task(proposal: str) -> None:
	asked = {"reference_type": PROPOSAL, "reference_name": proposal, "status": "Open"}
	for name in frappe.get_all("ToDo", filters=asked, order_by="name", pluck="name"):
		task = frappe.get_doc("ToDo", name)
		task.status = "Closed"
		task.save(ignore_permissions=True)  # whoever decides is not always the one who was asked
