from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.rows import refuse_alone


class DemandForecastBucket(Record):
	"""A month of a forecast; what is computed of it, and who overrides it, its forecast keeps."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		forecast_qty: DF.Float
		has_interval: DF.Check
		high_qty: DF.Float
		is_overridden: DF.Check
		lead: DF.Int
		low_qty: DF.Float
		month: DF.Date
		overridden_by: DF.Link | None
		override_qty: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		planned_qty: DF.Float
		reason: DF.SmallText | None
	# end: auto-generated types

	def validate(self) -> None:
		refuse_alone(self)
