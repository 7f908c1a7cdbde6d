"""Reads of the supplier reports: deliveries and prices, from the roll-up or the facts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import frappe
from frappe.query_builder.functions import Max, Sum
from frappe.utils import getdate

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.engines import Engine
from relationship_suite.relationship_core.facts.expressions import fact
from relationship_suite.reports.scope import within
from relationship_suite.srm_extensions.scorecards.metrics import DeliveryRules, judged_lines
from relationship_suite.srm_extensions.scorecards.queries import RESULT, SCORECARD

_DELIVERY = (
	"lines_due",
	"lines_on_time",
	"lines_in_full",
	"lines_otif",
	"lines_early",
	"lines_late_open",
	"lines_closed_short",
	"lines_assumed",
)


def deliveries_by_supplier(
	*,
	first: date | None = None,
	last: date | None = None,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
) -> list[dict]:
	"""Lines due and how they fared, by supplier, most overdue first; months of the original commitment."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = (
		frappe.qb.from_(table)
		.select(table.supplier, *(Sum(table[column]).as_(column) for column in _DELIVERY))
		.where(table.lines_due > 0)
		.groupby(table.supplier)
		.orderby(Sum(table.lines_late_open), order=frappe.qb.desc)
		.orderby(table.supplier)
	)
	rows = _scoped(
		query,
		table,
		first=first,
		last=last,
		companies=companies,
		suppliers=suppliers,
		item_groups=item_groups,
	).run(as_dict=True)
	for row in rows:
		row.update({column: int(row[column] or 0) for column in _DELIVERY})
	return rows


def judged_order_lines(
	engine: Engine,
	as_of: date,
	rules: DeliveryRules,
	months: Sequence[date],
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
	limit: int = 5000,
) -> list[dict]:
	"""Due lines that were not on time and in full, or came early, longest late first, with their order and item."""
	judged = judged_lines(as_of, rules, months)
	judged = judged.filter((judged.is_otif == 0) | (judged.is_early == 1))
	for column, names in (
		("company", companies),
		("supplier", suppliers),
		("item_group", item_groups or None),
	):
		if names is not None:
			judged = judged.filter(judged[column].isin(list(names)))
	line = fact(schema.PURCHASE_LINE).select(
		"line",
		"voucher",
		"item_code",
		"uom",
		"requested_on",
		"committed_on",
		"current_commitment_on",
	)
	joined = judged.join(line, judged.line == line.line)
	chosen = joined.select(
		"company",
		"supplier",
		"item_group",
		"line",
		"voucher",
		"item_code",
		"uom",
		"requested_on",
		"committed_on",
		"committed_day",
		"current_commitment_on",
		"commitment_assumed",
		"ordered_qty",
		"received_qty",
		"last_day",
		"is_on_time",
		"is_early",
		"is_late_open",
		"is_closed_short",
	)
	return engine.rows(chosen.order_by(["committed_day", "supplier", "line"]).limit(limit))


def prices(
	by: str,
	*,
	first: date,
	last: date,
	company: str,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
) -> list[dict]:
	"""Invoiced amount, baseline and variance by ``supplier``, ``item_group``, ``item_code`` or ``month``.

	Company currency. The baseline is the order's price; lines without an order are in the amount only.
	"""
	if by == "item_code":
		return _prices_by_item(first, last, company, suppliers, item_groups)
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	columns = ("invoiced_amount", "ppv_lines", "ppv_baseline_amount", "ppv_amount")
	query = (
		frappe.qb.from_(table)
		.select(table[by], *(Sum(table[column]).as_(column) for column in columns))
		.where((table.invoiced_amount != 0) | (table.ppv_lines != 0))
		.groupby(table[by])
		.orderby(table[by])
	)
	query = _scoped(
		query,
		table,
		first=first,
		last=last,
		companies=[company],
		suppliers=suppliers,
		item_groups=item_groups,
	)
	return _plain(query.run(as_dict=True))


def _prices_by_item(first, last, company, suppliers, item_groups) -> list[dict]:
	from frappe.query_builder.functions import Count

	price = frappe.qb.Table(schema.PURCHASE_PRICE.name)
	baseline = price.order_unit_rate * price.qty
	query = (
		frappe.qb.from_(price)
		.select(
			price.item_code,
			Max(price.item_group).as_("item_group"),
			Sum(price.net_amount).as_("invoiced_amount"),
			Count(price.order_unit_rate).as_("ppv_lines"),
			Sum(baseline).as_("ppv_baseline_amount"),
			# NULL where the line has no order, and SUM passes over it
			Sum(price.net_amount - baseline).as_("ppv_amount"),
		)
		.where(price.is_internal == 0)
		.where((price.company == company) & (price.posting_month >= first.replace(day=1)))
		.where(price.posting_month <= last)
		.groupby(price.item_code)
		.orderby(price.item_code)
	)
	if suppliers is not None:
		query = query.where(within(price.supplier, suppliers))
	if item_groups:
		query = query.where(price.item_group.isin(list(item_groups)))
	return _plain(query.run(as_dict=True))


def _plain(rows: list[dict]) -> list[dict]:
	for row in rows:
		for column in ("invoiced_amount", "ppv_baseline_amount", "ppv_amount"):
			row[column] = round(float(row[column] or 0), 6)
		row["ppv_lines"] = int(row["ppv_lines"] or 0)
		if row.get("month"):
			row["month"] = getdate(row["month"])
	return rows


def score_history(
	scorecard: str,
	first: date,
	last: date,
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
) -> list[dict]:
	"""Scores of a scorecard by supplier, company and period, oldest first; periods without a score are left out."""
	result = frappe.qb.DocType(RESULT)
	query = (
		frappe.qb.from_(result)
		.select(result.supplier, result.company, result.period, result.score)
		.where((result.scorecard == scorecard) & (result.is_scored == 1))
		.where((result.period_start >= first) & (result.period_start <= last))
		.orderby(result.period_start)
		.orderby(result.company)
		.orderby(result.supplier)
	)
	if companies is not None:
		query = query.where(within(result.company, companies))
	if suppliers is not None:
		query = query.where(within(result.supplier, suppliers))
	return query.run(as_dict=True)


def first_scorecard() -> str | None:
	"""The enabled scorecard that a report shows when none is asked for: one for all items before one for a group."""
	card = frappe.qb.DocType(SCORECARD)
	rows = (
		frappe.qb.from_(card)
		.select(card.name)
		.where(card.enabled == 1)
		.orderby(card.item_group)
		.orderby(card.name)
		.limit(1)
		.run()
	)
	return rows[0][0] if rows else None


def _scoped(query, table, *, first, last, companies, suppliers, item_groups):
	if first:
		query = query.where(table.month >= first.replace(day=1))
	if last:
		query = query.where(table.month <= last)
	if companies is not None:
		query = query.where(within(table.company, companies))
	if suppliers is not None:
		query = query.where(within(table.supplier, suppliers))
	if item_groups:
		query = query.where(table.item_group.isin(list(item_groups)))
	return query
