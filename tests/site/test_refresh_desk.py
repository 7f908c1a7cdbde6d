"""The refresh as an admin meets it in the Desk: starting runs, watching one, trying failed documents again."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.relationship_core.facts import api, changes, progress
from relationship_suite.relationship_core.facts.transactions import leased
from tests.factories import buying, people

STARTERS = ["Relationship Manager", "Sourcing Manager", "System Manager"]


@pytest.fixture(autouse=True)
def _quiet_site(clean):
	import frappe

	from relationship_suite import tasks

	buying.masters()
	frappe.db.commit()
	tasks.run("Refresh")


@pytest.fixture
def queued(monkeypatch) -> list[dict]:
	"""What was put into the queue, instead of running it."""
	import frappe

	jobs: list[dict] = []

	def enqueue(method, **values):
		if str(method).startswith("relationship_suite."):  # making a user queues jobs of Frappe's own
			jobs.append({"method": method, **values})

	monkeypatch.setattr(frappe, "enqueue", enqueue)
	return jobs


@pytest.mark.parametrize("role", STARTERS)
@pytest.mark.parametrize("kind", ["Refresh", "Rebuild"])
def test_whoever_may_change_the_settings_may_start_a_run(role, kind, queued):
	import frappe

	frappe.set_user(people.user(role))

	api.start(kind)

	[job] = queued
	assert (job["method"], job["kind"], job["queue"]) == ("relationship_suite.tasks.run", kind, "long")


@pytest.mark.parametrize("role", ["Sourcing User", "Relationship User", "Risk Owner"])
def test_others_may_not(role, queued):
	import frappe

	frappe.set_user(people.user(role))

	with pytest.raises(frappe.PermissionError):
		api.start("Rebuild")
	with pytest.raises(frappe.PermissionError):
		api.retry_failed()
	with pytest.raises(frappe.PermissionError):
		api.get_state()
	assert queued == []


def test_a_kind_that_there_is_not_is_told(queued):
	import frappe

	with pytest.raises(frappe.ValidationError, match="no run of the kind"):
		api.start("<b>Nightly")
	assert queued == []


def test_no_second_run_is_started_beside_one_at_work(queued):
	import frappe

	with leased("another worker"), pytest.raises(frappe.ValidationError, match="at work already"):
		api.start("Rebuild")
	assert queued == []


def test_a_run_started_from_the_desk_writes_its_record():
	import frappe

	buying.purchase_order("_RS Desk", ordered=date(2026, 1, 5), due=date(2026, 2, 5))
	frappe.db.commit()
	before = frappe.db.count("Relationship Refresh", {"kind": "Rebuild", "status": "Completed"})

	if buying.is_bench():  # a bench's worker is another process, and may not run
		frappe.get_attr("relationship_suite.tasks.run")(kind="Rebuild")
	else:
		api.start("Rebuild")
		frappe.db.commit()  # where the job begins
		frappe.db.rollback()

	assert frappe.db.count("Relationship Refresh", {"kind": "Rebuild", "status": "Completed"}) == before + 1


def test_a_run_says_how_far_it_is_and_where_to_find_it():
	import frappe

	from relationship_suite import tasks

	buying.purchase_order("_RS Desk", ordered=date(2026, 1, 5), due=date(2026, 2, 5))
	frappe.db.commit()
	states = []

	run = tasks.run("Rebuild", lambda *_: states.append(api.get_state()["running"]))

	# the caller's own progress comes first, so each state is that of the step before
	found = [state for state in states if state]
	assert {state["run"] for state in found} == {run.name}
	assert "Reading documents" in {state["stage"] for state in found}
	assert all(0 <= state["percent"] <= 100 for state in found)
	assert progress.current() is None
	state = api.get_state(run.name)
	assert state.pop("refreshed_at") == str(run.started_at)
	assert state == {"running": None, "failed": 0, "may_start": True, "status": "Completed"}


def test_failed_documents_are_counted_and_get_another_try(queued):
	import frappe

	changes.note_vouchers([("Purchase Order", "_RS broken")])
	[change] = [each for each in changes.pending(500) if each.voucher == "_RS broken"]
	changes.record_failure(change, "boom")
	assert api.get_state()["failed"] == 1

	assert api.retry_failed() == 1

	assert api.get_state()["failed"] == 0
	assert [job["kind"] for job in queued] == ["Refresh"]
	assert api.retry_failed() == 0
	assert len(queued) == 1
	frappe.db.rollback()
