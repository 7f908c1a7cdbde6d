from relationship_suite.relationship_core.doors import Record


class RiskControl(Record):
	"""What lowers the likelihood or the impact of a risk."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		acts_on: DF.Literal["Likelihood", "Impact"]
		control: DF.Data
		control_owner: DF.Link | None
		effectiveness: DF.Percent
		in_operation: DF.Check
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		tested_on: DF.Date | None
	# end: auto-generated types
