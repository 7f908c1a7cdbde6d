from relationship_suite.relationship_core.doors import Record


class RiskAcceptanceLimit(Record):
	"""Up to where users of a role may accept risks."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		currency: DF.Link | None
		highest_loss: DF.Currency
		highest_score: DF.Int
		only_company: DF.Link | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		role: DF.Link
	# end: auto-generated types
