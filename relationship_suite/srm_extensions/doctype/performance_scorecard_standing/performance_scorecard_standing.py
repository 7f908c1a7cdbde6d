from relationship_suite.relationship_core.doors import Record


class PerformanceScorecardStanding(Record):
	"""A range of scores with a name and a colour."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		colour: DF.Literal["Green", "Blue", "Orange", "Red", "Gray"]
		max_score: DF.Float
		min_score: DF.Float
		order_action: DF.Literal["", "Warn", "Stop"]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		plan_days: DF.Int
		rfq_action: DF.Literal["", "Warn", "Stop"]
		standing: DF.Data
		tell_owner: DF.Check
		tell_supplier: DF.Check
	# end: auto-generated types
