"""What the indicators have noted for themselves: suppliers whose months have changed, and that everything is to be looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from relationship_suite.relationship_core.facts import notes, watermarks

#: The indicators' name as a consumer: in ``hooks.py``, and in their notes.
CONSUMER = "risk_indicators"
#: Wish in the watermarks: an indicator or register has changed, and everything has to be looked at.
EVERYTHING = "risk_indicators_changed"
#: Watermark: the last day that everything was looked at.
JUDGED = "risk_indicators_judged"


@dataclass(frozen=True)
class Noted:
	"""Companies and suppliers of the stale months, up to the note ``last``."""

	companies: frozenset[str]
	suppliers: frozenset[str]
	last: int


def noted(supplier: str | None = None) -> Noted:
	"""Whose months are stale; ``supplier``: of this one alone."""
	found, last = notes.parties_by("company", CONSUMER, supplier)
	return Noted(frozenset(found), frozenset().union(*found.values()), last)


def note_months(suppliers: Collection[str] | None = None) -> None:
	"""Note every month of the roll-up, in one INSERT; ``suppliers``: of these alone."""
	notes.note_supplier_months(CONSUMER, suppliers)


def want_everything() -> None:
	"""Leave a wish that the next run looks at everything."""
	watermarks.ask(EVERYTHING)


def wishes(marks: Mapping[str, str]) -> list[str]:
	"""The wishes that are there."""
	return watermarks.asked(marks, EVERYTHING)


def is_judged(marks: Mapping[str, str], as_of: date) -> bool:
	"""Whether everything has been looked at on this day: windows move with the days."""
	return marks.get(JUDGED) == as_of.isoformat()


def keep_judged(as_of: date) -> None:
	"""Everything has been looked at on this day."""
	watermarks.keep(JUDGED, as_of.isoformat())
