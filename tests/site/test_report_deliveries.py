"""Each recipient gets one mail of each sending: whatever dies, runs twice, comes late or fails."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest

from tests.factories import buying, people, processes
from tests.factories import schedules as make
from tests.factories.schedules import (
	BUYER,
	DELIVERY,
	DUE,
	MANAGER,
	NOW,
	SCHEDULE,
	due_at,
	due_schedule,
	gives,
	mails,
	run,
	statuses,
)
from tests.factories.statements import watched

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


# Sent -----------------------------------------------------------------------------------------------------


def test_a_schedule_that_is_due_is_sent_to_each_recipient_and_moves_on():
	import frappe

	doc = due_schedule()
	run()

	assert mails() == {BUYER: 1, MANAGER: 1}
	for row in make.deliveries():
		assert (row.status, row.schedule, row.report, row.period) == ("Queued", doc.name, make.GIVEN, DUE)
		assert (str(row.as_of), row.row_count, row.tries) == ("2026-06-01", 1, 1)
		assert row.size > 1000
		assert row.email_queue
	assert frappe.db.get_value(SCHEDULE, doc.name, "due_utc") == "2026-06-08 05:00:00"


def test_what_is_not_due_is_not_sent():
	due_schedule(due="2026-06-01 08:00:01")
	run()

	assert (mails(), make.deliveries()) == ({}, [])


def test_a_disabled_schedule_is_not_sent():
	import frappe

	doc = due_schedule()
	frappe.db.set_value(SCHEDULE, doc.name, "enabled", 0)
	run()

	assert mails() == {}


def test_a_role_is_whoever_has_it_then_and_nobody_gets_two_mails_for_two_reasons():
	due_schedule("Sourcing User", BUYER)
	run()

	assert mails()[BUYER] == 1
	assert MANAGER not in mails()


def test_without_data_nothing_is_sent_and_the_delivery_says_so():
	due_schedule(BUYER)
	with gives(COLUMNS, []):
		run()

	[row] = make.deliveries()
	assert (mails(), row.status, row.reason) == ({}, "No Data", "There was nothing to report.")


def test_the_period_of_a_late_sending_is_that_of_its_day():
	due_schedule(BUYER, due="2026-05-25 05:00:00", filters={"from_date": ("Yesterday", "First Day")})
	run(NOW.replace(day=1, hour=4))

	[mail] = make.queued()[BUYER]
	assert "From Date: 2026-05-24" in make.html_of(mail)


def test_each_mail_is_in_its_recipients_language():
	import frappe

	frappe.db.set_value("User", MANAGER, "language", "zh")
	doc = due_schedule(filters={"mode": "By Item"})
	frappe.db.set_value("Report Schedule Filter", {"parent": doc.name}, {"kind": "Select", "label": "Show"})
	frappe.db.commit()
	try:
		run()
		found = make.queued()
	finally:
		frappe.db.set_value("User", MANAGER, "language", None)
		frappe.db.commit()
	assert "Open the report" in make.html_of(found[BUYER][0])
	assert "打开报表" in make.html_of(found[MANAGER][0])
	assert "Show: By Item" in make.html_of(found[BUYER][0])
	assert ": 按物料" in make.html_of(found[MANAGER][0])
	assert frappe.local.lang == "en"


# Once -----------------------------------------------------------------------------------------------------


def test_running_again_sends_nothing_again():
	due_schedule()
	for _time in range(3):
		run()

	assert mails() == {BUYER: 1, MANAGER: 1}


def test_a_schedule_set_back_to_a_sending_that_was_made_sends_nothing_again():
	"""The name of the delivery is what holds, and not the schedule's memory."""
	import frappe

	doc = due_schedule()
	run()
	due_at(doc, DUE)
	run()

	assert mails() == {BUYER: 1, MANAGER: 1}
	assert frappe.db.count(DELIVERY) == 2


def test_of_two_workers_at_one_delivery_the_second_one_mails():
	from relationship_suite.relationship_core.schedules import mail_wording, records, tasks

	due_schedule(BUYER)
	records.plan(records.due(NOW)[0], NOW)
	[(name, _schedule)] = records.waiting()
	write, seen = mail_wording.write, []

	def overtaken(*args):
		letter = write(*args)
		if not seen:
			seen.append(True)
			tasks._deliver(records.claim(name))  # another worker, while this one makes its mail
			assert mails() == {BUYER: 1}
		return letter

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(mail_wording, "write", overtaken)
		tasks._deliver(records.claim(name))

	assert mails() == {BUYER: 1}
	assert make.deliveries()[0].tries == 2


def test_a_commit_whose_answer_is_lost_mails_once():
	"""The connection breaks as the database says that it has committed: the whole step is tried again."""
	import frappe

	from relationship_suite.relationship_core.schedules import mail_records

	due_schedule(BUYER)
	queue, commit, lost = mail_records.queue, frappe.db.commit, []

	def queued(*args):
		def breaks():
			commit()
			frappe.db.commit = commit
			lost.append(True)
			raise frappe.db.OperationalError("database is locked")  # what is tried again

		frappe.db.commit = breaks
		return queue(*args)

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(mail_records, "queue", queued)
		run()

	assert lost == [True]
	assert (mails(), statuses()) == ({BUYER: 1}, {BUYER: "Queued"})


