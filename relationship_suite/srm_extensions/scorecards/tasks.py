"""Jobs of the scorecards: bring results up to the roll-up, a period per transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import frappe

from relationship_suite.relationship_core.facts import notes, result_rows, watermarks
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.scorecards import (
	queries,
	results,
	score_notes,
	standing_queries,
	standing_records,
	standing_tasks,
)
from relationship_suite.srm_extensions.scorecards.periods import Period
from relationship_suite.srm_extensions.scorecards.queries import Card
from relationship_suite.srm_extensions.scorecards.score_notes import CONSUMER, GONE


def refresh_results(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Score again what the notes name, and every period of a scorecard that has changed.

	What goes wrong with a supplier, or with a whole scorecard, is noted in the outcome and stops no other: the old
	results stay, and the notes with them, so that the next run tries again. Notes go in the commit of the last result.

	Args:
		lease: the right to write.
		as_of: the day that counts as today.
		progress: called as ``progress(done, total, what)``.
		party: this supplier alone; scorecards that have changed or gone are left to the run of everybody.
	"""
	outcome = Outcome()
	_score(lease, as_of, outcome, progress, party)
	standing_tasks.tell(lease, outcome)
	return outcome


def _score(lease: Lease, as_of: date, outcome: Outcome, progress: Progress, party: str | None) -> None:
	removals: list[str] = []
	if party is None:  # asked for before the scorecards are read, which a wish comes with
		removals = watermarks.asked(watermarks.every(), GONE)
	if removals:
		for names in result_rows.chunks(results.names_without_card()):
			retrying(lambda n=names: _remove(lease, n))
	touched, last_note = score_notes.noted_months(party)
	cards = queries.cards()
	work = {}
	for card in cards:
		if not card.is_scored and party is None:
			work[card.name] = results.all_periods(card)
		elif touched:
			work[card.name] = results.touched_periods(card, touched)
	if not (work or touched or removals):
		return
	total, done = sum(map(len, work.values())), 0
	finish = Finish(removals=removals, party=party)
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
	everyone = bool(removals) or (party is None and any(not card.is_scored for card in cards))
	suppliers = None if everyone else set().union(*touched.values())
	retrying(lambda: _finish_scores(lease, as_of, finish, suppliers, last_note))


def note_everything(as_of: date, parties: Collection[str] | None = None) -> None:
	"""Have every score computed anew, and what was deleted or disabled behind our back removed; ``parties``: theirs alone."""
	score_notes.note_every_month(parties)
	if parties is None:
		score_notes.note_removal()


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Has no scorecard changed, and none gone, and is nobody to be told of a standing?"""
	if watermarks.asked(marks, GONE) or standing_queries.waiting():
		return False
	return all(card.is_scored for card in queries.cards())


@dataclass
class Finish:
	"""What is left to do once all scorecards have been gone through."""

	removals: list[str]  # wishes of scorecards that were gone or disabled
	party: str | None = None  # this supplier alone
	changed: list[tuple[Card, list[str]]] = field(default_factory=list)  # scored as they are now, period keys
	failed: set[str] = field(default_factory=set)  # suppliers to be tried again
	failed_anew: set[str] = field(
		default_factory=set
	)  # ... of a changed scorecard: they may have no notes yet
	is_whole: bool = True  # no scorecard has failed altogether

	def add(self, card: Card, wanted: results.Wanted, failed: Collection[str], is_whole: bool) -> None:
		self.failed |= set(failed)
		self.is_whole &= is_whole
		if is_whole and not card.is_scored and self.party is None:
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
	standing_records.keep_changes(suppliers, as_of, {card.name for card, _keys in finish.changed})
	if finish.is_whole:
		notes.settle(CONSUMER, last_note, party=finish.party, failed=finish.failed)
	watermarks.grant(finish.removals)
	if finish.failed_anew:
		score_notes.note_every_month(finish.failed_anew)
	frappe.db.commit()
