from relationship_suite.relationship_core.doors import Record


class ForecastReleaseLine(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		change_qty: DF.Float
		fence: DF.Literal["Frozen", "Flexible", "Open"]
		first_day: DF.Date
		forecast_qty: DF.Float
		has_previous: DF.Check
		item: DF.Link
		item_group: DF.Link | None
		last_day: DF.Date
		ordered_qty: DF.Float
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		previous_qty: DF.Float
		release_qty: DF.Float
		requested_qty: DF.Float
		uom: DF.Link | None
	# end: auto-generated types

	pass
