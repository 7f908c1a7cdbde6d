"""Work that is cut into parts, done by several connections at once: a database gives one statement one processor.

Each part is a transaction of its own under the run's lease, which the connections hold together: whoever takes it over
waits for the parts that are under way, and stops all that follow.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TypeVar

import frappe

from relationship_suite.relationship_core.facts.transactions import (
	TRANSIENT,
	Lease,
	error_number,
	session_of_a_run,
)

Part = TypeVar("Part")
Done = TypeVar("Done")

#: Connections at most: a run leaves processors of the server to the people who work on it.
MOST = 4
#: A lease is extended when so much of it has passed.
EXTENDED_AFTER = 1 / 4

_NO_MORE, _ABSENT = object(), object()


def size() -> int:
	"""How many connections work at once on this site: SQLite has one writer."""
	return min(MOST, os.cpu_count() or 1) if frappe.db.db_type == "mariadb" else 1


def share_out(
	lease: Lease,
	parts: Iterable[Part],
	work: Callable[[Lease, Part], Done],
	then: Callable[[Done], object],
	hands: int | None = None,
) -> None:
	"""Do ``work(lease, part)`` for every part and call ``then`` with what it gives, in the order in which they end.

	Args:
		lease: the right to write; a part renews the one that it is given, and commits.
		parts: read one after the other by the caller's own connection, few ahead of those that are done.
		work: a part's whole transaction; called in a thread with a connection of its own.
		then: called in the caller's thread.
		hands: connections at once, :func:`size` unless told. A part that is the only one is the caller's own work.

	Raises:
		Whatever a part, ``parts`` or ``then`` raises: parts that others have begun by then are waited for.
	"""
	hands = size() if hands is None else hands
	rest = iter(parts)
	first = list(islice(rest, 2))
	parts = chain(first, rest)
	if hands < 2 or len(first) < 2:
		for part in parts:
			then(work(lease, part))
		return
	desk = _Desk(hands)
	arguments = (frappe.local.site, frappe.local.sites_path, partial(work, lease.shared()), desk)
	threads: list[Thread] = []
	under_way, extended = 0, time.monotonic()

	def take() -> None:
		nonlocal under_way, extended
		then(desk.result())
		under_way -= 1
		if time.monotonic() - extended > lease.seconds * EXTENDED_AFTER:
			_extend(lease)
			extended = time.monotonic()

	try:
		for thread in [Thread(target=_work, args=arguments) for _ in range(hands)]:
			thread.start()
			threads.append(thread)
		for part in parts:
			desk.todo.put(part)
			under_way += 1
			if under_way > hands:  # one lies ready, so that nobody has to wait for it
				take()
		while under_way:
			take()
	finally:
		desk.clear()
		for _ in threads:
			desk.todo.put(_NO_MORE)
		for thread in threads:
			thread.join()


class _Desk:
	"""Where parts and results change hands."""

	def __init__(self, hands: int) -> None:
		self.hands = hands
		self.todo: SimpleQueue = SimpleQueue()
		self.done: SimpleQueue = SimpleQueue()

	def result(self):
		"""Wait for what a part gives, or raise what it has raised."""
		while True:
			result, error = self.done.get()
			if error is None:
				return result
			if result is _ABSENT:  # the others do its share: a server may have few connections left
				self.hands -= 1
				if self.hands:
					continue
			raise error

	def clear(self) -> None:
		"""Take back the parts that nobody has begun."""
		try:
			while True:
				self.todo.get_nowait()
		except Empty:
			pass


def _extend(lease: Lease) -> None:
	"""Renew the lease between two parts; where one takes that long, its own lock keeps everybody out meanwhile."""
	try:
		lease.renew()
		frappe.db.commit()
	except Exception as error:
		frappe.db.rollback()
		if error_number(error) not in TRANSIENT:
			raise


def _work(site: str, sites_path: str, work: Callable, desk: _Desk) -> None:
	"""A thread: a connection of its own, and one part after the other until there are no more or one fails."""
	try:
		try:
			frappe.init(site, sites_path=sites_path)
			frappe.connect()
		except Exception as error:
			desk.done.put((_ABSENT, error))
			return
		with session_of_a_run(), _raised_there(desk):
			while (part := desk.todo.get()) is not _NO_MORE:
				desk.done.put((work(part), None))
	except BaseException as error:
		desk.done.put((None, error))
	finally:
		frappe.destroy()


@contextmanager
def _raised_there(desk: _Desk):
	"""What goes wrong inside is raised where the results are waited for, and at once: ending a session takes time."""
	try:
		yield
	except BaseException as error:
		desk.done.put((None, error))
