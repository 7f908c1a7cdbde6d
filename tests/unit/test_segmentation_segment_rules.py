"""Rules of Customer Segments as data: what is read, and what is refused by its line."""

from __future__ import annotations

import pytest

from relationship_suite.crm_extensions.segmentation.conditions import CONDITIONS, NEGATIONS, OPERATORS
from relationship_suite.crm_extensions.segmentation.rules import (
	MOST_LINES,
	Group,
	Line,
	of_cells,
	parse,
)
from relationship_suite.relationship_core.problems import ProblemsError

LEAF = ("Net Revenue", 0, "at least", "5")
ANY = ("Any of These",)


def lines(*rows: tuple) -> list[Line]:
	return [Line(number, *row) for number, row in enumerate(rows, start=1)]


def shape(part) -> object:
	"""The tree by its joins; a condition is its value."""
	return (part.match, *map(shape, part.parts)) if isinstance(part, Group) else part.value


def test_lines_below_a_group_that_are_indented_further_belong_to_it():
	rule = parse(
		"All Lines",
		lines(
			LEAF,
			ANY,
			("Net Revenue", 1, "at least", "6"),
			("None of These", 1),
			("Net Revenue", 2, "at least", "7"),
			("Net Revenue", 1, "at least", "8"),
			("Net Revenue", 0, "at least", "9"),
		),
	)

	assert shape(rule) == ("all", 5.0, ("any", 6.0, ("none", 7.0), 8.0), 9.0)
	assert [leaf.value for leaf in rule.leaves()] == [5, 6, 7, 8, 9]


@pytest.mark.parametrize(
	("rows", "said"),
	[
		([("Colour", 0, "is", "red")], "criterion (row 1): there is no condition Colour"),
		([("",)], "criterion (row 1): choose a condition"),
		(
			[LEAF, ("City", 0, "at least", "x")],
			"operator (row 2): ('at least',) cannot be asked of ('City',)",
		),
		([("City", 0, "like", "x")], "operator (row 1): like is no operator"),
		([("City", 0, "", "x")], "operator (row 1): choose one of"),
		([("Net Revenue", 0, "is empty")], "operator (row 1): ('is empty',) cannot be asked"),
		([("City", 0, "is", "  ")], "value (row 1): a value is missing"),
		*(
			([LEAF, ("Net Revenue", 0, "at least", text)], f"value (row 2): {text} is not a number")
			for text in ("5,000", "nan", "1e400", "1e13", "five", "1; drop", "0x10")
		),
		([("RFM Segment", 0, "is", "champions")], "value (row 1): champions is not one of"),
		([("Net Revenue", 0, "at least", "5", -1)], "days (row 1): -1 is not between 0 and 36500"),
		([LEAF, ("City", 1, "is", "x")], "indent (row 2): 1 is more than 0"),
		([ANY, ("City", 2, "is", "x")], "indent (row 2): 2 is more than 1"),
		([("City", -1, "is", "x")], "indent (row 1): -1 is not between"),
		([LEAF, ANY], "criterion (row 2): no line is indented below"),
		([ANY, LEAF], "criterion (row 1): no line is indented below"),
		([], "rules: add a line"),
		([LEAF] * (MOST_LINES + 1), "rules: 51 lines are more than the 50"),
	],
)
def test_what_is_wrong_is_told_by_its_line_and_field(rows, said):
	with pytest.raises(ProblemsError) as error:
		parse("All Lines", lines(*rows))

	assert said in str(error.value)


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines():
	with pytest.raises(ProblemsError) as error:
		parse("Some", lines(("City", 1, "at least", ""), ("Colour",)))

	assert [(each.row, each.field) for each in error.value.problems] == [
		(None, "combine"),
		(1, "operator"),
		(1, "value"),
		(1, "indent"),
		(2, "criterion"),
	]


def test_days_of_what_has_none_are_left_out():
	(leaf,) = parse("All Lines", lines(("Recency Score", 0, "at least", "4", 30))).parts
	assert leaf.days == 0


def test_cells_are_spans_of_the_three_scores():
	rule = of_cells({"recency": (4, 5), "frequency": (1, 5), "monetary": (3, 3)})

	assert [(leaf.condition.name, leaf.operator, leaf.value) for leaf in rule.leaves()] == [
		("Recency Score", "at least", 4),
		("Recency Score", "at most", 5),
		("Frequency Score", "at least", 1),
		("Frequency Score", "at most", 5),
		("Monetary Score", "at least", 3),
		("Monetary Score", "at most", 3),
	]


@pytest.mark.parametrize(
	("span", "field"), [((0, 5), "recency_from"), ((1, 6), "recency_to"), ((4, 3), "recency_to")]
)
def test_a_span_of_no_scores_is_refused_by_its_field(span, field):
	with pytest.raises(ProblemsError) as error:
		of_cells({"recency": span})
	assert [each.field for each in error.value.problems] == [field]


def test_conditions_have_names_of_their_own_and_operators_that_are_known():
	assert len({each.name for each in CONDITIONS}) == len(CONDITIONS)
	assert all(set(each.operators) <= set(OPERATORS[each.kind]) for each in CONDITIONS)
	assert set(NEGATIONS.values()).isdisjoint(NEGATIONS)
	assert all(each.doctype for each in CONDITIONS if each.kind in ("link", "tree"))
