"""What the forms of Report Schedule and Report Delivery ask for."""

from typing import Any

import frappe
from frappe import _

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.schedules import mail_wording, queries, records, tasks
from relationship_suite.relationship_core.schedules.queries import DELIVERY, SCHEDULE


@whitelist(methods=["POST"])
def preview(schedule: str) -> dict[str, Any]:
	"""The mail as the session's user would get it now; nothing is sent.

	Returns:
		``subject``, ``html`` (for a frame without rights; "" where there is nothing to report), ``files`` (names and bytes).

	Raises:
		frappe.PermissionError: the user may not read the schedule or open its report.
	"""
	doc = _checked(SCHEDULE, schedule, "read")
	as_of = queries.rhythm_of(doc).day_of(records.utc_now())
	letter = mail_wording.write(doc, as_of)
	return {
		"subject": letter.subject,
		"html": letter.html_to_look_at(),
		"files": [{"name": name, "size": len(content)} for name, content in letter.files.items()],
	}


@whitelist(methods=["POST"])
def send_now(schedule: str) -> int:
	"""Have the mail sent to every recipient in the background; gives how many they are.

	Raises:
		frappe.PermissionError: the user may not change the schedule.
	"""
	doc = _checked(SCHEDULE, schedule, "write")
	count = records.plan_now(doc, records.utc_now())
	if not count:
		frappe.throw(_("Nobody would get it: the schedule names no enabled user and no role that one has."))
	tasks.enqueue(doc.name)
	return count


@whitelist(methods=["POST"])
def send_again(delivery: str) -> None:
	"""Make and send one recipient's mail anew, of the same sending.

	Raises:
		frappe.PermissionError: the user may not change the schedule.
		frappe.ValidationError: its mail waits to be sent.
	"""
	doc = _checked(DELIVERY, delivery, "read")
	_checked(SCHEDULE, doc.schedule, "write")
	if not records.send_again(doc.name):
		frappe.throw(_("This mail waits to be sent already."))
	tasks.enqueue(doc.schedule)


def _checked(doctype: str, name: str, right: str):
	"""The document, where the session's user has this right on it."""
	if not frappe.has_permission(doctype, right):
		frappe.throw(_("You may not work with report schedules."), frappe.PermissionError)
	return existing(doctype, name, right)
