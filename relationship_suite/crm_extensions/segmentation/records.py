"""The one writer of Customer Insight, Customer Segment Membership and the segment on the Customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, replace
from datetime import date, datetime

import frappe
from frappe.utils import now_datetime

from relationship_suite.crm_extensions.segmentation import queries
from relationship_suite.crm_extensions.segmentation.insights import (
	INSIGHT_FIELDS,
	Insight,
	Moves,
	insight_name,
	insight_of,
	scored,
	with_history,
)
from relationship_suite.crm_extensions.segmentation.metrics import customer_figures, customer_rhythms
from relationship_suite.crm_extensions.segmentation.queries import FEW, Mark, Work, chunks
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.facts import bulk, schema, watermarks
from relationship_suite.relationship_core.facts.days import date_of
from relationship_suite.relationship_core.facts.engines import Engine

#: Standing of a record that no person has made.
_OWNER = "Administrator"


def write_company(engine: Engine, company: str, work: Work, as_of: date, rules: Rules) -> int:
	"""Score a company anew and write what differs, inside the running transaction; gives the rows written.

	Figures are recomputed for customers with changed documents and for those whose window has moved over a
	purchase; the others' stand as they are stored. Scores are those of all customers, since quintiles are relative.
	"""
	stored = queries.stored_insights(company)
	by_customer: dict[str, tuple[str, Insight]] = {}
	for (
		name,
		each,
	) in stored:  # after a merge two rows name one customer: the one that is rightly named counts
		if each.customer not in by_customer or name == insight_name(company, each.customer):
			by_customer[each.customer] = (name, each)
	touched = _touched(by_customer, work, as_of)
	insights = {customer: each for customer, (_name, each) in by_customer.items() if customer not in touched}
	before = {customer: each.previous_segment for customer, (_name, each) in by_customer.items()}
	figures = _figures(engine, company, touched, as_of, rules)
	# A customer renamed or merged just now still stands in the facts: the refresh that follows brings the new name.
	new = sorted({each.customer for each in figures} - set(by_customer))
	there = set(by_customer) | (queries.existing_customers(new) if new else set())
	for each in figures:
		if each.customer in there:
			insights[each.customer] = replace(each, previous_segment=before.get(each.customer, ""))
	rows, moves = with_history(
		scored(insights.values(), as_of, rules),
		queries.open_stays(company, as_of),
		as_of,
		work.noted | _bought(by_customer, insights.values()),
		work.due,
	)
	changed, gone = _differences(company, stored, rows)
	written = _replace_insights(company, changed, gone)
	written += _write_moves(company, moves, as_of)
	_write_segments(_parties(stored, changed, gone))
	return written


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


def _figures(engine: Engine, company: str, touched: set[str], as_of: date, rules: Rules) -> list[Insight]:
	"""Unscored insights of the touched customers, as the facts give them now."""
	if not touched:
		return []
	names = sorted(touched) if len(touched) <= FEW else None
	window = rules.window(as_of)
	rhythms = {row["customer"]: row for row in engine.rows(customer_rhythms(window.end_day, company, names))}
	rows = engine.rows(customer_figures(window, company, names))
	return [
		insight_of(row, rhythms.get(row["customer"]), rules) for row in rows if row["customer"] in touched
	]


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
	for chunk in chunks(gone, FEW):
		mine = insight.name.isin(chunk)
		created.update(frappe.qb.from_(insight).select(insight.name, insight.creation).where(mine).run())
		frappe.qb.from_(insight).delete().where(mine).run()
	now = now_datetime()
	currency = frappe.db.get_value("Company", company, "default_currency") or ""
	_insert(
		"Customer Insight",
		(*INSIGHT_FIELDS, "company", "currency"),
		[
			(
				name := insight_name(company, each.customer),
				created.get(name, now),
				now,
				*astuple(each),
				company,
				currency,
			)
			for each in changed
		],
	)
	return len(changed)


def _write_moves(company: str, moves: Moves, as_of: date) -> int:
	stay = frappe.qb.DocType("Customer Segment Membership")
	for chunk in chunks(moves.drop, FEW):
		frappe.qb.from_(stay).delete().where(stay.name.isin(chunk)).run()
	for names, left_on in ((moves.close, as_of), (moves.reopen, None)):
		for chunk in chunks(names, FEW):
			query = frappe.qb.update(stay).set(stay.left_on, left_on).set(stay.modified, now_datetime())
			query.where(stay.name.isin(chunk)).run()
	now = now_datetime()
	_insert(
		"Customer Segment Membership",
		("customer", "company", "segment", "previous_segment", "entered_on", "reason"),
		[
			(
				frappe.generate_hash(length=16),
				now,
				now,
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


def _insert(doctype: str, fieldnames: Sequence[str], rows: Sequence[tuple]) -> None:
	"""Rows of (name, creation, modified, *values of the fields)."""
	columns = ("name", "creation", "modified", *fieldnames, "owner", "modified_by", "docstatus", "idx")
	bulk.insert(f"tab{doctype}", columns, [(*row, _OWNER, _OWNER, 0, 0) for row in rows])


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
	for chunk in chunks(customers, FEW):
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
		for chunk in chunks(names, FEW):
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


def settle(company: str, last_note: int) -> None:
	"""Remove a company's notes up to ``last_note``; they are written one transaction after another, so that none
	with a lower number can turn up later."""
	stale = frappe.qb.Table(schema.STALE.name)
	frappe.qb.from_(stale).delete().where(
		(stale.party_type == "Customer") & (stale.company == company) & (stale.id <= last_note)
	).run()


def mark_all_due() -> None:
	"""Have every customer computed anew: the rules are others, or the day lies before the last one."""
	insight = frappe.qb.DocType("Customer Insight")
	always = date_of(0)
	frappe.qb.update(insight).set(insight.changes_on, always).set(insight.figures_change_on, always).run()


def keep_mark(mark: Mark) -> None:
	"""Move the watermark."""
	watermarks.keep(queries.WATERMARK, f"{mark.as_of}|{mark.rules}")
