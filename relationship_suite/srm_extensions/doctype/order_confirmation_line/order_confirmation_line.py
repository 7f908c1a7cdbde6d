from relationship_suite.relationship_core.doors import Record


class OrderConfirmationLine(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		days_later: DF.Int
		delivery_on: DF.Date | None
		item: DF.Link | None
		item_name: DF.Data | None
		order_line: DF.Data
		ordered_qty: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		qty: DF.Float
		uom: DF.Link | None
		wanted_on: DF.Date | None
	# end: auto-generated types

	pass
