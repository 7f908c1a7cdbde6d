"""The one writer of what risks leave behind: their history, acceptances, and what the settings restate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core import notices
from relationship_suite.srm_extensions.risk import queries, wording
from relationship_suite.srm_extensions.risk.model import GROWN, LEVELS, Limit, Rating, Scales

#: What both kinds of history take from their risk.
_OF_RISK = ("company", "party_type", "party", "item_code", "item_group", "currency")
#: What an assessment is: a change of any of it goes into the history.
ASSESSED = (
	*("inherent_likelihood", "inherent_impact", "inherent_score"),
	*("residual_likelihood", "residual_impact", "residual_score"),
	*("target_likelihood", "target_impact", "target_score", "residual_loss"),
)


def note_assessment(risk, *, is_review: bool = False, note: str | None = None) -> None:
	"""Keep how a risk is assessed now, by whom and why."""
	_insert(
		queries.ASSESSMENT,
		risk,
		assessed_on=nowdate(),
		assessed_by=frappe.session.user,
		is_review=int(is_review),
		note=risk.assessment_note if note is None else note,
		**{field: risk.get(field) for field in ASSESSED},
	)


def accept(risk, limit: Limit, reason: str, until: date) -> None:
	"""Accept a risk as it stands, by the authority of a limit, in place of an acceptance in force."""
	end_acceptance(risk.name, "Withdrawn")
	_insert(
		queries.ACCEPTANCE,
		risk,
		accepted_by=frappe.session.user,
		by_role=limit.role,
		accepted_on=nowdate(),
		accepted_until=until,
		reason=reason,
		residual_score=risk.residual_score,
		residual_loss=risk.residual_loss,
	)


def end_acceptance(risk: str, because: str) -> frappe._dict | None:
	"""End the acceptance of a risk that is in force; gives it with ``ended_because``, None where there is none."""
	found = queries.acceptance_of(risk)
	if found:
		values = {"ended_on": getdate(nowdate()), "ended_because": because}
		frappe.db.set_value(queries.ACCEPTANCE, found.name, values)
		found.update(values)
	return found


def tell_ended(risk, acceptance: frappe._dict) -> None:
	"""Tell the owner of a risk, and whoever accepted it, that it is accepted no more; inside the running transaction.

	Who may not see the risk, or has left, is not told.
	"""
	for user in sorted({risk.risk_owner, acceptance.accepted_by} - {None, ""}):
		if notices.reader_of(risk, user, ()):
			notices.tell(user, queries.RISK, risk.name, wording.ended, risk, acceptance)


def delete_history(risk: str) -> None:
	"""Remove what a risk has left behind; it goes with the risk."""
	for doctype in (queries.ASSESSMENT, queries.ACCEPTANCE):
		frappe.db.delete(doctype, {"risk": risk})


def restate(scales: Scales) -> None:
	"""Bring ratings and expected losses of all risks up to the scales: one statement a rating and a level.

	An acceptance of less than its risk is by them has ended, and that is told.
	"""
	table = frappe.qb.DocType(queries.RISK)
	for rating, last in _bands(scales.ratings):
		for score, values in (
			(table.residual_score, {"residual_rating": rating.name, "rating_colour": rating.colour}),
			(table.inherent_score, {"inherent_rating": rating.name}),
		):
			query = frappe.qb.update(table).where((score >= rating.from_score) & (score <= last))
			for field, value in values.items():
				query = query.set(table[field], value)
			query.run()
	for level in LEVELS:
		share = scales.probability[level - 1]
		# A level that somebody chooses is kept as text.
		chosen = table.inherent_likelihood == str(level)
		frappe.qb.update(table).set(table.inherent_loss, table.loss_amount * share).where(chosen).run()
		reached = table.residual_likelihood == level
		frappe.qb.update(table).set(table.residual_loss, table.residual_amount * share).where(reached).run()
	for name in queries.outgrown():
		_end_outgrown(frappe.get_doc(queries.RISK, name))


def _end_outgrown(risk) -> None:
	ended = end_acceptance(risk.name, GROWN)
	risk.set_status()
	risk.db_set("status", risk.status)
	note_assessment(risk, note=_("The scales were changed in Risk Settings."))
	tell_ended(risk, ended)


def _bands(ratings: tuple[Rating, ...]) -> Iterable[tuple[Rating, int]]:
	"""Each rating with its highest score."""
	ends = [*(each.from_score - 1 for each in ratings[1:]), LEVELS[-1] ** 2]
	return zip(ratings, ends, strict=True)


def _insert(doctype: str, risk, **values: Any) -> None:
	doc = frappe.get_doc(
		{
			"doctype": doctype,
			"risk": risk.name,
			**{field: risk.get(field) for field in _OF_RISK},
			**values,
		}
	)
	doc.insert(ignore_permissions=True)  # nobody may create history; it follows from what the user may do
