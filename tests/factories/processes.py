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


def wait(process: int) -> int:
	"""Exit code of a child; minus the signal's number where it was killed."""
	return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def kill_after(process: int, seconds: float) -> bool:
	"""Kill a child by signal 9 after so long; False where it had ended by itself."""
	time.sleep(seconds)
	os.kill(process, signal.SIGKILL)  # a child that has ended stays a zombie until it is waited for
	return wait(process) == -signal.SIGKILL
