"""Who would be in a segment as it stands in the form, as far as the session's user may see them; nothing is written."""

from __future__ import annotations

from datetime import date

import frappe
from frappe.query_builder.functions import Count
from pypika import Order

from relationship_suite.compat import is_one_of
from relationship_suite.crm_extensions.segmentation.rule_queries import (
	MEMBERSHIP,
	OWN_SET,
	SEGMENT,
	Definition,
	Members,
)
from relationship_suite.reports.scope import permitted_parties, within

#: So many customers are shown, and so many segments that they are in as well.
SAMPLE, OVERLAPS = 8, 5


class Preview:
	"""The members of a definition that the session's user may see, as of a day."""

	def __init__(self, definition: Definition, as_of: date) -> None:
		self.definition = definition
		self.members = Members(definition, as_of)
		query, condition = self.members.query()
		self.query = query.where(condition)
		visible = permitted_parties("Customer", SEGMENT)
		if visible is not None:
			self.query = self.query.where(within(self.members.customer.name, visible))

	def count(self) -> int:
		"""How many they are."""
		return self.query.select(Count("*")).run()[0][0]

	def sample(self) -> list[dict]:
		"""The first of them by net revenue: ``customer``, ``title``, ``segment`` of RFM, ``revenue`` and ``last_purchase_on``."""
		customer, insight = self.members.customer, self.members.insight
		return (
			self.query.select(
				customer.name.as_("customer"),
				customer.customer_name.as_("title"),
				insight.segment,
				insight.revenue,
				insight.last_purchase_on,
			)
			.orderby(insight.revenue, order=Order.desc)
			.orderby(customer.name)
			.limit(SAMPLE)
			.run(as_dict=True)
		)

	def overlaps(self) -> list[dict]:
		"""Other segments of the company that the user may see, with how many of these customers are in them, most first."""
		names = frappe.get_list(
			SEGMENT,
			filters={"company": self.definition.company, "name": ("!=", self.definition.name or "")},
			pluck="name",
			order_by="name asc",
			limit=0,
		)
		stay = frappe.qb.DocType(MEMBERSHIP)
		mine = (stay.customer == self.members.customer.name) & (stay.segment_set == OWN_SET)
		return (
			self.query.inner_join(stay)
			.on(mine & stay.left_on.isnull() & is_one_of(stay.customer_segment, names))
			.select(stay.customer_segment.as_("segment"), Count("*").as_("customers"))
			.groupby(stay.customer_segment)
			.orderby(Count("*"), order=Order.desc)
			.orderby(stay.customer_segment)
			.limit(OVERLAPS)
			.run(as_dict=True)
		)
