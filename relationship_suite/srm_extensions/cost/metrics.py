"""Purchase price variance as ibis expressions over the facts (``definitions.md``, Cost; ``model.py`` for the split)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of
from relationship_suite.relationship_core.facts.expressions import Chosen, fact, of_chosen

#: Same item in the same unit: what has one price.
_ITEM = ("company", "item_code", "uom")
#: ... and the same source and currency: what has a price of its own.
_SOURCE = (*_ITEM, "supplier", "currency")

#: What is known of an invoice line itself.
_LINE = (
	"company",
	"supplier",
	"posting_month",
	"item_group",
	"item_code",
	"line",
	"voucher",
	"invoiced_on",
	"qty",
	"uom",
	"currency",
	"exchange_rate",
	"net_amount",
	"unit_rate",
	"is_return",
)


@dataclass(frozen=True)
class Baseline:
	"""What a price is held against.

	Attributes:
		kind: ``order``, ``standard``, ``last`` or ``mean``.
		look_back: days that ``last``, ``mean`` and a supplier's own price look back, the day itself left out.
		price_list: of ``standard``.
		company_currency: of ``standard``: company -> its currency.
	"""

	kind: str = "order"
	look_back: int = 365
	price_list: str = ""
	company_currency: Mapping[str, str] = field(default_factory=dict, hash=False)

	def __post_init__(self) -> None:
		if self.kind not in ("order", "standard", "last", "mean"):
			raise ValueError(f"kind: {self.kind!r} is not one of order, standard, last, mean")


def variance_lines(baseline: Baseline, as_of: date, months: Chosen = None) -> Expression:
	"""A row per invoice line with its variance and the split, company currency; internal suppliers are out.

	``has_baseline`` is 1 where there is something to hold the price against; the amounts are 0 elsewhere. A line whose
	document has no exchange rate has none: its price in company currency means nothing. Where the supplier has no
	earlier price of its own, all of the variance is mix: the source is new. Invoices dated after ``as_of`` are out.
	"""
	today = day_of(as_of)
	line = fact(schema.PURCHASE_PRICE)
	line = line.filter(line.is_internal == 0, line.invoiced_day <= today)
	line = of_chosen(line, "supplier", "posting_month", months)
	if baseline.kind == "order":
		return _split(_with_order(line))
	keys = {"own": _SOURCE} if baseline.kind == "standard" else {"own": _SOURCE, "item": _ITEM}
	before = _before(_events(line, today, baseline.look_back), keys, baseline)
	before = of_chosen(before, "supplier", "posting_month", months)
	if baseline.kind == "standard":
		return _split(_with_standard(before, baseline))
	base = before.item_amount / _positive(before.item_qty)
	return _split(before.mutate(base_rate=ibis.ifelse(before.item_n > 0, base, None)))


def variances(baseline: Baseline, as_of: date, months: Chosen = None) -> Expression:
	"""The roll-up of the invoice lines: :func:`variance_lines` with its columns."""
	line = variance_lines(baseline, as_of, months)
	return line.select(
		"company",
		"supplier",
		"item_group",
		"line",
		"item_code",
		"has_baseline",
		"is_new_source",
		"baseline_rate",
		"ppv_amount",
		"ppv_price",
		"ppv_exchange",
		"ppv_mix",
		month=line.posting_month,
		invoiced_amount=line.net_amount,
		ppv_baseline_amount=line.baseline_amount,
	)


def variance_by_month(baseline: Baseline, as_of: date, months: Chosen = None) -> Expression:
	"""Invoiced amount, baseline and variance by company, supplier, month of the invoice, item group and UOM."""
	line = variance_lines(baseline, as_of, months)
	by = ["company", "supplier", line.posting_month.name("month"), "item_group", "uom"]
	return line.group_by(by).aggregate(
		invoiced_amount=line.net_amount.sum(),
		ppv_lines=line.has_baseline.sum(),
		ppv_baseline_amount=line.baseline_amount.sum(),
		ppv_amount=line.ppv_amount.sum(),
		ppv_price=line.ppv_price.sum(),
		ppv_exchange=line.ppv_exchange.sum(),
		ppv_mix=line.ppv_mix.sum(),
	)


def _positive(value):
	"""The value, NULL where it is not above 0: a divisor."""
	return ibis.ifelse(value > 0, value, None)


def _with_order(line: Expression) -> Expression:
	"""The order line's price is baseline and the supplier's own price in one: nothing of it is mix."""
	return line.mutate(
		base_rate=line.order_unit_rate,
		own_n=ibis.ifelse(line.order_unit_rate.isnull(), 0, 1),
		own_qty=ibis.literal(1.0),
		own_amount=line.order_unit_rate,
		own_foreign=line.order_unit_rate / _positive(line.order_exchange_rate),
	)


def _with_standard(line: Expression, baseline: Baseline) -> Expression:
	"""The price of the price list that holds on the line's day, the newest where several do.

	It is taken in the company's currency, or in the invoice's at the invoice's exchange rate; a price in a third
	currency cannot be held against anything.
	"""
	price = fact(schema.STANDARD_PRICE)
	price = price.filter(price.price_list == baseline.price_list).select(
		"item_code",
		"valid_from_day",
		"valid_until_day",
		price_line="line",
		listed="unit_rate",
		listed_in="currency",
	)
	own = ibis.cases(
		*(
			(line.company == company, currency)
			for company, currency in sorted(baseline.company_currency.items())
		),
		else_="",
	)
	line = line.mutate(company_currency=own)
	joined = line.inner_join(
		price,
		[
			line.item_code == price.item_code,
			line.baseline_day >= price.valid_from_day,
			line.baseline_day <= price.valid_until_day,
		],
	)
	rate = ibis.cases(
		(joined.listed_in == joined.company_currency, joined.listed),
		(joined.listed_in == joined.currency, joined.listed * joined.exchange_rate),
		else_=None,
	)
	joined = joined.mutate(base_rate=rate)
	joined = joined.filter(joined.base_rate.notnull())
	window = ibis.window(group_by="line", order_by=[ibis.desc("valid_from_day"), "price_line"])
	newest = joined.mutate(place=ibis.row_number().over(window))
	newest = newest.filter(newest.place == 0).select(priced_line="line", base_rate="base_rate")
	return line.left_join(newest, line.line == newest.priced_line)


def _split(line: Expression) -> Expression:
	"""The parts of the variance from ``base_rate`` and the supplier's own sums of earlier purchases."""
	known = line.base_rate.notnull() & (line.exchange_rate > 0)
	base = line.base_rate.fill_null(0.0) * line.qty
	has_own = line.own_n.fill_null(0) > 0
	own_rate = line.own_amount.fill_null(0.0) / ibis.ifelse(has_own, line.own_qty, 1.0)
	# Without an exchange rate of before, the supplier's price is all that can have changed.
	has_exchange = has_own & (line.own_foreign > 0) & (line.own_amount > 0)
	before = ibis.ifelse(
		has_exchange.fill_null(False),
		line.own_amount / ibis.ifelse(has_exchange.fill_null(False), line.own_foreign, 1.0),
		line.exchange_rate,
	)
	at_before = line.net_amount * before / ibis.ifelse(line.exchange_rate > 0, line.exchange_rate, 1.0)
	own = own_rate * line.qty
	return line.mutate(
		has_baseline=ibis.ifelse(known, 1, 0),
		is_new_source=ibis.ifelse(known & ~has_own, 1, 0),
		baseline_rate=ibis.ifelse(known, line.base_rate, None),
		baseline_amount=ibis.ifelse(known, base, 0.0),
		ppv_amount=ibis.ifelse(known, line.net_amount - base, 0.0),
		ppv_price=ibis.ifelse(known & has_own, at_before - own, 0.0),
		ppv_exchange=ibis.ifelse(known & has_own, line.net_amount - at_before, 0.0),
		ppv_mix=ibis.ifelse(known, ibis.ifelse(has_own, own, line.net_amount) - base, 0.0),
	).select(
		*_LINE,
		"has_baseline",
		"is_new_source",
		"baseline_rate",
		"baseline_amount",
		"ppv_amount",
		"ppv_price",
		"ppv_exchange",
		"ppv_mix",
	)


