"""What a supplier commits to, held against what was released: pure, of quantities in stock UOM.

Terms as in CPFR (VICS): a release is answered by a commitment; where the two differ there is an exception to resolve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import isfinite

from relationship_suite.srm_extensions.planning.release import DIGITS

GAP, LATE, EXCESS, CHANGED = "Gap", "Late", "Excess", "Changed inside the Fence"
OPEN, RESOLVED, CLOSED = "Open", "Resolved", "Closed"
#: Item and first day of a bucket.
Key = tuple[str, date]
#: Days that there are to resolve an exception.
DAYS = 7
#: No order line, and nothing that is committed to a bucket, is larger: more is a slip of typing, and no column holds it.
LARGEST = 1e9
#: A day further behind the one that is wanted is a slip of typing.
LONGEST = timedelta(days=3 * 366)
#: Deliveries that a bucket may have: one on each day of the longest month.
MOST = 31
#: What can be wrong with a delivery that is promised.
NO_QUANTITY, TOO_MUCH, NOT_WHOLE, TOO_EARLY, TOO_FAR, TWICE, TOO_MANY = (
	"no quantity",
	"too much",
	"not whole",
	"too early",
	"too far",
	"twice",
	"too many",
)


@dataclass(frozen=True)
class Wanted:
	"""A bucket of a release; ``is_beyond``: changed inside the frozen fence by more than the tolerance."""

	item: str
	uom: str
	first_day: date
	last_day: date
	release_qty: float
	change_qty: float = 0.0
	is_beyond: bool = False
	fence: str = ""

	@property
	def key(self) -> Key:
		return (self.item, self.first_day)


@dataclass(frozen=True)
class Promise:
	"""So much is delivered on a day."""

	day: date
	qty: float
	note: str = ""


@dataclass(frozen=True)
class Difference:
	"""Where a release and its commitment differ: the field names of Planning Exception."""

	kind: str
	item: str
	uom: str
	first_day: date
	last_day: date
	release_qty: float
	commit_qty: float
	qty: float

	@property
	def key(self) -> tuple[str, date, str]:
		return (self.item, self.first_day, self.kind)


@dataclass(frozen=True)
class Known:
	"""An exception that is there already, by the name of its record."""

	name: str
	status: str
	difference: Difference


@dataclass
class Settled:
	"""What is to be done to the exceptions of an agreement."""

	new: list[Difference] = field(default_factory=list)
	changed: list[tuple[str, Difference]] = field(default_factory=list)
	closed: list[str] = field(default_factory=list)


def start(bucket: Wanted, said: Mapping[Key, Sequence[Promise]], *, is_answered: bool) -> Sequence[Promise]:
	"""What a new commitment says of a bucket to begin with: what was said before, else all of it on its last day.

	Nothing where the latest commitment answers this very release and leaves the bucket open: nobody promises it unawares.
	"""
	if is_answered or bucket.key in said:
		return said.get(bucket.key, ())
	return (Promise(bucket.last_day, bucket.release_qty),)


def wrong(
	bucket: Wanted, said: Sequence[Promise], before: Sequence[Promise], *, is_whole: bool, released_on: date
) -> tuple[int, str] | None:
	"""The first thing that is wrong with what is promised of a bucket: its place and what it is; None where nothing is.

	A delivery before the release, or far behind its bucket, can be left as it was, since it may have been made, but not promised.

	Args:
		bucket: of the release.
		said: its deliveries.
		before: what the latest commitment says of the bucket.
		is_whole: whether its UOM knows whole numbers only.
		released_on: the day of the release.
	"""
	if len(said) > MOST:
		return MOST, TOO_MANY
	earliest, latest = min(released_on, bucket.first_day), bucket.last_day + LONGEST
	kept = {(one.day, one.qty) for one in before}
	days = [one.day for one in said]
	for place, one in enumerate(said):
		problem = _wrong_quantity(said[: place + 1], is_whole)
		if not problem and (one.day, one.qty) not in kept:
			problem = TOO_EARLY if one.day < earliest else TOO_FAR if one.day > latest else None
		if not problem and days.count(one.day) > 1:
			problem = TWICE
		if problem:
			return place, problem
	return None


def _wrong_quantity(said: Sequence[Promise], is_whole: bool) -> str | None:
	"""Of the last of these deliveries."""
	qty = said[-1].qty
	if not isfinite(qty) or qty < 0:
		return NO_QUANTITY
	if sum(one.qty for one in said) > LARGEST:
		return TOO_MUCH
	return NOT_WHOLE if is_whole and qty != int(qty) else None


def differences(
	wanted: Iterable[Wanted], promised: Mapping[Key, Sequence[Promise]], *, is_answered: bool
) -> list[Difference]:
	"""Where a release and a commitment differ, in the order of the release.

	*Gap*: less is committed to a bucket than is released. *Excess*: more. *Late*: that part of what is committed comes after
	the bucket. *Changed inside the Fence*: the release moved a frozen bucket beyond the tolerance, and is not answered yet.
	What the supplier has said nothing to is no gap.

	Args:
		wanted: of the latest release.
		promised: by bucket, of the latest commitment, which may answer an earlier release.
		is_answered: whether the commitment answers this very release.
	"""
	found = []
	for each in wanted:
		promises = promised.get(each.key)
		total = round(sum(one.qty for one in promises or ()), DIGITS)
		missing = round(each.release_qty - total, DIGITS)
		if each.is_beyond and not (is_answered and promises is not None):
			found.append(_difference(CHANGED, each, total, each.change_qty))
		if promises is None:
			continue
		if missing > 0:
			found.append(_difference(GAP, each, total, missing))
		if missing < 0:
			found.append(_difference(EXCESS, each, total, -missing))
		late = round(total - in_time(promises, each.last_day), DIGITS)
		if late > 0:
			found.append(_difference(LATE, each, total, late))
	return found


def settle(found: Iterable[Difference], known: Sequence[Known]) -> Settled:
	"""What becomes of the exceptions that are there, and which are new.

	An open one follows its figures, and closes where it is gone. What people have resolved stays resolved for as long as the
	figures are those that they resolved; else it comes up again as a new one.
	"""
	by_key = {each.key: each for each in found}
	settled = Settled()
	open_keys, resolved = set(), set()
	for one in known:
		now = by_key.get(one.difference.key)
		if one.status == RESOLVED:
			resolved.add(one.difference)
		elif one.status == OPEN and now is None:
			settled.closed.append(one.name)
		elif one.status == OPEN:
			open_keys.add(one.difference.key)
			if now != one.difference:
				settled.changed.append((one.name, now))
	settled.new = [each for each in by_key.values() if each.key not in open_keys and each not in resolved]
	return settled


def in_time(promises: Iterable[Promise], last_day: date) -> float:
	"""How much comes until the end of a bucket."""
	return round(sum(one.qty for one in promises if one.day <= last_day), DIGITS)


def due(day: date, first_day: date) -> date:
	"""Until when an exception found on a day is to be resolved: in a week, and before its bucket begins where that is sooner."""
	return max(day, min(day + timedelta(days=DAYS), first_day - timedelta(days=1)))


def commit_rate(pairs: Iterable[tuple[float, float]]) -> float | None:
	"""Per cent: sum of min(committed, released) over the sum of released; None where nothing is released.

	Args:
		pairs: (released, committed) of buckets in one UOM.
	"""
	pairs = list(pairs)
	released = sum(each for each, _committed in pairs)
	return round(100 * sum(map(min, pairs)) / released, 2) if released > 0 else None


@dataclass(frozen=True)
class Request:
	"""What a row of a Material Request still asks for."""

	name: str
	row: str
	qty: float
	warehouse: str | None = None
	project: str | None = None


@dataclass(frozen=True)
class OrderLine:
	"""A line to order, for a row of a Material Request where there is one."""

	item: str
	uom: str
	day: date
	qty: float
	request: Request | None = None


def order_lines(
	uoms: Mapping[str, str],
	promised: Mapping[Key, Sequence[Promise]],
	ordered: Mapping[str, float],
	requests: Mapping[str, Sequence[Request]],
) -> list[OrderLine]:
	"""What is committed and not on order yet, by item and day; what is on order covers the earliest deliveries.

	Open requests are taken up in their order.

	Args:
		uoms: of the items.
		promised: by bucket.
		ordered: by item, what orders bring, drafts among them; less than nothing is nothing.
		requests: by item, in the order in which they are wanted.
	"""
	promises: dict[str, list[Promise]] = defaultdict(list)
	for (item, _first_day), said in promised.items():
		promises[item] += said
	found: list[OrderLine] = []
	for item, uom in uoms.items():
		covered, left = max(ordered.get(item, 0.0), 0.0), list(requests.get(item, ()))
		for one in sorted(promises[item], key=lambda promise: promise.day):
			used = min(covered, one.qty)
			covered -= used
			qty = round(one.qty - used, DIGITS)
			if qty > 0:
				found += _for_requests(OrderLine(item, uom, one.day, qty), left)
	return found


def orders(lines: Iterable[OrderLine], *, is_item_once: bool) -> list[list[OrderLine]]:
	"""Lines by order, as few as ERPNext allows: it refuses a row of a Material Request that one order takes up twice.

	Args:
		is_item_once: whether an order may name an item once only (Buying Settings).
	"""
	found: list[list[OrderLine]] = []
	held: list[set[str | None]] = []
	for line in lines:
		mine = {line.request and line.request.row, line.item if is_item_once else None} - {None}
		place = next((at for at, theirs in enumerate(held) if not mine & theirs), len(held))
		if place == len(held):
			found.append([])
			held.append(set())
		found[place].append(line)
		held[place] |= mine
	return found


def _for_requests(line: OrderLine, requests: list[Request]) -> list[OrderLine]:
	"""A line in parts, one for each request that it takes up; takes these from the list."""
	found, qty = [], line.qty
	while qty > 0 and requests:
		first = requests.pop(0)
		part = round(min(qty, first.qty), DIGITS)
		found.append(OrderLine(line.item, line.uom, line.day, part, first))
		qty, rest = round(qty - part, DIGITS), round(first.qty - part, DIGITS)
		if rest > 0:
			requests.insert(0, Request(first.name, first.row, rest, first.warehouse, first.project))
	return [*found, OrderLine(line.item, line.uom, line.day, qty)] if qty > 0 else found


def _difference(kind: str, each: Wanted, committed: float, qty: float) -> Difference:
	return Difference(
		kind, each.item, each.uom, each.first_day, each.last_day, each.release_qty, committed, qty
	)
