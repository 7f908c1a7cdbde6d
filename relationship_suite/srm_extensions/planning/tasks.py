"""Jobs of the planning feature: demand and forecasts of items up to the facts, some items per transaction.

The notes of items go in the commit of their figures: wherever a run is killed, the next one finds what is left.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import frappe

from relationship_suite.relationship_core.facts import result_rows, watermarks
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.planning import cycles, queries, records
from relationship_suite.srm_extensions.planning.model import Rules

#: Watermark: the cycle and the rules that forecasts are made for.
WATERMARK = "demand_forecasts"
#: Items that are written and committed together.
BATCH = 500

Items = Mapping[str, set[date]]


def refresh_results(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Bring the months of items up to the facts, and the forecasts of the month of ``as_of`` up to the months before it.

	Args:
		lease: the right to write.
		as_of: the day that counts as today.
		progress: called as ``progress(done, total, item)``.
		party: this item alone.
	"""
	outcome = Outcome()
	cycle, rules = as_of.replace(day=1), queries.rules_from_settings()
	retrying(lambda: _begin(lease, cycle, rules))
	stale, last_note = queries.stale_items(party)
	frappe.db.rollback()  # end the read's snapshot
	total, done = sum(map(len, stale.values())), 0
	for company, items in stale.items():
		for names in result_rows.chunks(list(items), BATCH):
			some = {name: items[name] for name in names}
			_write_or_each(lease, outcome, company, some, last_note=last_note, cycle=cycle)
			done += len(names)
			progress(done, total, names[-1])
	return outcome


def note_everything(as_of: date, parties: Collection[str] | None = None) -> None:
	"""Have the months of every item made anew; ``parties``: of these items alone."""
	records.note_everything(parties)


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Are there forecasts of this month by the rules that are set?"""
	return marks.get(WATERMARK) == cycles.mark_of(as_of.replace(day=1), queries.rules_from_settings())


def _begin(lease: Lease, cycle: date, rules: Rules) -> None:
	"""Where a month has begun, or other rules hold, have every item forecast: the mark goes with the notes."""
	mark = cycles.mark_of(cycle, rules)
	if watermarks.get(WATERMARK) == mark:
		return
	lease.renew()
	records.note_all(cycle)
	records.begin_cycle(cycle)
	watermarks.keep(WATERMARK, mark)
	frappe.db.commit()


def _write_or_each(
	lease: Lease, outcome: Outcome, company: str, items: Items, *, last_note: int, cycle: date
) -> None:
	"""Write some items; where that fails for good, one by one, and the outcome names those at fault."""

	def write(some: Items) -> int:
		lease.renew()
		written = records.write(company, some, cycle, queries.rules_from_settings())
		records.settle(company, list(some), last_note)
		frappe.db.commit()
		return written

	trial = Outcome()
	with one_of_many(trial, "Item", next(iter(items))):
		outcome.rows_written += retrying(lambda: write(items))
	if not trial.failures:
		return
	if len(items) == 1:
		outcome.failures += trial.failures
		return
	for name, months in items.items():
		_write_or_each(lease, outcome, company, {name: months}, last_note=last_note, cycle=cycle)
