"""What is said in an action plan that a standing opens, and of any to whoever is to do something of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from frappe import _
from frappe.utils import formatdate

from relationship_suite.relationship_core.messages import lines, paragraph
from relationship_suite.relationship_core.numbers import number
from relationship_suite.srm_extensions.scorecards import wording
from relationship_suite.srm_extensions.scorecards.model import AT_TARGET


def goal(change) -> str:
	"""Of a plan that a standing opens."""
	score = number(change.to_score)
	return _("Better than {0}: {1} of 100 in {2}").format(_(change.to_standing), score, change.period)


def to_begin_with(kpis: Sequence[Mapping]) -> list[tuple[str, str]]:
	"""KPI, and what is to be done about it, of those that miss their target, or else cost points; one without a KPI where none does."""
	costly = [row for row in kpis if row["is_judged"] and row["points_lost"] > 0]
	costly = [row for row in costly if row["score"] < AT_TARGET] or costly
	if not costly:
		return [("", _("Agree with the supplier on what is to change"))]
	said = _("{0} at {1}: find out why, and agree on what is to change")
	return [
		(row["kpi"], said.format(_(row["kpi"]), wording.kpi_value(row["kpi"], row["value"])))
		for row in costly
	]


def to_do(plan, items: Iterable) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML, for whoever is responsible for these items of a plan."""
	subject = _("{0}: something is to be done by you").format(plan.supplier)
	each = [_("{0}, until {1}").format(item.action, formatdate(item.due_on)) for item in items]
	return subject, paragraph([plan.goal]) + f"<p>{lines(each)}</p>"
