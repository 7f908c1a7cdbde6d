"""Jobs of the supplier roll-up: bring its months up to the facts, some months or cells per transaction.

The notes of a month become notes of whoever stands on it in the commit of its cells: wherever a run is killed, the next
one finds what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import frappe

from relationship_suite.compat import analyze
from relationship_suite.relationship_core.facts import crew, notes, schema, watermarks
from relationship_suite.relationship_core.facts.chosen import engine_for
from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.scorecards import records
from relationship_suite.srm_extensions.scorecards.records import CONSUMER, Cell


def refresh_results(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Recompute the months that facts or the passing of time have made stale; ``party``: of this supplier alone."""
	outcome = Outcome()
	rules = records.rules_from_settings()
	retrying(lambda: _note_changed_rules(lease, rules))
	retrying(lambda: _note_newly_due(lease, as_of, rules))
	cells, last_note = records.stale_cells(party)
	frappe.db.rollback()

	few, done = records.are_few(cells), 0
	is_part = party is not None or not few
	engine = engine_for(lease.token, len(cells))

	def write(some: Sequence[Cell], is_part: bool) -> int:
		if few and not is_part:
			return records.write_noted(as_of, some, last_note, rules)
		return records.write_months(engine, as_of, some, rules)

	def write_part(lease: Lease, some: Sequence[Cell]) -> tuple[Sequence[Cell], Outcome]:
		part = Outcome()
		part.rows_written = _write_or_halve(lease, some, last_note, write, part, is_part=is_part)
		return some, part

	def add(some: Sequence[Cell], part: Outcome) -> None:
		nonlocal done
		outcome.add(part)
		done += len(some)
		progress(done, len(cells), some[-1][1])

	hands = None if isinstance(engine, SiteEngine) else 1  # another engine has one connection
	crew.share_out(lease, records.batches(cells), write_part, lambda result: add(*result), hands)
	if done and not few:
		analyze([table.name for table in schema.ROLLUPS["Supplier"]])
	return outcome


def note_everything(as_of: date, parties: Collection[str] | None = None) -> None:
	"""Have every month computed anew; ``parties``: of these suppliers alone."""
	records.mark_all_stale(parties)


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Has no line fallen due by the passing of time, and no setting changed?"""
	since = records.day_judged(marks.get(records.WATERMARK))
	if since is None:
		return False
	rules = records.rules_from_settings()
	if records.rules_changed(marks.get(records.RULES_MARK), rules):
		return False
	return since == as_of or not records.any_newly_due(since, as_of, rules)


def _note_changed_rules(lease: Lease, rules) -> None:
	"""A setting that figures depend on has changed: every month is computed again."""
	if records.rules_changed(watermarks.get(records.RULES_MARK), rules):
		lease.renew()
		records.mark_all_stale()
	records.keep_rules(rules)
	frappe.db.commit()


def _note_newly_due(lease: Lease, as_of: date, rules) -> None:
	since = records.day_judged(watermarks.get(records.WATERMARK))
	if since == as_of:
		return
	lease.renew()
	if since:  # without one every cell is stale anyway: its facts have just been written
		records.newly_due_cells(since, as_of, rules)
	records.keep_day_judged(as_of)
	frappe.db.commit()


#: Writes cells, which may be a part of those that belong together; gives the number of months written.
Write = Callable[[Sequence[Cell], bool], int]


def _write_or_halve(
	lease: Lease,
	cells: Sequence[Cell],
	last_note: int,
	write: Write,
	outcome: Outcome,
	*,
	is_part: bool = False,
) -> int:
	"""Write cells; where that fails for good, half of their suppliers each, down to the one at fault.

	The months of a supplier at fault stay as they were and stale, and the outcome names it.
	"""
	suppliers = records.suppliers_of(cells)
	trial = Outcome()
	with one_of_many(trial, "Supplier", suppliers[0]):
		return retrying(lambda: _write_months(lease, cells, last_note, write, is_part))
	if len(suppliers) == 1:
		outcome.failures += trial.failures
		return 0
	first, written = set(suppliers[: len(suppliers) // 2]), 0
	for half in (
		[cell for cell in cells if cell[1] in first],
		[cell for cell in cells if cell[1] not in first],
	):
		written += _write_or_halve(lease, half, last_note, write, outcome, is_part=True)
	return written


def _write_months(lease: Lease, cells: Sequence[Cell], last_note: int, write: Write, is_part: bool) -> int:
	lease.renew()
	written = write(cells, is_part)
	months = sorted({month for _company, _supplier, month in cells})
	notes.hand_on(CONSUMER, last_note, months, {cell[1] for cell in cells} if is_part else None)
	frappe.db.commit()
	return written
