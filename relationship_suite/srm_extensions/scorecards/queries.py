"""Reads of the scorecards: templates, months of the roll-up, results."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.query_builder.functions import Max, Min, Sum
from frappe.utils import cint, flt, getdate
from pypika.terms import Criterion

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.problems import Problem, ProblemsError
from relationship_suite.reports.scope import within
from relationship_suite.reports.trees import item_groups
from relationship_suite.srm_extensions.scorecards.history import (
	Month,
	columns_of,
	empty_month,
	needs_orders,
)
from relationship_suite.srm_extensions.scorecards.measures import BY_UOM
from relationship_suite.srm_extensions.scorecards.model import Kpi, Standing, TargetCurve, Template
from relationship_suite.srm_extensions.scorecards.order_queries import add_orders
from relationship_suite.srm_extensions.scorecards.rates import Tally

SCORECARD, RESULT, KPI_RESULT = (
	"Performance Scorecard",
	"Performance Scorecard Result",
	"Performance Scorecard KPI Result",
)

WILSON = "Wilson lower bound"

#: (company, supplier) -> month -> what happened.
Months = dict[tuple[str, str], dict[date, Month]]


@dataclass(frozen=True)
class Card:
	"""An enabled scorecard, ready to be applied."""

	name: str
	template: Template
	company: str | None
	item_groups: tuple[str, ...]  # empty: all items
	fingerprint: str  # changes with everything that a score depends on
	is_scored: bool  # all results stand by this definition


def template_of(doc) -> Template:
	"""The pure template of a Performance Scorecard, with the settings filled in where its rows leave them open.

	Values are read as Frappe stores them: of a document that is not saved yet they may be of any type.

	Raises:
		ProblemsError: a target curve that is none, with its row. Everything else is ``Template.problems``.
	"""
	settings = frappe.get_cached_doc("Relationship Suite Settings")
	problems: list[Problem] = []
	kpis: list[Kpi] = []
	for number, row in enumerate(doc.kpis, start=1):
		try:
			curve = TargetCurve(flt(row.threshold), flt(row.target), flt(row.stretch))
		except ProblemsError as error:
			problems += [Problem(f"kpis.{p.field}", p.text, p.values, number) for p in error.problems]
			continue
		kpis.append(
			Kpi(
				key=str(row.kpi or ""),
				weight=flt(row.weight),
				curve=curve,
				minimum=cint(row.minimum_evidence) or settings.minimum_lines or 0,
				is_cautious=(row.judged_by or settings.rate_basis) == WILSON,
			)
		)
	if problems:
		raise ProblemsError(*problems)
	return Template(
		kpis=tuple(kpis),
		standings=tuple(
			Standing(str(row.standing or ""), flt(row.min_score), flt(row.max_score), str(row.colour or ""))
			for row in doc.standings
		),
		frequency=str(doc.frequency or ""),
		window_months=cint(doc.window_months),
		half_life_months=flt(doc.half_life_months) or None,
		minimum_coverage=flt(doc.minimum_coverage),
		is_for_item_group=bool(doc.item_group),
	)


def cards() -> list[Card]:
	"""The enabled scorecards by name; one whose definition is broken, by an import say, is logged and left out."""
	found = []
	doctype = frappe.qb.DocType(SCORECARD)
	rows = (
		frappe.qb.from_(doctype)
		.select(doctype.name, doctype.scored_as)
		.where(doctype.enabled == 1)
		.orderby(doctype.name)
		.run()
	)
	for name, scored_as in rows:
		doc = frappe.get_cached_doc(SCORECARD, name)
		try:
			template = template_of(doc)
			template.validate()
		except ProblemsError:
			_log_once(doc)
			continue
		groups = item_groups(doc.item_group)
		known = repr((template, doc.only_company or "", groups))
		fingerprint = hashlib.sha1(known.encode(), usedforsecurity=False).hexdigest()
		found.append(
			Card(name, template, doc.only_company or None, groups, fingerprint, fingerprint == scored_as)
		)
	return found


def _log_once(doc) -> None:
	"""Log the error at hand unless it is logged for the scorecard as it was last saved: every run looks at it."""
	mine = {"reference_doctype": SCORECARD, "reference_name": doc.name, "creation": (">=", doc.modified)}
	if not frappe.db.exists("Error Log", mine):
		frappe.log_error(
			title=f"{SCORECARD} {doc.name}", reference_doctype=SCORECARD, reference_name=doc.name
		)


def standing_names() -> list[str]:
	"""Names of the standings of enabled scorecards, by the lowest score that belongs to them."""
	card, standing = frappe.qb.DocType(SCORECARD), frappe.qb.DocType("Performance Scorecard Standing")
	rows = (
		frappe.qb.from_(standing)
		.inner_join(card)
		.on((card.name == standing.parent) & (card.enabled == 1))
		.select(standing.standing)
		.where(standing.parenttype == SCORECARD)
		.groupby(standing.standing)
		.orderby(Min(standing.min_score))
		.orderby(standing.standing)
		.run()
	)
	return [row[0] for row in rows]


def months(card: Card, first: date, last: date, suppliers: Collection[str] | None = None) -> Months:
	"""The roll-up in the card's scope, from one month to another; ``None`` for all suppliers."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	columns = columns_of(card.template)
	query = (
		frappe.qb.from_(table)
		.select(table.company, table.supplier, table.month, table.uom, *(Sum(table[c]) for c in columns))
		.where((table.month >= first) & (table.month <= last))
		.groupby(table.company, table.supplier, table.month, table.uom)
		.orderby(table.company)
		.orderby(table.supplier)
		.orderby(table.month)
		.orderby(table.uom)
	)
	if card.company:
		query = query.where(table.company == card.company)
	if card.item_groups:
		query = query.where(table.item_group.isin(card.item_groups))
	if suppliers is not None:
		query = query.where(is_one_of(table.supplier, sorted(suppliers)))
		if not card.company:  # rows lie by company and then by supplier: without one all of them are read
			company = frappe.qb.DocType("Company")
			names = [row[0] for row in frappe.qb.from_(company).select(company.name).run()]
			query = query.where(is_one_of(table.company, names))
	found: Months = {}
	for company, supplier, month, uom, *values in query.run():
		sums = {column: round(float(value or 0), 6) for column, value in zip(columns, values, strict=True)}
		known = found.setdefault((company, supplier), {}).setdefault(getdate(month), empty_month())
		for column in known.sums.keys() & sums.keys():
			known.sums[column] = round(known.sums[column] + sums[column], 6)
		for measure in BY_UOM:
			part, _whole, lines = measure.columns
			if part in sums and (sums[lines] or sums[part]):
				known.by_uom[measure.name][uom] = Tally(*(sums[column] for column in measure.columns))
	if needs_orders(card.template):
		add_orders(found, card.company, first, last, suppliers)
	return found


