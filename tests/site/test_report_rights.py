"""Nobody is sent what they could not open, and nobody meddles with the schedules of others."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import schedules as make
from tests.factories.schedules import DELIVERY, GIVEN, NOW, SCHEDULE, due_at, gives, run, schedule, statuses

BUILT = "_RS Suppliers Seen"
API = "relationship_suite.relationship_core.schedules.api"


@pytest.fixture(autouse=True)
def _start(clean):
	import frappe

	buying.masters()
	make.start()
	make.built_report(BUILT, ["name", "supplier_group"], roles=("All",))
	frappe.db.commit()
	yield
	make.start()


@pytest.fixture
def _at_once(monkeypatch):
	"""No worker is asked: the deliveries wait."""
	from relationship_suite.relationship_core.schedules import tasks

	monkeypatch.setattr(tasks, "enqueue", lambda schedule: None)


def send(doc) -> None:
	import frappe

	frappe.set_user("Administrator")
	due_at(doc, "2026-06-01 05:00:00")
	run()


# What recipients get --------------------------------------------------------------------------------------


def test_whoever_may_not_open_the_report_gets_no_mail_and_the_delivery_says_so(become):
	outsider, buyer = make.reader("Relationship User"), make.reader("Sourcing User")
	doc = schedule(GIVEN, outsider, buyer)
	with gives(["Supplier:Data:100"], [["Acme"]]):
		send(doc)

	assert statuses() == {outsider: "Not Permitted", buyer: "Queued"}
	assert list(make.queued()) == [buyer]
	[row] = make.deliveries(recipient=outsider)
	assert "may not open the report" in row.reason


def test_each_recipient_sees_the_rows_that_are_left_to_them(become):
	import frappe

	mine, theirs = buying.supplier("_RS Mine"), buying.supplier("_RS Theirs")
	limited = become("Purchase User", ("Supplier", mine))
	frappe.set_user("Administrator")
	everything = make.reader("Purchase Manager")
	doc = schedule(BUILT, limited, everything, rows_in_mail=100, attach_csv=1)
	send(doc)

	mails = {user: make.html_of(found[0]) for user, found in make.queued().items()}
	assert mine in mails[limited]
	assert theirs not in mails[limited]
	assert theirs in mails[everything]


def test_what_a_filter_names_must_be_theirs_too(become):
	import frappe

	mine, theirs = buying.supplier("_RS Mine"), buying.supplier("_RS Theirs")
	limited = become("Purchase User", ("Supplier", mine))
	frappe.set_user("Administrator")
	doc = schedule(BUILT, limited, filters={"name": theirs})
	send(doc)

	assert statuses() == {limited: "No Data"}


def test_a_file_goes_to_whoever_may_export(become):
	import frappe

	reader = become("_RS Reads Only")
	frappe.set_user("Administrator")
	doc = schedule(BUILT, reader, attach_csv=1, attach_xlsx=1)
	buying.supplier("_RS Acme")
	send(doc)

	[mail] = make.queued()[reader]
	assert make.files_of(mail) == {}
	assert "The CSV file is left out: you may not export Supplier." in make.html_of(mail)
	[row] = make.deliveries()
	assert "XLSX file is left out" in row.reason


@pytest.fixture(autouse=True)
def _reads_only(clean):
	"""A role that reads suppliers and their reports, and may take nothing along."""
	import frappe
	from frappe.permissions import add_permission, update_permission_property

	buying.ensure("Role", "_RS Reads Only", role_name="_RS Reads Only", desk_access=1)
	add_permission("Supplier", "_RS Reads Only")
	for right, value in (("report", 1), ("export", 0), ("print", 0)):
		update_permission_property("Supplier", "_RS Reads Only", 0, right, value)
	frappe.clear_cache()
	yield
	frappe.set_user("Administrator")
	frappe.db.delete("Custom DocPerm", {"parent": "Supplier"})
	frappe.db.commit()
	frappe.clear_cache()


# Who may set up what --------------------------------------------------------------------------------------


def test_nobody_schedules_a_report_that_they_may_not_open(become):
	import frappe

	make.query_report("_RS For Administrators", "SELECT 1 AS 'One:Int:50'", roles=("System Manager",))
	become("Relationship Manager")

	with pytest.raises(frappe.PermissionError):
		schedule("_RS For Administrators", "Administrator")


def test_the_report_of_a_schedule_cannot_be_changed_to_one_that_they_may_not_open(become):
	import frappe

	make.query_report("_RS For Administrators", "SELECT 1 AS 'One:Int:50'", roles=("System Manager",))
	become("Sourcing Manager")
	doc = schedule(GIVEN, "Administrator")
	doc.report = "_RS For Administrators"

	with pytest.raises(frappe.PermissionError):
		doc.save()


@pytest.fixture
def others(become) -> str:
	"""A schedule of somebody else's, with a delivery."""
	import frappe

	from relationship_suite.relationship_core.schedules import records

	frappe.set_user("Administrator")
	doc = schedule(GIVEN, "Administrator")
	records.plan_now(doc, NOW)
	frappe.db.commit()
	return doc.name


@pytest.mark.parametrize("role", ["Relationship Manager", "Sourcing Manager"])
def test_others_schedules_and_deliveries_are_not_seen(become, others, role):
	import frappe
	from frappe.client import get, get_list

	become(role)
	[delivery] = frappe.get_all(DELIVERY, {"schedule": others}, pluck="name")

	for doctype, name in ((SCHEDULE, others), (DELIVERY, delivery)):
		assert frappe.get_list(doctype) == []
		assert get_list(doctype, filters={"name": name}) == []
		with pytest.raises(frappe.PermissionError):
			get(doctype, name)


