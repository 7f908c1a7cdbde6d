"""Reads of lead times: by supplier from the roll-up, by item from the facts; and what is used of an item in a day."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean, stdev

import frappe
from frappe.query_builder.functions import Sum

from relationship_suite.compat import using_index
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.reports.scope import scoped
from relationship_suite.srm_extensions.scorecards import metrics
from relationship_suite.srm_extensions.scorecards.lead_time import Spread, spread


@dataclass(frozen=True)
class LeadTimes:
	"""Days from order to receipt, and those that were quoted, of a supplier or of an item of it."""

	keys: Mapping[str, str]
	taken: Spread
	quoted: Spread


def by_supplier(
	months: Collection[date],
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
) -> list[LeadTimes]:
	"""Lead times of what was received in whole months, by company and supplier."""
	table = frappe.qb.Table(schema.LEAD_TIME.name)
	query = frappe.qb.from_(table)
	if suppliers is None:  # of all of them MariaDB would rather read every month there is
		query = using_index(query, schema.index_by(schema.LEAD_TIME, "delivered_month"))
	query = query.select(
		table.company, table.supplier, table.lead_days, table.quoted_days, Sum(table.receipts)
	).groupby(table.company, table.supplier, table.lead_days, table.quoted_days)
	query = scoped(
		query,
		table,
		month="delivered_month",
		first=min(months),
		last=max(months),
		companies=companies,
		suppliers=suppliers,
		item_groups=item_groups,
	)
	return _spreads(("company", "supplier"), query.run())


def by_item(
	as_of: date,
	months: Collection[date],
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str],
	item_groups: Collection[str] = (),
) -> list[LeadTimes]:
	"""As :func:`by_supplier`, by company, supplier, item and UOM, of receipts up to a day."""
	receipt = metrics.lead_times(as_of)
	receipt = receipt.filter(
		receipt.supplier.isin(sorted(suppliers)),
		receipt.delivered_day >= day_of(min(months)),
		receipt.delivered_month <= max(months),
	)
	if companies is not None:
		receipt = receipt.filter(receipt.company.isin(sorted(companies)))
	if item_groups:
		receipt = receipt.filter(receipt.item_group.isin(sorted(item_groups)))
	keys = ("company", "supplier", "item_code", "uom")
	rows = SiteEngine().rows(metrics.receipts_by_days(receipt, keys))
	return _spreads(keys, (row.values() for row in rows))


def _spreads(keys: tuple[str, ...], rows: Iterable[Iterable]) -> list[LeadTimes]:
	"""Rows of the keys, lead days, quoted days and receipts, in the order of the keys."""
	taken: dict[tuple, dict[int, int]] = {}
	quoted: dict[tuple, dict[int, int]] = {}
	for row in rows:
		*key, lead_days, quoted_days, receipts = row
		for found, days in ((taken, lead_days), (quoted, quoted_days)):
			counts = found.setdefault(tuple(key), {})
			counts[int(days)] = counts.get(int(days), 0) + int(receipts)
	return [
		LeadTimes(dict(zip(keys, key, strict=True)), spread(taken[key]), spread(quoted[key]))
		for key in sorted(taken)
	]


@dataclass(frozen=True)
class Use:
	"""What is used of an item in a day, and its spread, from the sums of its months; stock UOM."""

	mean: float
	deviation: float
	is_sold: bool


def daily_use(first: date, last: date, items: Collection[str]) -> dict[tuple[str, str], Use]:
	"""Use of these items by company and item in whole months: what was sold, else what was received."""
	if not items:
		return {}
	sold, received = frappe.qb.Table(schema.SALES_LINE.name), frappe.qb.Table(schema.RECEIPT_LINE.name)
	count = (last.year - first.year) * 12 + last.month - first.month + 1
	found: dict[tuple[str, str], Use] = {}
	for table, qty, is_sold in ((sold, sold.qty, True), (received, received.accepted_qty, False)):
		months: dict[tuple[str, str], list[float]] = {}
		rows = (
			frappe.qb.from_(table)
			.select(table.company, table.item_code, table.posting_month, Sum(qty))
			.where(table.item_code.isin(sorted(items)))
			.where((table.posting_month >= first.replace(day=1)) & (table.posting_month <= last))
			.groupby(table.company, table.item_code, table.posting_month)
			.orderby(table.company)
			.run()
		)
		for company, item, _month, total in rows:
			months.setdefault((company, item), []).append(max(float(total or 0), 0.0))
		for key, totals in months.items():
			if key not in found and any(totals):
				found[key] = _use([*totals, *[0.0] * (count - len(totals))], is_sold)
	return found


def _use(months: list[float], is_sold: bool) -> Use:
	"""From months to days: the mean is divided by the days of a month, the deviation by their root."""
	days = 365.25 / 12
	deviation = stdev(months) if len(months) > 1 else 0.0
	return Use(fmean(months) / days, deviation / math.sqrt(days), is_sold)
