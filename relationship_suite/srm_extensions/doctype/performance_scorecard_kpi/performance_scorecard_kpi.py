from relationship_suite.relationship_core.doors import Record


class PerformanceScorecardKPI(Record):
	"""A KPI of a scorecard: weight and target curve."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		judged_by: DF.Literal["", "Observed", "Wilson lower bound"]
		kpi: DF.Literal[
			"OTIF",
			"OTIF by Quantity",
			"OTIF by Value",
			"OTIF by Orders",
			"Perfect Order",
			"On Time",
			"In Full",
			"PPM",
			"Lot Acceptance",
			"PPV %",
			"Commit Rate",
			"Commit Reliability",
		]
		minimum_evidence: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		stretch: DF.Float
		target: DF.Float
		threshold: DF.Float
		weight: DF.Percent
	# end: auto-generated types
