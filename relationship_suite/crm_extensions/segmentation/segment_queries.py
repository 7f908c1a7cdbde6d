"""Customer Segments as they are stored: their rules read, their values held against what there is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

import frappe
from frappe import _
from frappe.query_builder.functions import Coalesce
from frappe.utils import cint, cstr, getdate
from pypika.functions import NullIf
from pypika.terms import Criterion

from relationship_suite.compat import is_one_of
from relationship_suite.crm_extensions.segmentation import conditions as c
from relationship_suite.crm_extensions.segmentation.rule_queries import (
	MEMBERSHIP,
	OWN_SET,
	SEGMENT,
	Definition,
)
from relationship_suite.crm_extensions.segmentation.rules import (
	SCORES,
	Group,
	Line,
	no_record,
	of_cells,
	parse,
	wrong_choice,
)
from relationship_suite.relationship_core.facts import notes
from relationship_suite.relationship_core.messages import say
from relationship_suite.relationship_core.problems import Problem

#: The segments' name as a consumer: in ``hooks.py``, and in their notes.
CONSUMER = "own_segments"

#: Options of the field Based On.
RULES, CELLS, LIST = "Rules", "RFM Cells", "Static List"


def lines_of(rows: Iterable) -> list[Line]:
	"""The rows of a Customer Segment as the parser takes them."""
	return [
		Line(
			row.idx,
			cstr(row.criterion),
			cint(row.indent),
			cstr(row.operator),
			cstr(row.value),
			cint(row.days),
		)
		for row in rows
	]


def rule_of(segment, rows: Iterable) -> Group | None:
	"""The rule of a segment by its fields and its lines; None for a static list.

	Raises:
		ProblemsError: it can have no members as it stands.
	"""
	if segment.based_on == RULES:
		return parse(cstr(segment.combine), lines_of(rows))
	if segment.based_on == CELLS:
		return of_cells(
			{name: (cint(segment.get(f"{name}_from")), cint(segment.get(f"{name}_to"))) for name in SCORES}
		)
	return None


def value_problems(lines: Iterable[Line]) -> list[Problem]:
	"""Values that are no records, or no options of their field: a statement for each DocType that is named."""
	problems: list[Problem] = []
	named: dict[str, list[Line]] = {}
	for line in lines:
		condition = c.BY_NAME.get(line.criterion)
		if condition is None or line.operator in c.WITHOUT_VALUE or not line.value:
			continue
		if condition.doctype:
			named.setdefault(condition.doctype, []).append(line)
		elif condition.kind == "choice" and line.value not in choices_of(condition):
			problems.append(wrong_choice(line, choices_of(condition)))
	for doctype, asked in named.items():
		gone = _missing(doctype, {line.value for line in asked})
		problems += [no_record(line, doctype) for line in asked if line.value in gone]
	return sorted(problems, key=lambda each: each.row or 0)


def choices_of(condition: c.Condition) -> tuple[str, ...]:
	"""The values of a condition of choices."""
	if condition.choices:
		return condition.choices
	options = frappe.get_meta("Customer").get_options(condition.column) or ""
	return tuple(filter(None, options.split("\n")))


def noted(customer: str | None = None) -> tuple[dict[str, set[str]], int]:
	"""Company -> customers with changed results, and the last note of them; ``customer``: of this one alone."""
	return notes.parties_by("company", CONSUMER, customer)


def are_enabled() -> Criterion:
	"""All segments that can have members."""
	return frappe.qb.DocType(SEGMENT).enabled == 1


def to_evaluate(as_of: date, companies: Collection[str]) -> Criterion:
	"""Which segments a run looks at: those that were not evaluated for the day, and all of these companies."""
	segment = frappe.qb.DocType(SEGMENT)
	is_due = segment.evaluated_on.isnull() | (segment.evaluated_on != as_of)
	return is_due | is_one_of(segment.company, companies)


def is_any_due(as_of: date) -> bool:
	"""Whether a segment was not evaluated for the day."""
	segment = frappe.qb.DocType(SEGMENT)
	return bool(frappe.qb.from_(segment).select(segment.name).where(to_evaluate(as_of, ())).limit(1).run())


def stored(where: Criterion) -> list[tuple]:
	"""(segment, lines) of the Customer Segments that meet a condition, by company; two statements."""
	segment, row = frappe.qb.DocType(SEGMENT), frappe.qb.DocType("Customer Segment Rule")
	fields = (
		"name",
		"company",
		"enabled",
		"based_on",
		"combine",
		"rule_mark",
		"evaluated_on",
		"evaluated_as",
	)
	ends = (f"{name}_{end}" for name in SCORES for end in ("from", "to"))
	found = (
		frappe.qb.from_(segment)
		.select(*(segment[name] for name in (*fields, "modified", *ends)))
		.where(where)
		.orderby(segment.company, segment.name)
		.run(as_dict=True)
	)
	lines: dict[str, list] = {each.name: [] for each in found}
	if lines:
		value = Coalesce(NullIf(row.record, ""), row.value)  # the name that the record has by now
		rows = frappe.qb.from_(row).select(
			row.parent, row.idx, row.indent, row.criterion, row.operator, value.as_("value"), row.days
		)
		rows = rows.where((row.parenttype == SEGMENT) & row.parent.isin(list(lines))).orderby(
			row.parent, row.idx
		)
		for each in rows.run(as_dict=True):
			lines[each.parent].append(each)
	return [(each, lines[each.name]) for each in found]


def unsaved(segment) -> Definition:
	"""A segment as it stands in the form, enabled or not.

	Raises:
		ProblemsError: it can have no members as it stands.
	"""
	listed = {cstr(row.customer) for row in segment.customers} if segment.based_on == LIST else ()
	return Definition(
		name=cstr(segment.segment_name),
		company=segment.company,
		rule=rule_of(segment, segment.rules),
		listed=tuple(sorted(filter(None, listed))),
	)


def definition_of(segment, rows: Iterable) -> Definition:
	"""A stored segment as it is evaluated.

	Raises:
		ProblemsError: its lines were written past the form, or by a version with other conditions.
	"""
	return Definition(
		name=segment.name,
		company=segment.company,
		rule=rule_of(segment, rows) if segment.enabled else None,
		is_list=bool(segment.enabled and segment.based_on == LIST),
		mark=segment.rule_mark or "",
		evaluated_on=segment.evaluated_on and getdate(segment.evaluated_on),
		evaluated_as=segment.evaluated_as or "",
		modified=segment.modified,
	)


def _missing(doctype: str, names: set[str]) -> set[str]:
	"""Those of the names that no record of the DocType bears."""
	table = frappe.qb.DocType(doctype)
	found = frappe.qb.from_(table).select(table.name).where(is_one_of(table.name, sorted(names))).run()
	return names - {row[0] for row in found}


# What the session's user may see: get_list goes by permissions.py ------------------------------------------


def of_customer(customer: str) -> list[dict]:
	"""The segments that a customer is in: ``segment``, ``company``, ``since``, ``strategy`` and ``next_action``, by name."""
	stays = frappe.get_list(
		MEMBERSHIP,
		filters={"segment_set": OWN_SET, "customer": customer, "left_on": ("is", "not set")},
		fields=["customer_segment", "entered_on"],
		order_by="customer_segment asc",
		limit=0,
	)
	if not stays:
		return []
	since = {stay.customer_segment: stay.entered_on for stay in stays}
	segments = frappe.get_list(
		SEGMENT,
		filters={"name": ("in", list(since))},
		fields=["name", "company", "strategy", "next_action"],
		order_by="name asc",
		limit=0,
	)
	return [
		{
			"segment": each.name,
			"company": each.company,
			"since": since[each.name],
			"strategy": each.strategy or "",
			"next_action": each.next_action or "",
		}
		for each in segments
	]


def readable_customers(names: list[str]) -> list[str]:
	"""Those of the names that are Customers whom the user may see."""
	if not names:
		return []
	return frappe.get_list(
		"Customer", filters={"name": ("in", names)}, pluck="name", order_by="name asc", limit=0
	)


def check_may_read(segment: str, company: str | None = None, kind: str = "Customer") -> None:
	"""Raise unless the user may read a segment, and can ask for it: of this ``company`` and ``kind`` of party.

	Raises:
		frappe.PermissionError: the user may not read the segment.
		frappe.ValidationError: there is none, it is of another company, or no customers are asked for.
	"""
	if kind != "Customer":
		frappe.throw(_("Segments are of customers: choose Customer as Party Type, or no Customer Segment."))
	found = frappe.db.get_value(SEGMENT, segment, "company")
	if found is None:
		frappe.throw(say(_("There is no Customer Segment {0}."), segment))
	frappe.has_permission(SEGMENT, "read", segment, throw=True)
	if company and found != company:
		frappe.throw(say(_("{0} is a segment of {1}: choose this company."), segment, found))


def members_now(segment: str):
	"""Subquery of the customers in a segment today; whoever reads with it sees to it which of them the user may see."""
	stay = frappe.qb.DocType(MEMBERSHIP)
	query = frappe.qb.from_(stay).select(stay.customer)
	return query.where((stay.customer_segment == segment) & stay.left_on.isnull())


def members_of(segment: str, company: str, kind: str = "Customer") -> set[str]:
	"""The customers in a segment of a company today; raises as :func:`check_may_read`."""
	check_may_read(segment, company, kind)
	rows = frappe.get_list(
		MEMBERSHIP,
		filters={"customer_segment": segment, "left_on": ("is", "not set")},
		pluck="customer",
		order_by="customer asc",
		limit=0,
	)
	return set(rows)
