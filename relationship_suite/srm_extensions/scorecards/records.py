"""The one writer of the supplier roll-up: recompute stale months and replace their rows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import frappe
from frappe.utils import getdate
from pypika.terms import ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import bulk, schema, store, watermarks
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.engines import Engine
from relationship_suite.relationship_core.facts.result_rows import FEW
from relationship_suite.srm_extensions.cost.metrics import variance_by_month, variances
from relationship_suite.srm_extensions.cost.queries import baseline_from_settings
from relationship_suite.srm_extensions.scorecards.metrics import (
	DeliveryRules,
	delivery_by_month,
	lead_time_by_month,
	quality_by_month,
)
from relationship_suite.srm_extensions.scorecards.orders import orders_by_month

WATERMARK = "supplier_months_as_of"
RULES_MARK = "supplier_months_rules"

Cell = tuple[str, str, date]  # company, supplier, month


def rules_from_settings() -> DeliveryRules:
	"""The delivery rules that are set."""
	settings = frappe.get_cached_doc("Relationship Suite Settings")
	return DeliveryRules(
		early_days=settings.early_days or 0,
		late_days=settings.late_days or 0,
		quantity_tolerance=(settings.quantity_tolerance or 0) / 100,
		count_drop_ship=bool(settings.count_drop_ship),
		count_non_stock=bool(settings.count_non_stock),
	)


def write_months(engine: Engine, as_of: date, cells: Iterable[Cell], rules: DeliveryRules) -> int:
	"""Replace the rows of these cells in the roll-ups by what the facts give now; gives the number of rows written.

	The number of statements depends on the number of months, not on the number of suppliers.
	"""
	suppliers_of: dict[date, set[tuple[str, str]]] = defaultdict(set)
	for company, supplier, month in cells:
		suppliers_of[month].add((company, supplier))
	if not suppliers_of:
		return 0
	months = sorted(suppliers_of)
	wanted = {
		(company, supplier, month) for month, pairs in suppliers_of.items() for company, supplier in pairs
	}
	parties = {
		"company": sorted({company for company, _supplier, _month in wanted}),
		"supplier": sorted({supplier for _company, supplier, _month in wanted}),
	}
	written, baseline = 0, baseline_from_settings()
	for table, expressions in (
		(
			schema.SUPPLIER_MONTH,
			(
				delivery_by_month(as_of, rules, months),
				quality_by_month(as_of, months),
				variance_by_month(baseline, as_of, months),
			),
		),
		(schema.LEAD_TIME, (lead_time_by_month(as_of, months),)),
		(schema.PRICE_VARIANCE, (variances(baseline, as_of, months),)),
		(schema.SUPPLIER_ORDERS, (orders_by_month(as_of, rules, months),)),
	):
		columns, merged = table.column_names, {}
		for expression in expressions:
			of_these = [
				expression[column].isin(names) for column, names in parties.items() if len(names) <= FEW
			]
			for row in engine.rows(expression.filter(*of_these) if of_these else expression):
				key = tuple(row[name] for name in table.primary_key)
				if key[:3] in wanted:
					merged.setdefault(key, dict.fromkeys(columns, 0)).update(row)
		_delete(table, wanted)
		bulk.insert(table.name, columns, [[row[c] for c in columns] for row in merged.values()])
		written += len(merged)
	return written


def _delete(rollup: schema.Table, wanted: set[Cell]) -> None:
	table = frappe.qb.Table(rollup.name)
	by_month: dict[date, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
	for company, supplier, month in wanted:
		by_month[month][company].append(supplier)
	for month, companies in sorted(by_month.items()):
		for company, names in sorted(companies.items()):
			frappe.qb.from_(table).delete().where(
				(table.month == month) & (table.company == company) & table.supplier.isin(sorted(names))
			).run()


def newly_due_cells(since: date, as_of: date, rules: DeliveryRules) -> None:
	"""Note the months of which time alone changes a figure between two days: see :func:`_cells_of_days`."""
	store.note_cells(_cells_of_days(since, as_of, rules))


def any_newly_due(since: date, as_of: date, rules: DeliveryRules) -> bool:
	"""Does time alone change a figure between two days?"""
	cells = _cells_of_days(since, as_of, rules)
	return bool(frappe.qb.from_(cells.as_("cells")).select("*").limit(1).run())


def _cells_of_days(since: date, as_of: date, rules: DeliveryRules):
	"""Months of lines that are judged on one of two days only, and of receipts and invoices that lie between them.

	What is dated ahead counts from its day on; a day before the last one takes back what came after it.
	"""
	line = frappe.qb.Table(schema.PURCHASE_LINE.name)
	receipt = frappe.qb.Table(schema.RECEIPT_LINE.name)
	price = frappe.qb.Table(schema.PURCHASE_PRICE.name)
	first, last = sorted(day_of(day) for day in (since, as_of))
	due = (line.committed_day >= first - rules.late_days) & (line.committed_day < last - rules.late_days)
	arrived = (receipt.delivered_day > first) & (receipt.delivered_day <= last)
	invoiced = (price.invoiced_day > first) & (price.invoiced_day <= last)
	otherwise = invoiced & (price.differs_from_order == 1)
	return union(
		_cells(frappe.qb.from_(line).where(due), line, line.commitment_month),
		_cells(frappe.qb.from_(price).where(invoiced), price, price.posting_month),
		_cells(frappe.qb.from_(receipt).where(arrived), receipt, receipt.quality_month),
		store.order_cells(schema.RECEIPT_LINE, "commitment_month").where(arrived),
		store.order_cells(schema.RECEIPT_LINE, "order_month").where(arrived),
		store.order_cells(schema.PURCHASE_PRICE, "order_month").where(otherwise),
	)


def _cells(query, table, month):
	return query.select(
		table.company,
		ValueWrapper("Supplier").as_("party_type"),
		table.supplier.as_("party"),
		month.as_("month"),
	).distinct()


def stale_cells() -> tuple[list[Cell], int]:
	"""Stale supplier cells, distinct, and the highest note among them."""
	from frappe.query_builder.functions import Max

	stale = frappe.qb.Table(schema.STALE.name)
	rows = (
		frappe.qb.from_(stale)
		.select(stale.company, stale.party, stale.month, Max(stale.id))
		.where(stale.party_type == "Supplier")
		.groupby(stale.company, stale.party, stale.month)
		.run()
	)
	return [(r[0], r[1], getdate(r[2])) for r in rows], max((r[3] for r in rows), default=0)


def day_judged(mark: str | None) -> date | None:
	"""The day up to which lines have been taken as due, from the watermark."""
	return getdate(mark) if mark else None


def keep_day_judged(as_of: date) -> None:
	"""Move the watermark."""
	watermarks.keep(WATERMARK, str(as_of))


def rules_changed(mark: str | None, rules: DeliveryRules) -> bool:
	"""Do the months stand by other rules, or another baseline, than those that are set now?"""
	return mark is not None and mark != _fingerprint(rules)


def keep_rules(rules: DeliveryRules) -> None:
	"""The months stand by these rules, or are noted as stale."""
	watermarks.keep(RULES_MARK, _fingerprint(rules))


def _fingerprint(rules: DeliveryRules) -> str:
	known = repr((rules, baseline_from_settings())).encode()
	return hashlib.sha1(known, usedforsecurity=False).hexdigest()


def mark_all_stale() -> None:
	"""Note every cell that the facts may feed, and those of the roll-up, whose facts may be gone."""
	store.note_every_cell("Supplier")
	for table in schema.ROLLUPS:
		month = frappe.qb.Table(table.name)
		store.note_cells(_cells(frappe.qb.from_(month), month, month.month))
