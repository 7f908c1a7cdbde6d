"""Jobs of the segments: score the companies in which something has changed, each in its own transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta

import frappe

from relationship_suite.crm_extensions.segmentation import queries, records
from relationship_suite.crm_extensions.segmentation.queries import Mark, Work
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.facts import store, watermarks
from relationship_suite.relationship_core.facts.chosen import engine_for
from relationship_suite.relationship_core.facts.days import add_months
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying

#: Watermark: the history is to be made, and is whole up to this day.
HISTORY_UNTIL = "segment_history_until"


def refresh_results(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Bring Customer Insights up to the facts and to the day, where they are the first with a history before it.

	Args:
		lease: the right to write.
		as_of: the day that counts as today.
		progress: called as ``progress(done, total, what)``.
		party: this customer alone; the others' rows stay, and so does the note where their scores would be others.
	"""
	marks = watermarks.every()
	if party is None and HISTORY_UNTIL in marks:
		backfill_history(lease, as_of, progress=progress)
		marks = watermarks.every()
	return Outcome() if is_idle(as_of, marks) else score(lease, as_of, progress, party=party)


def score(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Bring Customer Insights and the history of segments up to the facts and to the day.

	A company is scored when documents of its customers have changed, when the window has moved over a purchase,
	when a fixed limit was crossed, or when the rules are others. Notes go in the commit of the results that they stand
	for: a kill loses none.

	Args:
		lease: the right to write.
		as_of: the day that counts as today; what was sold later is ignored. A day before the last one
			recomputes everything.
		progress: called as ``progress(done, total, company)``.
		party: as in :func:`refresh_results`.
	"""
	outcome = Outcome()
	frappe.db.rollback()  # end the reads' snapshot
	rules = queries.rules_from_settings()
	retrying(lambda: _begin(lease, as_of, rules))
	work = queries.pending(as_of, party)
	frappe.db.rollback()
	for done, company in enumerate(sorted(work), start=1):
		with one_of_many(outcome, "Company", company):
			written, failed = retrying(lambda c=company: _score(lease, c, work[c], as_of, rules, party=party))
			outcome.rows_written += written
			outcome.failures += [("Customer", name, error) for name, error in sorted(failed.items())]
		progress(done, len(work), company)
	return outcome


def backfill_history(lease: Lease, as_of: date, *, months: int = 12, progress: Progress = no_progress) -> int:
	"""Where no customer was ever scored: the segments of the last month ends, from the documents as they are now.

	So the history does not begin with the day of the installation. Gives the rows written; 0 where there is a
	history already, which this never touches. One that was broken off goes on with the month end that it was at.

	Args:
		lease: the right to write.
		as_of: the day that counts as today.
		months: how far back.
		progress: called as ``progress(done, total, month end)``.
	"""
	until = watermarks.get(HISTORY_UNTIL)
	if until is None and queries.has_history():
		return 0
	ends = [add_months(as_of.replace(day=1), -ago) - timedelta(days=1) for ago in range(months - 1, -1, -1)]
	written = 0
	for done, end in enumerate(ends, start=1):
		if until is None or str(end) > until:
			retrying(lambda e=end: _keep_history(lease, str(e - timedelta(days=1))))
			written += score(lease, end).rows_written
		progress(done, len(ends), str(end))
	retrying(lambda: _keep_history(lease, None))
	return written


def _keep_history(lease: Lease, until: str | None) -> None:
	lease.renew()
	if until is None:
		watermarks.forget(HISTORY_UNTIL)
	else:
		watermarks.keep(HISTORY_UNTIL, until)
	frappe.db.commit()


def note_everything(as_of: date, parties: Collection[str] | None = None) -> None:
	"""Have every customer scored anew, and a history made where there is none; ``parties``: these customers alone."""
	store.note_every_cell(queries.CONSUMER, "Customer", parties)
	records.mark_all_due(parties)
	if parties is None and watermarks.get(HISTORY_UNTIL) is None and not queries.has_history():
		watermarks.keep(HISTORY_UNTIL, "")


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Would a refresh find nothing to do?"""
	last, rules = queries.last_mark(marks.get(queries.WATERMARK)), queries.rules_from_settings()
	has_to_restart = last.rules != Mark.of(as_of, rules).rules or (last.as_of and as_of < last.as_of)
	return not has_to_restart and not queries.pending(as_of)


def _begin(lease: Lease, as_of: date, rules: Rules) -> None:
	"""Move the watermark; where results cannot stand as they are, mark them as due in the same commit."""
	lease.renew()
	last, mark = queries.last_mark(watermarks.get(queries.WATERMARK)), Mark.of(as_of, rules)
	if last != mark:
		if last.rules != mark.rules or (last.as_of and as_of < last.as_of):
			records.mark_all_due()
		records.keep_mark(mark)
	frappe.db.commit()


def _score(
	lease: Lease, company: str, work: Work, as_of: date, rules: Rules, *, party: str | None
) -> tuple[int, dict[str, str]]:
	failed: dict[str, str] = {}
	try:
		lease.renew()
		engine = engine_for(lease.token, len(work.noted | work.due))
		written, is_whole = records.write_company(
			engine, company, work, as_of, rules, failed=failed, only=party
		)
		if is_whole:
			records.settle(company, work.last_note, failed, party)
		# Who is not noted yet, and was scored because of others, is to be tried again as well.
		records.note_customers(company, failed.keys() - work.noted, as_of)
		frappe.db.commit()
	except BaseException:  # a company is written whole or not at all, also where the worker is told to stop
		frappe.db.rollback()
		raise
	return written, failed
