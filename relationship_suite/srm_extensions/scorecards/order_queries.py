"""Reads of the roll-up of orders. It has no item groups: an order belongs to none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import frappe
from frappe.utils import getdate

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts import schema
from relationship_suite.srm_extensions.scorecards.history import ORDER_COLUMNS, Month, empty_month


def add_orders(
	found: dict[tuple[str, str], dict[date, Month]],
	company: str | None,
	first: date,
	last: date,
	suppliers: Collection[str] | None,
) -> None:
	"""Fill in the orders of the months from one to another; ``None`` for all companies or suppliers."""
	table = frappe.qb.Table(schema.SUPPLIER_ORDERS.name)
	query = (
		frappe.qb.from_(table)
		.select(table.company, table.supplier, table.month, *(table[column] for column in ORDER_COLUMNS))
		.where((table.month >= first) & (table.month <= last))
		.orderby(table.company)
		.orderby(table.supplier)
		.orderby(table.month)
	)
	if company:
		query = query.where(table.company == company)
	if suppliers is not None:
		query = query.where(is_one_of(table.supplier, sorted(suppliers)))
	for company_name, supplier, month, *values in query.run():
		known = found.setdefault((company_name, supplier), {}).setdefault(getdate(month), empty_month())
		known.sums.update(zip(ORDER_COLUMNS, map(float, values), strict=True))
