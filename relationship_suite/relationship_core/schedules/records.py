"""The one writer of Report Deliveries, and of when a schedule sends next.

A delivery's name is made of schedule, sending and recipient, and it is the table's primary key: whatever plans, dies or
runs twice, there is one delivery, and its mail goes into the queue in the commit that says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

import frappe
from frappe import _
from frappe.query_builder.functions import IfNull
from frappe.utils import get_system_timezone, getdate, now_datetime

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts import result_rows
from relationship_suite.relationship_core.schedules import mail_records, queries
from relationship_suite.relationship_core.schedules.mail_wording import Letter
from relationship_suite.relationship_core.schedules.model import HORIZON, UTC, sorted_out
from relationship_suite.relationship_core.schedules.queries import DELIVERY, SCHEDULE

WAITING, QUEUED, SENT, NO_DATA = "Waiting", "Queued", "Sent", "No Data"
NOT_PERMITTED, LEFT_OUT, FAILED = "Not Permitted", "Left Out", "Failed"
#: Tries of one delivery, a worker's death among them.
MAX_TRIES = 3
#: Moments as text, which sort as the moments do.
_STAMP = "%Y-%m-%d %H:%M:%S"
#: Sending of its own, told from one of the schedule.
_BY_HAND = "{} by hand"
#: What is known of a mail that is made, before it is.
_OF_THE_MAIL = {"reason": "", "row_count": 0, "size": 0, "seconds": 0, "files": "", "email_queue": ""}
_PLANNED = ("schedule", "report", "period", "due_at", "as_of", "recipient", "status", "reason")


def utc_now() -> datetime:
	"""This moment."""
	return datetime.now(UTC)


def stamp(moment: datetime) -> str:
	"""A moment in UTC as text."""
	return moment.astimezone(UTC).strftime(_STAMP)


def _moment(text: str) -> datetime:
	return datetime.strptime(text, _STAMP).replace(tzinfo=UTC)


def _on_site(moment: datetime) -> datetime:
	"""A moment as Frappe keeps it: in the site's time zone and without one."""
	return moment.astimezone(ZoneInfo(get_system_timezone())).replace(tzinfo=None)


def next_sending(schedule, after: datetime) -> tuple[str, datetime | None]:
	"""The next sending of a Report Schedule, as its two fields ``due_utc`` and ``next_run_at``; ("", None) without one."""
	days_off = queries.days_off_of(schedule, after.date())
	moment = next(queries.rhythm_of(schedule).occasions(after, days_off), None)
	return (stamp(moment), _on_site(moment)) if moment else ("", None)


def due(now: datetime) -> list[str]:
	"""Enabled schedules with sendings up to now that are not planned yet."""
	schedule = frappe.qb.DocType(SCHEDULE)
	query = (
		frappe.qb.from_(schedule)
		.select(schedule.name)
		.where((schedule.enabled == 1) & (schedule.due_utc > "") & (schedule.due_utc <= stamp(now)))
		.orderby(schedule.due_utc, schedule.name)
	)
	return [row[0] for row in query.run()]


def plan(name: str, now: datetime) -> int:
	"""Make the deliveries of a schedule's due sendings and move it on, in one commit; gives how many wait to be sent.

	Whoever plans holds the schedule's row: the second one finds nothing due.
	"""
	frappe.db.rollback()  # no snapshot from before the lock
	schedule = frappe.qb.DocType(SCHEDULE)
	row = frappe.qb.from_(schedule).select(schedule.enabled, schedule.due_utc).where(schedule.name == name)
	found = row.for_update().run()
	if not found or not found[0][0] or not found[0][1] or found[0][1] > stamp(now):
		frappe.db.rollback()
		return 0
	doc = frappe.get_doc(SCHEDULE, name)
	begin = max(_moment(found[0][1]), now - timedelta(days=HORIZON - 30)) - timedelta(seconds=1)
	occasions = queries.rhythm_of(doc).occasions(begin, queries.days_off_of(doc, begin.date()))
	sent, skipped = sorted_out(list(takewhile(lambda each: each <= now, occasions)), now, doc.on_missed)
	recipients = queries.recipients_of(doc)
	missed = _("Missed: nothing ran at its time, and the schedule sends no older ones.")
	_insert(doc, recipients, [(stamp(each), each) for each in skipped], LEFT_OUT, missed)
	_insert(doc, recipients, [(stamp(each), each) for each in sent], WAITING)
	due_utc, next_run_at = next_sending(doc, now)
	moved = frappe.qb.update(schedule).set(schedule.due_utc, due_utc).set(schedule.next_run_at, next_run_at)
	moved.set(schedule.problem, "").where(schedule.name == name).run()
	frappe.db.commit()
	return len(sent) * len(recipients)


