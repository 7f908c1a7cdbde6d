from relationship_suite.relationship_core.doors import Record


class PlanningAgreementItem(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		item: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		share: DF.Percent
		uom: DF.Link | None
	# end: auto-generated types

	pass
