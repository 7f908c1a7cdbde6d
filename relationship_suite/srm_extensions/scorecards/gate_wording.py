"""What a gate says, in plain text and translated. Who may not see scores is told that, and not by what, it is shut."""

from __future__ import annotations

from frappe import _

from relationship_suite.relationship_core.numbers import number
from relationship_suite.srm_extensions.scorecards import queries
from relationship_suite.srm_extensions.scorecards.gates import STOP, Finding


def sentence(finding: Finding) -> str:
	"""Whose standing is in the way, and what it is for those who may see scores."""
	if not queries.may_see_scores():
		if finding.action == STOP:
			return _("{0}: the supplier's standing stops this document.").format(finding.supplier)
		return _("{0}: the supplier's standing asks for a second look.").format(finding.supplier)
	values = (
		finding.supplier,
		_(finding.standing),
		number(finding.score),
		finding.period,
		finding.scorecard,
	)
	if finding.action == STOP:
		return _("{0} is stopped: {1}, {2} of 100 in {3} ({4}).").format(*values)
	return _("{0} needs a second look: {1}, {2} of 100 in {3} ({4}).").format(*values)


def way_out(role: str, may_override: bool) -> str:
	"""What can be done about a stop."""
	if may_override:
		return _("You may submit it with a reason in {0}; it is logged.").format(_("Reason for the Override"))
	return _("Whoever has the role {0} may submit it with a reason.").format(_(role))
