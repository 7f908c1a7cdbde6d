"""Jobs of the scorecards: bring roll-up and results up to the facts, a month or a period per transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import frappe

from relationship_suite.relationship_core.facts import watermarks
from relationship_suite.relationship_core.facts.chosen import engine_for
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.scorecards import queries, records, results
from relationship_suite.srm_extensions.scorecards.metrics import DeliveryRules
from relationship_suite.srm_extensions.scorecards.records import Cell

#: Months computed by one set of statements and committed together: it bounds the memory of a run.
MONTHS_A_BATCH = 6


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
	months = sorted({month for _company, _supplier, month in cells})
	for start in range(0, len(months), MONTHS_A_BATCH):
		some = months[start : start + MONTHS_A_BATCH]
		chosen = [cell for cell in cells if some[0] <= cell[2] <= some[-1]]
		outcome.rows_written += retrying(lambda c=chosen: _write_months(lease, as_of, c, last_note, rules))
		progress(start + len(some), len(months), some[-1].strftime("%Y-%m"))
	outcome.rows_written += _refresh_scores(lease, as_of, progress)
	return outcome


def restart(lease: Lease) -> None:
	"""Have every month and every score computed anew by the next refresh."""
	retrying(lambda: _restart(lease))


def _restart(lease: Lease) -> None:
	lease.renew()
	records.mark_all_stale()
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


def _refresh_scores(lease: Lease, as_of: date, progress: Progress) -> int:
	"""Score again what the notes name, and every period of a scorecard that has changed."""
	touched, last_note = results.noted()
	cards = queries.cards()
	work = {}
	for card in cards:
		if not card.is_scored:
			work[card.name] = results.all_periods(card)
		elif touched:
			work[card.name] = results.touched_periods(card, touched)
	if not (work or touched):
		return 0
	written, done, total = 0, 0, sum(map(len, work.values()))
	for card in cards:
		for period, scored in results.scored_periods(card, work.get(card.name, {})):
			suppliers = work[card.name][period]
			written += retrying(
				lambda c=card, p=period, n=suppliers, s=scored: _write_period(lease, c, p, n, s)
			)
			done += 1
			progress(done, total, f"{card.name} {period.key}")
	everyone = any(not card.is_scored for card in cards)
	suppliers = None if everyone else set().union(*touched.values())
	changed = [(card, work[card.name]) for card in cards if not card.is_scored]
	retrying(lambda: _finish_scores(lease, as_of, changed, suppliers, last_note))
	return written


def _write_period(lease: Lease, card, period, suppliers, scored) -> int:
	lease.renew()
	written = results.write_period(card, period, suppliers, scored)
	frappe.db.commit()
	return written


def _finish_scores(lease: Lease, as_of: date, changed, suppliers, last_note: int) -> None:
	lease.renew()
	for card, periods in changed:
		results.drop_other_periods(card, [period.key for period in periods])
		results.keep_fingerprint(card)
	results.write_suppliers(suppliers, as_of)
	results.settle(last_note)
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


def _write_months(lease: Lease, as_of: date, cells: list[Cell], last_note: int, rules: DeliveryRules) -> int:
	lease.renew()
	written = records.write_months(engine_for(lease.token, len(cells)), as_of, cells, rules)
	results.note_cells(last_note, sorted({month for _company, _supplier, month in cells}))
	frappe.db.commit()
	return written
