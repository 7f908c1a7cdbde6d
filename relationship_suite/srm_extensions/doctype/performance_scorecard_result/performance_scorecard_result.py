from typing import Any

import frappe

from relationship_suite.relationship_core.doors import Record
from relationship_suite.srm_extensions.scorecards import letter_wording

#: The latest result of every supplier is read from it without a look at the older ones.
LATEST = ("scorecard", "supplier", "company", "period_start")


class PerformanceScorecardResult(Record):
	"""The score of a supplier in a company and period; only ``scorecards/results.py`` writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.performance_scorecard_kpi_result.performance_scorecard_kpi_result import (
			PerformanceScorecardKPIResult,
		)

		change: DF.Float
		company: DF.Link
		coverage: DF.Percent
		has_previous: DF.Check
		is_scored: DF.Check
		kpis: DF.Table[PerformanceScorecardKPIResult]
		period: DF.Data
		period_end: DF.Date
		period_start: DF.Date
		previous_score: DF.Float
		score: DF.Float
		scorecard: DF.Link
		standing: DF.Data | None
		standing_colour: DF.Data | None
		supplier: DF.Link
	# end: auto-generated types

	def letter(self) -> dict[str, Any]:
		"""What the print format *Scorecard Letter* shows."""
		return letter_wording.letter(self)


def on_doctype_update() -> None:
	frappe.db.add_index("Performance Scorecard Result", list(LATEST), "relationship_latest_result")
