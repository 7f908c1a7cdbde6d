"""The scheduled runs: facts first, then the results that stand on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.doctype.purchase_order import backfill
from relationship_suite.relationship_core.facts import (
	consumers,
	documents,
	reconcile,
	run_log,
	sweep,
	watermarks,
)
from relationship_suite.relationship_core.facts import refresh as facts
from relationship_suite.relationship_core.facts.api import TIMEOUT
from relationship_suite.relationship_core.facts.consumers import Consumer
from relationship_suite.relationship_core.facts.progress import watched
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, leased, retrying
from relationship_suite.relationship_core.facts.waiting import count_waiting


def refresh() -> None:
	"""Every quarter of an hour: what was noted since the last run."""
	enqueue("Refresh")


def nightly() -> None:
	"""Every night: the sweep for documents without events as well."""
	enqueue("Nightly")


def weekly() -> None:
	"""Every Sunday: hold all facts against their source, repair what differs, and compute all results anew."""
	enqueue("Reconcile")


def enqueue(kind: str) -> None:
	"""Have a run of that kind done by a worker for long jobs, unless runs are paused or one waits already."""
	if frappe.db.get_single_value("Relationship Suite Settings", "refresh_paused"):
		return
	frappe.enqueue(
		"relationship_suite.tasks.run",
		kind=kind,
		queue="long",
		timeout=TIMEOUT,
		job_id=f"relationship_suite_{kind.lower()}",
		deduplicate=True,
	)


def first_run() -> None:
	"""After installing on a site with documents: first dates from their history, then every fact.

	One rebuild, and none where there is nothing to read: the quarter-hourly run may have done the wanted one already,
	as it does where this job is lost.
	"""
	if documents.exist():
		run("Refresh")
	else:
		retrying(_want_nothing)


def rebuild() -> None:
	"""``bench --site SITE execute relationship_suite.tasks.rebuild``: every fact anew, with a bar on the terminal."""
	run("Rebuild", terminal_progress)


def refresh_party(party_type: str, party: str, as_of=None):
	"""What the button on a form does: the documents of one party, and the results that stand on them.

	Returns the run's Relationship Refresh document, unsaved where another run is at work.
	"""
	as_of = getdate(as_of or nowdate())
	if "Rebuild" in watermarks.wanted():  # of facts that are not there yet every figure would be wrong
		return run_log.log_skipped("One Party")
	with leased(f"One Party {frappe.generate_hash(length=10)}") as lease:
		if not lease:
			return run_log.log_skipped("One Party")
		with run_log.logged("One Party") as log:
			log.party_type, log.party = party_type, party
			facts_done = facts.refresh_facts(lease, party=(party_type, party))
			theirs = consumers.of_party_type(party_type)
			_tell(log, facts_done, _take_turns(lease, log, theirs, as_of, party=party))
	return log


def run(kind: str, progress: Progress = no_progress, as_of=None):
	"""One run of the given kind; returns its Relationship Refresh document, unsaved where there is nothing to tell.

	A rebuild or a comparison that is wanted (by an install, a change of the tables, or because another run was at work)
	is done by the next run of whatever kind.
	"""
	as_of = getdate(as_of or nowdate())
	swept = 0
	if kind == "Nightly":
		swept = retrying(sweep.sweep)
	if kind in watermarks.WANTED:
		retrying(lambda: _want(kind))
	if kind in ("Refresh", "Nightly"):
		marks = watermarks.every()
		if _is_idle(as_of, marks):
			return run_log.log_idle(kind, is_in_trouble=watermarks.TROUBLE in marks)
	with leased(f"{kind} {frappe.generate_hash(length=10)}") as lease:
		if not lease:
			return run_log.log_skipped(kind)
		wishes = watermarks.wanted()
		with run_log.logged(next(iter(wishes), kind)) as log:
			log.swept = swept
			_work(lease, log, as_of, progress)
			# A rebuild does what a comparison would.
			for wish in wishes if log.kind == "Rebuild" else [log.kind] if log.kind in wishes else []:
				retrying(lambda k=wish: _fulfil(lease, k, wishes[k]))
	return log


def _want_nothing() -> None:
	for wish in (watermarks.WANTED["Rebuild"], watermarks.BACKFILL_WANTED):
		watermarks.forget(wish)
	frappe.db.commit()


def _want(kind: str) -> None:
	watermarks.want(kind)
	frappe.db.commit()


def _fulfil(lease: Lease, kind: str, wish: str) -> None:
	lease.renew()
	watermarks.fulfil(kind, wish)
	frappe.db.commit()


def _work(lease: Lease, log, as_of, progress: Progress) -> None:
	log.dates_found = backfill.backfill(lease, watched(log.name, "first_dates", progress))
	if log.kind == "Reconcile":
		log.swept = reconcile.reconcile(lease, watched(log.name, "reconcile", progress))
	refresh_facts = facts.rebuild_facts if log.kind == "Rebuild" else facts.refresh_facts
	outcome = refresh_facts(lease, watched(log.name, "facts", progress))
	if log.kind in ("Reconcile", "Rebuild"):
		retrying(lambda: consumers.start_over(lease))
	_tell(log, outcome, _take_turns(lease, log, consumers.in_turn(), as_of, progress=progress))


def _take_turns(
	lease: Lease,
	log,
	served: Sequence[Consumer],
	as_of: date,
	*,
	progress: Progress = no_progress,
	party: str | None = None,
) -> Outcome:
	"""Let each consumer fulfil its notes: one that fails as a whole keeps them, is told, and stops no other."""
	total = Outcome()
	for consumer in served:
		with one_of_many(total, log.doctype, log.name):
			turn = retrying(lambda c=consumer: consumers.begin_turn(lease, c, log.name, as_of, party))
			seen = watched(log.name, consumer.name, progress)
			done = consumer.load().refresh_results(turn.lease, as_of, seen, party=party)
			total.rows_written += done.rows_written
			total.failures += retrying(
				lambda t=turn, c=consumer, f=done.failures: consumers.keep_failures(t, c, log.name, f)
			)
		retrying(lambda c=consumer: consumers.end_turn(lease, c))
	return total


def _tell(log, facts_done: Outcome, results_done: Outcome) -> None:
	log.vouchers, log.rows_written = facts_done.vouchers, facts_done.rows_written
	log.cells_written = results_done.rows_written
	run_log.record_failures(log, facts_done.failures, results_done.failures)


def _is_idle(as_of, marks: Mapping[str, str]) -> bool:
	idle = not count_waiting() and consumers.are_idle(as_of, marks)
	frappe.db.rollback()  # end the snapshot of these reads
	return idle


def terminal_progress(done: int, total: int, what: str) -> None:
	"""Frappe's own bar on the terminal."""
	from frappe.utils import update_progress_bar

	update_progress_bar(what or "Documents", done - 1, total)
