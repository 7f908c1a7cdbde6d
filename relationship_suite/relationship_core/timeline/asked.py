"""What is asked of a timeline: whose it is, which rows, and after which one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Place:
	"""Where a row stands; the latest first. ``at`` is its time as the database writes it, a day alone where it has no time."""

	at: str
	doctype: str
	name: str


@dataclass(frozen=True)
class Asked:
	"""One page of a party's timeline.

	Args:
		party_type, party: whose.
		size: rows a page.
		after: the last row of the page before; None for the first page.
		kinds: of these providers alone, by their names; all where empty.
		channel, person, first, last, words: rows of this channel, by this user, from and to these days, with these words in
			their title; all where empty.
	"""

	party_type: str
	party: str
	size: int = 20
	after: Place | None = None
	kinds: tuple[str, ...] = ()
	channel: str = ""
	person: str = ""
	first: date | None = None
	last: date | None = None
	words: str = ""
