"""ERPNext's *Update Items* on a submitted order."""

from __future__ import annotations

import json
from datetime import date

import frappe

from tests.factories import buying


def update_items(po, *days: date, **values: float) -> None:
	"""ERPNext's "Update Items" with these required dates, line by line; those beyond the order's lines are new lines.

	``values``: ``qty``, ``rate`` or ``conversion_factor`` of every line. The stand-in has no such method: the steps that ERPNext
	takes, each with the same flags.
	"""
	po.reload()
	if buying.is_bench():
		from erpnext.controllers.accounts_controller import update_child_qty_rate

		fields = ("item_code", "qty", "rate", "uom", "conversion_factor")
		rows = [
			{
				**{field: line.get(field) for field in fields},
				**values,
				"docname": line.name if place < len(po.items) else None,
				"schedule_date": str(day),
			}
			for place, day in enumerate(days)
			for line in [po.items[min(place, len(po.items) - 1)]]
		]
		update_child_qty_rate("Purchase Order", json.dumps(rows), po.name)
		po.reload()
		return
	for line, day in zip(po.items, days, strict=False):
		if line.schedule_date != day or values:
			row = frappe.get_doc("Purchase Order Item", line.name)
			row.update({"schedule_date": str(day), **values})
			row.flags.ignore_validate_update_after_submit = True
			row.save(ignore_permissions=True)
	for day in days[len(po.items) :]:
		row = frappe.new_doc("Purchase Order Item", parent_doc=po, parentfield="items")
		values = (
			"item_code",
			"item_name",
			"qty",
			"uom",
			"stock_uom",
			"conversion_factor",
			"stock_qty",
			"rate",
		)
		row.update({field: po.items[0].get(field) for field in values})
		row.update({"schedule_date": str(day), "idx": len(po.items) + 1})
		row.flags.ignore_validate_update_after_submit = True
		row.insert(ignore_permissions=True, ignore_mandatory=True)
	po.reload()
	for line in po.items:
		line.stock_qty, line.base_amount = line.qty * line.conversion_factor, line.qty * line.rate
	po.flags.ignore_validate_update_after_submit = po.flags.ignore_links = True
	po.save(ignore_permissions=True)
