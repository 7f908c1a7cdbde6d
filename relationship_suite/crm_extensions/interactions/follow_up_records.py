"""The task of an interaction's follow-up: a ToDo or an Event, made from the interaction, and back in it when it is done.

The interaction's fields are the one place where a follow-up is planned. A task that is open follows them; one that is done
or cancelled stays as it is, and a follow-up that is planned anew gets a task of its own.
"""

from __future__ import annotations

from typing import Any

import frappe
from frappe.desk.form.assign_to import notify_assignment
from frappe.utils import get_datetime, getdate, nowdate

from relationship_suite.relationship_core.messages import say

INTERACTION = "Interaction"
#: Fields of the interaction that only this file writes: what a form, REST or an import brings is not heeded.
COMPUTED = ("follow_up_status", "follow_up_done_on", "follow_up_type", "follow_up_document")
#: Status of a ToDo or Event -> status of the follow-up.
STATUS = {"Open": "Open", "Closed": "Done", "Completed": "Done", "Cancelled": "Cancelled"}


def planned(doc) -> tuple[str, ...]:
	"""What an interaction says of its follow-up, as texts to compare."""
	fields = ("follow_up", "follow_up_on", "follow_up_time", "follow_up_by", "follow_up_text")
	return tuple(str(doc.get(field) or "") for field in fields)


def keep_up(doc) -> None:
	"""Make, change or cancel the task, as the fields of the interaction say now; nothing where they say what they said."""
	before = doc.get_doc_before_save()
	if planned(before or frappe._dict()) == planned(doc):
		return
	task = _open_task(doc)
	if task and task.doctype != doc.follow_up:
		_cancel(task)
		task = None
	if not doc.follow_up:
		doc.db_set(dict.fromkeys(COMPUTED))
		return
	is_new = not task
	task = task or frappe.new_doc(doc.follow_up)
	task.update(_values(doc))
	task.save(ignore_permissions=True)  # whoever may write the interaction may plan its follow-up
	if task.doctype == "Event" and task.owner != doc.follow_up_by:
		task.db_set("owner", doc.follow_up_by, update_modified=False)  # private, and so theirs to see
	if is_new:
		doc.db_set(
			{
				"follow_up_type": task.doctype,
				"follow_up_document": task.name,
				"follow_up_status": "Open",
				"follow_up_done_on": None,
			}
		)
		notify_assignment(
			frappe.session.user,
			doc.follow_up_by,
			INTERACTION,
			doc.name,
			action="ASSIGN",
			description=_text(doc),
		)


def cancel(doc) -> None:
	"""The interaction goes: nobody is to follow it up."""
	if task := _open_task(doc):
		_cancel(task)


def note_task(doc, method: str | None = None) -> None:
	"""``doc_events`` handler of ToDo and Event: what has become of it stands in its interaction."""
	if doc.doctype == "ToDo" and doc.reference_type != INTERACTION:
		return
	interaction = frappe.db.get_value(
		INTERACTION,
		{"follow_up_type": doc.doctype, "follow_up_document": doc.name},
		["name", "follow_up_status"],
		as_dict=True,
	)
	if not interaction:
		return
	status = "Cancelled" if method == "on_trash" else STATUS.get(doc.status, "Open")
	values: dict[str, Any] = {"follow_up_status": status, **_plan_of(doc)}
	if method == "on_trash":
		values |= {"follow_up_type": None, "follow_up_document": None}
	if status != interaction.follow_up_status:
		values["follow_up_done_on"] = nowdate() if status == "Done" else None
	frappe.db.set_value(INTERACTION, interaction.name, values, update_modified=False)


def _plan_of(task) -> dict[str, Any]:
	"""Day and person of a task, as the fields of its interaction."""
	if task.doctype == "ToDo":
		return {"follow_up_on": task.date, "follow_up_by": task.allocated_to}
	starts_on = get_datetime(task.starts_on)
	return {
		"follow_up_on": starts_on.date(),
		"follow_up_time": None if task.all_day else starts_on.time(),
	}


def _open_task(doc):
	if doc.follow_up_status != "Open" or not doc.follow_up_document:
		return None
	return frappe.get_doc(doc.follow_up_type, doc.follow_up_document, for_update=True)


def _cancel(task) -> None:
	task.status = "Cancelled"
	task.save(ignore_permissions=True)  # the interaction is theirs to change, and its task goes with it


def _values(doc) -> dict[str, Any]:
	"""The fields of the task."""
	if doc.follow_up == "ToDo":
		return {
			"reference_type": INTERACTION,
			"reference_name": doc.name,
			"allocated_to": doc.follow_up_by,
			"assigned_by": frappe.session.user,
			"date": doc.follow_up_on,
			"description": _html(doc),
		}
	starts_on = get_datetime(f"{getdate(doc.follow_up_on)} {doc.follow_up_time or '00:00:00'}")
	return {
		"subject": _text(doc),
		"event_category": "Meeting",
		"event_type": "Private",
		"starts_on": starts_on,
		"ends_on": None,
		"all_day": int(not doc.follow_up_time),
		"description": _html(doc),
	}


def _text(doc) -> str:
	return doc.follow_up_text or doc.subject


def _html(doc) -> str:
	return say("<p>{0}</p><p>{1}</p>", _text(doc), doc.party)
