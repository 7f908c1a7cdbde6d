"""The baseline that the settings choose, and reads of the purchase price variance."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import frappe
import ibis
from frappe.query_builder.functions import Sum
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.facts import followers, schema
from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.srm_extensions.cost.metrics import Baseline, summed, variance_lines
from relationship_suite.srm_extensions.scorecards.report_queries import scoped

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
	company: str,
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
		companies=[company],
		suppliers=suppliers,
		item_groups=item_groups,
	)
	rows = query.run(as_dict=True)
	for row in rows:
		row.update({column: round(float(row[column] or 0), 6) for column in AMOUNTS})
		row["ppv_lines"] = int(row["ppv_lines"] or 0)
		if row.get("month"):
			row["month"] = getdate(row["month"])
	return rows


def prices_by_item(months: Collection[date], company: str, **scope) -> list[dict]:
	"""As :func:`prices`, by item; ``scope`` is ``suppliers`` and ``item_groups``."""
	line = _lines(months, company, **scope)
	return SiteEngine().rows(summed(line, ["item_code", "item_group"]).order_by(["item_code", "item_group"]))


def invoice_lines(
	months: Collection[date], company: str, *, item_code: str | None = None, limit: int, **scope
) -> list[dict]:
	"""The invoice lines behind the figures, the largest variance either way first."""
	line = _lines(months, company, **scope)
	if item_code:
		line = line.filter(line.item_code == item_code)
	line = line.mutate(invoiced_amount=line.net_amount, ppv_baseline_amount=line.baseline_amount)
	return SiteEngine().rows(line.order_by([ibis.desc(line.ppv_amount.abs()), "line"]).limit(limit))


def _lines(
	months: Collection[date],
	company: str,
	*,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
):
	line = variance_lines(baseline_from_settings(), getdate(nowdate()), sorted(months), company)
	if suppliers is not None:
		line = line.filter(line.supplier.isin(sorted(suppliers)))
	if item_groups:
		line = line.filter(line.item_group.isin(sorted(item_groups)))
	return line
