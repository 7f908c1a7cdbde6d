"""Changes of a supplier's score on their timeline."""

from __future__ import annotations

from frappe import _
from frappe.utils import flt, fmt_money
from pypika.terms import Criterion, Term

from relationship_suite.relationship_core.timeline.asked import Asked
from relationship_suite.relationship_core.timeline.provider_queries import Provider
from relationship_suite.srm_extensions.scorecards.queries import RESULT, may_see_scores


class Scores(Provider):
	"""The ends of the periods in which the score became another; for those who may read scores, which sit at level 1."""

	kind = "Score"
	doctype = RESULT
	parties = ("Supplier",)
	at = "period_end"

	def may_show(self) -> bool:
		return may_see_scores()

	def of_party(self, doc, asked: Asked) -> Criterion:
		is_another = (doc.has_previous == 0) | (doc.change != 0)
		return (doc.supplier == asked.party) & (doc.is_scored == 1) & is_another

	def values(self, doc) -> dict[str, Term]:
		return {"title": doc.standing, "detail": doc.scorecard, "figure": doc.score}

	def text(self, row) -> str:
		score = fmt_money(flt(row.figure), precision=1)
		return _("{0}: {1} of 100, {2}").format(row.detail, score, _(row.title))


PROVIDERS = (Scores(),)
