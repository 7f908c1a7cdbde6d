"""What an indicator has found and proposes, in plain text, translated and in the user's formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, formatdate

from relationship_suite.relationship_core.numbers import number, percent, whole
from relationship_suite.reports.scope import may_open
from relationship_suite.srm_extensions.risk import proposal_queries, watched
from relationship_suite.srm_extensions.risk.indicators import Reading, Subject
from relationship_suite.srm_extensions.risk.queries import RISK
from relationship_suite.srm_extensions.risk.watched import WATCHED

Figures = Mapping[str, float]


def sentence(measure: str, subject: Subject, reading: Reading) -> str:
	"""What was found, with the figures that it is made of; amounts in the currency of the company."""
	return _SENTENCES[measure](subject, reading.value, reading.figures)


def figure(measure: str, value: float) -> str:
	"""A figure of a measure, with its unit."""
	return _FIGURES[measure](value)


def found(doc) -> str:
	"""The same of a proposal."""
	return sentence(doc.measure, proposal_queries.subject_of(doc), proposal_queries.reading_of(doc))


def headline(doc) -> str:
	"""The measure and what it is about: the title of a risk that is proposed."""
	return f"{_(doc.measure)}: {doc.subject}"


def event(measure: str) -> str:
	"""What may happen where this is in breach."""
	return _(WATCHED[measure].event)


def told(doc) -> str:
	"""A proposal in one sentence, for its notice and its task."""
	return f"{headline(doc)}. {found(doc)}"


def notice(proposals: Sequence) -> str:
	"""The subject of a notice of proposals."""
	if len(proposals) == 1:
		return _("Risk proposed: {0}").format(headline(proposals[0]))
	return _("{0} risks proposed").format(len(proposals))


def proposed(doc, risk: str | None) -> str:
	"""What accepting a proposal would do, or what became of it.

	Args:
		doc: the Risk Proposal.
		risk: the open risk that it would change; None for a new one.
	"""
	if doc.status == proposal_queries.OPEN:
		return _of_new(doc) if risk is None else _of_change(doc, risk)
	said = [_decided(doc)]
	if doc.ended_on and doc.status != proposal_queries.OVER:
		said.append(_("The breach ended on {0}.").format(formatdate(doc.ended_on)))
	return " ".join(said)


def _of_new(doc) -> str:
	register = proposal_queries.register_of(doc)
	return _("Proposes a new risk in {0}: likelihood {1}, impact {2}, score {3}.").format(
		register, doc.likelihood, doc.impact, cint(doc.likelihood) * cint(doc.impact)
	)


def _of_change(doc, risk: str) -> str:
	now = frappe.db.get_value(
		RISK, risk, ["inherent_likelihood", "inherent_impact", "inherent_score"], as_dict=True
	)
	score = max(cint(now.inherent_likelihood), cint(doc.likelihood)) * max(
		cint(now.inherent_impact), cint(doc.impact)
	)
	if score > cint(now.inherent_score):
		return _("Proposes to raise the inherent score of {0} from {1} to {2}.").format(
			risk, cint(now.inherent_score), score
		)
	return _("{0} is as high already: accepting keeps this as a review of it.").format(risk)


def _decided(doc) -> str:
	if doc.status == proposal_queries.OVER:
		return _("The breach ended on {0}, before anybody had decided.").format(formatdate(doc.ended_on))
	by, on = doc.decided_by, formatdate(doc.decided_on)
	if doc.status == proposal_queries.ACCEPTED:
		return _("Accepted by {0} on {1}: see {2}.").format(by, on, doc.risk)
	return _("Dismissed by {0} on {1}.").format(by, on)


def behind(doc) -> dict[str, Any]:
	"""Where the lines behind a figure are: ``route`` and its ``options``, ``report`` in words, and whether it ``is_open`` to the user."""
	days = {"from_date": str(doc.window_start), "to_date": str(doc.evaluated_on)}
	of_supplier = {"company": doc.company, "supplier": doc.party}
	concentration = {"company": doc.company, **days}
	owed = {"report_date": str(doc.evaluated_on), "party_type": "Customer", "party": [doc.party]}
	reports: dict[str, tuple[str, dict]] = {
		watched.OTIF_TREND: ("Late and Open Deliveries", {"mode": "By Line", **of_supplier, **days}),
		watched.PPM_TREND: ("Defective Receipts", {**of_supplier, **days}),
		watched.LEAD_TIME_DRIFT: ("Supplier Lead Times", of_supplier),
		watched.SINGLE_SOURCE: ("Supply Concentration", {"group_by": "Item", **concentration}),
		watched.CONCENTRATION: ("Supply Concentration", {"item_group": doc.item_group, **concentration}),
		watched.SPEND_DEPENDENCY: ("Supplier Performance", {"company": doc.company}),
		watched.RECEIVABLES: ("Accounts Receivable", {"company": doc.company, **owed}),
	}
	report, options = reports[doc.measure]
	return {
		"route": ["query-report", report],
		"options": options,
		"report": _(report),
		"is_open": may_open(report),
	}


def _otif(subject: Subject, value: float, figures: Figures) -> str:
	return _("OTIF fell by {0} points, from {1} ({2} lines due) to {3} ({4} lines due).").format(
		number(value),
		percent(figures["before"]),
		whole(figures["n_before"]),
		percent(figures["now"]),
		whole(figures["n_now"]),
	)


def _ppm(subject: Subject, value: float, figures: Figures) -> str:
	return _("Defects rose by {0} PPM, from {1} ({2} receipt lines) to {3} ({4} receipt lines).").format(
		whole(value),
		whole(figures["before"]),
		whole(figures["n_before"]),
		whole(figures["now"]),
		whole(figures["n_now"]),
	)


def _lead_time(subject: Subject, value: float, figures: Figures) -> str:
	return _(
		"Lead time is {0} days in {1} receipts, after {2} days in {3} months: {4} standard deviations above."
	).format(
		number(figures["now"]),
		whole(figures["n_now"]),
		number(figures["before"]),
		whole(figures["months"]),
		number(value),
	)


def _single_source(subject: Subject, value: float, figures: Figures) -> str:
	return _("{0} of the item comes from this supplier; it is {1} of the spend.").format(
		percent(value), percent(figures["part"])
	)


def _concentration(subject: Subject, value: float, figures: Figures) -> str:
	return _("HHI is {0}: {1} suppliers, the largest with {2}; it is {3} of the spend.").format(
		whole(value), whole(figures["suppliers"]), percent(figures["largest"]), percent(figures["part"])
	)


def _dependency(subject: Subject, value: float, figures: Figures) -> str:
	return _("{0} of all that was bought came from this supplier: {1} of {2}.").format(
		percent(value), *_amounts(subject, figures)
	)


def _receivables(subject: Subject, value: float, figures: Figures) -> str:
	return _("{0} of what customers owe is owed by {1}: {2} of {3}.").format(
		percent(value), subject.party, *_amounts(subject, figures)
	)


def _amounts(subject: Subject, figures: Figures) -> tuple[str, str]:
	"""What is the party's, and what it is a part of."""
	currency = frappe.get_cached_value("Company", subject.company, "default_currency")
	return whole(figures["amount"], currency), whole(figures["total"], currency)


_SENTENCES: dict[str, Callable[[Subject, float, Figures], str]] = {
	watched.OTIF_TREND: _otif,
	watched.PPM_TREND: _ppm,
	watched.LEAD_TIME_DRIFT: _lead_time,
	watched.SINGLE_SOURCE: _single_source,
	watched.CONCENTRATION: _concentration,
	watched.SPEND_DEPENDENCY: _dependency,
	watched.RECEIVABLES: _receivables,
}
_FIGURES: dict[str, Callable[[float], str]] = {
	watched.OTIF_TREND: lambda value: _("{0} points").format(number(value)),
	watched.PPM_TREND: lambda value: _("{0} PPM").format(whole(value)),
	watched.LEAD_TIME_DRIFT: lambda value: _("{0} standard deviations").format(number(value)),
	watched.SINGLE_SOURCE: percent,
	watched.CONCENTRATION: whole,
	watched.SPEND_DEPENDENCY: percent,
	watched.RECEIVABLES: percent,
}
