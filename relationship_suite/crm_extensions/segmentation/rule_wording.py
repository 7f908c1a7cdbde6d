"""A rule of a Customer Segment in words, and what is wrong with one; all of it plain text, translated."""

from __future__ import annotations

from functools import reduce

import frappe
from frappe import _
from frappe.utils import flt, fmt_money

from relationship_suite.crm_extensions.segmentation import conditions as c
from relationship_suite.crm_extensions.segmentation.rules import Group, Leaf
from relationship_suite.relationship_core.problems import Problem

_FIGURE = {
	c.IS: "{0} is {1}",
	c.IS_NOT: "{0} is not {1}",
	c.AT_LEAST: "{0} is at least {1}",
	c.AT_MOST: "{0} is at most {1}",
	c.MORE_THAN: "{0} is more than {1}",
	c.LESS_THAN: "{0} is less than {1}",
	c.WITHIN: "{0} is {1} or below it",
	c.NOT_WITHIN: "{0} is neither {1} nor below it",
	c.STARTS_WITH: "{0} starts with {1}",
	c.EMPTY: "{0} is empty",
	c.NOT_EMPTY: "{0} is known",
}
_BOUGHT = {
	c.IS: "they bought {0}",
	c.IS_NOT: "they did not buy {0}",
	c.WITHIN: "they bought something of {0}",
	c.NOT_WITHIN: "they bought nothing of {0}",
}


def in_words(rule: Group | None, company: str) -> str:
	"""The rule as one sentence; None is a list."""
	if rule is None:
		return _("Customers of {0} who are listed below.").format(company)
	return _("Customers of {0} of whom it is true that {1}.").format(company, _joined(rule, is_whole=True))


def _joined(group: Group, *, is_whole: bool = False) -> str:
	parts = [_joined(part) if isinstance(part, Group) else leaf_in_words(part) for part in group.parts]
	both = _("{0} and {1}") if group.match == "all" else _("{0} or {1}")
	said = reduce(both.format, parts)
	if group.match == "none":
		return _("it is not true that ({0})").format(said)
	return said if is_whole or len(parts) == 1 else f"({said})"


def leaf_in_words(leaf: Leaf) -> str:
	"""One condition as a part of a sentence."""
	condition, value = leaf.condition, _value(leaf)
	if condition.source == "bought":
		return _within(_(_BOUGHT[leaf.operator]).format(value), leaf.days)
	return _(_FIGURE[leaf.operator]).format(_within(_(condition.name), leaf.days), value)


def _within(text: str, days: int) -> str:
	return _("{0} in the last {1} days").format(text, days) if days else text


def _value(leaf: Leaf) -> str:
	if leaf.condition.kind == "money":
		return fmt_money(leaf.value, precision=2 if flt(leaf.value) % 1 else 0)
	if leaf.condition.kind == "number" and leaf.operator not in c.WITHOUT_VALUE:
		return (
			frappe.format_value(leaf.value, {"fieldtype": "Float"})
			if leaf.value % 1
			else str(int(leaf.value))
		)
	return _(str(leaf.value)) if leaf.condition.kind == "choice" else str(leaf.value)


def sentence(problem: Problem, doctype: str) -> str:
	"""What is wrong in the user's language: line and field first.

	``doctype``: of the field, where the problem is of no line.
	"""
	meta = frappe.get_meta(doctype if problem.row is None else "Customer Segment Rule")
	label = _(meta.get_label(problem.field), context=meta.name)
	values = {
		name: ", ".join(map(_, value)) if isinstance(value, tuple) else value
		for name, value in problem.values.items()
	}
	text = _(problem.text).format(**values)
	if problem.row is None:
		return f"{label}: {text}"
	return _("Line {0}, {1}: {2}").format(problem.row, label, text)
