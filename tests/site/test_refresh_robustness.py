"""A refresh loses nothing: deadlocks, lost leases, bad documents, kills at any statement, two at once."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from tests.factories import buying, cells, selling
from tests.factories.histories import END, History, few
from tests.factories.statements import watched

KILLS = few(50)


class Killed(BaseException):
	"""A kill -9: nothing of ours runs after it, and the database drops what was not committed."""


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	from relationship_suite import tasks

	selling.masters()
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)


def order(name: str, **values):
	return buying.purchase_order(name, ordered=date(2026, 2, 1), due=date(2026, 3, 10), **values)


def fact_orders(name: str) -> int:
	import frappe

	return len(
		frappe.db.sql("select 1 from relationship_purchase_line where supplier = %s", (buying.named(name),))
	)


def test_a_submit_gains_one_insert():
	po = order("_RS Counted", submit=False)

	with watched() as statements:
		po.submit()

	ours = [
		s
		for s in statements
		if "relationship_" in s
		and not s.lstrip().lower().startswith(("select", "update `tabpurchase", 'update "tabpurchase'))
	]
	assert len(ours) == 1, ours
	assert "relationship_change" in ours[0]


@pytest.mark.parametrize("number", [1213, 1205, 1020])
def test_a_transient_error_is_tried_again_and_the_user_kept(monkeypatch, number):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import store, transactions

	order(f"_RS Transient {number}")
	frappe.db.commit()
	real, calls = store.replace, []

	def fails_once(*args):
		calls.append(args)
		if len(calls) == 1:
			frappe.set_user("Guest")  # what Frappe's own handling of a failed job may leave behind
			raise OSError(number, "transient")
		return real(*args)

	monkeypatch.setattr(store, "replace", fails_once)
	monkeypatch.setattr(transactions, "FIRST_PAUSE", 0)
	log = tasks.run("Refresh", as_of=END)

	assert (log.status, len(calls) > 1) == ("Completed", True)
	assert frappe.session.user == "Administrator"
	assert fact_orders(f"_RS Transient {number}") == 1


def test_a_lost_connection_is_made_anew(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import store, transactions

	order("_RS Reconnected")
	frappe.db.commit()
	real, calls = store.replace, []

	def loses_it_once(*args):
		calls.append(args)
		if len(calls) == 1:
			frappe.db.close()
			raise OSError(2013, "Lost connection to server during query")
		return real(*args)

	monkeypatch.setattr(store, "replace", loses_it_once)
	monkeypatch.setattr(transactions, "FIRST_PAUSE", 0)

	assert tasks.run("Refresh", as_of=END).status == "Completed"
	assert fact_orders("_RS Reconnected") == 1


def test_a_run_has_a_session_of_its_own_and_puts_it_back(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import transactions

	if frappe.db.db_type != "mariadb":
		pytest.skip("only MariaDB has sessions with settings")
	before = _session()
	with transactions.leased("test") as lease:
		within = _session()
		tries = []

		def loses_it_once():
			tries.append(_session())
			if len(tries) == 1:
				raise frappe.db.OperationalError(2013, "Lost connection to MySQL server during query")
			lease.renew()
			frappe.db.commit()

		monkeypatch.setattr(transactions, "FIRST_PAUSE", 0)
		transactions.retrying(loses_it_once)

	assert within[0] == "READ-COMMITTED"
	assert min(within[1:]) >= transactions.TEMPORARY
	assert tries == [within, within]
	assert _session() == before


def _session() -> tuple:
	import frappe

	return frappe.db.sql("SELECT @@tx_isolation, @@tmp_memory_table_size, @@max_heap_table_size")[0]


def test_one_bad_document_is_recorded_and_stops_no_other(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import changes, store

	bad = order("_RS Unreadable").name
	for number in range(3):
		order(f"_RS Readable {number}")
	frappe.db.commit()
	real = store.replace

	def chokes(voucher_type, names):
		if bad in names:
			raise ValueError("this document cannot be read")
		return real(voucher_type, names)

	monkeypatch.setattr(store, "replace", chokes)
	log = tasks.run("Refresh", as_of=END)
	monkeypatch.setattr(store, "replace", real)

	assert log.status == "Completed with errors"
	assert [(f.voucher_type, f.voucher) for f in log.failures] == [("Purchase Order", bad)]
	assert "cannot be read" in log.failures[0].error
	assert [fact_orders(f"_RS Readable {number}") for number in range(3)] == [1, 1, 1]
	assert changes.count_pending() == 1

	assert tasks.run("Refresh", as_of=END).status == "Completed"
	assert fact_orders("_RS Unreadable") == 1


def test_while_one_refreshes_a_second_one_stands_back():
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts.transactions import leased

	order("_RS Waiting")
	frappe.db.commit()
	with leased("the first") as lease:
		assert lease
		assert tasks.run("Refresh", as_of=END).status == "Skipped"


def test_who_lost_the_lease_writes_nothing_more():
	import frappe

	from relationship_suite.relationship_core.facts import schema
	from relationship_suite.relationship_core.facts.transactions import LeaseLost, leased

	with leased("slow") as slow:
		table = frappe.qb.Table(schema.LEASE.name)
		frappe.qb.update(table).set(table.expires_at, "2000-01-01 00:00:00").run()
		frappe.db.commit()
		with leased("quick") as quick:
			assert quick.token == slow.token + 1
			with pytest.raises(LeaseLost):
				slow.renew()
			frappe.db.rollback()


def test_kills_at_random_statements_leave_no_differing_cell(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import refresh, schema, transactions

	monkeypatch.setattr(refresh, "BATCH", 3)

	def dies(lease):
		raise Killed

	rng, kills = random.Random(7), 0
	for seed in range(10_000, 10_000 + KILLS):
		History(seed).run(steps=3)
		frappe.db.commit()
		left = rng.randint(1, 60)

		def kill(statement: str):
			nonlocal left
			left -= 1
			if left == 0:
				raise Killed

		with monkeypatch.context() as patch, watched(kill):
			patch.setattr(transactions, "_release", dies)  # the dead do not release
			try:
				tasks.run("Refresh", as_of=END)
			except Killed:
				kills += 1
		frappe.db.rollback()
		lease = frappe.qb.Table(schema.LEASE.name)
		frappe.qb.update(lease).set(lease.expires_at, "2000-01-01 00:00:00").run()  # time passes
		frappe.db.commit()
	assert kills >= KILLS / 2, "the kills have to hit"
	assert tasks.run("Refresh", as_of=END).status == "Completed"
	survived = cells.everything()

	cells.empty()
	tasks.run("Rebuild", as_of=END)

	assert survived == cells.everything()


def test_a_night_without_changes_takes_few_statements(monkeypatch):
	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import consumers, sweep

	monkeypatch.setattr(
		sweep, "OVERLAP", timedelta(0)
	)  # the documents of this test are minutes old, not a day
	tasks.run("Nightly", as_of=END)
	tasks.run("Nightly", as_of=END)

	with watched() as statements:
		log = tasks.run("Nightly", as_of=END)

	assert log.status == "Completed"
	control = ("begin", "start transaction", "commit", "rollback")
	asked = [s[:90] for s in statements if not s.lower().startswith(control)]
	# Six of its own, and one for each who has results that might have gone stale.
	assert len(asked) <= 6 + len(consumers.registered()), "\n".join(asked)


def test_documents_changed_behind_our_back_are_swept_up():
	import frappe

	from relationship_suite import tasks

	po = order("_RS Imported")
	frappe.db.commit()  # a sweep of many documents begins with a snapshot of its own
	assert tasks.run("Nightly", as_of=END).status == "Completed"
	frappe.db.sql("delete from relationship_change")
	frappe.db.set_value("Purchase Order Item", po.items[0].name, "stock_qty", 77, update_modified=False)
	frappe.db.set_value("Purchase Order", po.name, "supplier_name", "Direct SQL")
	frappe.db.commit()

	assert tasks.run("Nightly", as_of=END).status == "Completed"

	qty = frappe.db.sql("select ordered_qty from relationship_purchase_line where voucher = %s", (po.name,))
	assert float(qty[0][0]) == 77


def test_the_reconcile_repairs_rows_that_differ():
	import frappe

	from relationship_suite import tasks

	po = order("_RS Tampered")
	gone = order("_RS Vanished")
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	frappe.db.sql("update relationship_purchase_line set ordered_qty = 5 where voucher = %s", (po.name,))
	frappe.db.sql("delete from relationship_purchase_line where voucher = %s", (gone.name,))
	frappe.db.commit()

	repaired = tasks.run("Reconcile", as_of=END)
	again = tasks.run("Reconcile", as_of=END)

	assert (repaired.swept, again.swept) == (2, 0)
	qty = frappe.db.sql("select ordered_qty from relationship_purchase_line where voucher = %s", (po.name,))
	assert float(qty[0][0]) == 10
	assert fact_orders("_RS Vanished") == 1
