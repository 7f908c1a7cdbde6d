"""Sending: plan what is due, make each recipient's mail with their rights, follow the mails, tell owners of failures."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from traceback import walk_tb

import frappe
from frappe import _
from rq.timeouts import JobTimeoutException

from relationship_suite.relationship_core import notices
from relationship_suite.relationship_core.facts import alerts
from relationship_suite.relationship_core.facts.transactions import retrying
from relationship_suite.relationship_core.schedules import mail_wording, records, wording
from relationship_suite.relationship_core.schedules.cells import plain
from relationship_suite.relationship_core.schedules.queries import DELIVERY, SCHEDULE

#: Seconds that a job may take over one schedule; what is left then waits for the next one.
TIMEOUT = 3600


def run() -> None:
	"""Every five minutes: plan, have workers send, follow what was sent before."""
	now = records.utc_now()
	for name in records.due(now):
		_plan(name, now)
	for name in records.ended():
		_guarded(lambda n=name: _tell_problem(n, wording.no_sending()), name)
	for schedule in dict.fromkeys(schedule for _name, schedule in records.waiting()):
		enqueue(schedule)
	retrying(records.follow_mails)
	tell_owners()


def _plan(name: str, now: datetime) -> None:
	"""Plan a schedule, or tell its owner why that fails; it is tried again by the next run."""
	try:
		retrying(lambda: records.plan(name, now))
	except JobTimeoutException:
		raise
	except Exception as error:
		frappe.db.rollback()
		trace = frappe.get_traceback()
		said = _cause(error, trace)
		_guarded(lambda: _tell_problem(name, said, trace), name)


def enqueue(schedule: str) -> None:
	"""Have a worker for long jobs send what waits of a schedule, unless one does already."""
	frappe.enqueue(
		"relationship_suite.relationship_core.schedules.tasks.deliver",
		schedule=schedule,
		queue="long",
		timeout=TIMEOUT,
		job_id=f"relationship_suite_report_schedule_{schedule}",
		deduplicate=True,
		enqueue_after_commit=True,
	)


def deliver(schedule: str) -> None:
	"""Make and queue every mail of a schedule that waits; one that fails stops no other."""
	for name, _schedule in records.waiting(schedule):
		claimed = retrying(lambda n=name: records.claim(n))
		if claimed:
			_deliver(claimed)
	tell_owners()


def _deliver(claimed: records.Claim) -> None:
	began = time.monotonic()
	try:
		letter = _written(claimed)
		retrying(lambda: _settle(claimed, letter, time.monotonic() - began))
	except JobTimeoutException:
		raise
	except frappe.PermissionError:
		frappe.db.rollback()
		said = _("The recipient may not open the report, or something that a filter names.")
		retrying(lambda: records.settle(claimed, records.NOT_PERMITTED, reason=said))
	except Exception as error:
		frappe.db.rollback()
		_fail(claimed, error, frappe.get_traceback())


def _settle(claimed: records.Claim, letter: mail_wording.Letter | None, seconds: float) -> None:
	if letter is None:
		records.settle(claimed, records.LEFT_OUT, reason=_("The user is disabled."))
	elif not letter.html:
		said = _("There was nothing to report.")
		records.settle(claimed, records.NO_DATA, reason=said, seconds=seconds, row_count=0)
	else:
		records.settle(
			claimed,
			records.QUEUED,
			letter=letter,
			seconds=seconds,
			row_count=letter.rows,
			size=letter.size,
			files="\n".join(letter.files),
			reason="\n".join(letter.left_out),
		)


def _fail(claimed: records.Claim, error: Exception, trace: str) -> None:
	"""What is wrong with report or filters stays wrong; anything else is tried again by the next runs."""
	is_over = isinstance(error, frappe.ValidationError) or claimed.tries >= records.MAX_TRIES
	status = records.FAILED if is_over else records.WAITING

	def settle() -> None:
		log = frappe.log_error(title=f"Relationship Suite: report delivery {claimed.name}", message=trace)
		said = _safe_cause(error, log.name) if is_over else _("It is tried again within minutes.")
		records.settle(claimed, status, reason=said)

	retrying(settle)


def _written(claimed: records.Claim) -> mail_wording.Letter | None:
	"""The recipient's mail; None where they are disabled. Nothing that the report wrote stays."""
	schedule = frappe.get_doc(SCHEDULE, claimed.schedule)
	if not frappe.db.get_value("User", claimed.recipient, "enabled"):
		return None
	with acting_as(claimed.recipient):
		letter = mail_wording.write(schedule, claimed.as_of)
	frappe.db.rollback()
	return letter


