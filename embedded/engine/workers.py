"""Background jobs in this process, on Frappe's own queues, each job in a thread of its own.

A thread has its own `frappe.local`, so a job gets its own connection and sees committed rows only, as with a
real worker. Two modes:

* inline (default, for tests and scripts): a job runs when the transaction that queued it commits, and the
  commit returns when the job is done. A rollback drops the job, which a real queue would not.
* thread (for the served Desk): one worker thread takes jobs one after another, as soon as they are queued.
"""

from __future__ import annotations

import queue
import threading
import traceback
from contextlib import suppress

_pending: queue.Queue = queue.Queue()
_worker: threading.Thread | None = None
failures: list[str] = []  # tracebacks of failed jobs, newest last; a test may look and clear


def run(job_queue, job) -> None:
	"""Run one job to its end in a new thread and keep its result or failure on the job, as a worker does."""

	def perform() -> None:
		import frappe

		try:
			job_queue.run_sync(job)
		except Exception:  # rq has recorded it on the job; nothing may stop the worker
			failures.append(traceback.format_exc())
		finally:
			with suppress(Exception):
				if job.exc_info:
					failures.append(job.exc_info)
			with suppress(Exception):
				frappe.destroy()

	thread = threading.Thread(target=perform, name=f"job {job.id}", daemon=True)
	thread.start()
	thread.join()


def _work() -> None:
	while True:
		job_queue, job = _pending.get()
		run(job_queue, job)
		_pending.task_done()


def start_worker() -> None:
	"""Switch to the thread mode."""
	global _worker  # noqa: PLW0603
	if _worker is None:
		_worker = threading.Thread(target=_work, name="background worker", daemon=True)
		_worker.start()


def wait() -> None:
	"""Wait until the worker thread has nothing left to do."""
	_pending.join()


def _schedule(job_queue, job) -> None:
	import frappe

	if _worker is not None:
		_pending.put((job_queue, job))
		return
	if not getattr(frappe.local, "db", None):
		run(job_queue, job)
		return
	frappe.db.after_commit.add(lambda: run(job_queue, job))
	frappe.db.after_rollback.add(lambda: _drop(job))


def _drop(job) -> None:
	with suppress(Exception):  # it may have run and expired meanwhile
		if job.get_status() == "queued":
			job.delete()


def install() -> None:
	"""Let Frappe's `enqueue` hand jobs to this module. Call after `import frappe`."""
	from frappe.utils import background_jobs
	from rq import Queue

	class LocalQueue(Queue):
		"""A queue that schedules what it is given instead of waiting for a worker process."""

		def enqueue_call(self, *args, **kwargs):
			job = super().enqueue_call(*args, **kwargs)
			if self._is_async:
				# the worker process that would take it off the list does not exist
				self.remove(job)
				_schedule(self, job)
			return job

	background_jobs.Queue = LocalQueue


def tick() -> None:
	"""Queue the scheduled jobs that are due, as the scheduler process does. Needs an open connection."""
	import frappe
	from frappe.utils import scheduler

	scheduler.enqueue_events()
	frappe.db.commit()
