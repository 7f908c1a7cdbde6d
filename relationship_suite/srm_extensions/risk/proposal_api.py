"""What the form of a proposal asks for. Every method checks rights first."""

import frappe
from frappe import _

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.srm_extensions.risk import proposal_records, scope
from relationship_suite.srm_extensions.risk.proposal_queries import OPEN, PROPOSAL
from relationship_suite.srm_extensions.risk.queries import check_may_see_assessments


@whitelist(methods=["POST"])
def accept_proposal(proposal: str, reason: str) -> dict[str, str]:
	"""Make the ``risk`` that is proposed, or raise the one that is there; gives its name.

	Raises:
		frappe.PermissionError: the user may not see the proposal, or not change or make risks.
		frappe.ValidationError: it is decided already, or the reason is missing.
	"""
	check_may_see_assessments("write")
	doc, reason = _open(proposal), scope.reason(reason)
	return {"risk": proposal_records.accept(doc, reason)}


@whitelist(methods=["POST"])
def dismiss_proposal(proposal: str, reason: str) -> None:
	"""Keep that nothing is to be done about this breach; it is not proposed again unless it ends and comes back.

	Raises:
		frappe.PermissionError: the user may not see the proposal, or not change risks.
		frappe.ValidationError: it is decided already, or the reason is missing.
	"""
	check_may_see_assessments("write")
	doc, reason = _open(proposal), scope.reason(reason)
	proposal_records.dismiss(doc, reason)


def _open(name: str):
	"""The proposal, where the user may see it and nobody has decided; held until the transaction ends."""
	doc = existing(PROPOSAL, name, for_update=True)
	if doc.status != OPEN:
		frappe.throw(_("This proposal is decided or over already. Reload it to see how."))
	return doc
