"""Reads and writes of the fact tables: replace the rows of a batch of documents, and note which results are stale."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import frappe
from pypika.terms import Criterion

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import dependents, followers, notes, schema
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.keys import FACTS_OF
from relationship_suite.relationship_core.facts.pages import Page
from relationship_suite.relationship_core.facts.sources import SOURCES

#: Whose cells (a kind of party, or Item), and the columns with its name and month.
Feeds = tuple[str, str, str]
_ITEMS: Feeds = ("Item", "item_code", "posting_month")
#: Fact table -> the result cells that its rows feed.
CELLS: dict[str, tuple[Feeds, ...]] = {
	schema.PURCHASE_LINE.name: (("Supplier", "supplier", "commitment_month"),),
	schema.RECEIPT_LINE.name: (("Supplier", "supplier", "quality_month"),),
	schema.PURCHASE_PRICE.name: (("Supplier", "supplier", "posting_month"),),
	schema.SALES_LINE.name: (("Customer", "customer", "posting_month"), _ITEMS),
	schema.CONSUMPTION_LINE.name: (_ITEMS,),
	schema.PLANNED_BUCKET.name: (("Supplier", "supplier", "bucket_month"),),
}


def replace(voucher_type: str, names: Sequence[str]) -> int:
	"""Make the fact rows of these documents equal to their source, inside the running transaction.

	Whatever happened (submit, cancel, amend, return, change of date, deletion) is the same case: the old rows go,
	the rows that the source gives now come. Result cells of the old and the new rows are noted as stale.

	Args:
		voucher_type: a DocType of :data:`keys.FACTS_OF`.
		names: names of documents, existing or not.

	Returns:
		The number of fact rows written.
	"""
	written = 0
	for table in FACTS_OF[voucher_type]:
		mine, leaning = _rows_of(table, voucher_type, names), set()
		if _are_there(table, mine):  # nothing stands on rows that a new document never had
			_mark_stale(table, mine)
			leaning = dependents.leaning_on(table, voucher_type, names)
			_delete(table, mine)
		written += _insert(table, voucher_type, names)
		_mark_stale(table, mine)
		dependents.note_wrong(table, voucher_type, names, leaning)
	return written


def rewrite(voucher_type: str, names: Sequence[str]) -> int:
	"""As :func:`replace`, without a note: for a rebuild, which does so with all documents and all results.

	Args:
		voucher_type: a DocType of :data:`keys.FACTS_OF`.
		names: a page of ``documents.pages``, or a part of one without a gap.
	"""
	page = Page(names)
	return sum(_rewrite(table, voucher_type, page) for table in FACTS_OF[voucher_type])


def _rewrite(table: schema.Table, voucher_type: str, names: Sequence[str]) -> int:
	_delete(table, _rows_of(table, voucher_type, names))
	return _insert(table, voucher_type, names)


def _are_there(table: schema.Table, condition) -> bool:
	fact = frappe.qb.Table(table.name)
	return bool(frappe.qb.from_(fact).select(fact.voucher).where(condition).limit(1).run())


def _delete(table: schema.Table, condition) -> None:
	frappe.qb.from_(frappe.qb.Table(table.name)).delete().where(condition).run()


def _insert(table: schema.Table, voucher_type: str, names: Sequence[str]) -> int:
	source = SOURCES[voucher_type, table.name](names)
	fact = frappe.qb.Table(table.name)
	frappe.qb.into(fact).columns(*table.column_names).from_(source.as_("source")).select("*").run()
	return max(frappe.db._cursor.rowcount, 0)


def _rows_of(table: schema.Table, voucher_type: str, names: Sequence[str]):
	fact = frappe.qb.Table(table.name)
	return (fact.voucher_type == voucher_type) & among(fact.voucher, names)


def _mark_stale(table: schema.Table, condition) -> None:
	"""Note the result cells of the rows under ``condition``."""
	if following := followers.cells(table, condition):
		notes.note_cells("Supplier", following)
	if table.name not in CELLS:
		return
	for feeds in CELLS[table.name]:
		notes.note_cells(feeds[0], _cells_of(table, feeds).where(condition))
	fact = frappe.qb.Table(table.name)
	if table is schema.RECEIPT_LINE:
		# A receipt also decides on the order lines that it fulfils, on their order, and on the buckets that it falls into.
		lines, orders = order_cells(table, "commitment_month"), order_cells(table, "order_month")
		line = frappe.qb.Table(schema.PURCHASE_LINE.name)
		elsewhere = orders.where(condition & (line.order_month != line.commitment_month))
		notes.note_cells("Supplier", union(lines.where(condition), elsewhere, _buckets(condition)))
	if table is schema.PURCHASE_PRICE:  # an invoice at another price makes its order less than perfect
		otherwise = condition & (fact.differs_from_order == 1)
		notes.note_cells("Supplier", order_cells(table, "order_month").where(otherwise))


def order_cells(table: schema.Table, month: str):
	"""SELECT of the cells of the order lines that rows of a fact table point at, by one of their months."""
	fact, line = frappe.qb.Table(table.name), frappe.qb.Table(schema.PURCHASE_LINE.name)
	return (
		frappe.qb.from_(fact)
		.inner_join(line)
		.on(line.line == fact.order_line)
		.select(line.company, line.supplier.as_("party"), line[month].as_("month"))
		.distinct()
	)


def _buckets(condition):
	"""SELECT of the cells of the planned buckets that receipts under ``condition`` fall into."""
	receipt, bucket = frappe.qb.Table(schema.RECEIPT_LINE.name), frappe.qb.Table(schema.PLANNED_BUCKET.name)
	same = [bucket[column] == receipt[column] for column in ("company", "supplier", "item_code")]
	falls = (bucket.first_day <= receipt.delivered_day) & (bucket.last_day >= receipt.delivered_day)
	return (
		frappe.qb.from_(receipt)
		.inner_join(bucket)
		.on(Criterion.all([*same, falls]))
		.select(bucket.company, bucket.supplier.as_("party"), bucket.bucket_month.as_("month"))
		.distinct()
		.where(condition)
	)


def note_every_cell(consumer: str, party_type: str, parties: Collection[str] | None = None) -> None:
	"""Note for a consumer every cell of a kind of party, or of Items, that any fact row feeds; ``parties``: of these alone."""
	for table in schema.FACTS:
		for feeds in CELLS.get(table.name, ()):
			if feeds[0] != party_type:
				continue
			cells = _cells_of(table, feeds)
			if parties is not None:
				party = frappe.qb.Table(table.name)[feeds[1]]
				cells = cells.where(party.isin(sorted(parties)))
			notes.note_for(consumer, cells)


def _cells_of(table: schema.Table, feeds: Feeds):
	fact = frappe.qb.Table(table.name)
	_party_type, party, month = feeds
	query = frappe.qb.from_(fact).select(fact.company, fact[party].as_("party"), fact[month].as_("month"))
	return query.distinct()
