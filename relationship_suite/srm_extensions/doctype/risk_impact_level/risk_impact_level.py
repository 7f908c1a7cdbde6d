from relationship_suite.relationship_core.doors import Record


class RiskImpactLevel(Record):
	"""A level of impact."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		level: DF.Int
		level_name: DF.Data
		meaning: DF.SmallText | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types
