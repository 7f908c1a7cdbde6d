"""The refresh: work off noted changes in batches, each one transaction under a fenced lease.

Cancel, amend, return, back-date, late arrival and re-run are one case: the rows of a document are replaced by what
its source gives now. A kill at any line loses nothing: notes go in the same commit as the rows they stand for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import frappe

from relationship_suite.relationship_core.facts import changes, store
from relationship_suite.relationship_core.facts.changes import Change
from relationship_suite.relationship_core.facts.keys import FACTS_OF, SUBMITTABLE
from relationship_suite.relationship_core.facts.transactions import Lease, leased, retrying

BATCH = 500
REBUILD_BATCH = 2000

Progress = Callable[[int, int, str], None]


@dataclass
class Outcome:
	"""What a refresh did: for the run log."""

	vouchers: int = 0
	rows_written: int = 0
	failures: list[tuple[str, str, str]] = field(default_factory=list)
	seconds: float = 0.0
	skipped: bool = False  # another refresh held the lease


def no_progress(done: int, total: int, what: str) -> None:
	"""For callers that nobody watches."""


def refresh_facts(holder: str, progress: Progress = no_progress) -> Outcome:
	"""Bring the facts up to the documents noted in the outbox.

	Args:
		holder: who refreshes (a job or run id), shown on the lease.
		progress: called as ``progress(done, total, what)`` after every batch.
	"""
	outcome, started = Outcome(), time.monotonic()
	with leased("facts", holder) as lease:
		if not lease:
			outcome.skipped = True
			return outcome
		total = changes.count_pending()
		tried: set[int] = set()
		while True:
			batch = [c for c in changes.pending(BATCH) if c.id not in tried]
			frappe.db.rollback()  # end the read's snapshot: the batch must see what is committed by now
			if not batch:
				break
			tried.update(c.id for c in batch)
			_work_off(lease, batch, outcome)
			progress(min(len(tried), total), max(total, len(tried)), "")
	outcome.seconds = time.monotonic() - started
	return outcome


def rebuild_facts(holder: str, progress: Progress = no_progress) -> Outcome:
	"""Make every fact row anew from its source, and drop rows whose document is gone.

	Batches are those of the refresh, so readers see a whole table throughout, and a rebuild that was killed can
	simply be started again.
	"""
	outcome, started = Outcome(), time.monotonic()
	with leased("facts", holder) as lease:
		if not lease:
			outcome.skipped = True
			return outcome
		every_name = {doctype: all_names(doctype) for doctype in FACTS_OF}
		frappe.db.rollback()
		total, done = sum(map(len, every_name.values())), 0
		for doctype, names in every_name.items():
			for chunk in chunks(names, REBUILD_BATCH):
				_work_off(lease, [Change(0, doctype, name) for name in chunk], outcome)
				done += len(chunk)
				progress(done, total, doctype)
	outcome.seconds = time.monotonic() - started
	return outcome


def _work_off(lease: Lease, batch: Sequence[Change], outcome: Outcome) -> None:
	"""One batch; where it fails for good, halves of it, down to the one document that is at fault."""
	try:
		written = retrying(lambda: _replace_batch(lease, batch))
	except Exception as error:
		frappe.db.rollback()
		if _is_fatal(error):
			raise
		if len(batch) == 1:
			retrying(lambda: _fail(lease, batch[0]))
			outcome.failures.append((batch[0].voucher_type, batch[0].voucher, frappe.get_traceback()))
			return
		middle = len(batch) // 2
		_work_off(lease, batch[:middle], outcome)
		_work_off(lease, batch[middle:], outcome)
		return
	outcome.vouchers += len({(c.voucher_type, c.voucher) for c in batch})
	outcome.rows_written += written


def _replace_batch(lease: Lease, batch: Sequence[Change]) -> int:
	lease.renew()
	written = 0
	for doctype in FACTS_OF:
		names = sorted({c.voucher for c in batch if c.voucher_type == doctype})
		if names:
			written += store.replace(doctype, names)
	changes.settle([c for c in batch if c.id])
	frappe.db.commit()
	return written


def _fail(lease: Lease, change: Change) -> None:
	lease.renew()
	if change.id:
		changes.record_failure([change], frappe.get_traceback())
	frappe.db.commit()


def _is_fatal(error: Exception) -> bool:
	"""Errors that no smaller batch can avoid."""
	from relationship_suite.relationship_core.facts.transactions import (
		LOST_CONNECTION,
		LeaseLost,
		error_number,
	)

	return isinstance(error, LeaseLost) or error_number(error) in LOST_CONNECTION


def all_names(doctype: str) -> list[str]:
	"""Documents that have, or may have, fact rows: those in the source and those in the facts."""
	doc = frappe.qb.DocType(doctype)
	query = frappe.qb.from_(doc).select(doc.name)
	if doctype in SUBMITTABLE:
		query = query.where(doc.docstatus == 1)
	names = {row[0] for row in query.run()}
	for table in FACTS_OF[doctype]:
		fact = frappe.qb.Table(table.name)
		rows = frappe.qb.from_(fact).select(fact.voucher).distinct().where(fact.voucher_type == doctype).run()
		names.update(row[0] for row in rows)
	return sorted(names)


def chunks(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
	"""The names in batches."""
	for start in range(0, len(names), size):
		yield names[start : start + size]
