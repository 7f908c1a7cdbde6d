"""Jobs of the Customer Segments: each is evaluated once a day and when it changes, and of whose documents change at once.

Evaluating reads; what it finds is written for some segments at a time, each time in a transaction of its own. A kill
loses what is not written yet, which the next run finds again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

import frappe

from relationship_suite.crm_extensions.segmentation import (
	rule_queries,
	rule_wording,
	segment_queries,
	segment_records,
)
from relationship_suite.crm_extensions.segmentation.rule_queries import SEGMENT
from relationship_suite.crm_extensions.segmentation.segment_queries import CONSUMER
from relationship_suite.crm_extensions.segmentation.segment_records import Evaluated
from relationship_suite.relationship_core.facts import result_rows, store
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.relationship_core.problems import ProblemsError

#: So many memberships may wait to be written.
WAITING = 20_000


def refresh_results(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Bring memberships up to the facts, the insights and the day.

	Args:
		lease: the right to write.
		as_of: the day that counts as today.
		progress: called as ``progress(done, total, segment)``.
		party: this customer alone, in all segments.
	"""
	outcome = Outcome()
	frappe.db.rollback()  # end the reads' snapshot
	noted, last_note = segment_queries.noted(party)
	segments = segment_queries.stored(
		segment_queries.to_evaluate(as_of, noted) if party is None else segment_queries.are_enabled()
	)
	waiting: list[Evaluated] = []
	for done, (segment, rows) in enumerate(segments, start=1):
		with _told(lease, outcome, segment.name):
			theirs = noted.get(segment.company, set())
			definition = segment_queries.definition_of(segment, rows)
			only = _looked_at(definition, theirs, as_of, party)
			found = rule_queries.differences(definition, as_of, only)
			waiting.append(Evaluated(definition, found, theirs, is_whole=only is None))
		if sum(len(each.differences) for each in waiting) > WAITING:
			_write(lease, waiting, as_of, outcome)
			waiting = []
		progress(done, len(segments), segment.name)
	_write(lease, waiting, as_of, outcome)
	looked_at = {segment.company for segment, _rows in segments}
	retrying(lambda: _settle(lease, last_note, party, looked_at))
	return outcome


def note_everything(as_of: date, parties: Collection[str] | None = None) -> None:
	"""Have every segment evaluated anew; ``parties``: for these customers alone."""
	if parties is None:
		segment_records.mark_due()
	else:
		store.note_every_cell(CONSUMER, "Customer", parties)


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Would a refresh find nothing to do?"""
	return not segment_queries.is_any_due(as_of)


def _looked_at(
	definition: rule_queries.Definition, noted: set[str], as_of: date, party: str | None
) -> set[str] | None:
	"""The customers to look at; None for all: once a day, and where most have changed."""
	if party is not None:
		return {party}
	if definition.evaluated_on != as_of or len(noted) > result_rows.FEW:
		return None
	return noted


@contextmanager
def _told(lease: Lease, outcome: Outcome, segment: str):
	"""What goes wrong with one segment is told on it and in the run log, and stops no other."""
	known = len(outcome.failures)
	with one_of_many(outcome, SEGMENT, segment):
		try:
			yield
		except ProblemsError as error:
			said = "\n".join(rule_wording.sentence(each, SEGMENT) for each in error.problems)
			raise frappe.ValidationError(said) from error
	if len(outcome.failures) > known:
		traceback = outcome.failures[-1][2].strip()
		retrying(lambda: _keep_error(lease, segment, traceback.rpartition("\n")[2]))


def _write(lease: Lease, found: Sequence[Evaluated], as_of: date, outcome: Outcome) -> None:
	"""Write what was found together; where that fails, each by itself."""
	if not found:
		return
	try:
		outcome.rows_written += retrying(lambda: _commit(lease, found, as_of))
	except Exception:
		frappe.db.rollback()
		for each in found:
			with _told(lease, outcome, each.definition.name):
				outcome.rows_written += retrying(lambda e=each: _commit(lease, [e], as_of))


def _commit(lease: Lease, found: Sequence[Evaluated], as_of: date) -> int:
	lease.renew()
	written = segment_records.write(found, as_of)
	frappe.db.commit()
	return written


def _keep_error(lease: Lease, segment: str, error: str) -> None:
	lease.renew()
	segment_records.keep_error(segment, error)
	frappe.db.commit()


def _settle(lease: Lease, last_note: int, party: str | None, looked_at: Collection[str]) -> None:
	lease.renew()
	segment_records.drop_doubled(looked_at)
	segment_records.settle(last_note, party)
	frappe.db.commit()
