"""Reads of the customer slice: what is stale, what is stored, what is set."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Max
from frappe.utils import add_days, getdate
from pypika.terms import ValueWrapper

from relationship_suite.compat import is_one_of, union
from relationship_suite.crm_extensions.segmentation.insights import INSIGHT_FIELDS, Insight, Stay
from relationship_suite.crm_extensions.segmentation.model import (
	MINIMUM_FOR_QUINTILES,
	SEGMENT_NAMES,
	Thresholds,
)
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.doctype.relationship_suite_settings.limits import parse_limits
from relationship_suite.relationship_core.facts import failing, notes, result_rows, schema

#: The segments' name as a consumer: in ``hooks.py``, and in their notes.
CONSUMER = "customer_segments"

WATERMARK = "customer_results"
#: The set of segments, of those that Customer Segment Membership may hold, that is made by recency, frequency and value.
RFM_SET = "RFM"
#: Moves when the meaning of a figure changes: every customer is then scored anew.
VERSION = 3

_DATES = ("last_purchase_on", "overdue_from", "figures_change_on", "segment_since", "changes_on")
_TEXTS = ("segment", "method", "previous_segment")
_NUMBERS = ("revenue", "margin", "cost_known", "median_gap_days")


@dataclass
class Work:
	"""What makes a company's scores stale: customers with noted documents, and those whose time has come."""

	noted: set[str] = field(default_factory=set)
	due: set[str] = field(default_factory=set)
	last_note: int = 0


@dataclass(frozen=True)
class Mark:
	"""The last day that anything was scored for, and by which rules."""

	as_of: date | None
	rules: str

	@classmethod
	def of(cls, as_of: date, rules: Rules) -> Mark:
		return cls(as_of, f"{rules.mark} v{VERSION}")


def rules_from_settings() -> Rules:
	"""The RFM rules that are set."""
	settings = frappe.get_cached_doc("Relationship Suite Settings")
	limits = {
		name: parse_limits(
			settings.get(f"rfm_{field}_limits") or settings.meta.get_field(f"rfm_{field}_limits").default
		)
		for name, field in (
			("recency_days", "recency"),
			("purchase_days", "frequency"),
			("monetary", "monetary"),
		)
	}
	return Rules(
		months=max(settings.rfm_window_months or 0, 1),
		basis="margin" if settings.rfm_basis == "Margin" else "revenue",
		thresholds=Thresholds(**limits),
		minimum_for_quintiles=settings.rfm_quintiles_from or MINIMUM_FOR_QUINTILES,
	)


def last_mark(value: str | None) -> Mark:
	"""The watermark of the customer results, read."""
	if value is None:
		return Mark(None, "")
	as_of, _, rules = value.partition("|")
	return Mark(getdate(as_of), rules)


def pending(as_of: date, party: str | None = None) -> dict[str, Work]:
	"""Companies with something to do, and what: one statement for all of them; ``party``: for this customer alone."""
	stale, insight = frappe.qb.Table(schema.STALE.name), frappe.qb.DocType("Customer Insight")
	noted = (
		frappe.qb.from_(stale)
		.select(stale.company, stale.party, Max(stale.id))
		.where(notes.of(stale, CONSUMER, party))
		.groupby(stale.company, stale.party)
	)
	due = (
		frappe.qb.from_(insight)
		.select(insight.company, insight.customer, ValueWrapper(0))
		.where(insight.changes_on <= as_of)
	)
	if party is None:
		due = due.where(insight.customer.notin(failing.resting(CONSUMER)))
	else:
		due = due.where(insight.customer == party)
	found: dict[str, Work] = {}
	for company, customer, note in union(noted, due).run():
		work = found.setdefault(company, Work())
		(work.noted if note else work.due).add(customer)
		work.last_note = max(work.last_note, note)
	return found


def stored_insights(company: str) -> list[tuple[str, Insight]]:
	"""The Customer Insights of a company with their names."""
	insight = frappe.qb.DocType("Customer Insight")
	rows = (
		frappe.qb.from_(insight)
		.select(insight.name, *(insight[fieldname] for fieldname in INSIGHT_FIELDS))
		.where(insight.company == company)
		.run()
	)
	return [(row[0], _insight(dict(zip(INSIGHT_FIELDS, row[1:], strict=True)))) for row in rows]


def _insight(row: dict) -> Insight:
	for name in _DATES:
		row[name] = getdate(row[name]) if row[name] else None
	for name in _TEXTS:
		row[name] = row[name] or ""
	for name in _NUMBERS:
		row[name] = float(row[name] or 0)
	return Insight(**row)


