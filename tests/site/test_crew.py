"""Parts of a run that several connections do at once: they give what one gives, and hold one lease together."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest

from tests.factories import cells, selling
from tests.factories import scorecards as make
from tests.factories.histories import END, History, few


@pytest.fixture(autouse=True)
def _masters(clean):
	selling.masters()
	make.only_scorecard("_RS Crew")
	make.refresh()


@pytest.fixture
def connections():
	"""How many connections a crew has here; the tests below it are about more than one."""
	import frappe

	if frappe.db.db_type != "mariadb":
		pytest.skip("SQLite has one writer, and so no crew")
	return 3


def held(seconds: int = 300):
	from relationship_suite.relationship_core.facts.transactions import leased

	return leased("the crew's", seconds)


def connection() -> int:
	import frappe

	return frappe.db.sql("SELECT CONNECTION_ID()")[0][0]


def open_connections() -> set[int]:
	import frappe

	return {row[0] for row in frappe.db.sql("SELECT id FROM information_schema.processlist")}


def test_each_part_is_done_once_and_one_hand_is_the_callers_own():
	import frappe

	from relationship_suite.relationship_core.facts import crew

	given, own = [], frappe.db._conn

	def work(lease, part):
		assert frappe.db._conn is own
		lease.renew()
		frappe.db.commit()
		return part * 2

	with held() as lease:
		crew.share_out(lease, iter(range(5)), work, given.append, hands=1)
		crew.share_out(lease, [7], work, given.append)
		crew.share_out(lease, [], work, given.append)

	assert given == [0, 2, 4, 6, 8, 14]


def test_parts_are_done_by_connections_of_their_own_which_are_closed_in_the_end(connections):
	import frappe

	from relationship_suite.relationship_core.facts import crew

	given, before = [], open_connections()
	meeting = threading.Barrier(connections, timeout=60)

	def work(lease, part):
		if part < connections:
			meeting.wait()  # each of the first is in another's hands
		lease.renew()
		assert frappe.db.sql("SELECT @@tx_isolation") == (("READ-COMMITTED",),)
		assert frappe.session.user == "Administrator"
		frappe.db.commit()
		return part, connection(), threading.get_ident()

	with held() as lease:
		crew.share_out(lease, range(20), work, given.append, hands=connections)

	assert sorted(part for part, _connection, _thread in given) == list(range(20))
	hands = {(number, thread) for _part, number, thread in given}
	assert len(hands) == connections
	assert connection() not in {number for number, _thread in hands}
	assert threading.get_ident() not in {thread for _number, thread in hands}
	assert wait_for(lambda: not open_connections() - before), "a connection was left open"


def wait_for(what) -> bool:
	"""The server takes a moment to forget a connection."""
	until = time.monotonic() + 10
	while not what() and time.monotonic() < until:
		time.sleep(0.05)
	return what()


@pytest.mark.parametrize("where", ["a part", "what comes after it", "the reading of parts"])
def test_what_goes_wrong_is_raised_and_no_further_part_is_begun(connections, where):
	from relationship_suite.relationship_core.facts import crew

	begun, threads = [], threading.active_count()

	def fail(here: str) -> None:
		if where == here:
			raise ZeroDivisionError(here)

	def work(lease, part):
		begun.append(part)
		if part == 4:
			fail("a part")
		return part

	def then(part):
		if part == 4:
			fail("what comes after it")

	def parts():
		for part in range(1000):
			if part == 4:
				fail("the reading of parts")
			yield part

	with held() as lease, pytest.raises(ZeroDivisionError, match=where):
		crew.share_out(lease, parts(), work, then, hands=connections)

	assert threading.active_count() == threads
	assert len(begun) < 20


def test_nobody_takes_the_lease_while_a_part_is_under_way(connections):
	import frappe

	from relationship_suite.relationship_core.facts import crew
	from relationship_suite.relationship_core.facts.transactions import leased

	under_way, tried = threading.Barrier(3, timeout=60), threading.Event()
	answers = []

	def work(lease, part):
		lease.renew()
		if part < 2:  # both hold it at once
			under_way.wait()
			assert tried.wait(60)
		frappe.db.commit()

	def parts():
		yield from range(2)
		under_way.wait()
		with leased("another") as other:
			answers.append(other)
		tried.set()
		yield 2

	with held(seconds=0) as lease:  # it has run out: only what the parts hold is in the way
		crew.share_out(lease, parts(), work, lambda _: None, hands=2)

	assert answers == [None]


def test_who_lost_the_lease_does_no_further_part(connections):
	import frappe

	from relationship_suite.relationship_core.facts import crew
	from relationship_suite.relationship_core.facts.transactions import LeaseLost, fence

	done = []

	def work(lease, part):
		lease.renew()
		frappe.db.commit()
		return part

	def then(part):
		done.append(part)
		if part == 3:
			fence()
			frappe.db.commit()

	with held() as lease, pytest.raises(LeaseLost):
		crew.share_out(lease, range(1000), work, then, hands=2)

	assert len(done) < 10


def test_a_long_crew_extends_its_lease(connections, monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import crew, schema

	monkeypatch.setattr(crew, "EXTENDED_AFTER", 0)
	lease_row = frappe.qb.Table(schema.LEASE.name)

	def expiry():
		return (
			frappe.qb.from_(lease_row).select(lease_row.expires_at).where(lease_row.name == "refresh").run()
		)

	def work(lease, part):
		lease.renew()
		frappe.db.commit()

	with held() as lease:
		before = expiry()
		crew.share_out(lease, range(5), work, lambda _: None, hands=2)
		assert expiry() > before


def test_a_lease_that_cannot_be_extended_in_time_is_extended_after_the_next_part(connections, monkeypatch):
	import frappe

	from relationship_suite.relationship_core.facts import crew
	from relationship_suite.relationship_core.facts.transactions import Lease

	monkeypatch.setattr(crew, "EXTENDED_AFTER", 0)
	real, tried, done = Lease.renew, [], []

	def renew(self):
		if not self.is_shared:
			tried.append(1)
			if len(tried) < 3:
				raise frappe.db.OperationalError(1205, "Lock wait timeout exceeded")
		real(self)

	def work(lease, part):
		lease.renew()
		frappe.db.commit()
		return part

	with held() as lease, monkeypatch.context() as patch:
		patch.setattr(Lease, "renew", renew)
		crew.share_out(lease, range(6), work, done.append, hands=2)

	assert sorted(done) == list(range(6))
	assert len(tried) == 6


@pytest.mark.parametrize("refused", [1, 3], ids=["one", "all"])
def test_a_server_without_connections_left_is_worked_on_by_fewer(connections, monkeypatch, refused):
	import frappe

	from relationship_suite.relationship_core.facts import crew

	real, lock, tries, done = frappe.connect, threading.Lock(), [], []
	refusal = frappe.db.OperationalError  # a thread without a connection has no ``frappe.db``

	def connect(*args, **more):
		with lock:
			tries.append(1)
			if len(tries) <= refused:
				raise refusal(1040, "Too many connections")
		return real(*args, **more)

	def share_out() -> None:
		crew.share_out(lease, range(9), lambda _lease, part: part, done.append, hands=connections)

	monkeypatch.setattr(frappe, "connect", connect)
	with held() as lease:
		if refused < connections:
			share_out()
			assert sorted(done) == list(range(9))
		else:
			with pytest.raises(refusal, match="Too many connections"):
				share_out()
			assert done == []


def test_a_rebuild_by_many_equals_the_refreshes_and_tells_of_the_one_it_cannot_read(monkeypatch):
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import crew, refresh, store
	from relationship_suite.srm_extensions.scorecards import records

	for seed in range(60_000, 60_000 + few(12)):
		History(seed).run(steps=6)
	bad = make.line("_RS Crew Bad", date(2026, 3, 3))
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	before = cells.everything()
	assert before["relationship_purchase_line"]
	assert before["Performance Scorecard KPI Result"]

	monkeypatch.setattr(refresh, "REBUILD_BATCH", 2)
	monkeypatch.setattr(records, "MONTHS_A_BATCH", 1)
	monkeypatch.setattr(records, "are_scanned", lambda cells: True)
	if crew.size() > 1:
		monkeypatch.setattr(crew, "size", lambda: 3)
	cells.empty()
	real = store.rewrite
	with monkeypatch.context() as patch:

		def rewrite(doctype, names):
			if bad.name in names:
				raise ValueError("this one cannot be read")
			return real(doctype, names)

		patch.setattr(store, "rewrite", rewrite)
		log = tasks.run("Rebuild", as_of=END)
		assert log.status == "Completed with errors"
		assert [row.voucher for row in log.failures] == [bad.name]

	assert tasks.run("Rebuild", as_of=END).status == "Completed"

	for table, rows in cells.everything().items():
		assert rows == before[table], table
