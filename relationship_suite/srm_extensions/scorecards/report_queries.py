"""Reads of the supplier reports: deliveries and prices, from the roll-up or the facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import frappe
import ibis
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Min, Sum
from frappe.utils import getdate
from ibis.expr.types import Table as Expression
from pypika.terms import Criterion, ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.relationship_core.facts.expressions import fact, with_names
from relationship_suite.reports.periods import Span, are_whole_months
from relationship_suite.reports.scope import scoped, within
from relationship_suite.srm_extensions.scorecards import metrics
from relationship_suite.srm_extensions.scorecards.metrics import DeliveryRules, due_lines
from relationship_suite.srm_extensions.scorecards.orders import judged_orders
from relationship_suite.srm_extensions.scorecards.queries import RESULT, SCORECARD

#: What is wrong with a line that is listed, the worst first; the filter of the report offers the same.
STATUSES = ("Overdue", "Closed short", "Early", "Delivered late")

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
	rows = scoped(
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


def is_any_line_due(
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
	months: Sequence[date],
) -> bool:
	"""Whether a line was due at all in these months, however it fared."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = scoped(
		frappe.qb.from_(table).select(table.month).where(table.lines_due > 0).limit(1),
		table,
		first=months[0],
		last=months[-1],
		companies=companies,
		suppliers=suppliers,
		item_groups=item_groups,
	)
	return bool(query.run())


def missed_lines(
	as_of: date,
	rules: DeliveryRules,
	days: tuple[date, date],
	*,
	status: str | None = None,
	limit: int,
	**scope,
) -> list[dict]:
	"""Due lines that were not on time and in full, longest late first, with their order and item.

	``end_day`` is the day up to which a line was late: see :func:`_add_ends`.

	Args:
		as_of: the day that counts as today.
		rules: when a line is due, on time and in full.
		days: first and last day of the original commitment.
		status: one of :data:`STATUSES`; all where it is None.
		limit: so many of what is left after all that.
		scope: ``companies``, ``suppliers``, ``item_groups`` of :func:`scoped`.
	"""
	key = schema.JUDGED_LINE.primary_key
	judged, line = frappe.qb.Table(schema.JUDGED_LINE.name), frappe.qb.Table(schema.PURCHASE_LINE.name)
	oldest = (
		_missed(judged, days, status, **scope)
		.select(*key, *(judged[column] for column in _JUDGED), _status(judged).as_("status"))
		.orderby(judged.committed_day)
		.orderby(judged.line)
		.limit(limit)
	).as_("oldest")
	same = [
		line[column] == oldest[name]
		for column, name in zip(schema.PURCHASE_LINE.primary_key, key, strict=True)
	]
	rows = (
		frappe.qb.from_(oldest)
		.inner_join(line)
		.on(Criterion.all(same))
		.select(
			*(oldest[name] for name in (*key, *_JUDGED, "status")),
			line.item_code,
			line.requested_on,
			line.committed_on,
			line.current_commitment_on,
		)
		.orderby(oldest.committed_day)
		.orderby(oldest.line)
		.run(as_dict=True)
	)
	for row in rows:
		row.update({column: round(float(row[column]), 6) for column in ("ordered_qty", "received_qty")})
		row.update({column: getdate(row[column]) for column in ("committed_on", "current_commitment_on")})
	_add_ends(as_of, rules, rows)
	return rows


#: What is read of a judged line beside its key.
_JUDGED = (
	"voucher",
	"committed_day",
	"commitment_assumed",
	"ordered_qty",
	"received_qty",
	"first_day",
	"last_day",
	"is_late_open",
	"is_closed_short",
)


def count_missed(days: tuple[date, date], *, status: str | None = None, **scope) -> dict[str, int]:
	"""How many ``lines`` :func:`missed_lines` would give without a limit, and how many of them are ``overdue``."""
	judged = frappe.qb.Table(schema.JUDGED_LINE.name)
	query = _missed(judged, days, status, **scope).select(Count("*"), Sum(judged.is_late_open))
	((lines, overdue),) = query.run()
	return {"lines": int(lines), "overdue": int(overdue or 0)}


def _missed(judged, days: tuple[date, date], status: str | None, **scope):
	"""A query of the lines that were not on time and in full, by the days of their original commitment."""
	query = frappe.qb.from_(judged).where(judged.is_otif == 0)
	query = query.where(judged.committed_day.between(day_of(days[0]), day_of(days[1])))
	if status:
		query = query.where(_status(judged) == status)
	return scoped(query, judged, first=None, last=None, **scope)


def _status(judged):
	"""Which of the statuses a line has; the first that fits, in the order of :data:`STATUSES`."""
	overdue, closed, early, late = STATUSES
	return (
		Case()
		.when(judged.is_late_open == 1, overdue)
		.when(judged.is_closed_short == 1, closed)
		.when(judged.is_early == 1, early)
		.else_(late)
	)


def _add_ends(as_of: date, rules: DeliveryRules, rows: list[dict]) -> None:
	"""Add ``end_day`` to the lines: when enough had arrived; today while it has not; of a closed one its last receipt."""
	# Of most lines it is the day of their one receipt: only the others' receipts are read.
	several = [
		row["line"]
		for row in rows
		if row["first_day"] != row["last_day"] and not row["is_late_open"] and not row["is_closed_short"]
	]
	known = SiteEngine().rows(metrics.completed_days(as_of, rules, several)) if several else []
	completed = {row["line"]: row["completed_day"] for row in known}
	for row in rows:
		last = day_of(as_of) if row["is_late_open"] or row["last_day"] is None else row["last_day"]
		row["end_day"] = completed.get(row["line"], last)


