from relationship_suite.relationship_core.doors import Record


class SupplyCommitmentLine(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		commit_date: DF.Date
		commit_qty: DF.Float
		first_day: DF.Date
		item: DF.Link
		last_day: DF.Date | None
		note: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		release_qty: DF.Float
		uom: DF.Link | None
	# end: auto-generated types

	pass