def month_range() -> tuple[date, date] | None:
	"""First and last month of the roll-up; None while it is empty."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	first, last = frappe.qb.from_(table).select(Min(table.month), Max(table.month)).run()[0]
	return (getdate(first), getdate(last)) if first else None


def late_open_lines(supplier: str, companies: Collection[str] | None) -> int:
	"""Due lines of a supplier's open orders that have not arrived in full."""
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = frappe.qb.from_(table).select(Sum(table.lines_late_open)).where(table.supplier == supplier)
	if companies is not None:
		query = query.where(within(table.company, companies))
	return int(query.run()[0][0] or 0)


# Results --------------------------------------------------------------------------------------------------


def latest_results(
	as_of: date,
	*,
	suppliers: Collection[str] | None = None,
	companies: Collection[str] | None = None,
	scorecard: str | None = None,
) -> list[dict]:
	"""The latest result of each supplier, company and enabled scorecard up to a day, the whole-range cards first."""
	result, card = frappe.qb.DocType(RESULT), frappe.qb.DocType(SCORECARD)
	latest = latest_periods(as_of, suppliers=suppliers, companies=companies, scorecard=scorecard)
	query = (
		frappe.qb.from_(result)
		.inner_join(latest)
		.on(is_of(result, latest))
		.inner_join(card)
		.on((card.name == result.scorecard) & (card.enabled == 1))
		.select(
			result.name,
			result.supplier,
			result.scorecard,
			result.company,
			result.period,
			result.period_start,
			result.period_end,
			result.is_scored,
			result.score,
			result.standing,
			result.standing_colour,
			result.coverage,
			result.has_previous,
			result.previous_score,
			result.change,
			result.modified,
			card.item_group,
			card.window_months,
		)
		.orderby(card.item_group)
		.orderby(result.scorecard)
		.orderby(result.company)
		.orderby(result.supplier)
	)
	return _in_scope(query, result, suppliers, companies, scorecard).run(as_dict=True)


