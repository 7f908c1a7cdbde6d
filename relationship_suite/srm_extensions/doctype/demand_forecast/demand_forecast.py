import frappe
from frappe import _
from frappe.utils import flt, getdate, nowdate

from relationship_suite.relationship_core.dates import short_month
from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.facts.tables import LARGEST
from relationship_suite.relationship_core.messages import say

#: What a person may change in a month; all else is computed.
OWN = ("is_overridden", "override_qty", "reason")
#: An item's forecasts are read by cycle.
BY_ITEM = ("company", "item", "cycle")


class DemandForecast(Record):
	"""What will be asked of an item; ``planning/records.py`` writes it, people override months."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.demand_forecast_bucket.demand_forecast_bucket import (
			DemandForecastBucket,
		)

		bias: DF.Percent
		buckets: DF.Table[DemandForecastBucket]
		company: DF.Link
		cycle: DF.Date
		history_months: DF.Int
		is_current: DF.Check
		is_intermittent: DF.Check
		item: DF.Link
		mase: DF.Float
		method: DF.Literal["Naive", "Seasonal Naive", "Simple Smoothing", "Holt", "Croston", "TSB"]
		overrides: DF.Int
		parameters: DF.Data | None
		planned_qty: DF.Float
		tested: DF.Int
		uom: DF.Link
		wmape: DF.Percent
	# end: auto-generated types

	def validate(self):
		self.validate_is_current()
		self.keep_computed()
		self.validate_overrides()
		self.set_overrides()
		self.set_planned()

	def validate_is_current(self):
		if self.is_new():
			frappe.throw(_("Demand Forecasts are calculated. They cannot be entered."))
		if getdate(self.get_doc_before_save().cycle) < getdate(nowdate()).replace(day=1):
			frappe.throw(
				say(
					_("This forecast is history. Override the months in the current forecast of {0}."),
					self.item,
				)
			)

	def keep_computed(self):
		"""What was computed stays as it was, whatever is sent; months neither come nor go."""
		before = self.get_doc_before_save()
		sent = {row.name: row for row in self.buckets}
		for df in self.meta.fields:
			if df.fieldtype not in frappe.model.no_value_fields:
				self.set(df.fieldname, before.get(df.fieldname))
		self.set("buckets", [])
		for row in before.buckets:
			mine = sent.get(row.name, row)
			self.append("buckets", {**row.as_dict(), **{field: mine.get(field) for field in OWN}})

	def validate_overrides(self):
		for row in self.buckets:
			if not row.is_overridden:
				continue
			month = short_month(getdate(row.month))
			if not 0 <= flt(row.override_qty) <= LARGEST:
				frappe.throw(_("Row {0}, {1}: Own Quantity must be 0 or more.").format(row.idx, month))
			if not (row.reason or "").strip():
				frappe.throw(
					_("Row {0}, {1}: say in Reason why another quantity is planned.").format(row.idx, month)
				)

	def set_overrides(self):
		before = {row.name: row for row in self.get_doc_before_save().buckets}
		for row in self.buckets:
			if not row.is_overridden:
				row.override_qty, row.reason, row.overridden_by = 0, None, None
			elif any(row.get(field) != before[row.name].get(field) for field in OWN):
				row.overridden_by = frappe.session.user

	def set_planned(self):
		for row in self.buckets:
			row.planned_qty = flt(row.override_qty if row.is_overridden else row.forecast_qty)
		self.overrides = sum(bool(row.is_overridden) for row in self.buckets)
		self.planned_qty = sum(row.planned_qty for row in self.buckets)


def on_doctype_update() -> None:
	frappe.db.add_index("Demand Forecast", list(BY_ITEM), "relationship_item_cycle")