def ended() -> list[str]:
	"""Enabled schedules that will send nothing any more, of which nobody has heard."""
	schedule = frappe.qb.DocType(SCHEDULE)
	is_ended = (IfNull(schedule.due_utc, "") == "") & (IfNull(schedule.problem, "") == "")
	query = frappe.qb.from_(schedule).select(schedule.name).where((schedule.enabled == 1) & is_ended)
	return [row[0] for row in query.orderby(schedule.name).run()]


def note_problem(name: str, said: str) -> bool:
	"""Write down why a schedule is not planned, inside the running transaction; whether that is news."""
	schedule = frappe.qb.DocType(SCHEDULE)
	query = frappe.qb.from_(schedule).select(schedule.problem).where(schedule.name == name)
	found = query.for_update().run()
	if not found or found[0][0] == said:
		return False
	frappe.qb.update(schedule).set(schedule.problem, said).where(schedule.name == name).run()
	return True


def plan_now(schedule, now: datetime) -> int:
	"""Make the deliveries of a sending by hand; gives how many there are. Pressed twice within a minute, it is one.

	Inside the running transaction.
	"""
	minute = now.replace(second=0, microsecond=0)
	recipients = queries.recipients_of(schedule)
	row = frappe.qb.DocType(SCHEDULE)  # of two who press at once, the second waits here for the first
	frappe.qb.from_(row).select(row.name).where(row.name == schedule.name).for_update().run()
	_insert(schedule, recipients, [(_BY_HAND.format(stamp(minute)), minute)], WAITING)
	return len(recipients)


def _insert(
	schedule,
	recipients: Sequence[str],
	sendings: Iterable[tuple[str, datetime]],
	status: str,
	reason: str = "",
) -> None:
	"""Those of the deliveries that are not there yet. Whoever holds no lock on the schedule meets the primary key."""
	day_of = queries.rhythm_of(schedule).day_of
	rows = [
		(
			_name(schedule.name, period, user),
			*(schedule.name, schedule.report, period, _on_site(moment), day_of(moment), user, status, reason),
		)
		for period, moment in sendings
		for user in recipients
	]
	delivery = frappe.qb.DocType(DELIVERY)
	names = [row[0] for row in rows]
	found = (
		frappe.qb.from_(delivery).select(delivery.name).where(is_one_of(delivery.name, names)).for_update()
	)
	there = {row[0] for row in found.run()}
	missing = [row for row in rows if row[0] not in there]
	result_rows.insert(DELIVERY, _PLANNED, missing, owner=schedule.owner)


def _name(schedule: str, period: str, user: str) -> str:
	return result_rows.name_of("RD", schedule, period, user)


def waiting(schedule: str | None = None) -> list[tuple[str, str]]:
	"""Delivery and schedule of what is to be sent, the oldest first."""
	delivery = frappe.qb.DocType(DELIVERY)
	query = (
		frappe.qb.from_(delivery)
		.select(delivery.name, delivery.schedule)
		.where(delivery.status == WAITING)
		.orderby(delivery.creation, delivery.name)
	)
	return query.where(delivery.schedule == schedule).run() if schedule else query.run()


@dataclass(frozen=True)
class Claim:
	"""A delivery that a worker has taken up.

	Attributes:
		tries: how often it was taken up by now.
		token: in the delivery as well; whoever takes it up later puts another one there, and only the last one may settle it.
	"""

	name: str
	schedule: str
	recipient: str
	as_of: date
	tries: int
	token: str


def claim(name: str) -> Claim | None:
	"""Take up a delivery, in one commit; None where it waits no more, or has been tried often enough."""
	row = _locked(name)
	if not row or row.status != WAITING:
		frappe.db.rollback()
		return None
	if row.tries >= MAX_TRIES:
		said = _("Given up after {0} tries: the last one did not come to an end.").format(row.tries)
		_taken(name, row.token, status=FAILED, reason=said)
		frappe.db.commit()
		return None
	tries = row.tries + 1
	token = _taken(name, row.token, tries=tries, started_at=now_datetime())
	frappe.db.commit()
	return Claim(name, row.schedule, row.recipient, getdate(row.as_of), tries, token) if token else None


