from relationship_suite.relationship_core.doors import Record


class RelationshipRefreshFailure(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		error: DF.Code | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		voucher: DF.DynamicLink | None
		voucher_type: DF.Link | None
	# end: auto-generated types
