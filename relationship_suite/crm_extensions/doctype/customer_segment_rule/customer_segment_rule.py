"""A line of the rule of a Customer Segment: a condition, or a group of those indented below it."""

from __future__ import annotations

from relationship_suite.relationship_core.doors import Record


class CustomerSegmentRule(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		criterion: DF.Literal[
			"",
			"All of These",
			"Any of These",
			"None of These",
			"Customer Group",
			"Customer Type",
			"Account Manager",
			"Sales Partner",
			"Language",
			"Days Since Creation",
			"Territory",
			"Country",
			"State/Province",
			"City",
			"Postal Code",
			"Net Revenue",
			"Purchase Days",
			"Days Since Last Purchase",
			"Usual Days Between Purchases",
			"Overdue by Own Rhythm",
			"Days Since Last Contact",
			"RFM Segment",
			"Recency Score",
			"Frequency Score",
			"Monetary Score",
			"Bought Item",
			"Bought Item Group",
		]
		days: DF.Int
		indent: DF.Int
		operator: DF.Literal[
			"",
			"at least",
			"at most",
			"more than",
			"less than",
			"is",
			"is not",
			"is empty",
			"is not empty",
			"is within",
			"is not within",
			"starts with",
		]
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		record: DF.DynamicLink | None
		record_type: DF.Link | None
		value: DF.Autocomplete | None
	# end: auto-generated types

	pass
