"""What the scores have noted for themselves: stale months of suppliers, and scorecards that are gone or disabled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from relationship_suite.relationship_core.facts import notes, watermarks

#: The scores' name as a consumer: in ``hooks.py``, and in their notes.
CONSUMER = "supplier_scores"
#: Wish in the watermarks: a scorecard is gone or disabled, and its results have to go.
GONE = "scorecard_gone"


def noted_months(supplier: str | None = None) -> tuple[dict[date, set[str]], int]:
	"""Months with the suppliers whose results are stale, and the highest note among them; ``supplier``: of one alone."""
	return notes.parties_by("month", CONSUMER, supplier)


def note_every_month(suppliers: Collection[str] | None = None) -> None:
	"""Note every result that the roll-up feeds, in one INSERT; ``suppliers``: of these alone."""
	notes.note_supplier_months(CONSUMER, suppliers)


def note_removal() -> None:
	"""Leave a wish, in one INSERT, that the next run removes the results of scorecards that are gone or disabled."""
	watermarks.ask(GONE)
