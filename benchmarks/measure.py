"""Seconds, statements and memory of a piece of work."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps


@dataclass(frozen=True)
class Measured:
	"""``statements`` are those sent to the database; ``rows_sent`` those of them that only carry rows to insert: INSERT
	with VALUES and no SELECT, a thousand rows each.
	"""

	seconds: float
	statements: int
	rows_sent: int

	@property
	def asked(self) -> int:
		"""Statements without those that carry a thousand rows each: their number is that of the results."""
		return self.statements - self.rows_sent


def timed(work: Callable[[], object]) -> Measured:
	"""Do the work once; statements that begin and end transactions do not count."""
	import frappe

	database = frappe.db.__class__  # not the connection: a run has several
	real, count, sent = database.sql, 0, 0

	def sql(self, query, *args, **kwargs):
		nonlocal count, sent
		text = str(query).lstrip()[:6000].lower()
		if not text.startswith(("begin", "start transaction", "commit", "rollback", "set session")):
			count += 1
			sent += text.startswith("insert") and " values (" in text
		return real(self, query, *args, **kwargs)

	database.sql = sql
	started = time.perf_counter()
	try:
		work()
	finally:
		del database.sql
	return Measured(time.perf_counter() - started, count, sent)


@contextmanager
def stages() -> Iterator[dict[str, float]]:
	"""Seconds of each stage of the runs inside, by its name."""
	from relationship_suite.crm_extensions.segmentation import tasks as customers
	from relationship_suite.relationship_core.facts import refresh
	from relationship_suite.srm_extensions.scorecards import month_tasks
	from relationship_suite.srm_extensions.scorecards import tasks as scores

	parts = {
		"facts": (refresh, "rebuild_facts"),
		"supplier months": (month_tasks, "refresh_results"),
		"scores": (scores, "refresh_results"),
		"customers": (customers, "refresh_results"),
	}
	spent = dict.fromkeys(parts, 0.0)
	real = {stage: getattr(module, name) for stage, (module, name) in parts.items()}

	def watched(stage: str):
		@wraps(real[stage])
		def run(*args, **kwargs):
			started = time.perf_counter()
			try:
				return real[stage](*args, **kwargs)
			finally:
				spent[stage] += time.perf_counter() - started

		return run

	try:
		for stage, (module, name) in parts.items():
			setattr(module, name, watched(stage))
		yield spent
	finally:
		for stage, (module, name) in parts.items():
			setattr(module, name, real[stage])


def peak_memory() -> float:
	"""MiB that this process has held at most."""
	return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def percentile(values: list[float], share: float) -> float:
	"""The smallest value that so large a share of all values does not exceed."""
	return sorted(values)[min(int(share * len(values)), len(values) - 1)]