def may_see_scores() -> bool:
	"""Whether the session's user may read results and, at level 1, their scores."""
	return bool(frappe.has_permission(RESULT, "read") and 1 in frappe.get_meta(RESULT).get_permlevel_access())


def is_of(result, latest) -> Criterion:
	"""The result is the one whose period :func:`latest_periods` gives."""
	keys = ("supplier", "scorecard", "company", "period_start")
	return Criterion.all(result[key] == latest[key] for key in keys)


def latest_periods(
	as_of: date,
	*,
	suppliers: Collection[str] | None = None,
	companies: Collection[str] | None = None,
	scorecard: str | None = None,
	scored: bool = False,
):
	"""Subquery: when the latest result of each supplier, scorecard and company begins, up to a day.

	``scored``: of those that have a score; a period without enough data leaves a standing as it was.
	"""
	result = frappe.qb.DocType(RESULT)
	query = (
		frappe.qb.from_(result)
		.select(
			result.supplier,
			result.scorecard,
			result.company,
			Max(result.period_start).as_("period_start"),
		)
		.where(result.period_start <= as_of)
		.groupby(result.scorecard, result.supplier, result.company)  # in the order of their index
	)
	if scored:
		query = query.where(result.is_scored == 1)
	return _in_scope(query, result, suppliers, companies, scorecard).as_("latest")


def history(scorecard: str, supplier: str, company: str, as_of: date, limit: int = 13) -> list[dict]:
	"""The last results of a supplier, oldest first."""
	result = frappe.qb.DocType(RESULT)
	rows = (
		frappe.qb.from_(result)
		.select(
			result.name,
			result.period,
			result.period_start,
			result.is_scored,
			result.score,
			result.standing,
			result.coverage,
		)
		.where(
			(result.scorecard == scorecard)
			& (result.supplier == supplier)
			& (result.company == company)
			& (result.period_start <= as_of)
		)
		.orderby(result.period_start, order=frappe.qb.desc)
		.limit(limit)
		.run(as_dict=True)
	)
	return rows[::-1]


def kpi_results(names: Collection[str]) -> list[dict]:
	"""KPI rows of results, what costs most points first."""
	kpi = frappe.qb.DocType(KPI_RESULT)
	if not names:
		return []
	return (
		frappe.qb.from_(kpi)
		.select(
			kpi.parent,
			kpi.kpi,
			kpi.value,
			kpi.n,
			kpi.minimum,
			kpi.is_judged,
			kpi.score,
			kpi.weight,
			kpi.effective_weight,
			kpi.points_lost,
		)
		.where((kpi.parenttype == RESULT) & kpi.parent.isin(list(names)))
		.orderby(kpi.parent)
		.orderby(kpi.idx)
		.run(as_dict=True)
	)


def _in_scope(query, result, suppliers, companies, scorecard):
	if suppliers is not None:
		query = query.where(within(result.supplier, suppliers))
	if companies is not None:
		query = query.where(within(result.company, companies))
	if scorecard:
		query = query.where(result.scorecard == scorecard)
	return query
