"""A row of the history: this customer was in this segment from one day until another.

Of the set RFM ``segmentation/records.py`` is the one writer, and a customer has one open row per company at most; of the
site's own segments ``segmentation/segment_records.py``, and a customer has one open row per Customer Segment at most.
"""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.doors import Record


class CustomerSegmentMembership(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		customer: DF.Link
		customer_segment: DF.Link | None
		entered_on: DF.Date
		left_because: DF.Literal[
			"",
			"Own purchases or returns",
			"Segment changed",
			"Customer record changed",
			"Other circumstances",
		]
		left_on: DF.Date | None
		previous_segment: DF.Literal[
			"",
			"Champions",
			"Loyal",
			"Potential loyalist",
			"New customer",
			"Promising",
			"Needs attention",
			"At risk",
			"Cannot lose",
			"Hibernating",
			"Lost customer",
		]
		reason: DF.Literal[
			"First scored",
			"Own purchases or returns",
			"Passing of time",
			"Compared with other customers",
			"Segment changed",
			"Customer record changed",
			"Other circumstances",
		]
		segment: DF.Literal[
			"",
			"Champions",
			"Loyal",
			"Potential loyalist",
			"New customer",
			"Promising",
			"Needs attention",
			"At risk",
			"Cannot lose",
			"Hibernating",
			"Lost customer",
		]
		segment_set: DF.Literal["RFM", "Customer Segment"]
	# end: auto-generated types


def on_doctype_update() -> None:
	"""The rows of one set that are open, or were on a day, at a company; those of a segment, by customer."""
	frappe.db.add_index("Customer Segment Membership", ["segment_set", "company", "left_on"])
	frappe.db.add_index("Customer Segment Membership", ["customer_segment", "customer"])
