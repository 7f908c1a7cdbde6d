"""Result cells that stand on prices of other months: they are noted as stale when such a price changes.

A baseline that looks back (last price, 12-month mean, standard rate) makes the variance of a month depend on earlier
invoices of the same item, whoever they came from, and on the price list. With the order's price there is nothing to
follow, and nothing is asked of the database.
"""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import schema

ORDER_PRICE, STANDARD_RATE, LAST_PRICE, MEAN_PRICE = (
	"Order price",
	"Standard rate",
	"Last price",
	"12-month mean",
)
BASELINES: tuple[str, ...] = (ORDER_PRICE, STANDARD_RATE, LAST_PRICE, MEAN_PRICE)
#: Days that a baseline looks back: an older price says little about today's.
LOOK_BACK = 365


def baseline() -> str:
	"""The baseline of the purchase price variance that is set."""
	return frappe.get_cached_doc("Relationship Suite Settings").get("ppv_baseline") or ORDER_PRICE


def cells(table: schema.Table, condition):
	"""SELECT of the cells that lean on the rows of a fact table under ``condition``; None where none can."""
	chosen = baseline()
	if table is schema.PURCHASE_PRICE and chosen != ORDER_PRICE:
		return _after(frappe.qb.Table(table.name), condition)
	if table is schema.STANDARD_PRICE and chosen == STANDARD_RATE:
		return _priced_by(frappe.qb.Table(table.name), condition)
	return None


def _after(fact, condition):
	"""Invoice lines of the same item and unit within the year after one of these lines."""
	line = frappe.qb.Table(schema.PURCHASE_PRICE.name).as_("later_line")
	query = (
		frappe.qb.from_(fact)
		.inner_join(line)
		.on(
			(line.company == fact.company)
			& (line.item_code == fact.item_code)
			& (line.uom == fact.uom)
			& (line.baseline_day > fact.invoiced_day)
			& (line.baseline_day <= fact.invoiced_day + LOOK_BACK)
		)
	)
	return _select(query, line).where(condition)


def _priced_by(fact, condition):
	"""Invoice lines of an item in the time that one of these prices holds."""
	line = frappe.qb.Table(schema.PURCHASE_PRICE.name).as_("priced_line")
	query = (
		frappe.qb.from_(fact)
		.inner_join(line)
		.on(
			(line.item_code == fact.item_code)
			& (line.baseline_day >= fact.valid_from_day)
			& (line.baseline_day <= fact.valid_until_day)
		)
	)
	return _select(query, line).where(condition)


def _select(query, line):
	return query.select(line.company, line.supplier.as_("party"), line.posting_month.as_("month")).distinct()
