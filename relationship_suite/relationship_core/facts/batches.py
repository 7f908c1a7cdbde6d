"""Which documents or parties a statement is about: some names, or a whole page of them told by its two ends."""

from __future__ import annotations

from collections.abc import Sequence

from pypika.terms import Criterion, Term

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts.pages import Page


def among(name: Term, names: Sequence[str]) -> Criterion:
	"""The name is one of these."""
	return name.between(names[0], names[-1]) if isinstance(names, Page) else is_one_of(name, names)
