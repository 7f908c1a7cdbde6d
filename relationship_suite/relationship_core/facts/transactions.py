"""Transactions of a run: the lease with its fencing token, and retries that keep the user.

One run at a time writes facts, notes and results, so that a note with a lower number than one that was read cannot turn
up later. Within it each consumer of the notes has a lease of its own, by the same token: see ``consumers.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

import frappe
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import schema

T = TypeVar("T")

#: Name of the run's lease; its row is made by ``setup/tables.py``, for a row is what there is to lock.
LEASE = "refresh"

#: MySQL error numbers that a second try mends: deadlock, lock wait time-out, record changed since last read.
TRANSIENT = frozenset({1020, 1205, 1213})
#: ... and those where the connection has to be made anew first.
LOST_CONNECTION = frozenset({2006, 2013, 2014, 2055})
#: What a lock that is not waited for answers with.
LOCKED = 1205

#: Bytes of a temporary table that MariaDB may keep in memory during a run. A group by names is kept at their full width,
#: two kilobytes: beyond its usual 16 MB they go to a file with a B-tree, which takes three times as long.
TEMPORARY = 256 * 1024 * 1024

MAX_TRIES = 6
FIRST_PAUSE = 0.05  # seconds; doubled at each further try


class LeaseLost(Exception):
	"""Another holder has taken over; what this one has not committed is void."""


@dataclass(frozen=True)
class Lease:
	"""The right to write, proven by a token that grows with every holder.

	Attributes:
		token: of the run that holds it.
		seconds: how long it lasts from its last renewal on.
		names: of the run, and of its consumer.
		is_shared: held by several connections of one run at once, none of which extends it.
	"""

	token: int
	seconds: int
	names: tuple[str, ...] = (LEASE,)
	is_shared: bool = False

	def renew(self) -> None:
		"""Extend the lease inside the running transaction, and so lock it until commit.

		Raises:
			LeaseLost: somebody else holds it by now.
		"""
		lease = frappe.qb.Table(schema.LEASE.name)
		mine = lease.name.isin(self.names) & (lease.token == self.token)
		if self.is_shared:  # pypika has no words for such a lock
			held = frappe.db.sql(
				"SELECT name FROM relationship_lease WHERE name IN %s AND token = %s LOCK IN SHARE MODE",
				(self.names, self.token),
			)
		else:
			until = now_datetime() + timedelta(seconds=self.seconds)
			frappe.qb.update(lease).set(lease.expires_at, until).where(mine).run()
			# Read back in the same transaction: drivers count an UPDATE that changes nothing in different ways.
			held = frappe.qb.from_(lease).select(lease.name).where(mine).run()
		if len(held) != len(self.names):
			raise LeaseLost

	def shared(self) -> Lease:
		"""The same right, for one of several connections: its :meth:`renew` keeps others from taking over, not each other."""
		return replace(self, is_shared=True)

	def take(self, name: str, holder: str) -> tuple[Lease, bool]:
		"""A consumer's own lease within this one, and whether it is its first; inside the running transaction."""
		self.renew()
		lease = frappe.qb.Table(schema.LEASE.name)
		until = now_datetime() + timedelta(seconds=self.seconds)
		taken = frappe.qb.update(lease).set(lease.token, self.token).set(lease.holder, holder)
		taken.set(lease.expires_at, until).where(lease.name == name).run()
		is_new = not frappe.qb.from_(lease).select(lease.name).where(lease.name == name).run()
		if is_new:
			columns = frappe.qb.into(lease).columns("name", "token", "holder", "expires_at")
			columns.insert(name, self.token, holder, until).run()
		return replace(self, names=(LEASE, name)), is_new


@contextmanager
def leased(holder: str, seconds: int = 300):
	"""Hold the lease; yields a :class:`Lease`, or None where a living holder has it. Never waits for one."""
	lease = retrying(lambda: _acquire(holder, seconds))
	try:
		with session_of_a_run():
			yield lease
	except BaseException:
		frappe.db.rollback()  # giving the lease back commits, and what broke off must not go with it
		raise
	finally:
		if lease:
			retrying(lambda: _release(lease))


