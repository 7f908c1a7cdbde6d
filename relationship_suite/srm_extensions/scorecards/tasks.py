"""Jobs of the scorecards: bring roll-up and results up to the facts, a month or a period per transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import frappe

from relationship_suite.compat import analyze
from relationship_suite.relationship_core.facts import result_rows, schema, watermarks
from relationship_suite.relationship_core.facts.chosen import engine_for
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.scorecards import notes, queries, records, results
from relationship_suite.srm_extensions.scorecards.periods import Period
from relationship_suite.srm_extensions.scorecards.queries import Card
from relationship_suite.srm_extensions.scorecards.records import Cell


def refresh_results(lease: Lease, as_of: date, progress: Progress = no_progress) -> Outcome:
	"""Recompute what facts or the passing of time have made stale.

	First the months of the roll-up, then the scorecard results that stand on them. The notes of a month turn into
	notes of results in the commit of its cells, and go in the commit of the last result: wherever a run is killed,
	the next one finds what is left.
	"""
	outcome = Outcome()
	rules = records.rules_from_settings()
	retrying(lambda: _note_changed_rules(lease, rules))
	retrying(lambda: _note_newly_due(lease, as_of, rules))
	cells, last_note = records.stale_cells()
	frappe.db.rollback()

	def write(some: Sequence[Cell], is_part: bool) -> int:
		if records.are_few(cells) and not is_part:
			return records.write_noted(as_of, some, last_note, rules)
		return records.write_months(engine_for(lease.token, len(some)), as_of, some, rules)

	done = 0
	for some in records.batches(cells):
		outcome.rows_written += _write_or_halve(lease, some, last_note, write, outcome)
		done += len(some)
		progress(done, len(cells), max(month for _company, _supplier, month in some).strftime("%Y-%m"))
	if done and not records.are_few(cells):
		analyze([table.name for table in schema.ROLLUPS["Supplier"]])
	_refresh_scores(lease, as_of, outcome, progress)
	return outcome


def backfill_history(lease: Lease, as_of: date, *, progress: Progress = no_progress) -> int:
	"""Nothing: every period is scored from the facts, those before the installation as well."""
	return 0


def restart(lease: Lease) -> None:
	"""Have every month and every score computed anew by the next refresh."""
	retrying(lambda: _restart(lease))


def _restart(lease: Lease) -> None:
	lease.renew()
	records.mark_all_stale()
	notes.note_removal()
	frappe.db.commit()


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Has nothing happened but the passing of time, and that without a line falling due or a scorecard changing?

	Stale cells are not asked for: they wait in the same count as the noted documents.
	"""
	since = records.day_judged(marks.get(records.WATERMARK))
	if since is None:
		return False
	rules = records.rules_from_settings()
	if records.rules_changed(marks.get(records.RULES_MARK), rules) or (
		since != as_of and records.any_newly_due(since, as_of, rules)
	):
		return False
	return all(card.is_scored for card in queries.cards())


def _refresh_scores(lease: Lease, as_of: date, outcome: Outcome, progress: Progress) -> None:
	"""Score again what the notes name, and every period of a scorecard that has changed.

	What goes wrong with a supplier, or with a whole scorecard, is noted in the outcome and stops no other: the old
	results stay, and the notes with them, so that the next run tries again.
	"""
	removals = notes.removals()  # before the scorecards are read, which a note comes with
	if removals:
		for names in result_rows.chunks(results.names_without_card()):
			retrying(lambda n=names: _remove(lease, n))
	touched, last_note = notes.noted_months()
	cards = queries.cards()
	work = {}
	for card in cards:
		if not card.is_scored:
			work[card.name] = results.all_periods(card)
		elif touched:
			work[card.name] = results.touched_periods(card, touched)
	if not (work or touched or removals):
		return
	total, done = sum(map(len, work.values())), 0
	finish = Finish(removals=removals)
	for card in cards:
		wanted, failed = work.get(card.name, {}), {}
		is_whole = False
		with one_of_many(outcome, queries.SCORECARD, card.name):
			for period, scored in results.scored_periods(card, wanted, failed):
				outcome.rows_written += _write_period(
					lease, card, period, wanted[period], scored, failed=failed
				)
				done += 1
				progress(done, total, f"{card.name} {period.key}")
			is_whole = True
		outcome.failures += [("Supplier", name, traceback) for name, traceback in sorted(failed.items())]
		finish.add(card, wanted, failed, is_whole)
	everyone = bool(removals) or any(not card.is_scored for card in cards)
	suppliers = None if everyone else set().union(*touched.values())
	retrying(lambda: _finish_scores(lease, as_of, finish, suppliers, last_note))


