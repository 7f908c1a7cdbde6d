"""The refresh: work off noted changes in batches, each one transaction under a fenced lease.

Cancel, amend, return, back-date, late arrival and re-run are one case: the rows of a document are replaced by what
its source gives now. A kill at any line loses nothing: notes go in the same commit as the rows they stand for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import frappe
from rq.timeouts import JobTimeoutException

from relationship_suite.compat import analyze
from relationship_suite.relationship_core.facts import changes, crew, documents, schema, store, sweep
from relationship_suite.relationship_core.facts.changes import Change
from relationship_suite.relationship_core.facts.keys import FACTS_OF
from relationship_suite.relationship_core.facts.transactions import (
	LOST_CONNECTION,
	Lease,
	LeaseLost,
	error_number,
	retrying,
)

BATCH = 500
REBUILD_BATCH = 2000

Progress = Callable[[int, int, str], None]
#: A DocType, and a page of names of its documents.
PageOf = tuple[str, Sequence[str]]
#: Writes the fact rows of these documents of a DocType; gives their number.
Write = Callable[[str, Sequence[str]], int]


@dataclass
class Outcome:
	"""What a step of a run did: for the run log."""

	vouchers: int = 0
	rows_written: int = 0
	failures: list[tuple[str, str, str]] = field(default_factory=list)  # DocType, name, traceback

	def add(self, other: Outcome) -> None:
		"""Add what another part of the step did."""
		self.vouchers += other.vouchers
		self.rows_written += other.rows_written
		self.failures += other.failures


def no_progress(done: int, total: int, what: str) -> None:
	"""For callers that nobody watches."""


@contextmanager
def one_of_many(outcome: Outcome, doctype: str, name: str):
	"""What goes wrong with one record is noted in the outcome and stops no other; what stops all of them is raised."""
	try:
		yield
	except Exception as error:
		frappe.db.rollback()
		if _is_fatal(error):
			raise
		outcome.failures.append((doctype, name, frappe.get_traceback()))


@contextmanager
def noted(failed: dict[str, str], name: str):
	"""As :func:`one_of_many` for work that only computes: a failure puts its traceback into ``failed``, under the name."""
	try:
		yield
	except Exception as error:
		if _is_fatal(error):
			raise
		failed[name] = frappe.get_traceback()


def refresh_facts(
	lease: Lease, progress: Progress = no_progress, party: tuple[str, str] | None = None
) -> Outcome:
	"""Bring the facts up to the documents noted in the outbox.

	Args:
		lease: the right to write.
		progress: called as ``progress(done, total, what)`` after every batch.
		party: only the documents of this (party type, party); the notes of all others stay.
	"""
	outcome = Outcome()
	total = changes.count_pending()
	tried: set[int] = set()
	while True:
		# Whose documents a rename has changed shows once it is worked off.
		waiting = [*changes.renames(), *changes.pending_of(*party)] if party else changes.pending(BATCH)
		batch = [c for c in waiting if c.id not in tried][:BATCH]
		frappe.db.rollback()  # end the read's snapshot: the batch must see what is committed by now
		if not batch:
			return outcome
		tried.update(c.id for c in batch)
		_work_off(lease, batch, outcome, store.replace)
		progress(min(len(tried), total), max(total, len(tried)), "")


def rebuild_facts(lease: Lease, progress: Progress = no_progress) -> Outcome:
	"""Make every fact row anew from its source, and drop rows whose document is gone; results are for the caller.

	Batches are those of the refresh, so readers see a whole table throughout, and a rebuild that was killed can
	simply be started again. The notes that were there at its beginning are settled at its end; a document that could
	not be read has a new one by then.
	"""
	outcome = Outcome()
	retrying(lambda: _begin_sweeps(lease))
	waiting = changes.ids_of_documents()
	frappe.db.rollback()  # end the read's snapshot
	total, done = sum(map(documents.count, FACTS_OF)), 0
	pages = ((doctype, names) for doctype in FACTS_OF for names in documents.pages(doctype, REBUILD_BATCH))

	def add(page: PageOf, part: Outcome) -> None:
		nonlocal done
		outcome.add(part)
		done += len(page[1])
		progress(min(done, total), max(done, total), page[0])

	crew.share_out(lease, pages, _rewrite_page, lambda result: add(*result))
	for start in range(0, len(waiting), REBUILD_BATCH):
		retrying(lambda s=start: _settle(lease, waiting[s : s + REBUILD_BATCH]))
	analyze([table.name for table in schema.FACTS])
	return outcome


def _rewrite_page(lease: Lease, page: PageOf) -> tuple[PageOf, Outcome]:
	doctype, names = page
	outcome = Outcome()
	_work_off(lease, [Change(0, doctype, name) for name in names], outcome, store.rewrite)
	return page, outcome


def _work_off(lease: Lease, batch: Sequence[Change], outcome: Outcome, write: Write) -> None:
	"""One batch; where it fails for good, halves of it, down to the one document that is at fault."""
	try:
		written = retrying(lambda: _replace_batch(lease, batch, write))
	except Exception as error:
		frappe.db.rollback()
		if _is_fatal(error):
			raise
		if len(batch) == 1:
			retrying(lambda: _fail(lease, batch[0]))
			outcome.failures.append((batch[0].voucher_type, batch[0].voucher, frappe.get_traceback()))
			return
		middle = len(batch) // 2
		_work_off(lease, batch[:middle], outcome, write)
		_work_off(lease, batch[middle:], outcome, write)
		return
	outcome.vouchers += len({(c.voucher_type, c.voucher) for c in batch})
	outcome.rows_written += written


def _replace_batch(lease: Lease, batch: Sequence[Change], write: Write) -> int:
	lease.renew()
	written = 0
	for renamed in batch:
		if renamed.voucher_type not in FACTS_OF:
			changes.note_naming(renamed.voucher_type, renamed.voucher)
	names: dict[str, dict[str, None]] = {}
	for change in batch:
		names.setdefault(change.voucher_type, {})[change.voucher] = None  # each once; a page keeps its order
	for doctype in FACTS_OF:
		if doctype in names:
			written += write(doctype, list(names[doctype]))
	changes.settle([c.id for c in batch if c.id])
	frappe.db.commit()
	return written


def _begin_sweeps(lease: Lease) -> None:
	lease.renew()
	sweep.begin()
	frappe.db.commit()


def _settle(lease: Lease, ids: Sequence[int]) -> None:
	lease.renew()
	changes.settle(ids)
	frappe.db.commit()


def _fail(lease: Lease, change: Change) -> None:
	lease.renew()
	changes.record_failure(change, frappe.get_traceback())
	frappe.db.commit()


def _is_fatal(error: Exception) -> bool:
	"""Errors that no smaller batch can avoid, and the order of the queue to stop."""
	return isinstance(error, LeaseLost | JobTimeoutException) or error_number(error) in LOST_CONNECTION
