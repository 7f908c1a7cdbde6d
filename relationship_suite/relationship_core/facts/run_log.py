"""The run log: a Relationship Refresh document per run, which an admin opens when a number looks old."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager

import frappe
from frappe import _
from frappe.utils import now_datetime, time_diff_in_seconds

from relationship_suite.relationship_core.facts import alerts, failing, progress, watermarks
from relationship_suite.relationship_core.facts.transactions import retrying
from relationship_suite.relationship_core.facts.waiting import is_at_work

#: Failures kept with the run; the rest is counted in the next step.
FAILURES_SHOWN = 50


#: DocType, name, traceback.
Failure = tuple[str, str, str]


@contextmanager
def logged(kind: str):
	"""Write the log of one run, under the lease; yields the document, whose fields the run fills.

	A run that dies leaves its document as Running. Whoever holds the lease next knows it for dead.
	"""
	_close_abandoned()
	run = _begin(kind, "Running")
	try:
		yield run
	except Exception:
		frappe.db.rollback()
		run.status, run.error = "Failed", frappe.get_traceback()
		run.next_step = _("Open the error below. The changes are kept: the next run takes them up.")
		_close(run)
		alerts.tell(run)
		raise
	_close(run)
	alerts.tell(run)


def log_idle(kind: str, is_in_trouble: bool = False):
	"""A run that found nothing to do: people see that it looked; only the nightly one leaves a document.

	``is_in_trouble``: an earlier one left something out, which may be over.
	"""
	watermarks.keep(watermarks.REFRESHED_AT, str(now_datetime()))
	if kind == "Refresh":  # every quarter of an hour
		if not is_at_work():
			_close_abandoned()
		frappe.db.commit()
		run = frappe._dict(kind=kind, status="Completed")
	else:
		run = _begin(kind, "Completed")
	if is_in_trouble:
		alerts.tell(run)
	return run


def log_skipped(kind: str):
	"""A run that found another one at work. What is wanted is not lost: the next run that starts does it."""
	steps = {
		"Rebuild": _("Another run is at work. The next one that starts rebuilds everything."),
		"Reconcile": _("Another run is at work. The next one that starts compares all facts."),
	}
	return (
		_begin(kind, "Skipped", steps[kind]) if kind in steps else frappe._dict(kind=kind, status="Skipped")
	)


def record_failures(run, documents: Sequence[Failure], results: Sequence[Failure] = ()) -> None:
	"""Show the documents that could not be read and whose results could not be calculated, and say what comes next."""
	failures = [*documents, *results]
	for voucher_type, voucher, error in failures[: FAILURES_SHOWN - len(run.failures)]:
		run.append("failures", {"voucher_type": voucher_type, "voucher": voucher, "error": error})
	party = (run.party_type, run.party) if run.party else None
	kept, count = failing.told_before(run.name, FAILURES_SHOWN, party)
	for (voucher_type, voucher), each in kept[: max(FAILURES_SHOWN - len(run.failures), 0)]:
		error = _("Fails as before: the error is in {0}.").format(each.told_in)
		run.append("failures", {"voucher_type": voucher_type, "voucher": voucher, "error": error})
	if failures or kept:
		run.status = "Completed with errors"
	steps = []
	if documents:
		steps.append(
			_(
				"{0} documents could not be read; all others are up to date. The next runs try again up to five times; mend them and press Retry What Failed."
			).format(len(documents))
		)
	if results:
		steps.append(
			_(
				"{0} results could not be calculated: they stay as they were, and the next runs try again. All others are up to date."
			).format(len(results))
		)
	if kept:
		steps.append(
			_(
				"{0} results keep failing and stay as they were: they are tried again less and less often, at least once a day, and at once by Retry What Failed. The list leads to each, and to the run with its error."
			).format(count)
		)
	run.next_step = " ".join(steps) or run.next_step


def _begin(kind: str, status: str, next_step: str = ""):
	return retrying(lambda: _insert(kind, status, next_step))


def _insert(kind: str, status: str, next_step: str):
	run = frappe.new_doc("Relationship Refresh")
	run.update({"kind": kind, "status": status, "started_at": now_datetime(), "next_step": next_step})
	run.flags.ignore_links = True  # a document that failed may be deleted by now
	run.insert(ignore_permissions=True)  # nobody has the right to create a log by hand
	frappe.db.commit()
	return run


def _close(run) -> None:
	progress.forget()
	if run.status == "Running":
		run.status = "Completed"
	if run.status != "Failed" and run.kind != "One Party":  # which leaves all others as old as they were
		watermarks.keep(watermarks.REFRESHED_AT, str(run.started_at))
	run.seconds = time_diff_in_seconds(now_datetime(), run.started_at)
	run.save(ignore_permissions=True)  # as in _begin
	frappe.db.commit()


def _close_abandoned() -> None:
	"""Runs whose worker is gone have failed."""
	dead = frappe.get_all("Relationship Refresh", {"status": "Running"}, pluck="name", order_by="name")
	for name in dead:
		run = frappe.get_doc("Relationship Refresh", name)
		run.db_set(
			{
				"status": "Failed",
				"next_step": _("The worker was stopped. The next run takes up what was left."),
			}
		)
		alerts.tell(run)
