"""The one writer of Performance Scorecard Result: score the periods that facts have touched and replace them.

A result is a pure function of the roll-up and the scorecard. Incremental and full runs go through the same lines,
and the number of statements depends on periods, not on suppliers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import frappe

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts import result_rows
from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.relationship_core.facts.refresh import noted
from relationship_suite.srm_extensions.scorecards import queries
from relationship_suite.srm_extensions.scorecards.history import (
	first_month,
	periods_touched,
	score_of,
)
from relationship_suite.srm_extensions.scorecards.model import ScoreResult
from relationship_suite.srm_extensions.scorecards.periods import Period, periods, trend
from relationship_suite.srm_extensions.scorecards.queries import KPI_RESULT, RESULT, Card

#: Suppliers of a period; None for all.
Wanted = Mapping[Period, "set[str] | None"]
#: (company, supplier) -> score of a period, None where there is none.
Scores = dict[tuple[str, str], "float | None"]

_FIELDS = (
	"supplier",
	"scorecard",
	"company",
	"period",
	"period_start",
	"period_end",
	"is_scored",
	"score",
	"standing",
	"standing_colour",
	"coverage",
	"has_previous",
	"previous_score",
	"change",
)
_KPI_FIELDS = (
	"parent",
	"parenttype",
	"parentfield",
	"idx",
	"kpi",
	"value",
	"n",
	"minimum",
	"is_judged",
	"score",
	"weight",
	"effective_weight",
	"points_lost",
)


@dataclass(frozen=True)
class Scored:
	"""The result of a supplier in a company and period."""

	company: str
	supplier: str
	result: ScoreResult
	previous: float | None


def touched_periods(card: Card, touched: Mapping[date, Collection[str]]) -> dict[Period, set[str] | None]:
	"""The periods that changed months have a part in, with the suppliers, oldest first."""
	found: dict[Period, set[str] | None] = {}
	known = queries.month_range()
	last = max([*touched, *(known[1:] if known else ())])
	for month, suppliers in touched.items():
		for period in periods_touched(card.template, month, last):
			found.setdefault(period, set()).update(suppliers)  # type: ignore[union-attr]
	return dict(sorted(found.items()))


def all_periods(card: Card) -> dict[Period, set[str] | None]:
	"""Every period of the roll-up, for all suppliers."""
	known = queries.month_range()
	return dict.fromkeys(periods(card.template.frequency, *known)) if known else {}


def scored_periods(
	card: Card, wanted: Wanted, failed: dict[str, str]
) -> Iterator[tuple[Period, list[Scored]]]:
	"""Score the wanted periods, oldest first; months are read once, in as many statements as periods at most.

	A supplier that cannot be scored is added to ``failed`` with its traceback; from then on it is left out, and so are
	those that are in it from the start.
	"""
	everyone = any(suppliers is None for suppliers in wanted.values())
	limit = None if everyone else set().union(*(s for s in wanted.values() if s))
	window = _Window(card, limit)
	before: Period | None = None
	scores: Scores = {}
	for period in sorted(wanted):
		window.move_to(period)
		known, scores = (scores if before == period.previous() else {}), {}
		chosen = wanted[period]
		found = []
		for (company, supplier), months in sorted(window.months.items()):
			if supplier in failed or (chosen is not None and supplier not in chosen):
				continue
			with noted(failed, supplier):
				found += _scored(card, period, company, supplier, months, known=known, scores=scores)
		before = period
		yield period, [each for each in found if each.supplier not in failed]


def _scored(
	card: Card, period: Period, company: str, supplier: str, months: Mapping, *, known: Scores, scores: Scores
) -> list[Scored]:
	"""The result of a supplier in a company, none where the period was idle; its score is kept in ``scores``.

	``known`` are the scores of the period before, where they have been computed.
	"""
	result = score_of(card.template, period, months)
	scores[company, supplier] = result.score if result else None
	if result is None:
		return []
	if (company, supplier) in known:
		previous = known[company, supplier]
	else:
		earlier = score_of(card.template, period.previous(), months)
		previous = earlier.score if earlier else None
	return [Scored(company, supplier, result, previous)]


class _Window:
	"""The months that a period and the one before it need, kept while the periods move on."""

	def __init__(self, card: Card, suppliers: Collection[str] | None) -> None:
		self.card, self.suppliers = card, suppliers
		self.months: queries.Months = {}
		self.last: date | None = None

	def move_to(self, period: Period) -> None:
		first = first_month(self.card.template, period.previous())
		last = period.last.replace(day=1)
		for key in list(self.months):
			kept = {month: sums for month, sums in self.months[key].items() if month >= first}
			if kept:
				self.months[key] = kept
			else:
				del self.months[key]
		start = first if self.last is None else max(first, add_months(self.last, 1))
		for key, found in queries.months(self.card, start, last, self.suppliers).items():
			self.months.setdefault(key, {}).update(found)
		self.last = last


def write_period(
	card: Card,
	period: Period,
	suppliers: Collection[str] | None,
	scored: Sequence[Scored],
	failed: Collection[str] = (),
) -> int:
	"""Replace the results of a period inside the running transaction; gives the number written.

	Args:
		card: the scorecard.
		period: one of its periods.
		suppliers: whose results go, None for all.
		scored: the results that come.
		failed: suppliers whose results stay as they are.
	"""
	_delete(_of_period(card, period, suppliers, failed))
	rows, kpi_rows = [], []
	for each in scored:
		name = result_rows.name_of("PS", card.name, each.supplier, each.company, period.key)
		result = each.result
		change = trend(result.score, each.previous).change
		rows.append(
			(
				name,
				each.supplier,
				card.name,
				each.company,
				period.key,
				period.first,
				period.last,
				int(result.score is not None),
				result.score or 0,
				result.standing.name if result.standing else "",
				result.standing.colour if result.standing else "",
				result.coverage,
				int(each.previous is not None),
				each.previous or 0,
				change or 0,
			)
		)
		for idx, part in enumerate(result.contributions, start=1):
			kpi_rows.append(
				(
					f"{name}-{idx}",
					name,
					RESULT,
					"kpis",
					idx,
					part.key,
					round(part.value or 0, 6),
					part.n,
					part.minimum,
					int(part.score is not None),
					round(part.score or 0, 6),
					part.weight,
					round(part.effective_weight, 6),
					round(part.points_lost, 6),
				)
			)
	result_rows.insert(RESULT, _FIELDS, rows)
	result_rows.insert(KPI_RESULT, _KPI_FIELDS, kpi_rows)
	return len(rows)


def suppliers_of(card: Card, period: Period, suppliers: Collection[str] | None) -> set[str]:
	"""Who has a result in a period, of these suppliers; None for all."""
	result = frappe.qb.DocType(RESULT)
	mine = _of_period(card, period, suppliers, ())
	return {row[0] for row in frappe.qb.from_(result).select(result.supplier).where(mine).run()}


def _of_period(card: Card, period: Period, suppliers: Collection[str] | None, failed: Collection[str]):
	result = frappe.qb.DocType(RESULT)
	# The first day has an index, the key tells a month from the quarter that begins with it.
	mine = (result.scorecard == card.name) & (result.period_start == period.first)
	mine &= result.period == period.key
	if suppliers is not None:
		return mine & is_one_of(result.supplier, sorted({*suppliers}.difference(failed)))
	return mine & result.supplier.notin(sorted(failed)) if failed else mine


def drop_other_periods(card: Card, keys: Collection[str]) -> None:
	"""Remove results of periods that the scorecard does not have any more: its frequency has changed."""
	result = frappe.qb.DocType(RESULT)
	others = result.scorecard == card.name
	if keys:  # an empty roll-up leaves no period, and all go
		others &= result.period.notin(sorted(keys))
	_delete(others)


def names_without_card() -> list[str]:
	"""Names of the results whose scorecard is gone or disabled."""
	result, card = frappe.qb.DocType(RESULT), frappe.qb.DocType(queries.SCORECARD)
	rows = (
		frappe.qb.from_(result)
		.left_join(card)
		.on((card.name == result.scorecard) & (card.enabled == 1))
		.select(result.name)
		.where(card.name.isnull())
		.run()
	)
	return [row[0] for row in rows]


def delete(names: Sequence[str]) -> None:
	"""Delete results with their KPI rows."""
	result_rows.delete(RESULT, names, [KPI_RESULT])


def keep_fingerprint(card: Card) -> None:
	"""All results stand by the card's definition now."""
	doctype = frappe.qb.DocType(queries.SCORECARD)
	frappe.qb.update(doctype).set(doctype.scored_as, card.fingerprint).where(doctype.name == card.name).run()
	frappe.clear_document_cache(queries.SCORECARD, card.name)


