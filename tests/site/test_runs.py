"""What a run does beyond the facts: it waits for nobody, loses no rebuild, repairs results, and tells what failed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import buying, cells
from tests.factories.histories import END


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	from relationship_suite import tasks

	buying.masters()
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)


def run(kind: str):
	from relationship_suite import tasks

	return tasks.run(kind, as_of=END)


def order_and_receipt(name: str, *, days_late: int = 0):
	due = date(2026, 2, 10)
	po = buying.purchase_order(name, ordered=date(2026, 1, 10), due=due)
	buying.purchase_receipt(po, on=due + timedelta(days=days_late), qty=10)
	return po


def months(name: str) -> list[tuple]:
	import frappe

	return frappe.db.sql(
		"select month, lines_due, lines_otif from relationship_supplier_month where supplier = %s order by month",
		(buying.named(name),),
	)


def logs() -> int:
	import frappe

	return frappe.db.count("Relationship Refresh")


@pytest.mark.parametrize(("is_wanted", "kind"), [(True, "Rebuild"), (False, "Refresh")])
def test_the_first_run_rebuilds_once_whoever_came_first(monkeypatch, is_wanted, kind):
	"""Between an install and its job the quarter-hourly run may have done the rebuild."""
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import watermarks

	order_and_receipt("_RS First Run")
	if is_wanted:
		watermarks.want("Rebuild")
	frappe.db.commit()
	real, ran = tasks.run, []
	monkeypatch.setattr(tasks, "run", lambda kind: ran.append(real(kind, as_of=END).kind))

	tasks.first_run()

	assert ran == [kind]


def test_after_a_rebuild_no_document_counts_as_newer_but_what_failed_or_came_meanwhile(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import changes, store

	bad, late = (order_and_receipt(name).name for name in ("_RS Unread", "_RS Meanwhile"))
	order_and_receipt("_RS Read")
	frappe.db.commit()
	real = store.rewrite

	def rewrite(voucher_type, names):
		if bad in names:
			raise ValueError("this document cannot be read")
		written = real(voucher_type, names)
		if late in names:
			changes.note_vouchers([("Purchase Order", late)])
		return written

	monkeypatch.setattr(store, "rewrite", rewrite)

	assert run("Rebuild").status == "Completed with errors"

	noted = set(frappe.db.sql("select voucher_type, voucher from relationship_change"))
	assert noted == {("Purchase Order", bad), ("Purchase Order", late)}
	monkeypatch.setattr(store, "rewrite", real)
	assert run("Refresh").status == "Completed"


def test_a_rebuild_that_died_is_done_by_the_next_run(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import refresh

	def dies(*args):
		raise MemoryError

	order_and_receipt("_RS Rebuilt Twice")
	frappe.db.commit()
	with monkeypatch.context() as patch:
		patch.setattr(refresh, "_work_off", dies)
		with pytest.raises(MemoryError):
			run("Rebuild")

	assert run("Nightly").kind == "Rebuild"


def test_a_holder_in_the_middle_of_a_batch_is_not_waited_for():
	import frappe

	from relationship_suite.relationship_core.facts.transactions import leased

	if frappe.db.db_type != "mariadb":
		pytest.skip("SQLite has one writer: its lock is the file's, not the row's")
	order_and_receipt("_RS Waiting For A Turn")
	frappe.db.commit()
	with leased("the first") as lease:
		lease.renew()  # locks the row until the end of the batch
		first = frappe.local.db
		try:
			frappe.connect(set_admin_as_user=False)
			frappe.db.sql("set session innodb_lock_wait_timeout = 50")
			found = run("Refresh").status
			frappe.db.close()
		finally:
			frappe.local.db = first
	assert found == "Skipped"


def test_the_reconcile_computes_results_anew():
	import frappe

	order_and_receipt("_RS Lost Month")
	frappe.db.commit()
	run("Refresh")
	before = cells.every_cell()
	frappe.db.sql(
		"delete from relationship_supplier_month where supplier = %s", (buying.named("_RS Lost Month"),)
	)
	frappe.db.commit()

	assert run("Reconcile").status == "Completed"

	assert cells.every_cell() == before


def test_a_reconcile_that_was_stopped_goes_on_where_it_was(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import reconcile

	order_and_receipt("_RS Stopped A")
	frappe.db.commit()
	run("Refresh")
	real, compared = reconcile._compare, []

	def stops(lease, doctype, names):
		if compared:
			raise MemoryError
		return goes_on(lease, doctype, names)

	def goes_on(lease, doctype, names):
		compared.extend((doctype, name) for name in names)
		return real(lease, doctype, names)

	with monkeypatch.context() as patch:
		patch.setattr(reconcile, "REBUILD_BATCH", 1)
		patch.setattr(reconcile, "_compare", stops)
		with pytest.raises(MemoryError):
			run("Reconcile")
	assert len(compared) == 1
	monkeypatch.setattr(reconcile, "_compare", goes_on)

	assert run("Reconcile").status == "Completed"
	assert len(compared) == len(set(compared)) > 1


def test_settings_that_a_figure_depends_on_restate_all_months():
	import frappe

	order_and_receipt("_RS Tolerated", days_late=3)
	frappe.db.commit()
	run("Refresh")
	assert [row[1:] for row in months("_RS Tolerated")] == [(1, 0)]
	settings = frappe.get_doc("Relationship Suite Settings")
	before = settings.late_days
	try:
		settings.late_days = 5
		settings.save()
		frappe.db.commit()
		run("Refresh")
		assert [row[1:] for row in months("_RS Tolerated")] == [(1, 1)]
	finally:
		settings.late_days = before
		settings.save()
		frappe.db.commit()


def test_a_company_that_cannot_be_scored_stops_no_other(monkeypatch):
	import frappe

	from relationship_suite.crm_extensions.segmentation import records
	from tests.factories.selling import masters, sales_invoice

	masters()
	sales_invoice("_RS Unscored", on=date(2026, 3, 2))
	order_and_receipt("_RS Still Scored")
	frappe.db.commit()

	def chokes(*args):
		raise ValueError("this company cannot be scored")

	with monkeypatch.context() as patch:
		patch.setattr(records, "write_company", chokes)
		log = run("Refresh")

	assert log.status == "Completed with errors"
	assert [f.voucher_type for f in log.failures] == ["Company"]
	assert months("_RS Still Scored")
	assert run("Refresh").status == "Completed"


def test_idle_quarter_hours_leave_no_log_and_still_say_when_they_looked():
	from relationship_suite.relationship_core.facts.freshness import last_refresh

	run("Refresh")
	before, looked = logs(), last_refresh("Supplier", "")

	assert run("Refresh").status == "Completed"

	assert logs() == before
	assert last_refresh("Supplier", "") > looked


def test_both_tabs_tell_the_same_time_of_a_quarter_hour_that_found_nothing_to_do():
	from relationship_suite.crm_extensions.segmentation.api import get_overview
	from relationship_suite.srm_extensions.scorecards.api import supplier_summary
	from tests.factories import buying, selling

	selling.masters()
	supplier, customer = buying.supplier("_RS Idle Quarter"), selling.customer("_RS Idle Quarter")
	run("Refresh")

	def told() -> tuple:
		return supplier_summary(supplier)["updated"], get_overview(customer)["updated"]

	worked = told()
	assert run("Refresh").get("name") is None  # it leaves no log
	idle = told()

	assert worked[0] == worked[1] < idle[0] == idle[1]


def test_a_log_left_running_is_closed_by_the_next_holder():
	import frappe

	dead = frappe.get_doc({"doctype": "Relationship Refresh", "kind": "Refresh", "status": "Running"})
	dead.insert()
	order_and_receipt("_RS After The Dead")
	frappe.db.commit()

	run("Refresh")

	assert frappe.db.get_value("Relationship Refresh", dead.name, "status") == "Failed"


def test_frappes_clean_up_removes_old_logs_with_their_failures():
	import frappe

	failure = {"voucher_type": "Purchase Order", "voucher": "_RS Some Order", "error": "..."}
	log = {"doctype": "Relationship Refresh", "kind": "Refresh", "status": "Completed with errors"}
	old = frappe.get_doc({**log, "started_at": "2020-01-01 02:10:00", "failures": [failure]}).insert(
		ignore_links=True
	)
	new = frappe.get_doc({**log, "started_at": frappe.utils.now(), "failures": [failure]}).insert(
		ignore_links=True
	)

	frappe.get_single("Log Settings").add_default_logtypes()
	type(old).clear_old_logs(days=90)

	assert not frappe.db.exists("Relationship Refresh", old.name)
	assert not frappe.db.exists("Relationship Refresh Failure", {"parent": old.name})
	assert frappe.db.exists("Relationship Refresh Failure", {"parent": new.name})


def test_an_order_to_stop_is_obeyed_and_no_document_is_blamed(monkeypatch):
	import frappe
	from rq.timeouts import JobTimeoutException

	from relationship_suite.relationship_core.facts import changes, store

	order_and_receipt("_RS Innocent")
	frappe.db.commit()

	def is_stopped(*args):
		raise JobTimeoutException

	with monkeypatch.context() as patch:
		patch.setattr(store, "replace", is_stopped)
		with pytest.raises(JobTimeoutException):
			run("Refresh")

	assert changes.count_pending() == 2
	assert run("Refresh").status == "Completed"


def test_scheduled_runs_go_to_the_queue_for_long_jobs(monkeypatch):
	import frappe

	from relationship_suite import tasks

	asked: list[tuple] = []
	monkeypatch.setattr(frappe, "enqueue", lambda method, **options: asked.append((method, options)))

	for job in (tasks.refresh, tasks.nightly, tasks.weekly):
		job()

	assert [options["kind"] for _method, options in asked] == ["Refresh", "Nightly", "Reconcile"]
	assert all(
		(method, options["queue"], options["deduplicate"]) == ("relationship_suite.tasks.run", "long", True)
		and options["timeout"] >= 3600
		for method, options in asked
	)
