"""A customer on the static list of a Customer Segment."""

from __future__ import annotations

from relationship_suite.relationship_core.doors import Record


class CustomerSegmentCustomer(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		customer: DF.Link
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
	# end: auto-generated types

	pass
