"""Custom fields of Customer's Relationship tab; ``custom_fields.py`` makes and removes them."""

from __future__ import annotations

from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES

#: In the order of the form.
FIELDS: list[dict] = [
	{
		"fieldname": "relationship_tab",
		"label": "Relationship",
		"fieldtype": "Tab Break",
		"insert_after": "append",  # after all of ERPNext's own tabs, whatever the version
		"module": "CRM Extensions",
	},
	{
		"fieldname": "relationship_summary",
		"fieldtype": "HTML",
		"insert_after": "relationship_tab",
		"module": "CRM Extensions",
	},
	{
		"fieldname": "relationship_segment",
		"label": "Segment",
		"fieldtype": "Select",
		"options": "\n".join(("", *SEGMENT_NAMES)),
		"insert_after": "relationship_summary",
		"read_only": 1,
		"no_copy": 1,
		"hidden": 1,
		"in_standard_filter": 1,
		"description": "Segment at the company where the customer bought last; empty without a purchase in the window.",
		"module": "CRM Extensions",
	},
	{
		"fieldname": "relationship_segments",
		"label": "Customer Segments",
		"fieldtype": "Small Text",
		"insert_after": "relationship_segment",
		"read_only": 1,
		"no_copy": 1,
		"hidden": 1,
		"print_hide": 1,
		"report_hide": 1,
		"description": "Codes of the Customer Segments that the customer is in, for filters: a code tells nothing to whoever may not read the segment.",
		"module": "CRM Extensions",
	},
]
