from relationship_suite.relationship_core.doors import Record


class RiskTreatment(Record):
	"""What is to be done about a risk, by whom and until when."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		completed_on: DF.Date | None
		cost: DF.Currency
		currency: DF.Link | None
		due_on: DF.Date
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		progress: DF.Percent
		responsible: DF.Link
		told_due_on: DF.Date | None
		treatment: DF.Data
		treatment_option: DF.Literal[
			"Avoid",
			"Take",
			"Remove source",
			"Change likelihood",
			"Change consequence",
			"Share with others",
			"Retain",
		]
	# end: auto-generated types
