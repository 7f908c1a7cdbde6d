"""Rules of Customer Segments as statements: who meets them, and whose membership is to change.

A rule becomes one condition on Customer, with a join for the insight and one for all sales figures that it asks for. Each
condition is true or false for everybody: who lacks a figure meets no comparison of it, and every negation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

import frappe
from frappe.query_builder.functions import Coalesce, IfNull, Lower, Max, Sum
from frappe.utils import getdate
from pypika import Case
from pypika.functions import NullIf, Substring
from pypika.terms import Criterion, Term, ValueWrapper

from relationship_suite.compat import day_number, is_one_of
from relationship_suite.crm_extensions.segmentation import conditions as c
from relationship_suite.crm_extensions.segmentation.metrics import NOTHING
from relationship_suite.crm_extensions.segmentation.rules import Group, Leaf
from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.days import day_of

SEGMENT, MEMBERSHIP = "Customer Segment", "Customer Segment Membership"
#: The set of segments, of those that Customer Segment Membership may hold, that people define.
OWN_SET = "Customer Segment"

_COMPARED: dict[str, Callable[[Term, object], Criterion]] = {
	c.AT_LEAST: lambda figure, value: figure >= value,
	c.AT_MOST: lambda figure, value: figure <= value,
	c.MORE_THAN: lambda figure, value: figure > value,
	c.LESS_THAN: lambda figure, value: figure < value,
	c.IS: lambda figure, value: figure == value,
}


@dataclass(frozen=True)
class Definition:
	"""Who belongs to a segment, read from its document.

	Attributes:
		name: of the Customer Segment; empty for one that is not saved.
		company: whose sales count.
		rule: None for a static list, and for a segment that nobody is in.
		listed: customers of a list that is not saved.
		is_list: members are those of the segment's saved list.
		mark: another one under another rule.
		evaluated_on: None where it has to be evaluated anew.
		evaluated_as: the mark that it was evaluated by.
		modified: of the document, as it was read.
	"""

	name: str
	company: str
	rule: Group | None = None
	listed: tuple[str, ...] = ()
	is_list: bool = False
	mark: str = ""
	evaluated_on: date | None = None
	evaluated_as: str = ""
	modified: object = None

	@property
	def is_changed(self) -> bool:
		"""Whether it was last evaluated by another rule, if at all."""
		return self.mark != self.evaluated_as


@dataclass
class _Sales:
	"""The sales figures that a rule asks for: (measure, days) -> name of the column."""

	asked: dict[tuple[str, int], str] = field(default_factory=dict)

	def column(self, measure: str, days: int) -> str:
		return self.asked.setdefault((measure, days), f"{measure}_{days}")


class Members:
	"""The customers of a company whom a definition describes, as of a day; of ``customers`` alone where they are given."""

	def __init__(self, definition: Definition, as_of: date, customers: Collection[str] | None = None) -> None:
		self.definition, self.as_of, self.customers = definition, as_of, customers
		self.customer = frappe.qb.DocType("Customer")
		self.insight = frappe.qb.DocType("Customer Insight")
		self.sales, self.asks_for_touches = _Sales(), False

	def query(self):
		"""SELECT without columns of all customers who can be members, and the condition that members meet."""
		condition = self._condition()
		query = frappe.qb.from_(self.customer)
		insight = (self.insight.customer == self.customer.name) & (
			self.insight.company == self.definition.company
		)
		query = query.left_join(self.insight).on(insight)
		if self.sales.asked:
			figures = self._sales_figures()
			query = query.left_join(figures).on(figures.customer == self.customer.name)
		if self.asks_for_touches:
			touches = self._last_touches()
			query = query.left_join(touches).on(touches.party == self.customer.name)
		if self.customers is not None:
			query = query.where(is_one_of(self.customer.name, sorted(self.customers)))
		return query, condition

	def _condition(self) -> Criterion:
		definition, active = (
			self.definition,
			(self.customer.disabled == 0) & (self.customer.is_internal_customer == 0),
		)
		if definition.rule is not None:
			return active & self._of(definition.rule)
		if definition.is_list:
			row = frappe.qb.DocType("Customer Segment Customer")
			listed = frappe.qb.from_(row).select(row.customer)
			return active & self.customer.name.isin(
				listed.where((row.parent == definition.name) & (row.parenttype == SEGMENT))
			)
		return active & is_one_of(self.customer.name, definition.listed)

	def _of(self, part: Group | Leaf) -> Criterion:
		if isinstance(part, Leaf):
			return _SOURCES[part.condition.source](self, part)
		parts = [self._of(each) for each in part.parts]
		if part.match == "all":
			return Criterion.all(parts)
		return Criterion.any(parts) if part.match == "any" else Criterion.any(parts).negate()

	# Sources -------------------------------------------------------------------------------------------------

	def of_customer(self, leaf: Leaf) -> Criterion:
		"""What the Customer's record says."""
		figure = self.customer[leaf.condition.column]
		if leaf.condition.unit == "days":
			figure = day_of(self.as_of) - day_number(figure)
		return _compared(leaf, figure)

	def of_insight(self, leaf: Leaf) -> Criterion:
		"""What the Customer Insight of the company says; none is as one without any figure."""
		figure = self.insight[leaf.condition.column]
		if leaf.condition.column == "overdue_from":
			is_overdue = figure.isnotnull() & (figure <= self.as_of)
			is_asked = (leaf.value == c.YES) == (leaf.operator == c.IS)
			return is_overdue if is_asked else figure.isnull() | (figure > self.as_of)
		if leaf.condition.column == "last_purchase_on":
			figure = day_of(self.as_of) - day_number(figure)
		elif leaf.condition.kind == "number":  # 0 is a customer without scores, or without a rhythm
			figure = NullIf(figure, 0)
		return _compared(leaf, figure)

	def of_sales(self, leaf: Leaf) -> Criterion:
		"""Sums of the company's sales lines, net of returns; 0 without a sale."""
		column = self.sales.column(leaf.condition.column, leaf.days)
		return _compared(leaf, Coalesce(frappe.qb.Table("sales")[column], 0))

	def of_bought(self, leaf: Leaf) -> Criterion:
		"""Whether more of one item was sold than came back."""
		line, operator = frappe.qb.Table(schema.SALES_LINE.name), _positive(leaf)
		bought = (
			frappe.qb.from_(line)
			.select(line.customer)
			.where(self._of_company(line, leaf.days))
			.where(_among(leaf, line[leaf.condition.column], operator))
			.groupby(line.customer, line.item_code)
			.having(Sum(line.qty) > NOTHING)
		)
		return self._in(bought, leaf)

	def of_address(self, leaf: Leaf) -> Criterion:
		"""Whether any address of the customer that is not disabled is so."""
		address, link = frappe.qb.DocType("Address"), frappe.qb.DocType("Dynamic Link")
		figure, operator = address[leaf.condition.column], _positive(leaf)
		so = (
			IfNull(figure, "") != ""
			if operator == c.NOT_EMPTY
			else _text_is(leaf, figure)
			if leaf.condition.kind == "text"
			else figure == leaf.value
		)
		at = (
			frappe.qb.from_(link)
			.inner_join(address)
			.on(address.name == link.parent)
			.select(link.link_name)
			.where((link.parenttype == "Address") & (link.link_doctype == "Customer"))
			.where(link.link_name.isnotnull() & (address.disabled == 0) & so)
		)
		return self._in(at, leaf)

	def of_touch(self, leaf: Leaf) -> Criterion:
		"""The last time that people were in touch, up to the day."""
		self.asks_for_touches = True
		last = frappe.qb.Table("touched").last_on
		return _compared(leaf, day_of(self.as_of) - day_number(last))

	def _last_touches(self):
		"""A row per customer with the last time: one look at the touches."""
		touch = frappe.qb.Table(schema.TOUCH.name)
		query = frappe.qb.from_(touch).select(touch.party, Max(touch.happened_on).as_("last_on"))
		query = query.where((touch.party_type == "Customer") & (touch.is_automated == 0))
		if self.customers is not None:
			query = query.where(is_one_of(touch.party, sorted(self.customers)))
		query = query.where(touch.happened_on < self.as_of + timedelta(days=1))
		return query.groupby(touch.party).as_("touched")

	def _in(self, names, leaf: Leaf) -> Criterion:
		name = self.customer.name
		return name.notin(names) if leaf.operator in c.NEGATIONS else name.isin(names)

	def _of_company(self, line, days: int) -> Criterion:
		"""Sales lines of the company up to the day, of the last ``days`` days; 0: ever."""
		today = day_of(self.as_of)
		mine = (line.company == self.definition.company) & (line.sold_day <= today)
		if days:
			mine &= line.sold_day > today - days
		return mine if self.customers is None else mine & is_one_of(line.customer, sorted(self.customers))

	def _sales_figures(self):
		"""A row per customer with every sales figure that is asked for: one look at the lines."""
		line, today = frappe.qb.Table(schema.SALES_LINE.name), day_of(self.as_of)
		asked = self.sales.asked
		longest = 0 if any(not days for _measure, days in asked) else max(days for _measure, days in asked)
		goods = Case().when(line.is_revenue_only == 0, line.net_amount).else_(0)
		day = (
			frappe.qb.from_(line)
			.select(
				line.customer, line.sold_day, Sum(line.net_amount).as_("revenue"), Sum(goods).as_("goods")
			)
			.where(self._of_company(line, longest))
			.groupby(line.customer, line.sold_day)
		).as_("day")
		columns = []
		for (measure, days), name in asked.items():
			counted = (
				day.revenue
				if measure == "revenue"
				else Case().when(day.goods > NOTHING, ValueWrapper(1)).else_(0)
			)
			if days:
				counted = Case().when(day.sold_day > today - days, counted).else_(0)
			columns.append(Sum(counted).as_(name))
		return frappe.qb.from_(day).select(day.customer, *columns).groupby(day.customer).as_("sales")


