"""Which documents have, or may have, fact rows: read in pages, so that memory does not grow with the site."""

from __future__ import annotations

from collections.abc import Iterator

import frappe
from frappe.query_builder.functions import Count
from pypika.queries import QueryBuilder

from relationship_suite.compat import union, using_index
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.keys import FACTS_OF, SUBMITTABLE
from relationship_suite.relationship_core.facts.pages import Page


def pages(doctype: str, size: int, after: str = "") -> Iterator[Page]:
	"""Names of the documents of a kind that count, and of those that the facts still hold, in order.

	Args:
		doctype: a DocType of :data:`keys.FACTS_OF`.
		size: names a page.
		after: the last name that is done already; "" for a start.
	"""
	while names := _page(doctype, size, after):
		yield names
		after = names[-1]


def count(doctype: str) -> int:
	"""How many documents of a kind count now."""
	return _source(doctype, Count("*")).run()[0][0]


def exist() -> bool:
	"""Is there any document that counts, of any kind?"""
	return any(_source(doctype, frappe.qb.DocType(doctype).name).limit(1).run() for doctype in FACTS_OF)


def _page(doctype: str, size: int, after: str) -> Page:
	doc = frappe.qb.DocType(doctype)
	parts = [_source(doctype, doc.name.as_("voucher")).where(doc.name > after).orderby(doc.name).limit(size)]
	for table in FACTS_OF[doctype]:
		fact = frappe.qb.Table(table.name)
		# Left to itself MariaDB reads every page from the first name on, as the order and limit look cheap to it.
		by_name = using_index(frappe.qb.from_(fact), schema.index_by(table, "voucher_type"))
		parts.append(
			by_name.select(fact.voucher)
			.distinct()
			.where((fact.voucher_type == doctype) & (fact.voucher > after))
			.orderby(fact.voucher)
			.limit(size)
		)
	# The database compares names, here and above: its order is not Python's.
	each = [frappe.qb.from_(part.as_(f"part_{n}")).select("*") for n, part in enumerate(parts)]
	names = frappe.qb.from_(union(*each).as_("names"))
	names = names.select("voucher").orderby("voucher").limit(size).run()
	frappe.db.rollback()  # end the read's snapshot
	return Page(row[0] for row in names)


def _source(doctype: str, what) -> QueryBuilder:
	doc = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(doc).select(what)
	return query.where(doc.docstatus == 1) if doctype in SUBMITTABLE else query
