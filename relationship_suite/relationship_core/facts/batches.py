"""Which documents a statement is about: some names, or a whole page of them told by its two ends."""

from __future__ import annotations

from collections.abc import Sequence

from pypika.terms import Criterion, Term

from relationship_suite.compat import is_one_of


class Page(tuple[str, ...]):
	"""Names in the database's order, with every document that counts or has facts from the first to the last.

	A statement names its ends only: thousands of names cost more to write and to read than the rows that they are of.
	"""

	__slots__ = ()


def among(name: Term, names: Sequence[str]) -> Criterion:
	"""The name is one of these."""
	return name.between(names[0], names[-1]) if isinstance(names, Page) else is_one_of(name, names)
