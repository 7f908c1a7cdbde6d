from relationship_suite.relationship_core.doors import Record


class RiskAcceptance(Record):
	"""Who took a risk as it was, until when and why; only ``risk/records.py`` writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		accepted_by: DF.Link | None
		accepted_on: DF.Date
		accepted_until: DF.Date
		by_role: DF.Link | None
		company: DF.Link | None
		currency: DF.Link | None
		ended_because: DF.Literal[
			"", "Its time was over", "The risk has grown", "Withdrawn", "The risk was closed"
		]
		ended_on: DF.Date | None
		item_code: DF.Link | None
		item_group: DF.Link | None
		party: DF.DynamicLink | None
		party_type: DF.Literal["", "Supplier", "Customer"]
		reason: DF.SmallText | None
		residual_loss: DF.Currency
		residual_score: DF.Int
		risk: DF.Link
	# end: auto-generated types
