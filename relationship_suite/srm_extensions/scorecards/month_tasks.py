"""Jobs of the supplier roll-up: bring its months up to the facts, some months or cells per transaction.

The notes of a month become notes of whoever stands on it in the commit of its cells: wherever a run is killed, the next
one finds what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import frappe

from relationship_suite.compat import analyze
from relationship_suite.relationship_core.facts import crew, notes, schema, watermarks
from relationship_suite.relationship_core.facts.chosen import engine_for
from relationship_suite.relationship_core.facts.engines import Engine, SiteEngine
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.scorecards import records
from relationship_suite.srm_extensions.scorecards.metrics import DeliveryRules
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

	done = 0

	def add(some: Sequence[Cell], part: Outcome) -> None:
		nonlocal done
		outcome.add(part)
		done += len(some)
		progress(done, len(cells), some[-1][1])

	if party is None and not records.are_scanned(cells):
		if len(cells) > records.LOOKED_UP:
			retrying(partial(_keep_one_note_each, lease, last_note))
			cells, last_note = records.stale_cells()
			frappe.db.rollback()
		for part in records.noted(cells, last_note):
			add(*_look_up(lease, part, as_of, rules))
		return outcome
	scan = Scan(engine_for(lease.token, len(cells)), as_of, 0, last_note, rules)

	def work(lease: Lease, some: Sequence[Cell]) -> tuple[Sequence[Cell], Outcome]:
		part = Outcome()
		part.rows_written = _write_or_halve(some, partial(scan.write, lease), part)
		return some, part

	hands = None if isinstance(scan.engine, SiteEngine) else 1  # another engine has one connection
	crew.share_out(lease, records.batches(cells), work, lambda result: add(*result), hands)
	if done >= records.SCANNED_FROM:
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


def _keep_one_note_each(lease: Lease, last_note: int) -> None:
	lease.renew()
	records.keep_one_note_each(last_note)
	frappe.db.commit()


def _look_up(
	lease: Lease, part: records.Noted, as_of: date, rules: DeliveryRules
) -> tuple[Sequence[Cell], Outcome]:
	"""Write the cells of a part; where that fails for good, supplier by supplier as of a scan."""
	outcome = Outcome()

	def write() -> int:
		lease.renew()
		written = records.write_noted(as_of, part, rules)
		notes.hand_on(CONSUMER, part.last, _months(part.cells), after=part.after)
		frappe.db.commit()
		return written

	trial = Outcome()
	with one_of_many(trial, "Supplier", part.cells[0][1]):
		outcome.rows_written = retrying(write)
	if trial.failures:
		again = partial(Scan(SiteEngine(), as_of, part.after, part.last, rules).write, lease)
		outcome.rows_written = _write_halves(part.cells, again, outcome, trial)
	return part.cells, outcome


#: Writes cells of some suppliers, and commits; gives the number of months written.
Write = Callable[[Sequence[Cell]], int]


def _write_or_halve(cells: Sequence[Cell], write: Write, outcome: Outcome) -> int:
	"""Write cells; where that fails for good, half of their suppliers each, down to the one at fault.

	The months of a supplier at fault stay as they were and stale, and the outcome names it.
	"""
	trial = Outcome()
	with one_of_many(trial, "Supplier", cells[0][1]):
		return retrying(lambda: write(cells))
	return _write_halves(cells, write, outcome, trial)


def _write_halves(cells: Sequence[Cell], write: Write, outcome: Outcome, trial: Outcome) -> int:
	"""What is left to do for cells that could not be written together, as ``trial`` tells."""
	suppliers = records.suppliers_of(cells)
	if len(suppliers) == 1:
		outcome.failures += trial.failures
		return 0
	first, written = set(suppliers[: len(suppliers) // 2]), 0
	for half in (
		[cell for cell in cells if cell[1] in first],
		[cell for cell in cells if cell[1] not in first],
	):
		written += _write_or_halve(half, write, outcome)
	return written


@dataclass(frozen=True)
class Scan:
	"""Months of some suppliers, found by a scan: those of :func:`records.write_months`.

	Their notes are those after one and up to another, as in :class:`records.Noted`.
	"""

	engine: Engine
	as_of: date
	after: int
	last: int
	rules: DeliveryRules

	def write(self, lease: Lease, cells: Sequence[Cell]) -> int:
		"""One transaction; gives the number of months written."""
		lease.renew()
		written = records.write_months(self.engine, self.as_of, cells, self.rules)
		suppliers = {cell[1] for cell in cells}
		notes.hand_on(CONSUMER, self.last, _months(cells), suppliers, after=self.after)
		frappe.db.commit()
		return written


def _months(cells: Sequence[Cell]) -> list[date]:
	return sorted({month for _company, _supplier, month in cells})
