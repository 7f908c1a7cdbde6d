"""The scheduled runs: facts first, then the results that stand on them."""

from __future__ import annotations

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.crm_extensions.segmentation import records as customer_insights
from relationship_suite.crm_extensions.segmentation import tasks as customers
from relationship_suite.doctype.purchase_order import backfill
from relationship_suite.relationship_core.facts import reconcile, run_log, sweep
from relationship_suite.relationship_core.facts import refresh as facts
from relationship_suite.relationship_core.facts.refresh import Progress, no_progress
from relationship_suite.relationship_core.facts.waiting import count_waiting
from relationship_suite.srm_extensions.scorecards import records as supplier_months
from relationship_suite.srm_extensions.scorecards import tasks as suppliers


def refresh() -> None:
	"""Every quarter of an hour: what was noted since the last run."""
	if not frappe.db.get_single_value("Relationship Suite Settings", "refresh_paused"):
		run("Refresh")


def nightly() -> None:
	"""Every night: the sweep for documents without events as well."""
	if not frappe.db.get_single_value("Relationship Suite Settings", "refresh_paused"):
		run("Nightly")


def weekly() -> None:
	"""Every Sunday: hold all facts against their source and repair what differs."""
	if not frappe.db.get_single_value("Relationship Suite Settings", "refresh_paused"):
		run("Reconcile")


def first_run() -> None:
	"""After installing on a site with documents: first dates from their history, then every fact."""
	backfill.backfill()
	run("Rebuild")


def rebuild() -> None:
	"""``bench --site SITE execute relationship_suite.tasks.rebuild``: every fact anew, with a bar on the terminal."""
	run("Rebuild", terminal_progress)


def run(kind: str, progress: Progress = no_progress, as_of=None):
	"""One run of the given kind; returns its Relationship Refresh document."""
	as_of = getdate(as_of or nowdate())
	swept = 0
	if kind == "Nightly":
		swept = sweep.sweep()
		frappe.db.commit()
	if kind in ("Refresh", "Nightly") and _is_idle(as_of):
		return run_log.log_idle(kind)
	with run_log.logged(kind) as log:
		log.swept = reconcile.reconcile(progress) if kind == "Reconcile" else swept
		if kind == "Rebuild":
			supplier_months.mark_all_stale()
			customer_insights.mark_all_due()
			frappe.db.commit()
		work = facts.rebuild_facts if kind == "Rebuild" else facts.refresh_facts
		outcome = work(log.name, progress)
		run_log.fill(log, outcome)
		if not outcome.skipped:
			if kind == "Rebuild":
				customers.backfill_history(log.name, as_of)
			log.cells_written = sum(
				results.refresh_results(log.name, as_of, progress) for results in (suppliers, customers)
			)
	return log


def _is_idle(as_of) -> bool:
	idle = not count_waiting() and suppliers.is_idle(as_of) and customers.is_idle(as_of)
	frappe.db.rollback()  # end the snapshot of these reads
	return idle


def terminal_progress(done: int, total: int, what: str) -> None:
	"""Frappe's own bar on the terminal."""
	from frappe.utils import update_progress_bar

	update_progress_bar(what or "Documents", done - 1, total)
