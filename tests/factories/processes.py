"""Work in a process of its own, with its own connection to the site: to be killed, or to run beside another."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable

import frappe

#: Connections of the parent: a child must not close them, since the server would end the parent's session.
_inherited: list = []


def start(work: Callable[[], object]) -> int:
	"""Do ``work`` in a child; gives its process id. Commit first: the child sees what is committed."""
	process = os.fork()
	if process:
		return process
	code = 1
	try:
		_inherited.extend([frappe.db._conn, frappe.db._cursor])
		frappe.db.connect()
		work()
		code = 0
	except BaseException:
		traceback.print_exc()
	finally:
		os._exit(code)  # nothing of the parent's may run here: no test teardown, no server that is stopped


#: What changes rows; between two of these, and commits, nothing happens that anybody else could see.
_WRITES = ("insert", "update", "delete")


def die_at(point: int) -> None:
	"""From now on be gone, as by signal 9, before this process writes to the database or commits for the so-manieth time.

	All such points stand for every line. For a child alone.
	"""
	passed = 0

	def counting(real):
		def call(*args, **values):
			nonlocal passed
			if not args or str(args[0]).lstrip(" (").lower().startswith(_WRITES):
				passed += 1
				if passed == point:
					os.kill(os.getpid(), signal.SIGKILL)
			return real(*args, **values)

		return call

	frappe.db.sql, frappe.db.commit = counting(frappe.db.sql), counting(frappe.db.commit)


def wait(process: int) -> int:
	"""Exit code of a child; minus the signal's number where it was killed."""
	return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill_after(process: int, seconds: float) -> bool:
	"""Kill a child by signal 9 after so long; False where it had ended by itself."""
	time.sleep(seconds)
	os.kill(process, signal.SIGKILL)  # a child that has ended stays a zombie until it is waited for
	return wait(process) == -signal.SIGKILL
