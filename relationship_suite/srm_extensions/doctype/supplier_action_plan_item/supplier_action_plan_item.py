from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.rows import refuse_alone


class SupplierActionPlanItem(Record):
	"""What one person is to do of a plan, and until when."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		action: DF.Data
		done_on: DF.Date | None
		due_on: DF.Date
		kpi: DF.Literal[
			"",
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
		note: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		responsible: DF.Link | None
		status: DF.Literal["Open", "Done", "Dropped"]
	# end: auto-generated types

	def validate(self) -> None:
		refuse_alone(self)
