"""Forecasts of the past held against what came: what the report Forecast Accuracy reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Abs, Coalesce, Count, Sum
from frappe.utils import getdate
from pypika.terms import Term

from relationship_suite.relationship_core.facts import schema
from relationship_suite.reports.scope import visible
from relationship_suite.srm_extensions.planning.queries import BUCKET, FORECAST

#: Sums of a group of months; ``planned`` has the overrides in it.
SUMS = ("compared", "actual", "forecast", "planned", "forecast_error", "planned_error")


def errors(*by: str, first: date, last: date, company: str, **scope) -> list[dict]:
	"""Sums of the months from one to another, by columns and UOM, the largest error first.

	Args:
		by: ``item``, ``item_group``, ``method``, ``month`` or ``lead``.
		first: the first month, any day of it.
		last: the last one; the month that is running has not been asked for in full, and is for the caller to leave out.
		company: whose forecasts.
		scope: as of :func:`_months`.
	"""
	tables = _Tables()
	columns: Mapping[str, Term] = {
		"item": tables.doc.item,
		"item_group": tables.item.item_group,
		"method": tables.doc.method,
		"month": tables.row.month,
		"lead": tables.row.lead,
	}
	query = _months(tables, company, first, last, **scope)
	asked = Coalesce(tables.demand.sold_qty + tables.demand.used_qty, 0)
	actual = Case().when(asked < 0, 0).else_(asked)
	error = Sum(Abs(tables.row.forecast_qty - actual))
	rows = (
		query.select(*(columns[name].as_(name) for name in by), tables.doc.uom)
		.select(
			Count("*").as_("compared"),
			Sum(actual).as_("actual"),
			Sum(tables.row.forecast_qty).as_("forecast"),
			Sum(tables.row.planned_qty).as_("planned"),
			error.as_("forecast_error"),
			Sum(Abs(tables.row.planned_qty - actual)).as_("planned_error"),
		)
		.groupby(*(columns[name] for name in by), tables.doc.uom)
		.orderby(error, order=frappe.qb.desc)
		.orderby(*(columns[name] for name in by), tables.doc.uom)
		.run(as_dict=True)
	)
	return [_plain(row) for row in rows]


class _Tables:
	def __init__(self) -> None:
		self.row, self.doc = frappe.qb.DocType(BUCKET), frappe.qb.DocType(FORECAST)
		self.item, self.demand = frappe.qb.DocType("Item"), frappe.qb.Table(schema.ITEM_MONTH.name)


def _months(
	tables: _Tables,
	company: str,
	first: date,
	last: date,
	*,
	lead: int | None = None,
	item: str | None = None,
	item_groups: Collection[str] = (),
):
	"""Forecast months that the session's user may see, with the demand of each."""
	row, doc, goods, demand = tables.row, tables.doc, tables.item, tables.demand
	query = (
		frappe.qb.from_(doc)
		.inner_join(row)
		.on((row.parent == doc.name) & (row.parenttype == FORECAST))
		.inner_join(goods)
		.on(goods.name == doc.item)
		.left_join(demand)
		.on(
			(demand.company == doc.company)
			& (demand.item_code == doc.item)
			& (demand.month == row.month)
			& (demand.uom == doc.uom)
		)
		.where((doc.company == company) & (row.month >= first.replace(day=1)) & (row.month <= last))
	)
	query = visible(query, FORECAST)
	if lead:
		query = query.where(row.lead == lead)
	if item:
		query = query.where(doc.item == item)
	return query.where(goods.item_group.isin(list(item_groups))) if item_groups else query


def _plain(row: Mapping) -> dict:
	found = {name: float(row[name]) if name in SUMS else row[name] for name in row}
	if "month" in found:
		found["month"] = getdate(found["month"])
	return {**found, "compared": int(found["compared"])}
