"""What goes wrong stops nothing else, is tried again where that may help, and is told."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import schedules as make
from tests.factories.schedules import (
	BUYER,
	DELIVERY,
	MANAGER,
	NOW,
	SCHEDULE,
	due_schedule,
	gives,
	mails,
	run,
	statuses,
)

COLUMNS, ROWS = ["Supplier:Data:200", "Lines:Int:100"], [["Acme", 3]]


@pytest.fixture(autouse=True)
def _start(clean):
	import frappe

	buying.masters()
	make.start()
	make.people()
	with gives(COLUMNS, ROWS):
		yield
	frappe.set_user("Administrator")
	frappe.db.rollback()
	make.start()


def notices(doctype: str = DELIVERY) -> list[dict]:
	import frappe

	fields = ["for_user", "subject", "email_content", "document_name"]
	return frappe.get_all("Notification Log", {"document_type": doctype}, fields, order_by="creation, name")


def fails(error: Exception):
	from relationship_suite.srm_extensions.report.supplier_lead_times import supplier_lead_times

	def execute(filters=None):
		raise error

	patch = pytest.MonkeyPatch()
	patch.setattr(supplier_lead_times, "execute", execute)
	return patch


def test_what_is_wrong_with_the_report_fails_at_once_and_the_owner_hears_of_it_once():
	import frappe

	frappe.set_user(make.reader("Sourcing Manager"))
	doc = due_schedule(BUYER, MANAGER, title="Late ones")
	frappe.set_user("Administrator")
	patch = fails(frappe.ValidationError("Acme <b>is</b> missing"))
	try:
		run()
		run()
	finally:
		patch.undo()

	assert statuses() == {BUYER: "Failed", MANAGER: "Failed"}
	[notice] = notices()
	assert notice.for_user == MANAGER == doc.owner
	assert notice.subject == "Report schedule Late ones: 2 mails failed"
	assert "press Send Again" in notice.email_content
	for row in make.deliveries():
		log = frappe.get_doc("Error Log", {"method": ("like", f"%{row.name}")})
		assert log.error.startswith("Traceback")
		assert row.reason == f"An error of the report: see the Error Log {log.name}."
		assert f"{row.recipient}: {row.reason}" in notice.email_content
	assert "Acme" not in notice.email_content  # which the owner might not see


def test_what_this_app_says_is_wrong_is_passed_on():
	from relationship_suite.relationship_core.schedules import mail_wording

	due_schedule(BUYER, attach_pdf=1)

	def none(*args, **values):
		raise OSError("wkhtmltopdf")

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(mail_wording, "get_pdf", none)
		run()

	[row] = make.deliveries()
	assert row.status == "Failed"
	assert row.reason.startswith("The PDF file could not be made")


def test_anything_else_is_tried_again_and_succeeds_when_it_is_over():
	due_schedule(BUYER)
	patch = fails(RuntimeError("disk full"))
	try:
		run()
	finally:
		patch.undo()
	[row] = make.deliveries()
	assert (row.status, row.tries, row.reason) == ("Waiting", 1, "It is tried again within minutes.")
	assert notices() == []

	run()
	[row] = make.deliveries()
	assert (row.status, row.tries, row.reason) == ("Queued", 2, "")
	assert mails() == {BUYER: 1}


def test_after_three_tries_it_has_failed():
	due_schedule(BUYER)
	patch = fails(RuntimeError("disk full"))
	try:
		for _time in range(5):
			run()
	finally:
		patch.undo()

	[row] = make.deliveries()
	assert (row.status, row.tries) == ("Failed", 3)
	assert row.reason.startswith("An error of the report: see the Error Log ")
	assert len(notices()) == 1


def test_one_recipients_failure_stops_no_other():
	import frappe

	from relationship_suite.srm_extensions.report.supplier_lead_times import supplier_lead_times

	def execute(filters=None):
		if frappe.session.user == BUYER:
			raise RuntimeError("theirs alone")
		return COLUMNS, ROWS

	due_schedule()
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(supplier_lead_times, "execute", execute)
		run()

	assert statuses() == {BUYER: "Waiting", MANAGER: "Queued"}
	assert frappe.session.user == "Administrator"


def test_what_a_report_writes_does_not_stay():
	import frappe

	from relationship_suite.srm_extensions.report.supplier_lead_times import supplier_lead_times

	def execute(filters=None):
		frappe.get_doc({"doctype": "ToDo", "description": "_RS by a report"}).insert(ignore_permissions=True)
		return COLUMNS, ROWS

	due_schedule(BUYER)
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(supplier_lead_times, "execute", execute)
		run()

	assert mails() == {BUYER: 1}
	assert not frappe.db.exists("ToDo", {"description": "_RS by a report"})


def test_a_site_without_an_outgoing_account_says_so():
	import frappe
	from frappe.email.doctype.email_account.email_account import EmailAccount

	def none(*args, **values):
		raise frappe.OutgoingEmailError("Please set up an outgoing account")

	due_schedule(BUYER)
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(EmailAccount, "find_outgoing", none)
		for _time in range(3):
			run()

	[row] = make.deliveries()
	assert (row.status, mails()) == ("Failed", {})
	assert "Please set up an outgoing account" in row.reason


def test_a_disabled_user_and_one_who_has_unsubscribed_get_nothing():
	import frappe

	from relationship_suite.relationship_core.schedules import records

	due_schedule()
	records.plan(records.due(NOW)[0], NOW)
	frappe.db.set_value("User", BUYER, "enabled", 0)
	gone = frappe.get_doc({"doctype": "Email Unsubscribe", "email": MANAGER, "global_unsubscribe": 1})
	gone.insert(ignore_permissions=True)
	try:
		run()
		found = {row.recipient: (row.status, row.reason) for row in make.deliveries()}
	finally:
		frappe.db.set_value("User", BUYER, "enabled", 1)
		gone.delete()
		frappe.db.commit()
	assert found[BUYER] == ("Left Out", "The user is disabled.")
	assert found[MANAGER][0] == "Left Out"
	assert "unsubscribed" in found[MANAGER][1]


def test_where_the_owner_is_gone_managers_hear_of_it():
	import frappe

	doc = due_schedule(BUYER)
	frappe.db.set_value(SCHEDULE, doc.name, "owner", "gone@rs.example.com")
	patch = fails(frappe.ValidationError("x"))
	try:
		run()
	finally:
		patch.undo()

	from relationship_suite.relationship_core.facts import alerts

	assert {each.for_user for each in notices()} <= set(alerts.recipients())
	assert notices()


# Planning -------------------------------------------------------------------------------------------------


def test_a_schedule_that_cannot_be_planned_says_so_tells_its_owner_once_and_stops_no_other():
	import frappe

	frappe.set_user(make.reader("Sourcing Manager"))
	broken = due_schedule(BUYER, title="Broken")
	frappe.set_user("Administrator")
	frappe.db.set_value(SCHEDULE, broken.name, "time_zone", "Mars/Base")  # which a newer server may not know
	due_schedule(BUYER)
	run()
	run()

	assert mails() == {BUYER: 1}
	[notice] = notices(SCHEDULE)
	assert (notice.for_user, notice.document_name) == (MANAGER, broken.name)
	assert notice.subject == "Report schedule Broken sends nothing"
	assert "Mars/Base" in notice.email_content
	assert "Mars/Base" in frappe.db.get_value(SCHEDULE, broken.name, "problem")
	assert frappe.db.exists("Error Log", {"method": ("like", f"%{broken.name}%")})

	frappe.db.set_value(SCHEDULE, broken.name, "time_zone", "Europe/Berlin")
	run()
	assert mails() == {BUYER: 2}
	assert frappe.db.get_value(SCHEDULE, broken.name, "problem") == ""


def test_a_schedule_whose_days_have_all_become_days_off_tells_its_owner_once():
	import frappe

	doc = due_schedule(BUYER)
	with make.every_day_off() as holidays:
		frappe.db.set_value(SCHEDULE, doc.name, {"holiday_list": holidays, "on_day_off": "Leave Out"})
		run()
		run()

	assert mails() == {}
	[notice] = notices(SCHEDULE)
	assert "every day of the schedule is a day off" in notice.email_content
	mended = frappe.get_doc(SCHEDULE, doc.name).save()  # the list was mended: saving is enough
	assert (mended.problem, mended.due_utc > "2026-06-01") == ("", True)