def _acquire(holder: str, seconds: int) -> Lease | None:
	table = frappe.qb.Table(schema.LEASE.name)
	now = now_datetime()
	row = frappe.qb.from_(table).select(table.token, table.expires_at).where(table.name == LEASE)
	try:
		# A holder at work keeps the row locked through its batch: that is an answer, and nothing to wait for.
		found = row.for_update(nowait=True).run()
	except Exception as error:
		frappe.db.rollback()
		if error_number(error) == LOCKED:
			return None
		raise
	if not found:
		raise LeaseLost(f"{schema.LEASE.name} has no row {LEASE}: run migrate")
	token, expires_at = found[0]
	if frappe.utils.get_datetime(expires_at) > now:
		frappe.db.rollback()
		return None
	# The old token in the condition is the check: of two that read it, one changes the row.
	frappe.qb.update(table).set(table.token, token + 1).set(table.holder, holder).set(
		table.expires_at, now + timedelta(seconds=seconds)
	).where((table.name == LEASE) & (table.token == token)).run()
	mine = frappe.qb.from_(table).select(table.token, table.holder).where(table.name == LEASE).run()[0]
	if tuple(mine) != (token + 1, holder):
		frappe.db.rollback()
		return None
	frappe.db.commit()
	return Lease(token + 1, seconds)


def fence() -> None:
	"""Take the leases from whoever holds them, who can commit nothing any more; inside the running transaction."""
	table = frappe.qb.Table(schema.LEASE.name)
	frappe.qb.update(table).set(table.token, table.token + 1).set(table.expires_at, now_datetime()).run()


def _release(lease: Lease) -> None:
	table = frappe.qb.Table(schema.LEASE.name)
	frappe.qb.update(table).set(table.expires_at, now_datetime()).where(
		(table.name == LEASE) & (table.token == lease.token)
	).run()
	frappe.db.commit()


def retrying(work: Callable[[], T]) -> T:
	"""Run ``work`` (a whole transaction that commits itself) until it goes through.

	Deadlocks, lock time-outs, 1020 and lost connections are tried again from the start; the session's user stays
	who it was, which Frappe's own retry of background jobs does not see to.
	"""
	user = frappe.session.user
	pause = FIRST_PAUSE
	for attempt in range(1, MAX_TRIES + 1):
		try:
			return work()
		except Exception as error:
			number = error_number(error)
			if attempt == MAX_TRIES or not (
				number in TRANSIENT or number in LOST_CONNECTION or _is_busy(error)
			):
				raise
			if number in LOST_CONNECTION:
				frappe.db.close()
				frappe.db.connect()
				if frappe.flags.relationship_session:
					_set_session(frappe.flags.relationship_session)
			else:
				frappe.db.rollback()
			if frappe.session.user != user:
				frappe.set_user(user)
			time.sleep(pause)
			pause *= 2
	raise AssertionError("unreachable")


def error_number(error: BaseException) -> int | None:
	"""MySQL's number of an error, also where Frappe has wrapped it; None for any other error."""
	seen: BaseException | None = error
	while seen is not None:
		if seen.args and isinstance(seen.args[0], int):
			return seen.args[0]
		seen = seen.__cause__ or seen.__context__
	return None


def _is_busy(error: BaseException) -> bool:
	"""SQLite's one writer is at work."""
	# Frappe gives it a name of its own.
	return type(error).__name__ in ("OperationalError", "QueryDeadlockError") and "locked" in str(error)


@contextmanager
def session_of_a_run():
	"""A session whose INSERT ... SELECT locks no documents that it reads, and sums up names in memory.

	Frappe opens the next transaction as it ends one, so the isolation level is the session's, as the memory is, and both
	are put back at the end.
	"""
	if frappe.db.db_type != "mariadb":
		yield
		return
	before = frappe.db.sql("SELECT @@tx_isolation, @@tmp_memory_table_size, @@max_heap_table_size")[0]
	mine = ("READ-COMMITTED", *(max(size, TEMPORARY) for size in before[1:]))
	frappe.flags.relationship_session = mine
	_set_session(mine)
	try:
		yield
	finally:
		frappe.flags.relationship_session = None
		_set_session(before)


def _set_session(values: tuple[str, int, int]) -> None:
	"""Set isolation level and memory of temporary tables for the transactions to come, and start one."""
	frappe.db.sql(
		"SET SESSION tx_isolation = %s, tmp_memory_table_size = %s, max_heap_table_size = %s", values
	)
	frappe.db.rollback()
