"""Reads of the supplier's tab: what is behind a KPI of one supplier in some months."""

from __future__ import annotations

from collections import Counter
from datetime import date

import frappe
from frappe.query_builder.functions import Sum

from relationship_suite.relationship_core.facts import schema
from relationship_suite.srm_extensions.scorecards.measures import ADDED, BY_UOM, Measure


def misses_by_item_group(supplier: str, company: str, first: date, last: date) -> dict[str, dict[str, float]]:
	"""What went wrong by KPI and item group in some months: lines and lots that missed, the variance paid.

	For PPM and OTIF by quantity lines as well: those of a UOM times the share of its quantity that missed, since
	quantities of different UOMs are never added.
	"""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	rows = (
		_months_of(table, supplier, company, first, last)
		.select(table.item_group, *(Sum(_missed(each, table)) for each in ADDED))
		.groupby(table.item_group)
		.orderby(table.item_group)
		.run()
	)
	found = {
		each.name: {row[0]: float(row[place] or 0) for row in rows}
		for place, each in enumerate(ADDED, start=1)
	}
	rows = _quantity_rows(supplier, company, first, last)
	return found | {each.name: _missed_lines(rows, each) for each in BY_UOM}


def _missed(measure: Measure, row):
	"""What counts against a supplier: the part itself where less of it is better, else what is missing of the whole."""
	return row[measure.whole] - row[measure.part] if measure.is_higher_better else row[measure.part]


def _missed_lines(rows: list[dict], measure: Measure) -> dict[str, float]:
	"""Lines that missed by item group: of each UOM its lines times the share of its quantity that missed."""
	_part, whole, lines = measure.columns
	of_uom: dict[str, Counter[str]] = {}
	for row in rows:
		of_uom.setdefault(row.uom, Counter()).update({whole: row[whole], lines: row[lines]})
	found: Counter[str] = Counter()
	for row in rows:
		known = of_uom[row.uom]
		if known[whole] > 0:
			found[row.item_group] += _missed(measure, row) / known[whole] * known[lines]
	return dict(found)


def sampled_share(supplier: str, company: str, first: date, last: date) -> float | None:
	"""How much of what was received was in the sample of an inspection, per cent; None where nothing was received.

	UOMs weigh by their receipt lines, as in PPM.
	"""
	by_uom: dict[str, Counter[str]] = {}
	for row in _quantity_rows(supplier, company, first, last):
		sums = by_uom.setdefault(row.uom, Counter())
		sums.update({c: row[c] for c in ("sampled_qty", "received_qty", "receipt_lines")})
	weighed = [
		(each["sampled_qty"] / each["received_qty"], each["receipt_lines"])
		for each in by_uom.values()
		if each["received_qty"] > 0 and each["receipt_lines"] > 0
	]
	lines = sum(weight for _share, weight in weighed)
	return 100 * sum(share * weight for share, weight in weighed) / lines if lines else None


def _quantity_rows(supplier: str, company: str, first: date, last: date) -> list[dict]:
	"""Quantities of a supplier, and the lines behind them, by item group and UOM."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	columns = (*(column for each in BY_UOM for column in each.columns), "sampled_qty")
	rows = (
		_months_of(table, supplier, company, first, last)
		.select(table.item_group, table.uom, *(Sum(table[column]).as_(column) for column in columns))
		.groupby(table.item_group, table.uom)
		.orderby(table.item_group)
		.orderby(table.uom)
		.run(as_dict=True)
	)
	for row in rows:
		row.update({column: float(row[column] or 0) for column in columns})
	return rows


def _months_of(table, supplier: str, company: str, first: date, last: date):
	return (
		frappe.qb.from_(table)
		.where((table.supplier == supplier) & (table.company == company))
		.where((table.month >= first) & (table.month <= last))
	)
