"""What customers bought, as ibis expressions over the facts (``definitions.md``, Customers)."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.crm_extensions.segmentation.window import Window
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.expressions import fact

#: Less than half of the last digit that is kept of money: sums of floats leave such remainders.
NOTHING = 0.00005


def days_of_customers(company: str | None = None, customers: Sequence[str] | None = None) -> Expression:
	"""A row per company, customer and day with a sales line; amounts in company currency, returns netted.

	``is_purchase`` is 1 where the day's goods net to more than nothing: lines that carry revenue only (debit and
	credit notes without quantity) make no purchase day. ``turnover`` is the sum of the lines' absolute amounts.
	"""
	sale = fact(schema.SALES_LINE)
	if company is not None:
		# ibis compares with == in binary on MariaDB, which no index serves; IN is a plain comparison.
		sale = sale.filter(sale.company.isin([company]))
	if customers is not None:
		sale = sale.filter(sale.customer.isin(list(customers)))
	is_known = sale.cost_amount.notnull()
	day = sale.group_by(["company", "customer", "sold_day"]).aggregate(
		goods=ibis.ifelse(sale.is_revenue_only == 0, sale.net_amount, 0.0).sum(),
		revenue=sale.net_amount.sum(),
		margin=ibis.ifelse(is_known, sale.net_amount - sale.cost_amount, 0.0).sum(),
		turnover=sale.net_amount.abs().sum(),
		known_turnover=ibis.ifelse(is_known, sale.net_amount.abs(), 0.0).sum(),
		# ERPNext refuses such an invoice, an import does not; its amount in company currency is 0, which is not true.
		without_rate=ibis.ifelse(sale.exchange_rate > 0, 0, 1).sum(),
	)
	return day.mutate(is_purchase=ibis.ifelse(day.goods > NOTHING, 1, 0))


def customer_figures(
	window: Window, company: str | None = None, customers: Sequence[str] | None = None
) -> Expression:
	"""Recency, frequency and monetary value, a row per company and customer.

	* ``last_purchase_day``: last purchase day up to the window's end, also where it lies before its start;
	* ``purchase_days``, ``revenue``, ``margin``: within the window. Margin = net amount - cost of the lines
	with known cost, ``known_turnover`` / ``turnover`` is the share that these make up;
	* ``lines_without_rate``: within the window, lines whose document has no exchange rate: amounts leave them out;
	* ``oldest_day``: first day within the window with any line: the next to leave it;
	* ``next_day``: first day after the window's end with any line. Nothing else looks beyond the window's end.
	"""
	day = days_of_customers(company, customers)
	nobody = ibis.null("int64")
	is_past = day.sold_day <= window.end_day
	is_within = is_past & (day.sold_day >= window.start_day)

	def within(column):
		return ibis.ifelse(is_within, column, 0.0).sum()

	return day.group_by(["company", "customer"]).aggregate(
		last_purchase_day=ibis.ifelse(is_past & (day.is_purchase == 1), day.sold_day, nobody).max(),
		purchase_days=ibis.ifelse(is_within, day.is_purchase, 0).sum(),
		revenue=within(day.revenue),
		margin=within(day.margin),
		turnover=within(day.turnover),
		known_turnover=within(day.known_turnover),
		lines_without_rate=ibis.ifelse(is_within, day.without_rate, 0).sum(),
		oldest_day=ibis.ifelse(is_within, day.sold_day, nobody).min(),
		next_day=ibis.ifelse(is_past, nobody, day.sold_day).min(),
	)


def customer_rhythms(
	end_day: int, company: str | None = None, customers: Sequence[str] | None = None
) -> Expression:
	"""How often customers buy, over all purchase days up to ``end_day``: a row per company and customer with a gap.

	``gaps`` is the number of gaps between neighbouring purchase days, ``median_gap_days`` their median.
	"""
	day = days_of_customers(company, customers)
	day = day.filter(day.is_purchase == 1, day.sold_day <= end_day)
	party = ["company", "customer"]
	in_order = ibis.window(group_by=party, order_by=day.sold_day)
	# The first day has no gap; told by its number, since ClickHouse's lag gives 0 and not NULL before the first row.
	numbered = day.mutate(nth=ibis.row_number().over(in_order), before=day.sold_day.lag(1).over(in_order))
	later = numbered.filter(numbered.nth > 0)
	gap = later.select("company", "customer", "sold_day", gap=later.sold_day - later.before)
	ranked = gap.mutate(
		position=ibis.row_number().over(ibis.window(group_by=party, order_by=[gap.gap, gap.sold_day])),
		gaps=gap.gap.count().over(ibis.window(group_by=party)),
	)
	# Positions start at 0: the middle one of an odd number, the two middle ones of an even number.
	middle = ranked.filter(ranked.position * 2 >= ranked.gaps - 2, ranked.position * 2 <= ranked.gaps)
	return middle.group_by(party).aggregate(gaps=middle.gaps.max(), median_gap_days=middle.gap.mean())
