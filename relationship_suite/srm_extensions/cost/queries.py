"""The baseline that the settings choose, and reads of the purchase price variance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import frappe
from frappe.query_builder.functions import Abs, Count, Sum
from frappe.utils import getdate
from pypika.terms import Criterion

from relationship_suite.relationship_core.facts import followers, schema
from relationship_suite.reports.scope import scoped
from relationship_suite.srm_extensions.cost.metrics import Baseline

#: What is summed up of invoice lines; the last three add up to ``ppv_amount``.
AMOUNTS = (
	"invoiced_amount",
	"ppv_baseline_amount",
	"ppv_amount",
	"ppv_price",
	"ppv_exchange",
	"ppv_mix",
)

#: What the setting is called -> kind of baseline.
KINDS: dict[str, str] = {
	followers.ORDER_PRICE: "order",
	followers.STANDARD_RATE: "standard",
	followers.LAST_PRICE: "last",
	followers.MEAN_PRICE: "mean",
}


def baseline_from_settings() -> Baseline:
	"""What prices are held against; for the standard rate the price list of ERPNext's Buying Settings."""
	kind = KINDS[followers.baseline()]
	if kind != "standard":
		return Baseline(kind, followers.LOOK_BACK)
	company = frappe.qb.DocType("Company")
	rows = frappe.qb.from_(company).select(company.name, company.default_currency).orderby(company.name).run()
	return Baseline(
		kind,
		followers.LOOK_BACK,
		price_list=frappe.db.get_single_value("Buying Settings", "buying_price_list") or "",
		company_currency={name: currency or "" for name, currency in rows},
	)


def prices(
	by: str,
	*,
	first: date,
	last: date,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
) -> list[dict]:
	"""Invoiced amount, baseline and variance by ``supplier``, ``item_group`` or ``month``, whole months.

	Company currency. Lines without a baseline are in the invoiced amount only.
	"""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = (
		frappe.qb.from_(table)
		.select(table[by], *(Sum(table[column]).as_(column) for column in (*AMOUNTS, "ppv_lines")))
		.where((table.invoiced_amount != 0) | (table.ppv_lines != 0))
		.groupby(table[by])
		.orderby(table[by])
	)
	query = scoped(
		query,
		table,
		first=first,
		last=last,
		companies=companies,
		suppliers=suppliers,
		item_groups=item_groups,
	)
	return [_plain(row) for row in query.run(as_dict=True)]


def prices_of_lines(*by: str, **scope) -> list[dict]:
	"""As :func:`prices`, by columns of the invoice lines; ``scope`` is that of :func:`_of_lines`."""
	line = frappe.qb.Table(schema.PRICE_VARIANCE.name)
	query = (
		_of_lines(line, **scope)
		.select(*(line[column] for column in by), *(Sum(line[column]).as_(column) for column in AMOUNTS))
		.select(Sum(line.has_baseline).as_("ppv_lines"))
		.groupby(*(line[column] for column in by))
		.orderby(*(line[column] for column in by))
	)
	return [_plain(row) for row in query.run(as_dict=True)]


def count_lines(**scope) -> int:
	"""How many invoice lines there are."""
	line = frappe.qb.Table(schema.PRICE_VARIANCE.name)
	return _of_lines(line, **scope).select(Count("*")).run()[0][0]


def invoice_lines(*, limit: int, **scope) -> list[dict]:
	"""The invoice lines behind the figures, the largest variance either way first; ``scope`` as in :func:`_of_lines`."""
	key = schema.PRICE_VARIANCE.primary_key
	line = frappe.qb.Table(schema.PRICE_VARIANCE.name)
	largest = (
		_of_lines(line, **scope)
		.select(*key, *AMOUNTS, line.has_baseline, line.is_new_source, line.baseline_rate)
		.orderby(Abs(line.ppv_amount), order=frappe.qb.desc)
		.orderby(line.line)
		.limit(limit)
	).as_("largest")
	price = frappe.qb.Table(schema.PURCHASE_PRICE.name)
	same = [
		price[column] == largest[name]
		for column, name in zip(schema.PURCHASE_PRICE.primary_key, key, strict=True)
	]
	query = (
		frappe.qb.from_(largest)
		.inner_join(price)
		.on(Criterion.all(same))
		.select(
			*(largest[name] for name in (*key, *AMOUNTS, "has_baseline", "is_new_source", "baseline_rate")),
			price.voucher,
			price.item_code,
			price.invoiced_on,
			price.qty,
			price.uom,
			price.unit_rate,
			price.exchange_rate,
			price.is_return,
		)
		.orderby(Abs(largest.ppv_amount), order=frappe.qb.desc)
		.orderby(largest.line)
	)
	return [_plain(row) for row in query.run(as_dict=True)]


def _of_lines(
	line,
	*,
	first: date,
	last: date,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
	item_code: str | None = None,
):
	"""A query of the invoice lines of whole months, companies, suppliers, item groups and an item."""
	query = scoped(
		frappe.qb.from_(line),
		line,
		first=first,
		last=last,
		companies=companies,
		suppliers=suppliers,
		item_groups=item_groups,
	)
	return query.where(line.item_code == item_code) if item_code else query


def _plain(row: dict) -> dict:
	"""A row with its amounts as numbers and its dates as such."""
	for column in (*AMOUNTS, "qty", "unit_rate", "baseline_rate", "exchange_rate"):
		if row.get(column) is not None:
			row[column] = round(float(row[column]), 6)
	for column in ("ppv_lines", "has_baseline", "is_new_source", "is_return"):
		if column in row:
			row[column] = int(row[column] or 0)
	for column in ("invoiced_on", "month"):
		if row.get(column):
			row[column] = getdate(row[column])
	return row
