"""Report schedules, reports of every kind to send, and a server that takes the mails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import frappe

from relationship_suite.relationship_core.schedules.model import UTC
from tests.factories import buying
from tests.factories.mails import outgoing_account
from tests.factories.people import user

SCHEDULE, DELIVERY = "Report Schedule", "Report Delivery"
#: A Monday.
NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
DUE = "2026-06-01 05:00:00"
#: What :func:`due_schedule` sends, and to whom: see :func:`people`.
GIVEN = "Supplier Lead Times"
BUYER, MANAGER = "sourcing_user@rs.example.com", "sourcing_manager@rs.example.com"
#: Mails of schedules in the queue; those that tell owners of failures name no delivery there.
MAILS = {"reference_doctype": DELIVERY, "reference_name": ("is", "set")}


def start() -> None:
	"""Nothing scheduled, nothing sent, and an account to send from."""
	frappe.set_user("Administrator")
	for doctype in (SCHEDULE, DELIVERY, "Report Schedule Filter", "Report Schedule Recipient"):
		frappe.db.delete(doctype)
	frappe.db.delete("Email Queue", {"reference_doctype": DELIVERY})
	outgoing_account()
	frappe.db.commit()


def reader(*roles: str) -> str:
	"""A user with these roles, by name."""
	return user(*roles)


def people() -> None:
	"""Those whom :func:`due_schedule` sends to; and nobody has heard of anything."""
	assert [reader("Sourcing User"), reader("Sourcing Manager")] == [BUYER, MANAGER]
	frappe.db.delete("Notification Log", {"document_type": ("in", [DELIVERY, SCHEDULE])})
	frappe.db.commit()


def schedule(report: str, *recipients: str, filters: dict | None = None, **values):
	"""A Report Schedule, inserted; Mondays at seven in Berlin unless said otherwise.

	Args:
		recipients: users, or names of roles.
		filters: field -> value, or (period, edge).
	"""
	rows = []
	for field, value in filters.items() if filters else ():
		row = {"filter": field}
		if isinstance(value, tuple):
			row |= {"period": value[0], "edge": value[1]}
		else:
			row["value"] = json.dumps(value) if isinstance(value, list) else str(value)
		rows.append(row)
	known = {
		"doctype": SCHEDULE,
		"title": "_RS Schedule",
		"enabled": 1,
		"report": report,
		"frequency": "Weekly",
		"weekday": "Monday",
		"send_time": "07:00:00",
		"time_zone": "Europe/Berlin",
		"on_day_off": "Next Working Day",
		"on_missed": "Send the Latest",
		"only_with_data": 1,
		"rows_in_mail": 10,
		"with_chart": 1,
		"filters": rows,
		"recipients": [
			{"user" if "@" in each or each == "Administrator" else "role": each} for each in recipients
		],
	}
	return frappe.get_doc({**known, **values}).insert()


def any_schedule(owner: str = "Administrator", recipient: str = "Administrator"):
	"""A schedule that is theirs."""
	doc = schedule(GIVEN, recipient, filters={"company": "_RS Company"})
	doc.db_set("owner", owner, update_modified=False)
	return doc


def any_delivery(owner: str = "Administrator", recipient: str = "Administrator") -> str:
	"""A mail of a schedule of theirs that failed."""
	from relationship_suite.relationship_core.schedules import records

	doc = any_schedule(owner, recipient)
	records.plan_now(doc, NOW)
	[name] = frappe.get_all(DELIVERY, {"schedule": doc.name}, order_by="name", pluck="name")
	frappe.db.set_value(DELIVERY, name, "status", "Failed", update_modified=False)
	return name


def due_schedule(*recipients: str, due: str = DUE, **values):
	"""A schedule that is due; for buyer and manager where nobody is named."""
	doc = schedule(GIVEN, *(recipients or (BUYER, MANAGER)), **values)
	due_at(doc, due)
	return doc


def due_at(doc, due_utc: str) -> None:
	"""Have the schedule's next sending due at this moment, as time alone would bring it about."""
	frappe.db.set_value(SCHEDULE, doc.name, "due_utc", due_utc, update_modified=False)
	frappe.db.commit()


