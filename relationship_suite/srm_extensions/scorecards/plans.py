"""Action plans: how far one is, and what is next. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

OPEN, COMPLETED, CANCELLED = "Open", "Completed", "Cancelled"
DONE, DROPPED = "Done", "Dropped"


@dataclass(frozen=True)
class Item:
	"""``status`` is Open, Done or Dropped."""

	status: str
	due_on: date


def progress(items: Iterable[Item]) -> float:
	"""Share of the items that are done, per cent, of those that were not dropped; 0 where there are none."""
	wanted = [each for each in items if each.status != DROPPED]
	return 100 * sum(each.status == DONE for each in wanted) / len(wanted) if wanted else 0.0


def next_due(items: Iterable[Item]) -> date | None:
	"""The day on which the first item that is still open is due; None where none is."""
	return min((each.due_on for each in items if each.status == OPEN), default=None)