def test_two_processes_at_once_send_once(site):
	import frappe

	due_schedule()
	frappe.db.commit()
	children = [processes.start(run) for _child in range(3)]
	assert [processes.wait(child) for child in children] == [0, 0, 0]
	run()

	assert mails() == {BUYER: 1, MANAGER: 1}
	assert statuses() == {BUYER: "Queued", MANAGER: "Queued"}


def dies_at(point: int) -> None:
	processes.die_at(point)
	run()


def test_killed_at_any_point_everybody_gets_one_mail(site):
	killed = 0
	while True:
		make.start()
		due_schedule()
		died = processes.wait(processes.start(lambda at=killed + 1: dies_at(at)))
		assert max(mails().values(), default=0) <= 1
		run()
		assert mails() == {BUYER: 1, MANAGER: 1}, f"killed at {killed + 1}"
		assert set(statuses().values()) == {"Queued"}
		if died == 0:
			break
		assert died == -signal.SIGKILL
		killed += 1
	assert killed > 10


def test_a_delivery_on_which_workers_die_is_given_up():
	import frappe

	from relationship_suite.relationship_core.schedules import records

	due_schedule(BUYER)
	records.plan(records.due(NOW)[0], NOW)
	[(name, _schedule)] = records.waiting()
	for _time in range(records.MAX_TRIES):
		assert records.claim(name)
	run()

	[row] = make.deliveries()
	assert (row.status, mails()) == ("Failed", {})
	assert "Given up after 3 tries" in row.reason
	assert frappe.db.count("Notification Log", {"document_type": DELIVERY}) == 1


# Missed ---------------------------------------------------------------------------------------------------


def missed(on_missed: str) -> list[tuple[str, str]]:
	due_schedule(BUYER, due="2026-05-11 05:00:00", on_missed=on_missed)
	run(NOW + timedelta(hours=6))
	return [(row.period, row.status) for row in make.deliveries()]


def test_the_latest_missed_sending_is_sent_and_the_others_are_written_down():
	assert missed("Send the Latest") == [
		("2026-05-11 05:00:00", "Left Out"),
		("2026-05-18 05:00:00", "Left Out"),
		("2026-05-25 05:00:00", "Left Out"),
		("2026-06-01 05:00:00", "Queued"),
	]


def test_each_missed_sending_is_sent():
	assert {status for _period, status in missed("Send Each")} == {"Queued"}
	assert mails() == {BUYER: 4}


def test_missed_sendings_are_skipped():
	assert {status for _period, status in missed("Skip")} == {"Left Out"}
	assert mails() == {}
	assert "Missed" in make.deliveries()[0].reason


def test_after_two_years_of_standstill_a_schedule_goes_on():
	import frappe

	doc = due_schedule(BUYER, due="2024-06-03 05:00:00")
	run()

	assert mails() == {BUYER: 1}
	assert frappe.db.get_value(SCHEDULE, doc.name, "due_utc") == "2026-06-08 05:00:00"


# Logs -----------------------------------------------------------------------------------------------------


def test_old_deliveries_go_but_for_those_that_wait():
	import frappe

	from relationship_suite.relationship_core.doctype.report_delivery.report_delivery import ReportDelivery

	due_schedule()
	run()
	one, other = make.deliveries()
	frappe.db.set_value(DELIVERY, one.name, "creation", "2020-01-01", update_modified=False)
	frappe.db.set_value(
		DELIVERY, other.name, {"creation": "2020-01-01", "status": "Waiting"}, update_modified=False
	)
	ReportDelivery.clear_old_logs(180)

	assert [row.name for row in frappe.get_all(DELIVERY)] == [other.name]


def test_deliveries_go_with_their_schedule_and_a_user_may_be_deleted_who_got_mails():
	import frappe

	goes = people.user("Risk Owner")
	doc = due_schedule("Risk Owner")
	run()
	frappe.db.delete("Notification Settings", goes)
	frappe.delete_doc("User", goes, force=False, ignore_permissions=True)
	assert make.deliveries()
	doc.delete()
	assert frappe.get_all(DELIVERY) == []


def test_the_statements_of_a_run_do_not_grow_with_what_lies_in_the_log():
	import frappe

	due_schedule()
	run()
	with watched() as few:
		run()
	old = frappe.get_all(DELIVERY, fields=["*"])[0]
	for place in range(30):
		copy = frappe.get_doc({**old, "doctype": DELIVERY, "name": f"copy-{place}", "status": "Sent"})
		copy.db_insert()
	frappe.db.commit()
	with watched() as many:
		run()

	assert len(many) == len(few) < 12
