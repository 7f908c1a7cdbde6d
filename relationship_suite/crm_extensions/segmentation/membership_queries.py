"""Sums over the history of segments, as the session's user may see it: whose customers, which segments, one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import frappe
from frappe.query_builder.functions import Count, Sum
from pypika import Case
from pypika.terms import ValueWrapper

from relationship_suite.compat import is_one_of
from relationship_suite.crm_extensions.segmentation.queries import RFM_SET
from relationship_suite.crm_extensions.segmentation.rule_queries import MEMBERSHIP, OWN_SET, SEGMENT
from relationship_suite.reports.scope import permitted_parties, within

#: Set of segments -> the field that names the segment.
NAMED_IN = {OWN_SET: "customer_segment", RFM_SET: "segment"}


def readable(company: str) -> list[str]:
	"""Names of the Customer Segments of a company that the user may read."""
	filters = {"company": company}
	return frappe.get_list(SEGMENT, filters=filters, pluck="name", order_by="name asc", limit=0)


def sizes(company: str, segment_set: str, days: Sequence[date]) -> dict[str, list[int]]:
	"""Segment -> members at the end of each of the days."""
	stay = frappe.qb.DocType(MEMBERSHIP)
	columns = [Sum(Case().when(_is_open(stay, day), ValueWrapper(1)).else_(0)) for day in days]
	name = stay[NAMED_IN[segment_set]]
	query = frappe.qb.from_(stay).select(name, *columns).where(_visible(stay, company, segment_set))
	rows = query.where(stay.entered_on <= max(days)).groupby(name).orderby(name).run()
	return {row[0]: [int(count or 0) for count in row[1:]] for row in rows}


def overlaps(company: str, other_set: str, day: date) -> dict[tuple[str, str], int]:
	"""(Customer Segment, segment of the other set) -> customers who were in both at the end of a day.

	Of the same set each pair stands once, the names in order.
	"""
	stay, other = frappe.qb.DocType(MEMBERSHIP), frappe.qb.DocType(MEMBERSHIP).as_("other")
	name, second = stay.customer_segment, other[NAMED_IN[other_set]]
	is_both = (other.customer == stay.customer) & _visible(other, company, other_set)
	if other_set == OWN_SET:
		is_both &= other.customer_segment > stay.customer_segment
	query = frappe.qb.from_(stay).inner_join(other).on(is_both).select(name, second, Count("*"))
	query = query.where(_visible(stay, company, OWN_SET) & _is_open(stay, day) & _is_open(other, day))
	rows = query.groupby(name, second).orderby(name, second).run()
	return {(first, also): count for first, also, count in rows}


def _is_open(stay, day: date):
	return (stay.entered_on <= day) & (stay.left_on.isnull() | (stay.left_on > day))


def _visible(stay, company: str, segment_set: str):
	"""Rows of a company and a set whose customer, and whose segment, the user may see."""
	found = (stay.company == company) & (stay.segment_set == segment_set)
	if segment_set == OWN_SET:
		found &= is_one_of(stay.customer_segment, readable(company))
	customers = permitted_parties("Customer", MEMBERSHIP)
	return found if customers is None else found & within(stay.customer, customers)
