"""Spend by supplier and what was bought, from the roll-ups of the facts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import frappe
from frappe.query_builder.functions import Sum

from relationship_suite.relationship_core.facts import schema
from relationship_suite.reports.scope import scoped


def spend(
	by: str,
	*,
	first: date,
	last: date,
	companies: Collection[str] | None = None,
	item_groups: Collection[str] = (),
) -> dict[tuple[str, str], dict[str, float]]:
	"""Invoiced amount by supplier, of each (company, what was bought), whole months, company currency; one statement.

	Args:
		by: ``item_group``, ``item_code``, or ``company`` for all that it bought.
	"""
	table = frappe.qb.Table((schema.PRICE_VARIANCE if by == "item_code" else schema.SUPPLIER_MONTH).name)
	query = (
		frappe.qb.from_(table)
		.select(
			table.company, table[by].as_("bought"), table.supplier, Sum(table.invoiced_amount).as_("amount")
		)
		.groupby(table.company, table[by], table.supplier)
		.orderby(table.company, table[by], table.supplier)
	)
	query = scoped(
		query, table, first=first, last=last, companies=companies, suppliers=None, item_groups=item_groups
	)
	found: dict[tuple[str, str], dict[str, float]] = {}
	for company, bought, supplier, amount in query.run():
		found.setdefault((company, bought), {})[supplier] = float(amount or 0)
	return found
