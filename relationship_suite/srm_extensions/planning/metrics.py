"""What was asked of items, as ibis expressions over the facts, a row per company, item, month and UOM."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.expressions import fact


def sold(company: str, items: Collection[str], months: Sequence[date]) -> Expression:
	"""``sold_qty``: what was invoiced less what came back, in the month of either; corrections of prices are no demand."""
	line = _of_items(schema.SALES_LINE, company, items, months)
	line = line.filter(line.is_revenue_only == 0)
	return _by_month(line).aggregate(sold_qty=line.qty.sum())


def used(company: str, items: Collection[str], months: Sequence[date]) -> Expression:
	"""``used_qty``: what was consumed to make something else."""
	line = _of_items(schema.CONSUMPTION_LINE, company, items, months)
	return _by_month(line).aggregate(used_qty=line.qty.sum())


def _of_items(
	table: schema.Table, company: str, items: Collection[str], months: Sequence[date]
) -> Expression:
	line = fact(table)
	# ibis compares with == in binary on MariaDB, which no index serves; IN is a plain comparison.
	return line.filter(
		line.company.isin([company]), line.item_code.isin(list(items)), line.posting_month.isin(list(months))
	)


def _by_month(line: Expression):
	return line.group_by(
		company=line.company, item_code=line.item_code, month=line.posting_month, uom=line.uom
	)
