"""Every report says as of when its figures are, and warns where they are old: one line below its message."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from relationship_suite.relationship_core.facts.freshness import AGE, of_everybody
from relationship_suite.relationship_core.messages import say


def dated(execute: Callable[..., tuple]) -> Callable[..., tuple]:
	"""The same report with its age in the message, which Frappe shows above the table."""

	@wraps(execute)
	def with_age(filters: dict | None = None) -> tuple:
		columns, rows, message, *more = execute(filters)
		return columns, rows, f"{message or ''}{_line()}", *more

	return with_age


def _line() -> str:
	updated, warning = of_everybody()
	warned = say('<span class="indicator orange" role="alert">{0}</span> ', warning) if warning else ""
	return f'<div class="{AGE} small text-muted">' + warned + say("{0}</div>", updated)
