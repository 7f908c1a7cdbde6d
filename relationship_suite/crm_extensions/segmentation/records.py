"""The one writer of Customer Insight, Customer Segment Membership and the segment on the Customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, replace
from datetime import date, datetime
from functools import partial

import frappe
from frappe.utils import now_datetime

from relationship_suite.crm_extensions.segmentation import queries
from relationship_suite.crm_extensions.segmentation.insights import (
	INSIGHT_FIELDS,
	Guard,
	Insight,
	Moves,
	insight_of,
	scored,
	with_history,
)
from relationship_suite.crm_extensions.segmentation.metrics import customer_figures, customer_rhythms
from relationship_suite.crm_extensions.segmentation.queries import Mark, Work
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.facts import notes, result_rows, watermarks
from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.relationship_core.facts.engines import Engine
from relationship_suite.relationship_core.facts.refresh import noted


def insight_name(company: str, customer: str) -> str:
	"""The name of the one Customer Insight of a customer at a company."""
	return result_rows.name_of("CI", company, customer)


def write_company(
	engine: Engine,
	company: str,
	work: Work,
	as_of: date,
	rules: Rules,
	*,
	failed: dict[str, str],
	only: str | None = None,
) -> tuple[int, bool]:
	"""Score a company anew and write what differs, inside the running transaction; gives the rows written.

	Figures are recomputed for customers with changed documents and for those whose window has moved over a
	purchase; the others' stand as they are stored. Scores are those of all customers, since quintiles are relative.
	A customer who cannot be scored is added to ``failed`` with the traceback, and the stored row stays as it is.

	``only``: the figures and the row of this customer alone. The second value says whether the others' rows are what
	they are to be, as they always are without it.
	"""
	guard = partial(noted, failed)
	stored = queries.stored_insights(company)
	by_customer: dict[str, tuple[str, Insight]] = {}
	for (
		name,
		each,
	) in stored:  # after a merge two rows name one customer: the one that is rightly named counts
		if each.customer not in by_customer or name == insight_name(company, each.customer):
			by_customer[each.customer] = (name, each)
	touched = _touched(by_customer, work, as_of)
	if only is not None:
		touched &= {only}
	insights = {customer: each for customer, (_name, each) in by_customer.items() if customer not in touched}
	before = {customer: each.previous_segment for customer, (_name, each) in by_customer.items()}
	figures = _figures(engine, company, touched, as_of, rules, guard=guard)
	insights.update({customer: by_customer[customer][1] for customer in failed if customer in by_customer})
	# A customer renamed or merged just now still stands in the facts: the refresh that follows brings the new name.
	new = sorted({each.customer for each in figures} - set(by_customer))
	there = set(by_customer) | (queries.existing_customers(new) if new else set())
	for each in figures:
		if each.customer in there:
			insights[each.customer] = replace(each, previous_segment=before.get(each.customer, ""))
	results = {each.customer: each for each in scored(insights.values(), as_of, rules, guard)}
	for customer in failed:
		results.pop(customer, None)
		if customer in by_customer:
			results[customer] = by_customer[customer][1]
	is_whole, stays = True, queries.open_stays(company, as_of)
	if only is not None:
		others = by_customer.keys() - {only}
		is_whole = all(results.get(customer) == by_customer[customer][1] for customer in others)
		stored = [row for row in stored if row[1].customer == only]
		stays = [stay for stay in stays if stay.customer == only]
		results = {customer: each for customer, each in results.items() if customer == only}
	rows, moves = with_history(
		results.values(),
		stays,
		as_of,
		work.noted | _bought(by_customer, insights.values()),
		work.due,
	)
	changed, gone = _differences(company, stored, rows)
	written = _replace_insights(company, changed, gone)
	written += _write_moves(company, moves, as_of)
	_write_segments(_parties(stored, changed, gone))
	return written, is_whole


def _bought(stored: dict[str, tuple[str, Insight]], now: Iterable[Insight]) -> set[str]:
	"""Customers with another last purchase: one was dated ahead, and its day has come."""
	return {
		each.customer
		for each in now
		if each.customer in stored and stored[each.customer][1].last_purchase_on != each.last_purchase_on
	}


def _touched(stored: dict[str, tuple[str, Insight]], work: Work, as_of: date) -> set[str]:
	"""Customers whose figures, and not only scores, may have changed."""
	moved = {
		customer
		for customer, (_name, each) in stored.items()
		if each.figures_change_on and each.figures_change_on <= as_of
	}
	return moved | work.noted


def _figures(
	engine: Engine, company: str, touched: set[str], as_of: date, rules: Rules, *, guard: Guard
) -> list[Insight]:
	"""Unscored insights of the touched customers, as the facts give them now."""
	if not touched:
		return []
	names = sorted(touched) if len(touched) <= result_rows.FEW else None
	window = rules.window(as_of)
	rhythms = {row["customer"]: row for row in engine.rows(customer_rhythms(window.end_day, company, names))}
	rows = engine.rows(customer_figures(window, company, names))
	found: list[Insight] = []
	for row in rows:
		if row["customer"] in touched:
			with guard(row["customer"]):
				found.append(insight_of(row, rhythms.get(row["customer"]), rules))
	return found


def _differences(
	company: str, stored: Sequence[tuple[str, Insight]], rows: Iterable[Insight]
) -> tuple[list[Insight], list[str]]:
	"""Insights to write, and names of the rows that have to go (those that are replaced as well)."""
	old = dict(stored)
	changed: list[Insight] = []
	keep: set[str] = set()
	for each in rows:
		name = insight_name(company, each.customer)
		if old.get(name) == each:
			keep.add(name)
		else:
			changed.append(each)
	return changed, [name for name in old if name not in keep]


def _replace_insights(company: str, changed: Sequence[Insight], gone: Sequence[str]) -> int:
	insight = frappe.qb.DocType("Customer Insight")
	created: dict[str, datetime] = {}
	for chunk in result_rows.chunks(gone):
		mine = insight.name.isin(chunk)
		created.update(frappe.qb.from_(insight).select(insight.name, insight.creation).where(mine).run())
	result_rows.delete("Customer Insight", gone)
	currency = frappe.db.get_value("Company", company, "default_currency") or ""
	result_rows.insert(
		"Customer Insight",
		(*INSIGHT_FIELDS, "company", "currency"),
		[(insight_name(company, each.customer), *astuple(each), company, currency) for each in changed],
		created,
	)
	return len(changed)


def _write_moves(company: str, moves: Moves, as_of: date) -> int:
	stay = frappe.qb.DocType("Customer Segment Membership")
	result_rows.delete("Customer Segment Membership", moves.drop)
	for names, left_on in ((moves.close, as_of), (moves.reopen, None)):
		for chunk in result_rows.chunks(names):
			query = frappe.qb.update(stay).set(stay.left_on, left_on).set(stay.modified, now_datetime())
			query.where(stay.name.isin(chunk)).run()
	result_rows.insert(
		"Customer Segment Membership",
		("segment_set", "customer", "company", "segment", "previous_segment", "entered_on", "reason"),
		[
			(
				frappe.generate_hash(length=16),
				queries.RFM_SET,
				each.customer,
				company,
				each.segment,
				each.previous_segment,
				as_of,
				each.reason,
			)
			for each in moves.enter
		],
	)
	return len(moves.drop) + len(moves.close) + len(moves.reopen) + len(moves.enter)


# The segment on the Customer ------------------------------------------------------------------------------


def _parties(stored, changed: Sequence[Insight], gone: Sequence[str]) -> list[str]:
	"""Customers of whom a row has come, gone or changed."""
	old = dict(stored)
	return sorted({each.customer for each in changed} | {old[name].customer for name in gone})


def _write_segments(customers: Sequence[str]) -> None:
	"""Bring the field Segment of these Customers up to their insights, without touching ``modified``.

	A customer of several companies has the segment of the one where they bought last.
	"""
	if not customers or not frappe.get_meta("Customer").has_field("relationship_segment"):
		return
	insight, customer = frappe.qb.DocType("Customer Insight"), frappe.qb.DocType("Customer")
	moved: dict[str, list[str]] = defaultdict(list)
	for chunk in result_rows.chunks(customers):
		latest = dict.fromkeys(chunk, "")
		rows = (
			frappe.qb.from_(insight)
			.select(insight.customer, insight.segment)
			.where(insight.customer.isin(chunk) & (insight.segment != ""))
			.orderby(insight.last_purchase_on, insight.company)
			.run()
		)
		latest.update(rows)
		shown = (
			frappe.qb.from_(customer)
			.select(customer.name, customer.relationship_segment)
			.where(customer.name.isin(chunk))
			.run()
		)
		for name, segment in shown:
			if (segment or "") != latest[name]:
				moved[latest[name]].append(name)
	for segment, names in sorted(moved.items()):
		for chunk in result_rows.chunks(names):
			frappe.qb.update(customer).set(customer.relationship_segment, segment).where(
				customer.name.isin(chunk)
			).run()
			for name in chunk:
				frappe.clear_document_cache("Customer", name)


def forget_customer(customer: str) -> None:
	"""Remove the results of a Customer that is being deleted."""
	for doctype in ("Customer Insight", "Customer Segment Membership"):
		table = frappe.qb.DocType(doctype)
		frappe.qb.from_(table).delete().where(table.customer == customer).run()


# Notes and watermark --------------------------------------------------------------------------------------


def settle(company: str, last_note: int, failed: Collection[str] = (), customer: str | None = None) -> None:
	"""Remove a company's notes up to ``last_note`` but those of failed customers; ``customer``: of this one alone."""
	notes.settle(queries.CONSUMER, last_note, company=company, party=customer, failed=failed)


def note_customers(company: str, customers: Collection[str], as_of: date) -> None:
	"""Note these customers' results as stale."""
	month = as_of.replace(day=1)
	notes.note_rows(queries.CONSUMER, [(company, customer, month) for customer in sorted(customers)])


def mark_all_due(customers: Collection[str] | None = None) -> None:
	"""Have every customer computed anew: the rules are others, or the day lies before the last one; of these alone."""
	insight = frappe.qb.DocType("Customer Insight")
	always = date_of(0)
	query = frappe.qb.update(insight).set(insight.changes_on, always).set(insight.figures_change_on, always)
	(query if customers is None else query.where(insight.customer.isin(sorted(customers)))).run()


def keep_mark(mark: Mark) -> None:
	"""Move the watermark."""
	watermarks.keep(queries.WATERMARK, f"{mark.as_of}|{mark.rules}")
