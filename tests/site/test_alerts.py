"""Whoever answers for the figures is told of a failed run: once per cause and day, in their language, and when it is over."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people

LOG, SETTINGS = "Notification Log", "Relationship Suite Settings"
RUN = "Relationship Refresh"


@pytest.fixture(autouse=True)
def _quiet(clean, monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import alerts, watermarks

	buying.masters()
	frappe.db.commit()
	tasks.run("Refresh")
	for role in ("Relationship Manager", "System Manager", "Sourcing User"):
		people.user(role)

	def forget():
		for mark in watermarks.every():
			if mark.startswith("told:") or mark == watermarks.TROUBLE:
				watermarks.forget(mark)
		frappe.db.delete(LOG, {"document_type": RUN})
		frappe.db.set_single_value(SETTINGS, "told_role", "")
		frappe.db.commit()

	forget()
	mails: list[dict] = []
	monkeypatch.setattr(frappe, "sendmail", lambda **mail: mails.append(mail))
	yield mails
	frappe.set_user("Administrator")
	frappe.db.rollback()
	forget()
	assert alerts.RUN == RUN


@pytest.fixture
def mails(_quiet) -> list[dict]:
	return _quiet


def run(kind: str = "Refresh"):
	from relationship_suite import tasks

	return tasks.run(kind)


def order(name: str = "_RS Alerts"):
	import frappe

	po = buying.purchase_order(name, ordered=date(2026, 1, 10), due=date(2026, 2, 10))
	frappe.db.commit()
	return po


def fails(monkeypatch, error: Exception, kind: str = "Refresh") -> None:
	"""A run that stops with this error."""
	from relationship_suite.relationship_core.facts import refresh

	def stops(*args):
		raise error

	order()
	with monkeypatch.context() as patch:
		patch.setattr(refresh, "_work_off", stops)
		with pytest.raises(type(error)):
			run(kind)


def leaves_out(monkeypatch) -> str:
	"""A run that cannot read a document; gives the document."""
	from relationship_suite.relationship_core.facts import store

	def cannot(*args):
		raise ValueError("<b>no</b> rows")

	name = order().name
	with monkeypatch.context() as patch:
		patch.setattr(store, "replace", cannot)
		assert run().status == "Completed with errors"
	return name


def told(user: str | None = None) -> list[dict]:
	import frappe

	filters = {"document_type": RUN, **({"for_user": user} if user else {})}
	fields = ["for_user", "subject", "email_content", "document_name", "type"]
	return frappe.get_all(LOG, filters, fields, order_by="creation, name")


def of(role: str) -> str:
	return people.user(role)


def test_managers_are_told_what_failed_with_the_run_and_the_next_step(monkeypatch, mails):
	import frappe

	fails(monkeypatch, MemoryError("no room for <rows>"))

	everybody = {each["for_user"] for each in told()}
	assert {of("Relationship Manager"), of("System Manager")} <= everybody
	assert of("Sourcing User") not in everybody
	[notice] = told(of("Relationship Manager"))
	assert notice["subject"] == "Relationship Suite: the run Refresh failed"
	assert frappe.db.get_value(RUN, notice["document_name"], "status") == "Failed"
	assert "MemoryError: no room for &lt;rows&gt;" in notice["email_content"]
	assert "Next step:" in notice["email_content"]
	assert "the next run takes them up" in notice["email_content"]
	[mail] = [mail for mail in mails if mail["recipients"] == [of("Relationship Manager")]]
	assert mail["subject"] == notice["subject"]
	assert notice["document_name"] in mail["message"]


def test_what_a_run_left_out_is_named_and_escaped(monkeypatch):
	name = leaves_out(monkeypatch)

	[notice] = told(of("Relationship Manager"))
	assert notice["subject"] == "Relationship Suite: the run Refresh left something out"
	assert f"Purchase Order {name}: ValueError: &lt;b&gt;no&lt;/b&gt; rows" in notice["email_content"]
	assert "press Retry What Failed" in notice["email_content"]


def test_one_cause_is_told_once_a_day_and_another_one_by_itself(monkeypatch):
	from relationship_suite.relationship_core.facts import alerts

	for error in (
		MemoryError("at 10:15"),
		MemoryError("at 10:30"),
		RecursionError("deep"),
		MemoryError("again"),
	):
		fails(monkeypatch, error)
	assert len(told(of("Relationship Manager"))) == 2

	monkeypatch.setattr(alerts, "nowdate", lambda: "2099-01-01")
	fails(monkeypatch, MemoryError("tomorrow"))
	assert len(told(of("Relationship Manager"))) == 3


def test_that_runs_are_well_again_is_told_once(monkeypatch):
	fails(monkeypatch, MemoryError())

	assert run().status == "Completed"
	assert run().status == "Completed"

	assert [each["subject"] for each in told(of("Relationship Manager"))] == [
		"Relationship Suite: the run Refresh failed",
		"Relationship Suite: runs are well again",
	]


def test_nothing_is_well_while_a_document_is_left_out(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import changes

	leaves_out(monkeypatch)
	frappe.db.sql("update relationship_change set attempts = %s", (changes.MAX_ATTEMPTS,))
	frappe.db.commit()
	assert run().status == "Completed"  # it is not tried any more
	assert len(told(of("Relationship Manager"))) == 1

	changes.retry_failed()
	frappe.db.commit()
	run()

	assert told(of("Relationship Manager"))[-1]["subject"] == "Relationship Suite: runs are well again"


def test_runs_that_are_well_tell_nobody(mails):
	order()
	run()
	run()

	assert (told(), mails) == ([], [])


def test_a_run_whose_worker_was_stopped_is_told_by_the_next_one():
	import frappe

	dead = frappe.get_doc({"doctype": RUN, "kind": "Refresh", "status": "Running"}).insert()
	order()
	run()

	[first, last] = told(of("Relationship Manager"))
	assert first["document_name"] == dead.name
	assert "The worker was stopped." in first["email_content"]
	assert last["subject"] == "Relationship Suite: runs are well again"


def test_the_role_of_the_settings_is_told_and_no_other(monkeypatch):
	import frappe

	frappe.db.set_single_value(SETTINGS, "told_role", "Sourcing User")
	frappe.db.commit()
	fails(monkeypatch, MemoryError())

	everybody = {each["for_user"] for each in told()}
	assert of("Sourcing User") in everybody
	assert of("Relationship Manager") not in everybody


def test_where_nobody_holds_the_role_the_administrator_is_told(monkeypatch):
	import frappe

	if not frappe.db.exists("Role", "_RS Nobody"):
		frappe.get_doc({"doctype": "Role", "role_name": "_RS Nobody"}).insert()
	frappe.db.set_single_value(SETTINGS, "told_role", "_RS Nobody")
	frappe.db.commit()
	fails(monkeypatch, MemoryError())

	assert [each["for_user"] for each in told()] == ["Administrator"]


@pytest.mark.parametrize(
	("setting", "notices", "letters"), [("enable_email_notifications", 1, 0), ("enabled", 0, 1)]
)
def test_a_users_own_settings_decide_what_reaches_them(monkeypatch, mails, setting, notices, letters):
	import frappe
	from frappe.desk.doctype.notification_settings.notification_settings import create_notification_settings

	user = of("Relationship Manager")
	create_notification_settings(user)
	frappe.db.set_value("Notification Settings", user, setting, 0)
	frappe.db.commit()
	try:
		fails(monkeypatch, MemoryError())

		assert len(told(user)) == notices
		assert len([mail for mail in mails if mail["recipients"] == [user]]) == letters
	finally:
		frappe.db.set_value("Notification Settings", user, setting, 1)
		frappe.db.commit()


def test_each_is_told_in_their_own_language(monkeypatch):
	import frappe

	user = of("Relationship Manager")
	frappe.db.set_value("User", user, "language", "zh")
	frappe.db.commit()
	try:
		fails(monkeypatch, MemoryError())

		assert told(user)[0]["subject"].endswith("失败")
	finally:
		frappe.db.set_value("User", user, "language", None)
		frappe.db.commit()


def test_a_site_that_cannot_send_mail_notifies_all_the_same(monkeypatch):
	import frappe

	def refuses(**mail):
		frappe.throw("no account to send from", frappe.OutgoingEmailError)

	monkeypatch.setattr(frappe, "sendmail", refuses)

	fails(monkeypatch, MemoryError())

	assert len(told(of("Relationship Manager"))) == 1
	assert "no account" not in str(frappe.local.message_log)


def test_telling_that_fails_stops_no_run(monkeypatch):
	from relationship_suite.relationship_core.facts import alerts

	def breaks(*args):
		raise ValueError("nobody to be found")

	fails(monkeypatch, MemoryError())
	monkeypatch.setattr(alerts, "recipients", breaks)

	assert run().status == "Completed"


def test_a_refresh_of_one_party_concerns_who_asked_for_it(monkeypatch):
	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import store

	def cannot(*args):
		raise ValueError

	order("_RS Alone")
	monkeypatch.setattr(store, "replace", cannot)

	assert tasks.refresh_party("Supplier", buying.named("_RS Alone")).status == "Completed with errors"
	assert told() == []


def test_words_that_fail_leave_the_language_as_it_was():
	import frappe

	from relationship_suite.relationship_core import notices

	user = people.user("Sourcing User")
	frappe.db.set_value("User", user, "language", "zh")
	before = frappe.local.lang
	with pytest.raises(ZeroDivisionError):
		notices.tell(user, "User", user, lambda: 1 / 0)

	assert frappe.local.lang == before != "zh"
