"""Customer insights as data: figures of the facts become scored insights, and scored insights become history.

Pure: every date comes in as ``as_of``; amounts are in company currency.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from relationship_suite.crm_extensions.segmentation.model import (
	OverdueRule,
	RfmInput,
	RfmScore,
	checked,
	score_rfm,
)
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.facts.days import date_of

#: What is done around the work on one customer.
Guard = Callable[[str], AbstractContextManager]

#: Why a customer is in a segment: the options of the field Reason of Customer Segment Membership.
FIRST, OWN, TIME, OTHERS = (
	"First scored",
	"Own purchases or returns",
	"Passing of time",
	"Compared with other customers",
)

METHODS = {"quintiles": "Quintiles", "thresholds": "Fixed limits"}


@dataclass(frozen=True)
class Insight:
	"""What is known of one customer at one company: a row of Customer Insight, by its field names.

	``cost_known`` is the share of turnover with known cost, percent. ``median_gap_days`` and ``gaps`` are the
	customer's own rhythm, ``overdue_from`` the first day on which they are overdue by it. ``r``, ``f``, ``m`` are
	0 and ``segment`` is empty where the customer is not scored. ``figures_change_on`` and ``changes_on`` are the
	first days on which the passing of time alone changes the figures, or the figures or the scores.
	"""

	customer: str
	last_purchase_on: date | None = None
	purchase_days: int = 0
	revenue: float = 0.0
	margin: float = 0.0
	cost_known: float = 0.0
	lines_without_rate: int = 0
	gaps: int = 0
	median_gap_days: float = 0.0
	overdue_from: date | None = None
	figures_change_on: date | None = None
	r: int = 0
	f: int = 0
	m: int = 0
	segment: str = ""
	method: str = ""
	segment_since: date | None = None
	previous_segment: str = ""
	changes_on: date | None = None


INSIGHT_FIELDS: tuple[str, ...] = tuple(each.name for each in fields(Insight))


@dataclass(frozen=True)
class Stay:
	"""A row of the membership history: in ``segment`` from ``entered_on`` until ``left_on``, None while it lasts."""

	name: str
	customer: str
	segment: str
	previous_segment: str
	entered_on: date
	left_on: date | None = None


@dataclass(frozen=True)
class Entry:
	"""A row that the history is to get."""

	customer: str
	segment: str
	previous_segment: str
	reason: str


@dataclass(frozen=True)
class Moves:
	"""What the history needs: names of rows to close, to drop and to open again, and rows to add."""

	close: tuple[str, ...] = ()
	drop: tuple[str, ...] = ()
	reopen: tuple[str, ...] = ()
	enter: tuple[Entry, ...] = ()


def insight_of(figures: Mapping[str, Any], rhythm: Mapping[str, Any] | None, rules: Rules) -> Insight:
	"""The unscored insight of one row of ``customer_figures`` and one of ``customer_rhythms``."""
	last, oldest, coming = (
		None if figures[name] is None else date_of(figures[name])
		for name in ("last_purchase_day", "oldest_day", "next_day")
	)
	turns = [day for day in (oldest and rules.leaves_on(oldest), coming) if day]
	gaps, gap = (int(rhythm["gaps"]), float(rhythm["median_gap_days"])) if rhythm else (0, 0.0)
	turnover = figures["turnover"]
	return Insight(
		customer=figures["customer"],
		last_purchase_on=last,
		purchase_days=figures["purchase_days"],
		revenue=figures["revenue"],
		margin=figures["margin"],
		cost_known=round(100 * figures["known_turnover"] / turnover, 4) if turnover else 0.0,
		lines_without_rate=figures["lines_without_rate"],
		gaps=gaps,
		median_gap_days=gap,
		overdue_from=overdue_from(last, gaps, gap),
		figures_change_on=min(turns, default=None),
	)


def overdue_from(
	last_purchase_on: date | None, gaps: int, median_gap_days: float, rule: OverdueRule | None = None
) -> date | None:
	"""The first day with days since last > k x own median gap; None without a rhythm of one's own."""
	rule = rule or OverdueRule()
	if last_purchase_on is None or gaps < rule.minimum_gaps:
		return None
	return last_purchase_on + timedelta(days=math.floor(rule.k * median_gap_days) + 1)


