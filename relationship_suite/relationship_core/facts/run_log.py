"""The run log: a Relationship Refresh document per run, which an admin opens when a number looks old."""

from __future__ import annotations

from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils import now_datetime, time_diff_in_seconds

from relationship_suite.relationship_core.facts.refresh import Outcome

#: Failures kept with the run; the rest is counted in the next step.
FAILURES_SHOWN = 50


@contextmanager
def logged(kind: str):
	"""Write the log of one run; yields the document, whose fields the run fills.

	A run that dies leaves its document as Running; the next one marks it as failed.
	"""
	_close_abandoned()
	run = frappe.new_doc("Relationship Refresh")
	run.update({"kind": kind, "status": "Running", "started_at": now_datetime()})
	run.insert(ignore_permissions=True)  # nobody has the right to create a log by hand
	frappe.db.commit()
	try:
		yield run
	except Exception:
		frappe.db.rollback()
		run.status, run.error = "Failed", frappe.get_traceback()
		run.next_step = _("Open the error below. The changes are kept: the next run takes them up.")
		_close(run)
		raise
	_close(run)


def log_idle(kind: str):
	"""The log of a run that found nothing to do: one INSERT, so that people still see that it looked."""
	run = frappe.new_doc("Relationship Refresh")
	run.update({"kind": kind, "status": "Completed", "started_at": now_datetime()})
	run.insert(ignore_permissions=True)  # as in logged()
	frappe.db.commit()
	return run


def fill(run, outcome: Outcome) -> None:
	"""Take over what the refresh of the facts reports."""
	run.vouchers, run.rows_written = outcome.vouchers, outcome.rows_written
	for voucher_type, voucher, error in outcome.failures[:FAILURES_SHOWN]:
		run.append("failures", {"voucher_type": voucher_type, "voucher": voucher, "error": error})
	if outcome.skipped:
		run.status = "Skipped"
		run.next_step = _("Another refresh is at work. Nothing to do.")
	elif outcome.failures:
		run.status = "Completed with errors"
		run.next_step = _(
			"{0} documents could not be read; all others are up to date. The next runs try again up to five times; mend a document and save it to have it read anew."
		).format(len(outcome.failures))


def _close(run) -> None:
	if run.status == "Running":
		run.status = "Completed"
	run.seconds = time_diff_in_seconds(now_datetime(), run.started_at)
	run.save(ignore_permissions=True)  # as above
	frappe.db.commit()


def _close_abandoned() -> None:
	"""Mark runs of dead workers; a living one renews its status when it ends."""
	frappe.db.set_value(
		"Relationship Refresh",
		{"status": "Running", "modified": ("<", frappe.utils.add_to_date(now_datetime(), hours=-6))},
		{"status": "Failed", "next_step": _("The worker was stopped. The next run takes up what was left.")},
	)