def imperfect_orders(as_of: date, rules: DeliveryRules, days: Span, *, limit: int, **scope) -> list[dict]:
	"""Due orders that were not perfect, the oldest first.

	Args:
		as_of: the day that counts as today.
		rules: when a line is due.
		days: those of the last commitment.
		limit: so many of them.
		scope: ``companies`` and ``suppliers``; None for all.
	"""
	order = _imperfect(as_of, rules, days, **scope)
	return SiteEngine().rows(order.order_by(["order_day", "supplier", "voucher"]).limit(limit))


def count_imperfect(as_of: date, rules: DeliveryRules, days: Span, **scope) -> dict[str, int]:
	"""How many ``orders`` :func:`imperfect_orders` would give without a limit, and how many of them were ``not_otif``.

	Whole months are summed up already, up to the last refresh; within a month every order is judged once more.
	"""
	if are_whole_months(days):
		table = frappe.qb.Table(schema.SUPPLIER_ORDERS.name)
		parts = (table.orders_due, table.orders_otif, table.orders_perfect)
		query = frappe.qb.from_(table).select(*map(Sum, parts))
		query = scoped(query, table, first=days.first, last=days.last, item_groups=(), **scope)
		due, otif, perfect = (int(value or 0) for value in query.run()[0])
		return {"orders": due - perfect, "not_otif": due - otif}
	order = _imperfect(as_of, rules, days, **scope)
	counts = order.aggregate(orders=order.count(), not_otif=(1 - order.is_otif).sum())
	return {name: int(value or 0) for name, value in SiteEngine().rows(counts)[0].items()}


def _imperfect(
	as_of: date,
	rules: DeliveryRules,
	days: Span,
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
) -> Expression:
	def asked(line: Expression) -> Expression:
		line = line.filter(line.order_day >= day_of(days.first), line.order_day <= day_of(days.last))
		return with_names(line, {"company": companies, "supplier": suppliers})

	order = judged_orders(asked(fact(schema.JUDGED_LINE)), asked(due_lines(as_of, rules)), as_of, rules)
	return order.filter(order.is_perfect == 0)


def orders_by_supplier(
	windows: Mapping[tuple[date, date], Collection[str]],
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
) -> list[dict]:
	"""Orders due, on time in full and perfect by company and supplier within a window: ``first_day`` to ``last_day``.

	Args:
		windows: first and last day, by the month of the last commitment -> the suppliers that are asked about it.
		companies: of these alone.
		suppliers: of these alone.
	"""
	table = frappe.qb.Table(schema.SUPPLIER_ORDERS.name)
	summed = [name for name in schema.SUPPLIER_ORDERS.column_names if name.startswith("orders_")]
	parts = []
	for (first, last), asked in windows.items():
		sums = (
			frappe.qb.from_(table)
			.select(
				table.company,
				table.supplier,
				ValueWrapper(day_of(first)).as_("first_day"),
				ValueWrapper(day_of(last)).as_("last_day"),
				*(Sum(table[name]).as_(name) for name in summed),
			)
			.groupby(table.company, table.supplier)
		)
		if len(windows) > 1:  # else nearly all are asked about
			sums = sums.where(within(table.supplier, asked))
		parts.append(
			scoped(
				sums, table, first=first, last=last, companies=companies, suppliers=suppliers, item_groups=()
			)
		)
	return union(*parts).run(as_dict=True) if parts else []


def first_overdue_month(companies: Collection[str] | None, suppliers: Collection[str] | None) -> date | None:
	"""Month of the oldest commitment with an overdue line; None where nothing is overdue."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = frappe.qb.from_(table).select(Min(table.month)).where(table.lines_late_open > 0)
	query = scoped(
		query, table, first=None, last=None, companies=companies, suppliers=suppliers, item_groups=()
	)
	((month,),) = query.run()
	return getdate(month) if month else None


def defective_receipts(as_of: date, months: Sequence[date], *, limit: int, **scope) -> list[dict]:
	"""Receipt lines with defects, the newest first.

	Args:
		as_of: the day that counts as today.
		months: those of the original receipt.
		limit: so many of them.
		scope: ``companies``, ``suppliers`` and ``item_groups``.
	"""
	found = _defects(as_of, months, **scope)
	found = found.order_by([ibis.desc("delivered_day"), "lot"]).limit(limit)
	return SiteEngine().rows(found.drop("month", "item_group", "lot", "receipt_lines", "failed_sample_qty"))


def defects_by_item(as_of: date, months: Sequence[date], **scope) -> list[dict]:
	"""How many ``lines`` :func:`defective_receipts` would give without a limit, and their ``failed_lots``, by item."""
	found = _defects(as_of, months, **scope).group_by("item_code")
	counts = found.aggregate(lines=ibis._.count(), failed_lots=ibis._.failed_lots.sum())
	rows = SiteEngine().rows(counts.order_by("item_code"))
	return [{**row, "lines": int(row["lines"]), "failed_lots": int(row["failed_lots"])} for row in rows]


def _defects(
	as_of: date,
	months: Sequence[date],
	*,
	companies: Collection[str] | None = None,
	suppliers: Collection[str] | None = None,
	item_groups: Collection[str] = (),
) -> Expression:
	names = {"company": companies, "supplier": suppliers, "item_group": item_groups or None}
	return metrics.receipts_with_defects(as_of, months, names)


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
