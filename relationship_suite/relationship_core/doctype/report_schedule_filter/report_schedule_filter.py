from __future__ import annotations

from relationship_suite.relationship_core.doors import Record


class ReportScheduleFilter(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		edge: DF.Literal["", "First Day", "Last Day", "First and Last Day", "Name"]
		filter: DF.Data
		kind: DF.Data | None
		label: DF.Data | None
		parent: DF.Data
		parentfield: DF.Data
		parenttype: DF.Data
		period: DF.Literal[
			"",
			"Today",
			"Yesterday",
			"This Week",
			"Last Week",
			"Last 7 Days",
			"Last 30 Days",
			"Last 90 Days",
			"This Month",
			"Last Month",
			"Last 12 Months",
			"This Quarter",
			"Last Quarter",
			"This Year",
			"Last Year",
			"This Fiscal Year",
			"Last Fiscal Year",
		]
		value: DF.SmallText | None
	# end: auto-generated types

	pass