def _events(line: Expression, today: int, look_back: int) -> Expression:
	"""Invoice lines in the time that these lines look back on, by the day that their baseline counts from.

	``n`` is 1 where something was bought at a price: returns, price corrections and what came without an exchange rate
	are held against earlier prices, and are none themselves.
	"""
	event = fact(schema.PURCHASE_PRICE)
	event = event.filter(
		event.is_internal == 0,
		event.invoiced_day <= today,
		event.baseline_day >= line.baseline_day.min().as_scalar() - look_back,
		event.baseline_day <= line.baseline_day.max().as_scalar(),
	)
	is_bought = (event.is_return == 0) & (event.qty > 0) & (event.net_amount > 0) & (event.exchange_rate > 0)
	return event.select(
		*_LINE,
		"baseline_day",
		n=ibis.ifelse(is_bought, 1, 0),
		bought_qty=ibis.ifelse(is_bought, event.qty, 0.0),
		bought_amount=ibis.ifelse(is_bought, event.net_amount, 0.0),
		bought_foreign=ibis.ifelse(is_bought, event.net_amount / _positive(event.exchange_rate), 0.0),
	)


def _before(event: Expression, keys: Mapping[str, Sequence[str]], baseline: Baseline) -> Expression:
	"""``<name>_n``, ``_qty``, ``_amount`` and ``_foreign``: what was bought by these keys before each line's day.

	All of it that is looked back on, or, for ``last``, that of the last day with a purchase. Frames of whole numbers,
	without a join: every engine does them alike, and in one pass.
	"""

	def frame(by: Sequence[str], order: str, within: tuple[int | None, int]):
		return ibis.window(group_by=list(by), order_by=ibis.asc(order, nulls_first=True), range=within)

	if baseline.kind != "last":
		sums = {}
		for name, by in keys.items():
			sums |= _summed(event, name, frame(by, "baseline_day", (-baseline.look_back, -1)))
		return event.mutate(**sums)
	# The number of days with a purchase before; the last of them has that number less one before itself.
	event = event.mutate(**{f"{name}_new": _is_first_of_day(event, by) for name, by in keys.items()})
	event = event.mutate(
		**{
			f"{name}_place": event[f"{name}_new"]
			.sum()
			.over(frame(by, "baseline_day", (None, -1)))
			.fill_null(0)
			for name, by in keys.items()
		}
	)
	sums = {}
	for name, by in keys.items():
		last_day = frame(by, f"{name}_place", (-1, -1))
		sums |= _summed(event, name, last_day)
		sums[f"{name}_day"] = (event.baseline_day * event.n).max().over(last_day)
	found = event.mutate(**sums)
	recent = {}
	for name in keys:
		is_recent = found.baseline_day - found[f"{name}_day"].fill_null(0) <= baseline.look_back
		recent[f"{name}_n"] = ibis.ifelse(is_recent, found[f"{name}_n"], 0)
	return found.mutate(**recent)


def _is_first_of_day(event: Expression, by: Sequence[str]) -> Expression:
	"""1 for one purchase of each day that has any."""
	first = ibis.row_number().over(
		group_by=[*by, "baseline_day"],
		order_by=[ibis.desc("n"), ibis.asc("line", nulls_first=True)],
	)
	return ibis.ifelse((first == 0) & (event.n == 1), 1, 0)


def _summed(event: Expression, name: str, window) -> dict[str, Expression]:
	columns = {"n": "n", "qty": "bought_qty", "amount": "bought_amount", "foreign": "bought_foreign"}
	return {f"{name}_{short}": event[column].sum().over(window) for short, column in columns.items()}