_SOURCES: dict[str, Callable[[Members, Leaf], Criterion]] = {
	"customer": Members.of_customer,
	"insight": Members.of_insight,
	"sales": Members.of_sales,
	"bought": Members.of_bought,
	"address": Members.of_address,
	"touch": Members.of_touch,
}


def _positive(leaf: Leaf) -> str:
	return c.NEGATIONS.get(leaf.operator, leaf.operator)


def _compared(leaf: Leaf, figure: Term) -> Criterion:
	"""A figure of the customer's own against the value: false without the figure, and a negation true."""
	operator, kind = _positive(leaf), leaf.condition.kind
	is_text = kind not in ("number", "money")
	if operator == c.NOT_EMPTY:
		is_so = (IfNull(figure, "") != "") if is_text else figure.isnotnull()
	elif kind == "text":
		is_so = figure.isnotnull() & _text_is(leaf, figure)
	elif kind in ("link", "tree"):
		is_so = figure.isnotnull() & _among(leaf, figure, operator)
	else:
		is_so = figure.isnotnull() & _COMPARED[operator](figure, leaf.value)
	return is_so.negate() if leaf.operator in c.NEGATIONS else is_so


def _text_is(leaf: Leaf, figure: Term) -> Criterion:
	"""Texts are alike in whatever case on every database."""
	wanted = str(leaf.value).lower()
	if _positive(leaf) == c.STARTS_WITH:
		return Lower(Substring(figure, 1, len(wanted))) == wanted
	return Lower(figure) == wanted


