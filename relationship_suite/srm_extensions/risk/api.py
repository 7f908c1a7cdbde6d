"""What the forms of risks, the Supplier's tab and the workspace ask for. Every method checks rights first."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import frappe
from frappe import _
from frappe.utils import add_months, cint, formatdate, getdate, nowdate

from relationship_suite.compat import desk_path
from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.messages import say
from relationship_suite.reports import periods
from relationship_suite.reports.scope import check_may_read
from relationship_suite.srm_extensions.risk import grid, proposal_queries, queries, records, scope, wording
from relationship_suite.srm_extensions.risk.model import CLOSED, IMPACT, LIKELIHOOD, Position, limit_for
from relationship_suite.srm_extensions.risk.queries import check_may_see_assessments

#: Movement on the map of a form or the workspace, and on a tab, is that of so many months.
MONTHS = 3
#: Risks that a tab names.
NAMED = 3


@whitelist(methods=["GET", "POST"])
def level_names() -> dict[str, list[str]]:
	"""Names of the levels 1 to 5, translated: ``Likelihood`` and ``Impact``.

	Raises:
		frappe.PermissionError: the user may not read risks.
	"""
	frappe.has_permission(queries.RISK, "read", throw=True)
	scales = queries.scales()
	return {
		LIKELIHOOD: [_(name) for name in scales.likelihood],
		IMPACT: [_(name) for name in scales.impact],
	}


@whitelist(methods=["GET", "POST"])
def heat_map(register: str | None = None) -> dict[str, str]:
	"""The map of the open risks that the user may see, as ``html``; of one register, or of all.

	Raises:
		frappe.PermissionError: the user may not see how risks are assessed.
	"""
	check_may_see_assessments()
	since = getdate(add_months(nowdate(), -MONTHS))
	rows = [row for row in queries.risks({"register": register}) if row.status != CLOSED]
	placed = queries.placed(rows, queries.positions_on([row.name for row in rows], since))
	report = desk_path("query-report", "Risk Heat Map")

	def href(place: Position) -> str:
		asked = {"register": register or "", "likelihood": place.likelihood, "impact": place.impact}
		return f"{report}?{urlencode(asked)}"

	return {"html": grid.draw(placed, queries.scales(), since=formatdate(since), href=href)}


@whitelist(methods=["GET", "POST"])
def supplier_risks(supplier: str) -> dict[str, Any]:
	"""What could go wrong with this supplier? What its tab shows of the open risks that the user may see.

	Returns:
		``sentence`` (plain words), ``count`` of open risks, and of the first three, the highest score first, ``risks``:
		``name``, ``title``, ``rating`` (translated, "" where it is not assessed), ``colour``, ``score`` and ``change``
		(against three months ago; None where it was not assessed then). ``proposals`` that wait for a decision.

	Raises:
		frappe.PermissionError: the user may not see the supplier, or how risks are assessed.
	"""
	check_may_read("Supplier", supplier, queries.RISK)
	check_may_see_assessments()
	asked = {"party_type": "Supplier", "party": supplier}
	rows = [row for row in queries.risks(asked) if row.status != CLOSED]
	shown, since = rows[:NAMED], getdate(add_months(nowdate(), -MONTHS))
	before = queries.positions_on([row.name for row in shown], since)
	placed = {each.name: each for each in queries.placed(shown, before)}
	return {
		"sentence": wording.of_supplier(rows, placed.get(rows[0].name) if rows else None),
		"count": len(rows),
		"proposals": proposal_queries.open_count("Supplier", supplier),
		"risks": [
			{
				"name": row.name,
				"title": row.risk_title,
				"rating": _(row.residual_rating or ""),
				"colour": row.rating_colour,
				"score": row.residual_score,
				"change": placed[row.name].change if row.name in placed else None,
			}
			for row in shown
		],
	}


@whitelist(methods=["POST"])
def accept_risk(risk: str, reason: str, until: str) -> None:
	"""Accept a risk as it stands until a day, within the authority of the user's roles.

	Raises:
		frappe.PermissionError: the user may not change the risk, or it is above what the user may accept.
		frappe.ValidationError: it is not assessed or closed, the reason is missing, or the day is none of the future.
	"""
	check_may_see_assessments("write")
	doc, reason = existing(queries.RISK, risk, "write"), scope.reason(reason)
	if not cint(doc.residual_score) or doc.is_closed:
		frappe.throw(_("Only a risk that is assessed and not closed can be accepted."))
	last = periods.day(until, _("Accepted Until"))
	if not last or last <= getdate(nowdate()):
		frappe.throw(_("Accepted Until: choose a day after today."))
	limits = queries.limits()
	asked = {"company": doc.company, "score": doc.residual_score, "loss": doc.residual_loss or 0}
	limit = limit_for(limits, frappe.get_roles(), **asked)
	if limit is None:
		others = sorted({each.role for each in limits if limit_for([each], [each.role], **asked)})
		frappe.throw(
			say(
				_("Score {0} is above what your roles may accept. It can be accepted by: {1}."),
				doc.residual_score,
				", ".join(_(role) for role in others) or _("nobody; see Acceptance Limits in Risk Settings"),
			),
			frappe.PermissionError,
		)
	records.accept(doc, limit, reason, last)
	doc.save()


@whitelist(methods=["POST"])
def withdraw_acceptance(risk: str) -> None:
	"""Take an acceptance back: the risk is to be treated after all.

	Raises:
		frappe.PermissionError: the user may not change the risk.
	"""
	check_may_see_assessments("write")
	doc = existing(queries.RISK, risk, "write")
	records.end_acceptance(doc.name, "Withdrawn")
	doc.save()


@whitelist(methods=["POST"])
def review_risk(risk: str, note: str) -> None:
	"""Keep that a risk was looked at and found right as it is; its next review is set by the register.

	Raises:
		frappe.PermissionError: the user may not change the risk.
		frappe.ValidationError: it is not assessed, is closed, or the note is missing.
	"""
	check_may_see_assessments("write")
	doc, note = existing(queries.RISK, risk, "write"), scope.reason(note)
	if not cint(doc.residual_score) or doc.is_closed:
		frappe.throw(_("Only a risk that is assessed and not closed can be reviewed."))
	doc.set_reviewed(_today())
	doc.save()
	records.note_assessment(doc, is_review=True, note=note)


def _today() -> date:
	return getdate(nowdate())
