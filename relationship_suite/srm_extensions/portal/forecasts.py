"""How a forecast stands with its supplier, and what becomes of what the supplier typed for its buckets: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from relationship_suite.srm_extensions.planning.commitment import Key, Promise, Wanted

TO_COMMIT, NEWER, COMMITTED, ACCEPTED = "To Commit", "Newer Forecast", "Committed", "Accepted"
#: A forecast that the supplier is asked to commit to.
ASKED = frozenset({TO_COMMIT, NEWER})


@dataclass(frozen=True)
class Commitment:
	"""The latest Supply Commitment of an agreement; ``modified`` as the database has it."""

	name: str
	release: str
	modified: str
	is_accepted: bool
	remark: str


@dataclass(frozen=True)
class Forecast:
	"""The newest release of an agreement, and what is committed of it or of an earlier one."""

	agreement: str
	supplier: str
	company: str
	release: str
	version: int
	released_on: date
	bucket: str
	changed: int
	changed_in_fence: int
	until: date
	items: tuple[str, ...]
	commitment: Commitment | None

	@property
	def state(self) -> str:
		"""One of the states above."""
		if self.commitment is None:
			return TO_COMMIT
		if self.commitment.release != self.release:
			return NEWER
		return ACCEPTED if self.commitment.is_accepted else COMMITTED

	@property
	def is_answered(self) -> bool:
		"""Whether the latest commitment answers this very release."""
		return self.state not in ASKED

	@property
	def seen(self) -> str:
		"""Changes with every release, every commitment and every decision: what a page was made of."""
		return seen(self.release, self.commitment and (self.commitment.name, self.commitment.modified))


@dataclass(frozen=True)
class Typed:
	"""A delivery as the supplier typed it; no day is the last one of the bucket."""

	qty: float
	day: date | None = None
	note: str = ""


def seen(release: str | None, commitment: tuple[str, object] | None) -> str:
	"""What a page is made of: the newest release, and the latest commitment with its time of change."""
	return "|".join(map(str, (release, *(commitment or ()))))


def still_open(buckets: Iterable[Wanted], today: date) -> list[Wanted]:
	"""Those buckets that have not ended."""
	return [each for each in buckets if each.last_day >= today]


def promises(
	buckets: Iterable[Wanted],
	before: Mapping[Key, Sequence[Promise]],
	typed: Mapping[Key, Sequence[Typed]],
) -> dict[Key, list[Promise]]:
	"""What a new commitment says of the buckets of a release.

	A bucket that nothing was typed of stays as it was said before, also one that has ended; one with an empty list is said
	nothing of any more.
	"""
	found = {}
	for bucket in buckets:
		if bucket.key in typed:
			said = [Promise(one.day or bucket.last_day, one.qty, one.note) for one in typed[bucket.key]]
		else:
			said = list(before.get(bucket.key, ()))
		if said:
			found[bucket.key] = said
	return found
