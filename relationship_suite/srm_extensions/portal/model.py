"""How an order stands with its supplier by the last reply, and what a supplier may reply: pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from relationship_suite.srm_extensions.planning.commitment import LARGEST, LONGEST

# Statuses of a reply (Order Confirmation).
CONFIRMED, PROPOSED, ACCEPTED, REFUSED, SUPERSEDED = (
	"Confirmed",
	"Proposed",
	"Accepted",
	"Refused",
	"Superseded",
)
# How an order stands beside these.
TO_CONFIRM, CHANGED = "To Confirm", "Changed Since"
#: An order that the supplier is asked to reply to.
ASKED = frozenset({TO_CONFIRM, CHANGED, REFUSED})
#: Every state of an order, the most urgent first.
STATES = (PROPOSED, TO_CONFIRM, CHANGED, REFUSED, ACCEPTED, CONFIRMED)

#: Quantities that differ by less are the same: Frappe keeps nine decimals at most.
_SAME = 1e-6


@dataclass(frozen=True)
class Line:
	"""A line of a submitted order as it is now; quantities in the line's UOM."""

	name: str
	item_code: str
	item_name: str
	uom: str
	qty: float
	received_qty: float
	wanted_on: date
	promised_on: date | None = None
	must_be_whole: bool = False

	@property
	def is_open(self) -> bool:
		return self.received_qty < self.qty - _SAME

	@property
	def expected_on(self) -> date:
		"""The day that it is expected on: promised, else wanted."""
		return self.promised_on or self.wanted_on


@dataclass(frozen=True)
class Answer:
	"""What a reply says of a line, and what the line was when it was given."""

	line: str
	ordered_qty: float
	wanted_on: date
	qty: float
	day: date

	@property
	def differs(self) -> bool:
		"""Whether it is anything but what was ordered."""
		return not is_same(self.qty, self.ordered_qty)


@dataclass(frozen=True)
class Wanted:
	"""What the supplier typed for a line; None where it left the line as it is."""

	qty: float | None = None
	day: date | None = None


def is_same(one: float, other: float) -> bool:
	return abs(one - other) < _SAME


def state(lines: Collection[Line], status: str | None, answers: Collection[Answer]) -> str:
	"""How an order stands.

	Args:
		lines: of the order as it is now.
		status: of the latest reply; None where there is none.
		answers: of the latest reply.

	Returns:
		One of :data:`STATES`. A reply to an order that was changed afterwards counts for nothing: neither a quantity nor a day
		that was wanted may be another one, and no line may have come on top.
	"""
	if status is None:
		return TO_CONFIRM
	if status == REFUSED:
		return REFUSED
	known = {each.line: each for each in answers}
	for line in lines:
		if line.is_open and not _still_holds(line, known.get(line.name), status):
			return CHANGED
	return status


def _still_holds(line: Line, answer: Answer | None, status: str) -> bool:
	if answer is None or answer.wanted_on != line.wanted_on:
		return False
	return is_same(line.qty, answer.ordered_qty if status == PROPOSED else answer.qty)


def answers(lines: Collection[Line], typed: Mapping[str, Wanted]) -> list[Answer]:
	"""The reply to the open lines of an order: what was typed, else as it is expected."""
	found = []
	for line in lines:
		if line.is_open:
			wanted = typed.get(line.name, Wanted())
			qty = line.qty if wanted.qty is None else wanted.qty
			found.append(Answer(line.name, line.qty, line.wanted_on, qty, wanted.day or line.expected_on))
	return found


def is_proposal(lines: Collection[Line], given: Collection[Answer]) -> bool:
	"""Whether a reply differs in anything from the order as it is."""
	expected = {line.name: line.expected_on for line in lines}
	return any(each.differs or each.day != expected[each.line] for each in given)


#: What is wrong with a line of a reply.
TOO_FEW, TOO_MANY, NOT_WHOLE, NO_NUMBER, TOO_EARLY, TOO_FAR = (
	"too few",
	"too many",
	"not whole",
	"no number",
	"too early",
	"too far",
)


def wrong(line: Line, answer: Answer, today: date) -> str | None:
	"""What is wrong with the reply to a line, None where nothing is.

	A day that has passed can be left as it is, but not proposed.
	"""
	return _wrong_quantity(line, answer.qty) or _wrong_day(line, answer.day, today)


def _wrong_quantity(line: Line, qty: float) -> str | None:
	if not math.isfinite(qty) or qty <= _SAME:
		return NO_NUMBER
	if qty > LARGEST:
		return TOO_MANY
	if qty < line.received_qty - _SAME:
		return TOO_FEW
	return NOT_WHOLE if line.must_be_whole and qty != int(qty) else None


def _wrong_day(line: Line, day: date, today: date) -> str | None:
	if day == line.expected_on:
		return None
	if day < today:
		return TOO_EARLY
	return TOO_FAR if day > line.wanted_on + LONGEST else None
