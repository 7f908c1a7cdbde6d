"""Orders as wholes, as ibis expressions over the facts (``definitions.md``, Delivery; SCOR Digital Standard RL.1.2)."""

from __future__ import annotations

from datetime import date

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.expressions import fact
from relationship_suite.srm_extensions.scorecards.metrics import DeliveryRules, month_of


def judged_orders(line: Expression, ordered: Expression, as_of: date, rules: DeliveryRules) -> Expression:
	"""A row per order that is due as a whole, with how many of its lines passed which test.

	An order is due once the last original commitment of all its lines, plus L days, lies before ``as_of``, and counts in
	the month of that day. An order without a judged line is left out.

	* OTIF: every judged line is on time and in full;
	* perfect: every judged line passes all four tests at once: in full, on its original commitment (these two are OTIF),
	in the right condition (nothing of it was rejected, given back or failed in an inspection) and with the right documents
	(no invoice at another price than ordered). It is a joint test and no product of averages.

	Args:
		line: :func:`metrics.judged_lines`, with all those of an order.
		ordered: the :func:`metrics.due_lines` of the same orders.
		as_of: the day that counts as today.
		rules: when a line is due.
	"""
	line = line.filter(line.order_day + rules.late_days < day_of(as_of))
	wrong = _invoiced_otherwise(ordered, as_of)
	# In the order of the index by which the lines are read.
	order = line.group_by(["supplier", month_of(line.order_month), "company", "voucher"]).aggregate(
		order_day=line.order_day.max(),
		lines_due=line.count(),
		lines_otif=line.is_otif.sum(),
		lines_faulty=line.is_faulty.sum(),
		lines_good=(line.is_otif * (1 - line.is_faulty)).sum(),
	)
	order = order.left_join(wrong, order.voucher == wrong.order_of).drop("order_of")
	order = order.mutate(lines_differing=order.lines_differing.fill_null(0))
	return order.mutate(
		is_otif=ibis.ifelse(order.lines_otif == order.lines_due, 1, 0),
		is_perfect=ibis.ifelse((order.lines_good == order.lines_due) & (order.lines_differing == 0), 1, 0),
	)


def _invoiced_otherwise(line: Expression, as_of: date) -> Expression:
	"""How many of these lines were invoiced at another price than ordered up to a day, by order; none has no row.

	By order and not by line: these are few, and a join with every line would cost more than all the rest.
	"""
	price = fact(schema.PURCHASE_PRICE)
	price = price.filter(price.differs_from_order == 1, price.invoiced_day <= day_of(as_of))
	price = price.select("order_line")
	wrong = line.inner_join(price, line.line == price.order_line)
	return wrong.group_by(wrong.voucher.name("order_of")).aggregate(lines_differing=wrong.line.nunique())


def orders_by_month(line: Expression, ordered: Expression, as_of: date, rules: DeliveryRules) -> Expression:
	"""The :func:`judged_orders` by company, supplier and month of the last commitment."""
	order = judged_orders(line, ordered, as_of, rules)
	return order.group_by(["company", "supplier", "month"]).aggregate(
		orders_due=order.count(),
		orders_otif=order.is_otif.sum(),
		orders_perfect=order.is_perfect.sum(),
	)
