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

from relationship_suite.relationship_core.facts.transactions import Lease, retrying, session_of_a_run

Part = TypeVar("Part")
Done = TypeVar("Done")

#: Connections at most: a run leaves processors of the server to the people who work on it.
MOST = 4
#: A lease is extended when so much of it has passed.
EXTENDED_AFTER = 1 / 4

_NO_MORE = object()


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
	todo: SimpleQueue = SimpleQueue()
	done: SimpleQueue = SimpleQueue()
	arguments = (frappe.local.site, frappe.local.sites_path, partial(work, lease.shared()), todo, done)
	threads = [Thread(target=_work, args=arguments) for _ in range(hands)]
	for thread in threads:
		thread.start()
	try:
		under_way, extended = 0, time.monotonic()
		for part in parts:
			todo.put(part)
			under_way += 1
			if under_way > hands:  # one lies ready, so that nobody has to wait for it
				then(_result(done))
				under_way -= 1
			if time.monotonic() - extended > lease.seconds * EXTENDED_AFTER:
				retrying(lambda: _extend(lease))
				extended = time.monotonic()
		for _ in range(under_way):
			then(_result(done))
	finally:
		_take_back(todo)
		for _ in threads:
			todo.put(_NO_MORE)
		for thread in threads:
			thread.join()


def _result(done: SimpleQueue):
	result, error = done.get()
	if error is not None:
		raise error
	return result


def _take_back(todo: SimpleQueue) -> None:
	try:
		while True:
			todo.get_nowait()
	except Empty:
		pass


def _extend(lease: Lease) -> None:
	lease.renew()
	frappe.db.commit()


def _work(site: str, sites_path: str, work: Callable, todo: SimpleQueue, done: SimpleQueue) -> None:
	"""A thread: a connection of its own, and one part after the other until there are no more or one fails."""
	try:
		frappe.init(site, sites_path=sites_path)
		frappe.connect()
		with session_of_a_run(), _raised_there(done):
			while (part := todo.get()) is not _NO_MORE:
				done.put((work(part), None))
	except BaseException as error:
		done.put((None, error))
	finally:
		frappe.destroy()


@contextmanager
def _raised_there(done: SimpleQueue):
	"""What goes wrong inside is raised where the results are waited for, and at once: ending a session takes time."""
	try:
		yield
	except BaseException as error:
		done.put((None, error))
