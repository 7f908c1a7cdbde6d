"""Customers of a company who have something in common: by rules, by cells of RFM, or by a list."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.dynamic_links import invalidate_distinct_link_doctypes
from frappe.utils import cstr

from relationship_suite.relationship_core.doors import Record
from relationship_suite.crm_extensions.segmentation import rule_wording, segment_queries, segment_records
from relationship_suite.crm_extensions.segmentation.conditions import BY_NAME
from relationship_suite.crm_extensions.segmentation.rules import GROUPS, mark
from relationship_suite.relationship_core.messages import lines
from relationship_suite.relationship_core.problems import Problem, ProblemsError


class CustomerSegment(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.crm_extensions.doctype.customer_segment_customer.customer_segment_customer import (
			CustomerSegmentCustomer,
		)
		from relationship_suite.crm_extensions.doctype.customer_segment_rule.customer_segment_rule import (
			CustomerSegmentRule,
		)

		based_on: DF.Literal["Rules", "RFM Cells", "Static List"]
		code: DF.Data | None
		combine: DF.Literal["All Lines", "Any Line"]
		company: DF.Link
		customers: DF.Table[CustomerSegmentCustomer]
		enabled: DF.Check
		error: DF.SmallText | None
		evaluated_as: DF.Data | None
		evaluated_on: DF.Date | None
		frequency_from: DF.Literal["1", "2", "3", "4", "5"]
		frequency_to: DF.Literal["1", "2", "3", "4", "5"]
		monetary_from: DF.Literal["1", "2", "3", "4", "5"]
		monetary_to: DF.Literal["1", "2", "3", "4", "5"]
		next_action: DF.SmallText | None
		recency_from: DF.Literal["1", "2", "3", "4", "5"]
		recency_to: DF.Literal["1", "2", "3", "4", "5"]
		rule_mark: DF.Data | None
		rules: DF.Table[CustomerSegmentRule]
		segment_name: DF.Data
		strategy: DF.SmallText | None
	# end: auto-generated types

	def load_from_db(self):
		"""As it is stored; a value that is a record bears the name that the record has by now."""
		super().load_from_db()
		for row in self.rules:
			row.value = row.record or row.value
		return self

	def validate(self) -> None:
		self.set_lines()
		self.validate_rule()
		self.set_computed()

	def on_trash(self) -> None:
		segment_records.forget_segment(self.name, self.code)

	def set_lines(self) -> None:
		"""Keep what a line can have only; what its value names is a link, so that it can be renamed and not deleted."""
		for row in self.rules:
			row.update({field: cstr(row.get(field)) for field in ("criterion", "operator", "value")})
			condition = BY_NAME.get(row.criterion)
			if row.criterion in GROUPS:
				row.operator, row.value, row.days = "", "", 0
			elif condition and not condition.has_days:
				row.days = 0
			doctype = condition.doctype if condition and row.value else ""
			row.record_type, row.record = (doctype, row.value) if doctype else ("", "")
			if doctype:  # Frappe has looked at the links before they were set
				invalidate_distinct_link_doctypes(row.doctype, "record_type", doctype)

	def validate_rule(self) -> None:
		"""Everything wrong with lines or cells, at once."""
		if problems := self.problems():
			said = [rule_wording.sentence(each, self.doctype) for each in problems]
			frappe.throw(lines(said), title=_("Segment cannot be used"))

	def problems(self) -> tuple[Problem, ...]:
		"""All that is wrong, in the order of the form; empty where customers can be told by it."""
		try:
			self.rule()
		except ProblemsError as error:
			return error.problems
		if self.based_on != segment_queries.RULES:
			return ()
		return tuple(segment_queries.value_problems(segment_queries.lines_of(self.rules)))

	def rule(self):
		"""The tree of conditions; None for a static list. Raises ProblemsError."""
		return segment_queries.rule_of(self, self.rules)

	def set_computed(self) -> None:
		"""Keep what only the refresh may write; another rule is evaluated anew."""
		kept = ("evaluated_on", "evaluated_as", "error", "rule_mark", "code")
		stored = None if self.is_new() else frappe.db.get_value(self.doctype, self.name, kept, as_dict=True)
		self.update(stored or dict.fromkeys(kept))
		self.code = self.code or frappe.generate_hash(length=10)
		self.rule_mark = mark(
			self.enabled,
			self.based_on,
			self.rule(),
			sorted({row.customer for row in self.customers}) if self.rule() is None else (),
		)
		if not stored or stored.rule_mark != self.rule_mark:
			self.evaluated_on, self.error = None, ""
