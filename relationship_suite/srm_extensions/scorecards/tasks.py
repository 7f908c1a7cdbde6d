"""Jobs of the scorecards: bring the supplier roll-up up to the facts, a month per transaction."""

from __future__ import annotations

from datetime import date

import frappe

from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.relationship_core.facts.refresh import Progress, no_progress
from relationship_suite.relationship_core.facts.transactions import Lease, leased, retrying
from relationship_suite.srm_extensions.scorecards import records


def refresh_results(holder: str, as_of: date, progress: Progress = no_progress) -> int:
	"""Recompute what facts or the passing of time have made stale; gives the rows written.

	A kill leaves the notes of the months that were not committed: the next run takes them up.
	"""
	written = 0
	with leased("results", holder) as lease:
		if not lease:
			return 0
		rules = records.rules_from_settings()
		retrying(lambda: _note_newly_due(lease, as_of, rules))
		cells, last_note = records.stale_cells()
		frappe.db.rollback()
		months = sorted({month for _company, _supplier, month in cells})
		for done, month in enumerate(months, start=1):
			chosen = [cell for cell in cells if cell[2] == month]
			written += retrying(lambda m=month, c=chosen: _write_month(lease, as_of, m, c, last_note, rules))
			progress(done, len(months), month.strftime("%Y-%m"))
	return written


def _note_newly_due(lease: Lease, as_of: date, rules) -> None:
	since = records.last_day_judged()
	if since and since >= as_of:
		return
	lease.renew()
	if since:  # without one every cell is stale anyway: its facts have just been written
		records.newly_due_cells(since, as_of, rules)
	records.keep_day_judged(as_of)
	frappe.db.commit()


def _write_month(lease: Lease, as_of: date, month: date, cells, last_note: int, rules) -> int:
	lease.renew()
	written = records.write_months(SiteEngine(), as_of, cells, rules)
	records.settle_cells(last_note, [month])
	frappe.db.commit()
	return written
