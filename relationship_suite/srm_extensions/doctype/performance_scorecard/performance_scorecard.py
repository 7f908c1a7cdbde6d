from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.numbers import figure
from relationship_suite.relationship_core.problems import Problem, ProblemsError
from relationship_suite.relationship_core.messages import lines, say
from relationship_suite.srm_extensions.scorecards import queries, score_notes, standing_records
from relationship_suite.srm_extensions.scorecards.periods import MONTHS
from relationship_suite.srm_extensions.scorecards.standing_queries import CHANGE

#: Fields of the model -> fields of the form, where the names differ.
_FIELDS = {
	"kpis.key": "kpis.kpi",
	"kpis.minimum": "kpis.minimum_evidence",
	"standings.name": "standings.standing",
}


#: Days that a plan, which a standing opens, may take.
MOST_PLAN_DAYS = 730


class PerformanceScorecard(Record):
	"""What suppliers are judged by: KPIs with weights and target curves, standings, period and scope.

	The scope is ``only_company`` and not ``company``: Frappe fills in the user's default company there. Its browser fills
	it in by the DocType as well; a new form empties it again.
	"""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.performance_scorecard_kpi.performance_scorecard_kpi import (
			PerformanceScorecardKPI,
		)
		from relationship_suite.srm_extensions.doctype.performance_scorecard_standing.performance_scorecard_standing import (
			PerformanceScorecardStanding,
		)

		enabled: DF.Check
		frequency: DF.Literal["Monthly", "Quarterly", "Yearly"]
		half_life_months: DF.Float
		item_group: DF.Link | None
		kpis: DF.Table[PerformanceScorecardKPI]
		minimum_coverage: DF.Percent
		only_company: DF.Link | None
		responsible: DF.Link | None
		scorecard_name: DF.Data
		scored_as: DF.Data | None
		standings: DF.Table[PerformanceScorecardStanding]
		window_months: DF.Int
	# end: auto-generated types

	def validate(self) -> None:
		self.set_computed()
		self.validate_template()
		self.validate_responsible()

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if before and before.enabled and not self.enabled:
			score_notes.note_removal()

	def on_trash(self) -> None:
		score_notes.note_removal()
		standing_records.forget(scorecard=self.name)

	def set_computed(self) -> None:
		"""Keep what only the refresh may write; a disabled scorecard is scored anew once it is enabled."""
		kept = None if self.is_new() else frappe.db.get_value(self.doctype, self.name, "scored_as")
		self.scored_as = kept if self.enabled else ""

	def validate_template(self) -> None:
		"""Everything wrong with KPIs, weights, curves, standings and the window, at once."""
		if problems := self.problems():
			frappe.throw(lines(map(self.sentence, problems)), title=_("Scorecard cannot be used"))

	def validate_responsible(self) -> None:
		"""Whoever is to be told of standings has to be somebody who may see them."""
		if self.responsible and not frappe.has_permission(CHANGE, "read", user=self.responsible):
			label = _(self.meta.get_label("responsible"))
			frappe.throw(say(_("{0}: {1} may not see the standings of suppliers."), label, self.responsible))

	def problems(self) -> tuple[Problem, ...]:
		"""All that is wrong, in the order of the form; empty when the scorecard can be used."""
		try:
			found = queries.template_of(self).problems()
		except ProblemsError as error:
			found = error.problems
		months = MONTHS.get(self.frequency, 1)
		# A window shorter than its period would leave months out that nobody sees missing.
		if 1 <= cint(self.window_months) < months:
			text = "{value} months do not cover one period of the frequency {frequency}"
			found = (
				*found,
				Problem("window_months", text, {"value": self.window_months, "frequency": _(self.frequency)}),
			)
		return (*found, *self._plan_problems())

	def _plan_problems(self) -> Iterator[Problem]:
		for number, row in enumerate(self.standings, start=1):
			if not 0 <= cint(row.plan_days) <= MOST_PLAN_DAYS:
				values = {"value": row.plan_days, "most": MOST_PLAN_DAYS}
				yield Problem("standings.plan_days", "{value} is not from 0 to {most}", values, number)

	def places(self) -> list[dict[str, Any]]:
		"""What is wrong as the form marks it: ``table`` and ``row`` (from 1) or None, ``field`` and ``message``."""
		found = []
		for problem in self.problems():
			table, _dot, field = _FIELDS.get(problem.field, problem.field).rpartition(".")
			place = {"table": table or None, "row": problem.row, "field": field}
			found.append({**place, "message": self.sentence(problem)})
		return found

	def sentence(self, problem: Problem) -> str:
		"""A problem in the user's language: table, row and field first."""
		values = {
			name: _(value) if name == "key" else figure(value) for name, value in problem.values.items()
		}
		text = _(problem.text).format(**values)
		table, _dot, field = _FIELDS.get(problem.field, problem.field).rpartition(".")
		if not table:
			return f"{_(self.meta.get_label(field))}: {text}"
		label = _(frappe.get_meta(self.meta.get_options(table)).get_label(field))
		if problem.row is None:
			return f"{_(self.meta.get_label(table))}, {label}: {text}"
		return _("{0}, row {1}, {2}: {3}").format(_(self.meta.get_label(table)), problem.row, label, text)
