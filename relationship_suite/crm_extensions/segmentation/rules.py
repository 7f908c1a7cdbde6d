"""Rules of a Customer Segment as data: the lines of the form become a tree of conditions, or are told what is wrong.

Nothing is evaluated: a condition, an operator or a kind of value that is not in the registry is an error that names its
line. Pure: the texts are English with placeholders; who shows them translates ``text`` and fills in ``values``.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from relationship_suite.crm_extensions.segmentation.conditions import (
	AT_LEAST,
	AT_MOST,
	BY_NAME,
	OPERATORS,
	WITHOUT_VALUE,
	Condition,
)
from relationship_suite.relationship_core.facts.tables import LARGEST
from relationship_suite.relationship_core.problems import Problem, ProblemsError

Match = Literal["all", "any", "none"]

#: Lines that hold those indented below them -> how these are joined.
GROUPS: Mapping[str, Match] = {"All of These": "all", "Any of These": "any", "None of These": "none"}
#: How the lines that are not indented are joined: the options of the field Customers Must Meet.
WHOLE: Mapping[str, Match] = {"All Lines": "all", "Any Line": "any"}

MOST_LINES, DEEPEST = 50, 4
#: Days that a rule can look back.
MOST_DAYS = 36_500


@dataclass(frozen=True)
class Line:
	"""A row of the form as it was typed; ``row`` counts from 1."""

	row: int
	criterion: str
	indent: int = 0
	operator: str = ""
	value: str = ""
	days: int = 0


@dataclass(frozen=True)
class Leaf:
	"""One condition. ``value`` is a number of number and money, else a text; ``days`` is 0 for all time."""

	condition: Condition
	operator: str
	value: float | str = ""
	days: int = 0


@dataclass(frozen=True)
class Group:
	"""Conditions of which all, any or none have to be met."""

	match: Match
	parts: tuple[Leaf | Group, ...]

	def leaves(self) -> Iterable[Leaf]:
		"""All conditions, however deep."""
		for part in self.parts:
			if isinstance(part, Leaf):
				yield part
			else:
				yield from part.leaves()


def mark(*parts: object) -> str:
	"""A short text that is another one under another rule."""
	return hashlib.blake2s(repr(parts).encode(), digest_size=12).hexdigest()


def parse(combine: str, lines: Sequence[Line]) -> Group:
	"""The tree of a rule.

	Args:
		combine: how the lines that are not indented are joined, of :data:`WHOLE`.
		lines: in the order of the form. A line of :data:`GROUPS` holds the lines below it that are indented further.

	Raises:
		ProblemsError: with everything that is wrong, in the order of the lines.
	"""
	problems: list[Problem] = []
	if combine not in WHOLE:
		problems.append(Problem("combine", "{value} is not one of {allowed}", _listed(combine, WHOLE)))
	if not lines:
		problems.append(Problem("rules", "add a line: without one nobody can be told from the others"))
	if len(lines) > MOST_LINES:
		values = {"value": len(lines), "most": MOST_LINES}
		raise ProblemsError(
			*problems, Problem("rules", "{value} lines are more than the {most} that a rule can have", values)
		)
	found: list[tuple[Line, Leaf | None]] = []
	for line in lines:
		leaf = None
		if line.criterion not in GROUPS:
			leaf, wrong = _leaf(line)
			problems += wrong
		found.append((line, leaf))
	problems += _nesting_problems(lines)
	if problems:
		raise ProblemsError(*sorted(problems, key=lambda each: each.row or 0))
	return Group(WHOLE[combine], _parts(found, 0, 0)[0])


def _parts(found: Sequence[tuple[Line, Leaf | None]], start: int, indent: int) -> tuple[tuple, int]:
	"""The lines from ``start`` on that are indented so much or more, and where they end."""
	parts: list[Leaf | Group] = []
	place = start
	while place < len(found) and found[place][0].indent >= indent:
		line, leaf = found[place]
		place += 1
		if leaf is None:
			inner, place = _parts(found, place, indent + 1)
			parts.append(Group(GROUPS[line.criterion], inner))
		else:
			parts.append(leaf)
	return tuple(parts), place


def _nesting_problems(lines: Sequence[Line]) -> Iterable[Problem]:
	allowed, opened = 0, None
	for line in lines:
		if opened and line.indent <= opened.indent:
			yield _empty_group(opened)
		if not 0 <= line.indent <= DEEPEST:
			yield _outside("indent", line.indent, DEEPEST, line.row)
		elif line.indent > allowed:
			values = {"value": line.indent, "most": allowed, "groups": tuple(GROUPS)}
			yield Problem(
				"indent",
				"{value} is more than {most}: only lines below one of {groups} are indented further than it",
				values,
				line.row,
			)
		is_group = line.criterion in GROUPS
		allowed = line.indent + int(is_group)
		opened = line if is_group else None
	if opened:
		yield _empty_group(opened)


def _empty_group(line: Line) -> Problem:
	return Problem("criterion", "no line is indented below {value}", {"value": (line.criterion,)}, line.row)


def _outside(field: str, value: int, most: int, row: int) -> Problem:
	return Problem(field, "{value} is not between 0 and {most}", {"value": value, "most": most}, row)


def _leaf(line: Line) -> tuple[Leaf | None, list[Problem]]:
	condition = BY_NAME.get(line.criterion)
	if condition is None:
		return None, [
			Problem("criterion", "there is no condition {value}", {"value": line.criterion}, line.row)
			if line.criterion
			else Problem("criterion", "choose a condition", {}, line.row)
		]
	problems: list[Problem] = []
	if line.operator not in condition.operators:
		problems.append(_wrong_operator(line, condition))
	value: float | str = ""
	if line.operator not in WITHOUT_VALUE:
		value, wrong = _value(line, condition)
		problems += wrong
	days = line.days if condition.has_days else 0
	if not 0 <= days <= MOST_DAYS:
		problems.append(_outside("days", days, MOST_DAYS, line.row))
	return Leaf(condition, line.operator, value, days), problems


def _wrong_operator(line: Line, condition: Condition) -> Problem:
	values = {**_listed(line.operator, condition.operators), "condition": (condition.name,)}
	if not line.operator:
		return Problem("operator", "choose one of {allowed}", values, line.row)
	if not any(line.operator in allowed for allowed in OPERATORS.values()):
		return Problem("operator", "{value} is no operator; choose one of {allowed}", values, line.row)
	values["value"] = (line.operator,)
	return Problem(
		"operator", "{value} cannot be asked of {condition}; choose one of {allowed}", values, line.row
	)


def _value(line: Line, condition: Condition) -> tuple[float | str, list[Problem]]:
	text = line.value.strip()
	if not text:
		return "", [Problem("value", "a value is missing", {}, line.row)]
	if condition.kind in ("number", "money"):
		try:
			number = float(text)
		except ValueError:
			number = math.nan
		if not math.isfinite(number) or abs(number) > LARGEST:
			return "", [
				Problem(
					"value",
					"{value} is not a number; write it without thousands separators, such as 2500.50",
					{"value": text},
					line.row,
				)
			]
		return number, []
	if condition.choices and text not in condition.choices:
		return "", [wrong_choice(line, condition.choices)]
	return text, []


def wrong_choice(line: Line, allowed: Iterable[str]) -> Problem:
	"""The value is none of those that the condition has."""
	return Problem("value", "{value} is not one of {allowed}", _listed(line.value, allowed), line.row)


def no_record(line: Line, doctype: str) -> Problem:
	"""The value is the name of no record."""
	values = {"doctype": (doctype,), "value": line.value}
	return Problem("value", "there is no {doctype} {value}", values, line.row)


def _listed(value: str, allowed: Iterable[str]) -> dict[str, object]:
	"""A value that is wrong, and the words that would be right, as a tuple: these are translated."""
	return {"value": value, "allowed": tuple(allowed)}


# Cells of recency, frequency and monetary value ---------------------------------------------------------------

#: Field of the form -> condition; each with the suffixes ``_from`` and ``_to``.
SCORES: Mapping[str, str] = {
	"recency": "Recency Score",
	"frequency": "Frequency Score",
	"monetary": "Monetary Score",
}


def of_cells(spans: Mapping[str, tuple[int, int]]) -> Group:
	"""The rule of a box of cells: a span of scores, with both ends, for each of :data:`SCORES`.

	Raises:
		ProblemsError: a score is not 1 to 5, or a span ends before it begins.
	"""
	problems: list[Problem] = []
	leaves: list[Leaf] = []
	for name, (low, high) in spans.items():
		for end, score in (("from", low), ("to", high)):
			if not 1 <= score <= 5:
				values = {"value": score}
				problems.append(Problem(f"{name}_{end}", "{value} is not a score from 1 to 5", values))
		if low > high:
			problems.append(Problem(f"{name}_to", "{value} is below {low}", {"value": high, "low": low}))
		condition = BY_NAME[SCORES[name]]
		leaves += [Leaf(condition, AT_LEAST, float(low)), Leaf(condition, AT_MOST, float(high))]
	if problems:
		raise ProblemsError(*problems)
	return Group("all", tuple(leaves))