@dataclass
class Finish:
	"""What is left to do once all scorecards have been gone through."""

	removals: list[int]  # notes of scorecards that were gone or disabled
	changed: list[tuple[Card, list[str]]] = field(default_factory=list)  # scored as they are now, period keys
	failed: set[str] = field(default_factory=set)  # suppliers to be tried again
	failed_anew: set[str] = field(
		default_factory=set
	)  # ... of a changed scorecard: they may have no notes yet
	is_whole: bool = True  # no scorecard has failed altogether

	def add(self, card: Card, wanted: results.Wanted, failed: Collection[str], is_whole: bool) -> None:
		self.failed |= set(failed)
		self.is_whole &= is_whole
		if is_whole and not card.is_scored:
			self.changed.append((card, [period.key for period in wanted]))
			self.failed_anew |= set(failed)


def _write_period(
	lease: Lease, card: Card, period: Period, suppliers, scored, *, failed: dict[str, str]
) -> int:
	"""Write a period whole; where that fails, supplier by supplier, and those at fault are added to ``failed``."""

	def write(names, rows) -> int:
		lease.renew()
		written = results.write_period(card, period, names, rows, failed)
		frappe.db.commit()
		return written

	trial = Outcome()
	written = 0
	with one_of_many(trial, queries.SCORECARD, card.name):
		written = retrying(lambda: write(suppliers, scored))
	if not trial.failures:
		return written
	trial = Outcome()
	names = {each.supplier for each in scored} | results.suppliers_of(card, period, suppliers)
	for name in sorted(names.difference(failed)):
		rows = [each for each in scored if each.supplier == name]
		with one_of_many(trial, "Supplier", name):
			written += retrying(lambda n=name, r=rows: write({n}, r))
	failed.update({name: traceback for _doctype, name, traceback in trial.failures})
	return written


def _remove(lease: Lease, names: Sequence[str]) -> None:
	lease.renew()
	results.delete(names)
	frappe.db.commit()


def _finish_scores(lease: Lease, as_of: date, finish: Finish, suppliers, last_note: int) -> None:
	lease.renew()
	for card, keys in finish.changed:
		# Also of suppliers that failed: a result by another frequency is one of another scorecard.
		results.drop_other_periods(card, keys)
		results.keep_fingerprint(card)
	results.write_suppliers(suppliers, as_of)
	if finish.is_whole:
		notes.settle(last_note, finish.failed)
	notes.settle_removals(finish.removals)
	if finish.failed_anew:
		notes.note_suppliers(finish.failed_anew)
	frappe.db.commit()


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
	suppliers = sorted({supplier for _company, supplier, _month in cells})
	trial = Outcome()
	with one_of_many(trial, "Supplier", suppliers[0]):
		return retrying(lambda: _write_months(lease, cells, last_note, write, is_part))
	if len(suppliers) == 1:
		outcome.failures += trial.failures
		return 0
	middle, written = suppliers[len(suppliers) // 2], 0
	for half in (
		[cell for cell in cells if cell[1] < middle],
		[cell for cell in cells if cell[1] >= middle],
	):
		written += _write_or_halve(lease, half, last_note, write, outcome, is_part=True)
	return written


def _write_months(lease: Lease, cells: Sequence[Cell], last_note: int, write: Write, is_part: bool) -> int:
	lease.renew()
	written = write(cells, is_part)
	months = sorted({month for _company, _supplier, month in cells})
	notes.note_cells(last_note, months, {cell[1] for cell in cells} if is_part else None)
	frappe.db.commit()
	return written
