"""What the Desk asks of the refresh: how far it is, start one, give what has failed another try."""

import frappe
from frappe import _

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.facts import changes, failing, progress, watermarks
from relationship_suite.relationship_core.facts.waiting import count_failed, is_at_work
from relationship_suite.relationship_core.messages import say

RUN, SETTINGS = "Relationship Refresh", "Relationship Suite Settings"

#: Kinds of run that people may start.
KINDS = ("Refresh", "Rebuild")
#: Seconds that a job may take, since each may find a rebuild wanted; what is left then is taken up by the next one.
TIMEOUT = 6 * 3600


def check_may_start() -> None:
	"""Raise PermissionError unless the session's user may change the settings, and so when figures are computed."""
	if not frappe.has_permission(SETTINGS, "write"):
		frappe.throw(_("You may not start a refresh."), frappe.PermissionError)


@whitelist(methods=["GET"])
def get_state(run: str | None = None) -> dict:
	"""What the list and the record of a run show above everything else.

	Args:
		run: a Relationship Refresh, whose ``status`` is given as well.

	Returns:
		``running`` (``run``, ``stage`` in words, ``done``, ``total``, ``percent``; None where nothing is at work),
		``failed`` (documents and parties to try again), ``may_start`` (whether the user may start a run), ``status``,
		``refreshed_at`` (when the last run that ended well began, those that found nothing to do included).

	Raises:
		frappe.PermissionError: the user may not read the run log.
	"""
	frappe.has_permission(RUN, "read", throw=True)
	found = progress.current() if is_at_work() else None
	if found:
		found["stage"] = _(progress.STAGES.get(found["stage"], found["stage"]))  # another app's consumer
		found["percent"] = round(100 * found["done"] / found["total"]) if found["total"] else 0
	return {
		"running": found,
		"failed": _count_failed(),
		"may_start": bool(frappe.has_permission(SETTINGS, "write")),
		"refreshed_at": watermarks.get(watermarks.REFRESHED_AT),
		"status": frappe.db.get_value(RUN, run, "status") if run else None,
	}


@whitelist(methods=["POST"])
def start(kind: str = "Refresh") -> None:
	"""Start a run in the background: ``Refresh`` (what was noted since the last one) or ``Rebuild`` (everything).

	Raises:
		frappe.PermissionError: the user may not change the settings.
		frappe.ValidationError: there is no such kind, or a run is at work.
	"""
	check_may_start()
	if kind not in KINDS:
		frappe.throw(say(_("There is no run of the kind {0}."), kind))
	if is_at_work():
		frappe.throw(_("A run is at work already. Start this one when it is done."))
	enqueue_run(kind)


def enqueue_run(kind: str) -> None:
	"""Have a run of that kind done in the background, once what is under way is committed. Rights are for the caller to check."""
	frappe.enqueue(
		"relationship_suite.tasks.run",
		kind=kind,
		queue="long",
		timeout=TIMEOUT,
		job_id=f"relationship_suite_{kind.lower()}",
		deduplicate=True,
		enqueue_after_commit=True,
	)


@whitelist(methods=["POST"])
def retry_failed() -> int:
	"""Try again, now, every document that could not be read and every party that could not be calculated.

	Returns:
		How many there are.

	Raises:
		frappe.PermissionError: the user may not change the settings.
		frappe.ValidationError: a run is at work.
	"""
	check_may_start()
	failed = _count_failed()
	if failed:
		changes.retry_failed()
		failing.retry_all()
		start("Refresh")
	return failed


def _count_failed() -> int:
	return count_failed() + failing.count()


def refresh_party(party_type: str, party: str) -> None:
	"""Bring the figures of one party up to its documents, in the background; one such job a party at a time.

	Rights are for the caller to check.

	Raises:
		frappe.ValidationError: everything is to be made anew, and no figure could be right before.
	"""
	if "Rebuild" in watermarks.wanted():
		frappe.throw(_("All figures are being made anew. This one is there as soon as that is done."))
	frappe.enqueue(
		"relationship_suite.tasks.refresh_party",
		party_type=party_type,
		party=party,
		queue="long",
		timeout=TIMEOUT,
		job_id=f"relationship_suite_refresh:{party_type}:{party}",
		deduplicate=True,
	)