def scored(
	insights: Iterable[Insight], as_of: date, rules: Rules, guard: Guard = nullcontext
) -> list[Insight]:
	"""The insights of *all* customers of a company with the scores of the day: quintiles are relative.

	By margin a customer with no line of known cost has no margin and is not scored. ``segment_since`` and
	``previous_segment`` are left as they are: the history knows them. What concerns one customer alone is done within
	``guard(customer)``; who fails there and goes on has no part in the others' scores, and its row means nothing.
	"""
	rows = list(insights)
	by_margin = rules.basis == "margin"
	inputs: list[RfmInput] = []
	for each in rows:
		if by_margin and not each.cost_known:
			continue
		money = each.margin if by_margin else each.revenue
		with guard(each.customer):
			inputs.append(
				checked(RfmInput(each.customer, each.last_purchase_on, each.purchase_days, money), as_of)
			)
	result = score_rfm(inputs, as_of, rules.basis, rules.thresholds, rules.minimum_for_quintiles)
	scores = {each.customer: each for each in result.scores}
	found: list[Insight] = []
	for each in rows:
		with guard(each.customer):
			found.append(_with_score(each, scores.get(each.customer), result.method, as_of, rules))
	return found


def _with_score(each: Insight, score: RfmScore | None, method: str, as_of: date, rules: Rules) -> Insight:
	if score is None:
		return replace(each, r=0, f=0, m=0, segment="", method="", changes_on=each.figures_change_on)
	turns = [each.figures_change_on]
	if method == "thresholds":  # by quintiles a day more is a day more for all
		turns.append(rules.recency_changes_on(each.last_purchase_on, as_of))
	return replace(
		each,
		r=score.r,
		f=score.f,
		m=score.m,
		segment=score.segment,
		method=METHODS[method],
		changes_on=min((day for day in turns if day), default=None),
	)


def with_history(
	insights: Iterable[Insight],
	stays: Iterable[Stay],
	as_of: date,
	touched: set[str],
	due: set[str],
) -> tuple[list[Insight], Moves]:
	"""The insights with since when and from where, and what has to change in the history.

	History is what was true at the end of a day: a row that would not last one is dropped and not closed, and who
	is back in the segment they left on the same day never left it. Of several open rows of a customer (two
	customers were merged) the one that fits stays.

	Args:
		insights: all customers of a company, scored.
		stays: the rows of that company that are open or were left on ``as_of`` or later.
		touched: customers with changed documents.
		due: customers of whom the passing of time was to change something.
	"""
	rows_of: dict[str, list[Stay]] = {}
	for stay in sorted(stays, key=lambda stay: (stay.left_on is not None, stay.entered_on, stay.name)):
		rows_of.setdefault(stay.customer, []).append(stay)
	kept: list[Insight] = []
	left: list[Stay] = []
	reopen: list[str] = []
	enter: list[Entry] = []
	for each in insights:
		mine = rows_of.pop(each.customer, [])
		current = next((stay for stay in mine if each.segment and stay.segment == each.segment), None)
		left += [stay for stay in mine if stay is not current]
		if current:
			if current.left_on:
				reopen.append(current.name)
			kept.append(
				replace(each, segment_since=current.entered_on, previous_segment=current.previous_segment)
			)
			continue
		lasting = [stay for stay in mine if stay.entered_on < as_of]
		before = lasting[0].segment if lasting else each.previous_segment
		kept.append(replace(each, previous_segment=before, segment_since=as_of if each.segment else None))
		if each.segment:
			reason = _reason(each.customer, bool(before), touched, due)
			enter.append(Entry(each.customer, each.segment, before, reason))
	left += [stay for rows in rows_of.values() for stay in rows]  # no figures any more
	moves = Moves(
		close=tuple(stay.name for stay in left if stay.entered_on < as_of and stay.left_on != as_of),
		drop=tuple(stay.name for stay in left if stay.entered_on >= as_of),
		reopen=tuple(reopen),
		enter=tuple(enter),
	)
	return kept, moves


def _reason(customer: str, was_scored: bool, touched: set[str], due: set[str]) -> str:
	if not was_scored:
		return FIRST
	if customer in touched:
		return OWN
	return TIME if customer in due else OTHERS