def test_the_system_manager_sees_everybodys(become, others):
	import frappe

	become("System Manager")
	assert [row.name for row in frappe.get_list(SCHEDULE)] == [others]
	assert len(frappe.get_list(DELIVERY)) == 1


@pytest.mark.usefixtures("_at_once")
def test_others_schedules_cannot_be_changed_taken_over_run_or_deleted(become, others):
	import frappe
	from frappe.client import delete, set_value

	user = become("Sourcing Manager")
	[delivery] = frappe.get_all(DELIVERY, {"schedule": others}, pluck="name")
	taken = frappe.get_doc(SCHEDULE, others)
	taken.owner = user
	attempts = [
		taken.save,
		lambda: set_value(SCHEDULE, others, "title", "Mine"),
		lambda: delete(SCHEDULE, others),
		*(
			lambda method=method, name=name: frappe.get_attr(f"{API}.{method}")(name)
			for method, name in (("preview", others), ("send_now", others), ("send_again", delivery))
		),
	]
	for attempt in attempts:
		with pytest.raises(frappe.PermissionError):
			attempt()
	frappe.set_user("Administrator")
	assert frappe.db.get_value(SCHEDULE, others, ["owner", "title"]) == ("Administrator", "_RS Schedule")


def test_a_delivery_can_be_changed_by_nobody_but_its_sending(become, others):
	import frappe
	from frappe.client import set_value

	become("System Manager")
	[delivery] = frappe.get_list(DELIVERY, pluck="name")
	with pytest.raises(frappe.PermissionError):
		set_value(DELIVERY, delivery, "status", "Sent")


@pytest.mark.parametrize("status", ["Queued", "Sent", "No Data"])
def test_whether_a_recipient_was_sent_anything_is_told_to_them_alone(become, status):
	"""The owner, who may see less, would learn by narrow filters what the recipient's report holds."""
	import frappe
	from frappe.client import get

	recipient, owner = make.reader("Relationship Manager"), become("Sourcing Manager")
	frappe.set_user("Administrator")
	name = make.any_delivery(owner, recipient)

	frappe.set_user(owner)
	assert frappe.get_list(DELIVERY, pluck="name") == [name]
	frappe.set_user("Administrator")
	frappe.db.set_value(DELIVERY, name, {"status": status, "row_count": 3})
	frappe.set_user(owner)
	assert frappe.get_list(DELIVERY, {"row_count": 3}) == []
	with pytest.raises(frappe.PermissionError):
		get(DELIVERY, name)

	frappe.set_user(recipient)
	assert get(DELIVERY, name)["row_count"] == 3
	assert frappe.get_list(DELIVERY, pluck="name") == [name]


# The buttons ----------------------------------------------------------------------------------------------


def test_the_preview_is_what_its_reader_may_see_and_sends_nothing(become):
	import frappe

	from relationship_suite.relationship_core.schedules import api

	mine, theirs = buying.supplier("_RS Mine"), buying.supplier("_RS Theirs")
	user = become("Sourcing Manager", "Purchase User", "Purchase Master Manager", ("Supplier", mine))
	doc = schedule(BUILT, "Administrator", rows_in_mail=100, attach_csv=1)
	shown = api.preview(doc.name)

	assert mine in shown["html"]
	assert theirs not in shown["html"]
	assert [file["name"] for file in shown["files"]] == ["_RS Schedule.csv"]
	assert frappe.session.user == user
	assert (make.queued(), frappe.get_all(DELIVERY)) == ({}, [])


def test_the_preview_of_nothing_says_so(become):
	from relationship_suite.relationship_core.schedules import api

	become("Sourcing Manager")
	doc = schedule(GIVEN, "Administrator")
	with gives(["Supplier:Data:100"], []):
		assert api.preview(doc.name)["html"] == ""


def test_send_now_pressed_twice_in_a_minute_sends_once(become, monkeypatch):
	import frappe

	from relationship_suite.relationship_core.schedules import api, records, tasks

	monkeypatch.setattr(tasks, "enqueue", tasks.deliver)
	monkeypatch.setattr(records, "utc_now", lambda: NOW)
	buyer = make.reader("Sourcing User")
	doc = schedule(GIVEN, buyer, enabled=0)
	with gives(["Supplier:Data:100"], [["Acme"]]):
		assert [api.send_now(doc.name), api.send_now(doc.name)] == [1, 1]
		assert len(make.queued()[buyer]) == 1
		monkeypatch.setattr(records, "utc_now", lambda: NOW.replace(minute=1))
		api.send_now(doc.name)
	assert len(make.queued()[buyer]) == 2
	assert frappe.session.user == "Administrator"


@pytest.mark.usefixtures("_at_once")
def test_send_now_to_nobody_is_refused():
	import frappe

	from relationship_suite.relationship_core.schedules import api

	buying.ensure("Role", "_RS Nobody", role_name="_RS Nobody", desk_access=1)
	with pytest.raises(frappe.ValidationError, match="Nobody would get it"):
		api.send_now(schedule(GIVEN, "_RS Nobody").name)


@pytest.mark.usefixtures("_at_once")
def test_a_mail_that_waits_is_not_sent_again(others):
	import frappe

	from relationship_suite.relationship_core.schedules import api

	[delivery] = frappe.get_all(DELIVERY, {"schedule": others}, pluck="name")
	with pytest.raises(frappe.ValidationError, match="waits to be sent"):
		api.send_again(delivery)