def run(now: datetime = NOW) -> None:
	"""What scheduler and workers do at this moment."""
	import pytest

	from relationship_suite.relationship_core.schedules import records, tasks

	frappe.db.commit()
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(records, "utc_now", lambda: now)
		patch.setattr(tasks, "enqueue", tasks.deliver)
		tasks.run()


def deliveries(**filters) -> list[dict]:
	frappe.db.rollback()
	return frappe.get_all(DELIVERY, filters, ["*"], order_by="due_at, recipient")


def statuses(**filters) -> dict[str, str]:
	"""Recipient -> what became of the mail."""
	return {row.recipient: row.status for row in deliveries(**filters)}


def queued() -> dict[str, list[EmailMessage]]:
	"""Recipient -> the mails in the queue, opened."""
	found: dict[str, list[EmailMessage]] = {}
	for name, message in frappe.get_all(
		"Email Queue",
		MAILS,
		["name", "message"],
		order_by="creation, name",
		as_list=True,
	):
		to = frappe.get_all("Email Queue Recipient", {"parent": name}, order_by="idx", pluck="recipient")
		for each in to:
			found.setdefault(each, []).append(opened(message.encode()))
	return found


def mails() -> dict[str, int]:
	"""Recipient -> how many mails of schedules are in the queue."""
	return {recipient: len(found) for recipient, found in queued().items()}


def opened(message: bytes) -> EmailMessage:
	return message_from_bytes(message, policy=policy.default)


def html_of(mail: EmailMessage) -> str:
	return mail.get_body(preferencelist=("html",)).get_content()


def files_of(mail: EmailMessage) -> dict[str, bytes]:
	"""Attached files, without the picture."""
	return {
		part.get_filename(): part.get_payload(decode=True)
		for part in mail.walk()
		if part.get_content_disposition() == "attachment"
	}


def picture_of(mail: EmailMessage) -> bytes:
	"""The picture that the HTML shows; b"" without one."""
	for part in mail.walk():
		name = (part["Content-ID"] or "").strip("<>")
		if name and f"cid:{name}" in html_of(mail):
			return part.get_payload(decode=True)
	return b""


# Reports --------------------------------------------------------------------------------------------------


def query_report(name: str, query: str, doctype: str = "Supplier", roles: tuple[str, ...] = ()) -> str:
	"""A report of SQL."""
	return _report(name, report_type="Query Report", query=query, ref_doctype=doctype, roles=roles)


def built_report(name: str, fields: list[str], doctype: str = "Supplier", roles: tuple[str, ...] = ()) -> str:
	"""A report of the report builder."""
	saved = {"fields": [[field, doctype] for field in fields], "filters": []}
	return _report(
		name, report_type="Report Builder", json=json.dumps(saved), ref_doctype=doctype, roles=roles
	)


def _report(name: str, roles: tuple[str, ...], **values) -> str:
	if not frappe.db.exists("Report", name):
		doc = frappe.get_doc(
			{
				"doctype": "Report",
				"report_name": name,
				"is_standard": "No",
				"module": "Relationship Core",
				**values,
				"roles": [{"role": role} for role in roles],
			}
		)
		doc.insert(ignore_permissions=True)
	return name


@contextmanager
def gives(columns: list, rows: list, **more) -> Iterator[None]:
	"""The report Supplier Lead Times gives this, whoever asks; ``more``: message, chart, summary."""
	import pytest

	from relationship_suite.srm_extensions.report.supplier_lead_times import supplier_lead_times

	answer = (columns, rows, more.get("message"), more.get("chart"), more.get("summary"))
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(supplier_lead_times, "execute", lambda filters=None: answer)
		yield


@contextmanager
def every_day_off() -> Iterator[str]:
	"""A Holiday List on which there is no working day."""
	import pytest

	from relationship_suite.relationship_core.schedules import queries

	class EveryDay(set):
		def __contains__(self, day):
			return True

	name = "_RS Always"
	days = {"from_date": "2026-01-01", "to_date": "2026-12-31"}
	buying.ensure("Holiday List", name, holiday_list_name=name, **days)
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(queries, "days_off_of", lambda schedule, around: EveryDay())
		yield name