def _among(leaf: Leaf, figure: Term, operator: str) -> Criterion:
	"""Whether a link leads to the record, or to one below it in its tree."""
	if operator != c.WITHIN:
		return figure == leaf.value
	node, top = (
		frappe.qb.DocType(leaf.condition.doctype),
		frappe.qb.DocType(leaf.condition.doctype).as_("top"),
	)
	below = (
		frappe.qb.from_(node)
		.inner_join(top)
		.on((node.lft >= top.lft) & (node.rgt <= top.rgt))
		.select(node.name)
		.where(top.name == leaf.value)
	)
	return figure.isin(below)


# Reads ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
	"""A customer whose membership is to change: ``stay`` is the row of the history, None where a new one begins."""

	customer: str
	modified: object
	stay: str | None
	entered_on: date | None
	is_member: bool


def differences(
	definition: Definition, as_of: date, customers: Collection[str] | None = None
) -> list[Difference]:
	"""Whose membership is not what the segment says: one statement, whatever their number.

	A row that was left on ``as_of`` is opened again where the customer is back on the same day.
	"""
	members = Members(definition, as_of, customers)
	query, condition = members.query()
	stay = frappe.qb.DocType(MEMBERSHIP)
	is_of_it = (stay.customer_segment == definition.name) & (stay.customer == members.customer.name)
	is_near = stay.left_on.isnull() | (stay.left_on >= as_of)
	query = query.left_join(stay).on(is_of_it & is_near)
	is_member = Case().when(condition, ValueWrapper(1)).else_(0)
	is_open = Case().when(stay.name.isnotnull() & stay.left_on.isnull(), ValueWrapper(1)).else_(0)
	rows = (
		query.select(members.customer.name, members.customer.modified, stay.name, stay.entered_on, is_member)
		.where(is_member != is_open)
		.run()
	)
	return [
		Difference(name, modified, row, entered and getdate(entered), bool(is_in))
		for name, modified, row, entered, is_in in rows
	]


def doubled(companies: Collection[str]) -> list[str]:
	"""Open rows that say again what another one says: two customers were merged."""
	stay, other = frappe.qb.DocType(MEMBERSHIP), frappe.qb.DocType(MEMBERSHIP).as_("other")
	is_same = (other.customer_segment == stay.customer_segment) & (other.customer == stay.customer)
	rows = (
		frappe.qb.from_(stay)
		.inner_join(other)
		.on(is_same & other.left_on.isnull() & (other.name < stay.name))
		.select(stay.name)
		.distinct()
		.where((stay.segment_set == OWN_SET) & is_one_of(stay.company, sorted(companies)))
		.where(stay.left_on.isnull())
		.run()
	)
	return [row[0] for row in rows]
