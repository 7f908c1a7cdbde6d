"""What lies below a node of ERPNext's trees."""

from __future__ import annotations

import frappe


def item_groups(root: str | None) -> tuple[str, ...]:
	"""An item group and all groups below it, by name; empty for none."""
	if not root:
		return ()
	group = frappe.qb.DocType("Item Group")
	bounds = frappe.db.get_value("Item Group", root, ["lft", "rgt"])
	if not bounds or not bounds[0] or bounds[0] >= bounds[1]:
		return (root,)
	below = (
		frappe.qb.from_(group)
		.select(group.name)
		.where((group.lft >= bounds[0]) & (group.rgt <= bounds[1]))
		.orderby(group.name)
		.run()
	)
	return tuple(sorted({root, *(row[0] for row in below)}))
