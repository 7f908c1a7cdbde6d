"""Custom fields of Supplier's Relationship tab; ``custom_fields.py`` makes and removes them."""

from __future__ import annotations

#: In the order of the form. Scores sit at permlevel 1: the tab shows them to who may read results at that level.
FIELDS: list[dict] = [
	{
		"fieldname": "relationship_tab",
		"label": "Relationship",
		"fieldtype": "Tab Break",
		"insert_after": "append",  # after all of ERPNext's own tabs, whatever the version
		"module": "SRM Extensions",
	},
	{
		"fieldname": "relationship_summary",
		"fieldtype": "HTML",
		"insert_after": "relationship_tab",
		"module": "SRM Extensions",
	},
	{
		"fieldname": "relationship_score",
		"label": "Performance Score",
		"fieldtype": "Float",
		"precision": "1",
		"insert_after": "relationship_summary",
		"permlevel": 1,
		"read_only": 1,
		"no_copy": 1,
		"hidden": 1,
		"description": "Lowest of the latest scores over companies and enabled scorecards, 0 to 100. It means nothing without a standing.",
		"module": "SRM Extensions",
	},
	{
		"fieldname": "relationship_standing",
		"label": "Performance Standing",
		"fieldtype": "Data",
		"insert_after": "relationship_score",
		"permlevel": 1,
		"read_only": 1,
		"no_copy": 1,
		"hidden": 1,
		"description": "Standing of the lowest latest score; empty while there is no score.",
		"module": "SRM Extensions",
	},
	{
		"fieldname": "relationship_risks",
		"fieldtype": "HTML",
		"insert_after": "relationship_standing",
		"module": "SRM Extensions",
	},
]
