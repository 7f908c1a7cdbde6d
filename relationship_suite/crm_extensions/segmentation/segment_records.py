"""The one writer of memberships in Customer Segments, and of what a segment says of its evaluation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import frappe
from frappe.query_builder import CustomFunction
from frappe.utils import getdate, now_datetime

from relationship_suite.crm_extensions.segmentation import insights, rule_queries, segment_queries
from relationship_suite.crm_extensions.segmentation.rule_queries import (
	MEMBERSHIP,
	OWN_SET,
	SEGMENT,
	Definition,
	Difference,
)
from relationship_suite.relationship_core.facts import notes, result_rows

Replace = CustomFunction("REPLACE", ["text", "old", "new"])
Trim = CustomFunction("TRIM", ["text"])

#: Why somebody entered or left, beside own purchases: options of the fields Reason and Left Because.
CHANGED, RECORD, OTHERS = "Segment changed", "Customer record changed", "Other circumstances"


@dataclass(frozen=True)
class Evaluated:
	"""What a segment's evaluation has found.

	Attributes:
		definition: as it was read.
		differences: whose membership is to change.
		noted: customers with changed documents.
		is_whole: all customers were looked at.
	"""

	definition: Definition
	differences: Sequence[Difference]
	noted: Collection[str]
	is_whole: bool

	def reason(self, each: Difference) -> str:
		"""Why this customer's membership changes."""
		definition = self.definition
		if definition.is_changed:
			return CHANGED
		if each.customer in self.noted:
			return insights.OWN
		since = definition.evaluated_on
		return RECORD if since and getdate(each.modified) >= since else OTHERS


def write(found: Sequence[Evaluated], as_of: date) -> int:
	"""Bring memberships up to what was found, inside the running transaction; gives the rows written.

	A segment that was changed or deleted meanwhile is left as it is: it is due again, or gone.
	"""
	current = _unchanged([each.definition for each in found])
	found = [each for each in found if each.definition.name in current]
	written = _write_moves(found, as_of)
	write_codes(
		{move.customer for each in found for move in each.differences}.union(
			*(each.noted for each in found if not each.is_whole)
		)
	)
	_keep_evaluated([each.definition for each in found if each.is_whole], as_of)
	return written


def _unchanged(definitions: Sequence[Definition]) -> set[str]:
	"""Names of those that are as they were read; locked, so that they stay so until commit."""
	segment = frappe.qb.DocType(SEGMENT)
	names = [each.name for each in definitions]
	query = frappe.qb.from_(segment).select(segment.name, segment.modified).where(segment.name.isin(names))
	now = {name: str(modified) for name, modified in query.for_update().run()}
	return {each.name for each in definitions if now.get(each.name) == str(each.modified)}


def _write_moves(found: Sequence[Evaluated], as_of: date) -> int:
	"""History is what was true at the end of a day: a row that would not last one is dropped, or opened again."""
	enter: list[tuple] = []
	drop: list[str] = []
	reopen: list[str] = []
	close: dict[str, list[str]] = defaultdict(list)
	for each in found:
		definition = each.definition
		for move in each.differences:
			reason = each.reason(move)
			if move.is_member and move.stay:
				reopen.append(move.stay)
			elif move.is_member:
				row = (OWN_SET, move.customer, definition.company, definition.name, as_of, reason)
				enter.append((frappe.generate_hash(length=16), *row))
			elif move.entered_on >= as_of:
				drop.append(move.stay)
			else:
				close[reason].append(move.stay)
	result_rows.delete(MEMBERSHIP, drop)
	for reason, names in sorted(close.items()):
		_set(names, left_on=as_of, left_because=reason)
	_set(reopen, left_on=None, left_because="")
	columns = ("segment_set", "customer", "company", "customer_segment", "entered_on", "reason")
	result_rows.insert(MEMBERSHIP, columns, enter)
	return len(enter) + len(drop) + len(reopen) + sum(map(len, close.values()))


def _set(names: Sequence[str], **values: object) -> None:
	stay = frappe.qb.DocType(MEMBERSHIP)
	for chunk in result_rows.chunks(names):
		query = frappe.qb.update(stay).set(stay.modified, now_datetime())
		for field, value in values.items():
			query = query.set(stay[field], value)
		query.where(stay.name.isin(chunk)).run()


