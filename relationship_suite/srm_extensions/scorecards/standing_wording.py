"""What is said of a change of standing, to us and to the supplier; in the language at hand."""

from __future__ import annotations

from collections.abc import Sequence

from frappe import _
from frappe.utils import get_url_to_form

from relationship_suite.relationship_core.messages import lines, paragraph, say
from relationship_suite.relationship_core.numbers import number
from relationship_suite.srm_extensions.scorecards import wording


def to_us(change, kpis: Sequence[dict]) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML."""
	subject = _("{0} is {1} now, {2} before ({3})").format(
		change.supplier, _(change.to_standing), _(change.from_standing), change.company
	)
	moved = _("The score went from {0} to {1} of 100 in {2} ({3}).").format(
		number(change.from_score), number(change.to_score), change.period, change.scorecard
	)
	link = say(
		'<p><a href="{0}">{1}</a></p>', get_url_to_form("Supplier", change.supplier), _("Open the supplier")
	)
	return subject, paragraph([moved]) + _costs(kpis) + link


def to_supplier(change, kpis: Sequence[dict], supplier_name: str, contact: str) -> tuple[str, str]:
	"""Subject in plain text, and text as HTML."""
	subject = _("Your standing with {0}: {1}").format(change.company, _(change.to_standing))
	said = [
		_("Dear {0},").format(contact),
		_(
			"we look at the performance of our suppliers regularly. {0} has the standing {1} with us now, {2} before."
		).format(supplier_name, _(change.to_standing), _(change.from_standing)),
		_("The score of {0} is {1} of 100.").format(change.period, number(change.to_score)),
	]
	end = _("If you see it otherwise, or have a question, please write to your contact in our purchasing.")
	return subject, "".join(paragraph([each]) for each in said) + _costs(kpis) + paragraph(
		[end, change.company]
	)


def _costs(kpis: Sequence[dict]) -> str:
	"""The KPIs that cost points, what costs most first."""
	said = [
		f"{_(row['kpi'])}: {wording.kpi_value(row['kpi'], row['value'])}, {wording.evidence(row['kpi'], row['n'])}"
		for row in kpis
		if row["is_judged"] and row["points_lost"] > 0
	]
	if not said:
		return ""
	return paragraph([_("What cost the most:")]) + f"<p>{lines(said[:3])}</p>"
