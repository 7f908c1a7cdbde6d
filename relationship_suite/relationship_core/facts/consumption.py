"""What ERPNext's Stock Entries consume to make something: one SELECT, as those of ``sources.py``.

Read from the documents and not from the stock ledger, whose rows a background job of ERPNext may still be writing; goods
that a subcontractor uses are the purchase of what he makes and not counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import frappe
from pypika.queries import QueryBuilder

from relationship_suite.compat import month_start
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.terms import select, text

#: Purposes of a Stock Entry that consume what something is made of.
CONSUMING = ("Manufacture", "Material Consumption for Manufacture")


def consumption_lines(names: Sequence[str]) -> QueryBuilder:
	"""What submitted Stock Entries consume to make something: lines that leave a warehouse and enter none."""
	entry, line = frappe.qb.DocType("Stock Entry"), frappe.qb.DocType("Stock Entry Detail")
	query = (
		frappe.qb.from_(line)
		.inner_join(entry)
		.on((entry.name == line.parent) & (line.parenttype == "Stock Entry"))
		.where((entry.docstatus == 1) & among(entry.name, names))
		.where(entry.purpose.isin(CONSUMING))
		.where((text(line.s_warehouse) != "") & (text(line.t_warehouse) == ""))
	)
	return select(
		query,
		schema.CONSUMPTION_LINE,
		{
			"company": entry.company,
			"item_code": text(line.item_code),
			"posting_month": month_start(entry.posting_date),
			"line": line.name,
			"voucher_type": "Stock Entry",
			"voucher": entry.name,
			"used_on": entry.posting_date,
			"qty": line.transfer_qty,
			"uom": text(line.stock_uom),
		},
	)