def _delete(condition) -> None:
	result = frappe.qb.DocType(RESULT)
	delete([row[0] for row in frappe.qb.from_(result).select(result.name).where(condition).run()])


# Supplier -------------------------------------------------------------------------------------------------


def write_suppliers(suppliers: Collection[str] | None, as_of: date) -> None:
	"""Bring the score and standing on Supplier up to the results, in two statements; ``modified`` stays.

	The lowest of the latest scores over companies and enabled scorecards, and its standing. MIN, and the standing by
	the score just written: ORDER BY with LIMIT in a correlated subquery of SET came out empty on MariaDB.
	"""
	from frappe.query_builder.functions import IfNull, Min

	if not frappe.get_meta("Supplier").has_field("relationship_score"):
		return
	supplier = frappe.qb.DocType("Supplier")
	result, card = frappe.qb.DocType(RESULT), frappe.qb.DocType(queries.SCORECARD)
	latest = queries.latest_periods(as_of, suppliers=suppliers)
	current = (
		frappe.qb.from_(result)
		.inner_join(card)
		.on((card.name == result.scorecard) & (card.enabled == 1))
		.inner_join(latest)
		.on(
			(result.supplier == latest.supplier)
			& (result.scorecard == latest.scorecard)
			& (result.company == latest.company)
			& (result.period_start == latest.period_start)
		)
		.where((result.supplier == supplier.name) & (result.is_scored == 1))
	)
	standing = current.select(Min(result.standing)).where(result.score == supplier.relationship_score)
	for column, value in (
		(supplier.relationship_score, IfNull(current.select(Min(result.score)), 0)),
		(supplier.relationship_standing, IfNull(standing, "")),
	):
		query = frappe.qb.update(supplier).set(column, value)
		if suppliers is not None:
			query = query.where(is_one_of(supplier.name, sorted(suppliers)))
		query.run()
