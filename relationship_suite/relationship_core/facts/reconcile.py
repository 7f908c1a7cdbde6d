"""The weekly reconcile: hold every fact row against its source, and note the documents that differ.

It compares the cells themselves rather than checksums of them: a checksum would have to be spelled in the SQL of
every database, and the rows of a batch are read in the same time. Where a run is stopped the next one goes on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import frappe

from relationship_suite.relationship_core.facts import changes, documents, schema, watermarks
from relationship_suite.relationship_core.facts.batches import among
from relationship_suite.relationship_core.facts.keys import FACTS_OF
from relationship_suite.relationship_core.facts.refresh import REBUILD_BATCH, Progress, no_progress
from relationship_suite.relationship_core.facts.sources import SOURCES
from relationship_suite.relationship_core.facts.transactions import Lease, retrying

DIGITS = 6
#: Watermarks while a reconcile is under way: DocType and name of the last document that was compared. A name may be as
#: long as a watermark's value.
DOCTYPE, CURSOR = "reconciled_doctype", "reconciled_until"


def reconcile(lease: Lease, progress: Progress = no_progress) -> int:
	"""Note every document whose fact rows differ from its source; gives how many. The next refresh repairs them.

	Args:
		lease: the right to write.
		progress: called as ``progress(done, total, doctype)`` after every batch.
	"""
	marks = watermarks.every()
	reached, after = marks.get(DOCTYPE), marks.get(CURSOR, "")
	doctypes = list(FACTS_OF)
	doctypes = doctypes[doctypes.index(reached) :] if reached in doctypes else doctypes
	total, done, found = sum(map(documents.count, doctypes)), 0, 0
	for doctype in doctypes:
		for names in documents.pages(doctype, REBUILD_BATCH, after if doctype == reached else ""):
			found += retrying(lambda d=doctype, n=names: _compare(lease, d, n))
			done += len(names)
			progress(min(done, total), max(done, total), doctype)
	retrying(lambda: _finish(lease))
	return found


def _compare(lease: Lease, doctype: str, names: Sequence[str]) -> int:
	lease.renew()
	differing = {name for table in FACTS_OF[doctype] for name in _differing(doctype, table, names)}
	changes.note_vouchers([(doctype, name) for name in sorted(differing)])
	watermarks.keep(DOCTYPE, doctype)
	watermarks.keep(CURSOR, names[-1])
	frappe.db.commit()
	return len(differing)


def _finish(lease: Lease) -> None:
	lease.renew()
	watermarks.forget(DOCTYPE)
	watermarks.forget(CURSOR)
	frappe.db.commit()


def _differing(doctype: str, table: schema.Table, names: Sequence[str]) -> set[str]:
	fact = frappe.qb.Table(table.name)
	query = frappe.qb.from_(fact).select(*table.column_names)
	kept = _by_voucher(table, query.where((fact.voucher_type == doctype) & among(fact.voucher, names)).run())
	source = _by_voucher(table, SOURCES[doctype, table.name](names).run())
	return {name for name in kept.keys() | source.keys() if kept.get(name) != source.get(name)}


def _by_voucher(table: schema.Table, rows: Sequence[Sequence]) -> dict[str, list[tuple]]:
	position = table.column_names.index("voucher")
	found: dict[str, list[tuple]] = defaultdict(list)
	for row in rows:
		found[row[position]].append(tuple(map(_plain, table.columns, row)))
	return {name: sorted(cells, key=repr) for name, cells in found.items()}


def _plain(column: schema.Column, value):
	"""A cell as both sides give it: dates come as text from expressions, numbers in several types."""
	if value is None:
		return None
	if column.kind in ("decimal", "int", "flag"):
		return round(float(value), DIGITS)
	if column.kind == "date":
		return str(value)[:10]
	if column.kind == "datetime":
		return str(value)[:19]
	return str(value)
