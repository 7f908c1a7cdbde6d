from relationship_suite.relationship_core.doors import Record


class RiskRating(Record):
	"""A name and a colour for a range of scores."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		colour: DF.Literal["Green", "Blue", "Orange", "Red", "Gray"]
		from_score: DF.Int
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		rating: DF.Data
	# end: auto-generated types
