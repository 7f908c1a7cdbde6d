"""A report schedule of the demo company and its last three Mondays: who was sent what, and who was not."""

from __future__ import annotations

from datetime import timedelta

from embedded.demo.cast import EUR_COMPANY

#: Who gets it, with the roles that say what they may open: sales does not see the report on suppliers.
PEOPLE = (
	("purchasing@example.com", "Ines", "Purchasing", ("Sourcing User", "Purchase User", "Stock User")),
	("sales@example.com", "Jonas", "Sales", ("Relationship User", "Sales User")),
)


def write() -> None:
	"""Make people, schedule and deliveries on the open, refreshed site; its mails are queued and never sent."""
	import frappe

	from relationship_suite.relationship_core.schedules import records, tasks

	for person in PEOPLE:
		_user(*person)
	schedule = _schedule()
	now = records.utc_now()
	three_mondays = now - timedelta(days=21)
	due_utc, _next_run_at = records.next_sending(schedule, three_mondays)
	schedule.db_set("due_utc", due_utc, update_modified=False)
	frappe.db.commit()
	records.plan(schedule.name, now)
	tasks.deliver(schedule.name)


def _user(email: str, first_name: str, last_name: str, roles: tuple[str, ...]) -> None:
	import frappe

	names = {"first_name": first_name, "last_name": last_name}
	user = frappe.get_doc({"doctype": "User", "email": email, **names, "send_welcome_email": 0})
	user.append_roles(*roles)
	user.insert(ignore_permissions=True)


def _schedule():
	import frappe

	since = {
		"filter": "from_date",
		"label": "Due From",
		"kind": "Date",
		"period": "Last 12 Months",
		"edge": "First Day",
	}
	return frappe.get_doc(
		{
			"doctype": "Report Schedule",
			"title": "Late deliveries",
			"report": "Late and Open Deliveries",
			"message": "Monday's round is at ten. Please look at what is overdue.",
			"filters": [
				{"filter": "mode", "kind": "Select", "label": "Show", "value": "By Supplier"},
				{"filter": "company", "kind": "Link", "value": EUR_COMPANY.name},
				since,
				{
					"filter": "to_date",
					"label": "Due To",
					"kind": "Date",
					"period": "Yesterday",
					"edge": "Last Day",
				},
			],
			"recipients": [{"user": email} for email, *_more in PEOPLE],
			"frequency": "Weekly",
			"weekday": "Monday",
			"send_time": "07:00:00",
			"on_missed": "Send Each",
			"attach_xlsx": 1,
		}
	).insert()