def open_stays(company: str, as_of: date) -> list[Stay]:
	"""The rows of a company's history of RFM segments that are open, or were left on ``as_of`` or later."""
	stay = frappe.qb.DocType("Customer Segment Membership")
	rows = (
		frappe.qb.from_(stay)
		.select(stay.name, stay.customer, stay.segment, stay.previous_segment, stay.entered_on, stay.left_on)
		.where((stay.segment_set == RFM_SET) & (stay.company == company))
		.where(stay.left_on.isnull() | (stay.left_on >= as_of))
		.run()
	)
	return [
		Stay(name, customer, segment, before or "", getdate(entered), getdate(left) if left else None)
		for name, customer, segment, before, entered, left in rows
	]


def has_history() -> bool:
	"""Whether any customer ever was in an RFM segment."""
	stay = frappe.qb.DocType("Customer Segment Membership")
	query = frappe.qb.from_(stay).select(stay.name).where(stay.segment_set == RFM_SET)
	return bool(query.limit(1).run())


def existing_customers(names: Sequence[str]) -> set[str]:
	"""Those of the names that are Customers: facts may still hold a name that has just been changed."""
	customer = frappe.qb.DocType("Customer")
	found: set[str] = set()
	for chunk in result_rows.chunks(names):
		rows = frappe.qb.from_(customer).select(customer.name).where(customer.name.isin(chunk)).run()
		found.update(row[0] for row in rows)
	return found


# What the session's user may see: get_list goes by permissions.py ------------------------------------------


def insights_of(company: str, segment: str | None = None, **scores: int) -> list:
	"""The scored customers of a company that the session's user may see, the highest revenue first.

	``scores`` (``r``, ``f``) narrow to those with these scores.
	"""
	return frappe.get_list(
		"Customer Insight",
		filters={
			"company": company,
			"segment": segment or ("in", SEGMENT_NAMES),
			**scores,
		},
		fields=[
			"customer",
			"segment",
			"r",
			"f",
			"m",
			"revenue",
			"margin",
			"cost_known",
			"purchase_days",
			"last_purchase_on",
			"overdue_from",
			"segment_since",
			"previous_segment",
		],
		order_by="revenue desc, customer asc",
		limit=0,
	)


def segments_on(company: str, day: date | str) -> dict[str, str]:
	"""Customer -> RFM segment at the end of a day, of the customers that the session's user may see."""
	rows = frappe.get_list(
		"Customer Segment Membership",
		filters={"segment_set": RFM_SET, "company": company, "entered_on": ("<=", day)},
		or_filters=[["left_on", "is", "not set"], ["left_on", ">", day]],
		fields=["customer", "segment"],
		order_by="entered_on asc, name asc",
		limit=0,
	)
	return {row.customer: row.segment for row in rows}


def stays_of(customer: str, company: str) -> list:
	"""The latest rows of a customer's history of RFM segments at a company, latest first, as the user may see them."""
	return frappe.get_list(
		"Customer Segment Membership",
		filters={"segment_set": RFM_SET, "customer": customer, "company": company},
		fields=["segment", "entered_on", "left_on", "reason"],
		order_by="entered_on desc, name desc",
		limit=6,
	)


def latest_touches(
	customer: str, as_of: date | str, voucher_types: Collection[str], limit: int
) -> list[dict]:
	"""The latest touches of a customer by documents of these kinds that people made: no automated mail.

	Up to the end of a day, the latest first: ``channel``, ``direction``, ``happened_on``, ``person``, ``voucher_type``
	and ``voucher``.
	"""
	touch = frappe.qb.Table(schema.TOUCH.name)
	return (
		frappe.qb.from_(touch)
		.select(
			touch.channel, touch.direction, touch.happened_on, touch.person, touch.voucher_type, touch.voucher
		)
		.where((touch.party_type == "Customer") & (touch.party == customer) & (touch.is_automated == 0))
		.where(touch.happened_on < add_days(as_of, 1))
		.where(is_one_of(touch.voucher_type, voucher_types))
		.orderby(touch.happened_on, touch.voucher, order=Order.desc)
		.limit(limit)
		.run(as_dict=True)
	)


def is_on_timeline(communication: str, customer: str) -> bool:
	"""Whether a Communication stands on the timeline of the Customer's form, which shows it whole to all its readers."""
	link = {"parent": communication, "link_doctype": "Customer", "link_name": customer}
	named = {"name": communication, "reference_doctype": "Customer", "reference_name": customer}
	return bool(frappe.db.exists("Communication", named) or frappe.db.exists("Communication Link", link))


def figures_now(company: str) -> dict[str, dict]:
	"""Customer -> ``revenue`` and ``last_purchase_on`` of today, of those that the session's user may see."""
	rows = frappe.get_list(
		"Customer Insight",
		filters={"company": company},
		fields=["customer", "revenue", "last_purchase_on"],
		order_by="customer",
		limit=0,
	)
	return {row.customer: {"revenue": row.revenue, "last_purchase_on": row.last_purchase_on} for row in rows}