@contextmanager
def acting_as(user: str) -> Iterator[None]:
	"""Be this user, in their language; in a background job, which has no session to lose."""
	before, language, said = frappe.session.user, frappe.local.lang, len(frappe.local.message_log)
	frappe.set_user(user)
	frappe.local.lang = notices.language_of(user) or language
	try:
		yield
	finally:
		frappe.set_user(before)
		frappe.local.lang = language
		del frappe.local.message_log[said:]


def tell_owners() -> None:
	"""Tell whoever set up a schedule which of its mails failed, each failure once."""
	for (schedule, _owner), rows in groupby(records.untold(), key=lambda row: (row.schedule, row.owner)):
		_guarded(lambda s=schedule, r=list(rows): _tell(s, r), schedule)


def _tell(schedule: str, rows: list[dict]) -> None:
	title = frappe.db.get_value(SCHEDULE, schedule, "title") or schedule
	for user in _responsible(rows[0].owner):
		notices.tell(user, DELIVERY, rows[0].name, wording.of_failed, title, rows)
	records.mark_told([row.name for row in rows])
	frappe.db.commit()


def _tell_problem(schedule: str, said: str, trace: str = "") -> None:
	"""Tell whoever set up a schedule why it is not planned, and log the trace, as often as the reason is another."""
	if not records.note_problem(schedule, said):
		frappe.db.rollback()
		return
	if trace:
		frappe.log_error(title=f"Relationship Suite: report schedule {schedule}", message=trace)
	title, owner = frappe.db.get_value(SCHEDULE, schedule, ["title", "owner"])
	for user in _responsible(owner):
		notices.tell(user, SCHEDULE, schedule, wording.of_problem, title, said)
	frappe.db.commit()


def _responsible(owner: str) -> list[str]:
	"""The owner, or where they are gone whoever hears of failed runs."""
	return [owner] if frappe.db.get_value("User", owner, "enabled") else alerts.recipients()


def _guarded(work, schedule: str) -> None:
	"""Do a transaction of one schedule; one that fails is logged and stops no other."""
	try:
		retrying(work)
	except Exception:
		frappe.db.rollback()
		frappe.log_error(title=f"Relationship Suite: report schedule {schedule}")
		frappe.db.commit()


def _cause(error: Exception, trace: str) -> str:
	"""Why a schedule is not planned: its owner wrote all that this can quote."""
	said = plain(error) if isinstance(error, frappe.ValidationError) else ""
	return said or (trace.strip().splitlines() or [""])[-1]


def _safe_cause(error: Exception, log: str) -> str:
	"""Why a mail could not be made, for the schedule's owner, who may see less than its recipient.

	Only sentences of this app's code are passed on: what others' say may quote what the report read.
	"""
	is_spoken = isinstance(error, frappe.OutgoingEmailError) or (
		isinstance(error, frappe.ValidationError) and _is_ours(error)
	)
	return (is_spoken and plain(error)) or _("An error of the report: see the Error Log {0}.").format(log)


def _is_ours(error: Exception) -> bool:
	"""Whether this app raised an error, by itself or by asking Frappe."""
	files = [Path(frame.f_code.co_filename) for frame, _line in walk_tb(error.__traceback__)]
	app, framework = (Path(frappe.get_app_path(name)) for name in ("relationship_suite", "frappe"))
	raisers = [file for file in files if framework not in file.parents]
	return bool(raisers) and app in raisers[-1].parents
