from relationship_suite.relationship_core.doors import Record


class PerformanceScorecardKPIResult(Record):
	"""What one KPI did to a score."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		effective_weight: DF.Percent
		is_judged: DF.Check
		kpi: DF.Data | None
		minimum: DF.Float
		n: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		points_lost: DF.Float
		score: DF.Float
		value: DF.Float
		weight: DF.Percent
	# end: auto-generated types
