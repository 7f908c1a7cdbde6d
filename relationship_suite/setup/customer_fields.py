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
]
