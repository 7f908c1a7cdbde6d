import frappe
from frappe import _
from frappe.utils import cint, flt

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import say
from relationship_suite.srm_extensions.planning.queries import rules_from_settings

#: Weeks that a month has at most, for the length of a horizon.
WEEKS_A_MONTH = 52 / 12


class PlanningAgreement(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.planning_agreement_item.planning_agreement_item import (
			PlanningAgreementItem,
		)

		bucket: DF.Literal["Week", "Month"]
		company: DF.Link
		enabled: DF.Check
		flexible: DF.Int
		frozen: DF.Int
		horizon: DF.Int
		items: DF.Table[PlanningAgreementItem]
		notes: DF.SmallText | None
		planner: DF.Link | None
		supplier: DF.Link
		tolerance: DF.Percent
	# end: auto-generated types

	def before_insert(self):
		self.planner = self.planner or frappe.session.user

	def validate(self):
		self.validate_horizon()
		self.validate_fences()
		self.validate_items()

	def validate_horizon(self):
		months = rules_from_settings().horizon
		longest = int(months * WEEKS_A_MONTH) if self.bucket == "Week" else months
		if not 1 <= cint(self.horizon) <= longest:
			frappe.throw(
				_(
					"Buckets in the Horizon must be from 1 to {0}: forecasts look {1} months ahead. Relationship Suite Settings say how far."
				).format(longest, months)
			)

	def validate_fences(self):
		if min(cint(self.frozen), cint(self.flexible)) < 0:
			frappe.throw(_("Frozen Buckets and Flexible Buckets must be 0 or more."))
		if cint(self.frozen) + cint(self.flexible) > cint(self.horizon):
			frappe.throw(
				_("Frozen and flexible buckets are {0} together, more than the {1} in the horizon.").format(
					cint(self.frozen) + cint(self.flexible), self.horizon
				)
			)
		if not 0 <= flt(self.tolerance) <= 100:
			frappe.throw(_("Tolerance must be from 0 to 100 %."))

	def validate_items(self):
		seen = set()
		for row in self.items:
			if row.item in seen:
				frappe.throw(say(_("Row {0}: {1} is there twice."), row.idx, row.item))
			seen.add(row.item)
			if not 0 < flt(row.share) <= 100:
				frappe.throw(say(_("Row {0}: Share must be above 0 and at most 100 %."), row.idx))
			row.uom = frappe.get_cached_value("Item", row.item, "stock_uom")