def write_codes(customers: Collection[str]) -> None:
	"""Bring the codes on these Customers up to the segments that they are in, without touching ``modified``."""
	if not customers or not frappe.get_meta("Customer").has_field("relationship_segments"):
		return
	stay, segment = frappe.qb.DocType(MEMBERSHIP), frappe.qb.DocType(SEGMENT)
	customer = frappe.qb.DocType("Customer")
	moved: dict[str, list[str]] = defaultdict(list)
	for chunk in result_rows.chunks(sorted(customers)):
		codes: dict[str, list[str]] = {name: [] for name in chunk}
		rows = (
			frappe.qb.from_(stay)
			.inner_join(segment)
			.on(segment.name == stay.customer_segment)
			.select(stay.customer, segment.code)
			.where(stay.customer.isin(chunk) & (stay.segment_set == OWN_SET) & stay.left_on.isnull())
			.orderby(stay.customer, segment.code)
			.run()
		)
		for name, code in rows:
			codes[name].append(code)
		shown = frappe.qb.from_(customer).select(customer.name, customer.relationship_segments)
		for name, text in shown.where(customer.name.isin(chunk)).run():
			wanted = " ".join(codes[name])
			if (text or "") != wanted:
				moved[wanted].append(name)
	for text, names in sorted(moved.items()):
		for chunk in result_rows.chunks(names):
			query = frappe.qb.update(customer).set(customer.relationship_segments, text)
			query.where(customer.name.isin(chunk)).run()
			for name in chunk:
				frappe.clear_document_cache("Customer", name)


def _keep_evaluated(definitions: Sequence[Definition], as_of: date) -> None:
	"""Without touching ``modified``: nobody's open form becomes an old one."""
	if not definitions:
		return
	segment = frappe.qb.DocType(SEGMENT)
	names = [each.name for each in definitions]
	query = frappe.qb.update(segment).set(segment.evaluated_on, as_of).set(segment.error, "")
	query.where(segment.name.isin(names)).run()
	changed = [each.name for each in definitions if each.is_changed]
	if changed:
		query = frappe.qb.update(segment).set(segment.evaluated_as, segment.rule_mark)
		query.where(segment.name.isin(changed)).run()


def keep_error(segment: str, error: str) -> None:
	"""Say on the segment why it is not evaluated; it stays due."""
	frappe.db.set_value(SEGMENT, segment, {"error": error, "evaluated_on": None}, update_modified=False)


def drop_doubled(companies: Collection[str]) -> None:
	"""After a merge of two customers one open row of a segment is enough."""
	if companies:
		result_rows.delete(MEMBERSHIP, rule_queries.doubled(companies))


def mark_due(segment: str | None = None) -> None:
	"""Have one segment, or all, evaluated by the next run."""
	table = frappe.qb.DocType(SEGMENT)
	query = frappe.qb.update(table).set(table.evaluated_on, None)
	(query if segment is None else query.where(table.name == segment)).run()


def settle(last_note: int, customer: str | None = None) -> None:
	"""Remove the notes up to ``last_note``; ``customer``: of this one alone."""
	if last_note:
		notes.settle(segment_queries.CONSUMER, last_note, party=customer)


def forget_segment(segment: str, code: str) -> None:
	"""Remove the memberships of a segment that is being deleted, and its code from the Customers."""
	stay, customer = frappe.qb.DocType(MEMBERSHIP), frappe.qb.DocType("Customer")
	if frappe.get_meta("Customer").has_field("relationship_segments"):
		without = Trim(Replace(Replace(customer.relationship_segments, code, ""), "  ", " "))
		members = frappe.qb.from_(stay).select(stay.customer).where(stay.customer_segment == segment)
		members = members.where(stay.left_on.isnull())
		query = frappe.qb.update(customer).set(customer.relationship_segments, without)
		query.where(customer.name.isin(members)).run()
	frappe.qb.from_(stay).delete().where(stay.customer_segment == segment).run()


def forget_customer(customer: str) -> None:
	"""Take a Customer that is being deleted off the static lists."""
	row = frappe.qb.DocType("Customer Segment Customer")
	frappe.qb.from_(row).delete().where(row.customer == customer).run()