def settle(claimed: Claim, status: str, *, letter: Letter | None = None, **values) -> bool:
	"""Write down what became of a delivery, and queue its letter in the same commit; whether it was still its turn.

	Args:
		letter: to be queued; the status is then ``Left Out`` where its recipient wants no mails.
		values: further fields of the delivery.
	"""
	if not _taken(claimed.name, claimed.token, status=status, **values):
		frappe.db.rollback()
		return False
	if letter:
		address = frappe.db.get_value("User", claimed.recipient, "email")
		mail = mail_records.queue(letter, address, claimed.name) if address else ""
		if mail:
			_set(claimed.name, email_queue=mail)
		else:
			said = _("No mail: the user has no e-mail address, or has unsubscribed.")
			_set(claimed.name, status=LEFT_OUT, **{**_OF_THE_MAIL, "reason": said})
	frappe.db.commit()
	return True


def send_again(name: str) -> bool:
	"""Have a delivery made anew by the next run, inside the running transaction; False where its mail waits already."""
	row = _locked(name)
	if not row or row.status in (WAITING, QUEUED):
		return False
	_set(name, status=WAITING, tries=0, token="", told=0, **_OF_THE_MAIL)
	return True


def follow_mails() -> None:
	"""Write down which queued mails have gone out and which could not, in one commit."""
	delivery, mail = frappe.qb.DocType(DELIVERY), frappe.qb.DocType("Email Queue")
	found = (
		frappe.qb.from_(delivery)
		.join(mail)
		.on(mail.name == delivery.email_queue)
		.select(delivery.name, mail.status)
		.where((delivery.status == QUEUED) & mail.status.isin(["Sent", "Error"]))
		.orderby(delivery.name)
		.run()
	)
	said = _("The mail server did not take the mail. Its answer is with the mail in the Email Queue.")
	for name, status in found:
		if status == "Error":  # the owner sees it again, and not how large it was
			_set(name, status=FAILED, **{**_OF_THE_MAIL, "reason": said})
	sent = [name for name, status in found if status == "Sent"]
	if sent:
		done = frappe.qb.update(delivery).set(delivery.status, SENT).set(delivery.modified, now_datetime())
		done.where(is_one_of(delivery.name, sent) & (delivery.status == QUEUED)).run()
	frappe.db.commit()


def untold() -> list[dict]:
	"""Failed deliveries of which the schedule's owner has not heard, by schedule."""
	return frappe.get_all(
		DELIVERY,
		{"status": FAILED, "told": 0},
		["name", "schedule", "recipient", "reason", "period", "owner"],
		order_by="schedule, name",
	)


def mark_told(names: Sequence[str]) -> None:
	"""Inside the running transaction."""
	delivery = frappe.qb.DocType(DELIVERY)
	frappe.qb.update(delivery).set(delivery.told, 1).where(is_one_of(delivery.name, names)).run()


def forget(schedule: str) -> None:
	"""Delete the deliveries of a schedule that goes, inside the running transaction."""
	delivery = frappe.qb.DocType(DELIVERY)
	frappe.qb.from_(delivery).delete().where(delivery.schedule == schedule).run()


def _locked(name: str):
	"""What a worker needs of a delivery, its row locked until the transaction ends; None without one."""
	delivery = frappe.qb.DocType(DELIVERY)
	fields = (delivery[field] for field in ("status", "tries", "token", "schedule", "recipient", "as_of"))
	found = frappe.qb.from_(delivery).select(*fields).where(delivery.name == name).for_update()
	rows = found.run(as_dict=True)
	return rows[0] if rows else None


def _taken(name: str, token: str | None, **values) -> str:
	"""Change a delivery that waits and bears this token, and give it a new one, inside the running transaction.

	Returns:
		The new token; "" where another worker has taken it up, or this one has settled it in a commit whose answer was lost.
		The condition is the check, since SQLite locks no row.
	"""
	delivery, new = frappe.qb.DocType(DELIVERY), frappe.generate_hash(length=10)
	is_ours = (IfNull(delivery.token, "") == (token or "")) & (delivery.status == WAITING)
	_changed(name, {**values, "token": new}).where(is_ours).run()
	row = _locked(name)
	return new if row and row.token == new else ""


def _set(name: str, **values) -> None:
	_changed(name, values).run()


def _changed(name: str, values: Mapping[str, Any]):
	delivery = frappe.qb.DocType(DELIVERY)
	query = frappe.qb.update(delivery).set(delivery.modified, now_datetime()).where(delivery.name == name)
	for field, value in values.items():
		query = query.set(delivery[field], value)
	return query
