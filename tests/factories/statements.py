"""Count, watch and break the SQL statements that a piece of code runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import frappe


@contextmanager
def watched(before: Callable[[str], None] = lambda statement: None) -> Iterator[list[str]]:
	"""The statements run inside, in order; ``before`` sees each one first and may raise."""
	statements: list[str] = []
	real = frappe.db.sql

	def sql(query, *args, **kwargs):
		before(str(query))
		statements.append(str(query))
		return real(query, *args, **kwargs)

	frappe.db.sql = sql
	try:
		yield statements
	finally:
		del frappe.db.sql


@contextmanager
def counted() -> Iterator[list[str]]:
	"""The statements run inside, in order, without those that begin and end transactions."""
	found: list[str] = []

	def note(statement: str) -> None:
		if statement.split(maxsplit=1)[0].upper() not in ("BEGIN", "START", "COMMIT", "ROLLBACK"):
			found.append(statement)

	with watched(note):
		yield found
