import frappe
from frappe import _

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.doctype.relationship_suite_settings.limits import parse_limits
from relationship_suite.relationship_core.facts import chosen
from relationship_suite.relationship_core.messages import say

#: Fields that hold four rising numbers.
LIMITS = ("rfm_recency_limits", "rfm_frequency_limits", "rfm_monetary_limits")
#: More months than any business looks back on.
LONGEST_WINDOW = 240
#: The forecast engine looks no further ahead.
LONGEST_FORECAST = 24


class RelationshipSuiteSettings(Record):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		count_drop_ship: DF.Check
		count_non_stock: DF.Check
		early_days: DF.Int
		engine: DF.Literal["Site database", "DuckDB", "ClickHouse"]
		forecast_months: DF.Int
		forecast_undamped: DF.Check
		late_days: DF.Int
		mail_suppliers: DF.Check
		minimum_lines: DF.Int
		order_gate: DF.Literal["Off", "Warn", "Stop"]
		override_role: DF.Link | None
		ppv_baseline: DF.Literal["Order price", "Standard rate", "Last price", "12-month mean"]
		quantity_tolerance: DF.Percent
		rate_basis: DF.Literal["Observed", "Wilson lower bound"]
		refresh_paused: DF.Check
		rfm_basis: DF.Literal["Net revenue", "Margin"]
		rfm_frequency_limits: DF.Data | None
		rfm_monetary_limits: DF.Data | None
		rfm_quintiles_from: DF.Int
		rfm_recency_limits: DF.Data | None
		rfm_window_months: DF.Int
		rfq_gate: DF.Literal["Off", "Warn", "Stop"]
		told_role: DF.Link | None
	# end: auto-generated types

	def validate(self):
		self.validate_days()
		self.validate_tolerance()
		self.validate_window()
		self.validate_limits()
		self.validate_forecast()
		chosen.check(self.engine)

	def validate_days(self):
		for fieldname in ("early_days", "late_days", "minimum_lines", "rfm_quintiles_from"):
			if (self.get(fieldname) or 0) < 0:
				frappe.throw(_("{0} must be 0 or more.").format(_(self.meta.get_label(fieldname))))

	def validate_tolerance(self):
		if not 0 <= (self.quantity_tolerance or 0) < 100:
			frappe.throw(
				_("{0} must be at least 0 and below 100.").format(
					_(self.meta.get_label("quantity_tolerance"))
				)
			)

	def validate_window(self):
		if not 1 <= (self.rfm_window_months or 0) <= LONGEST_WINDOW:
			frappe.throw(
				_("{0} must be from 1 to {1}.").format(
					_(self.meta.get_label("rfm_window_months")), LONGEST_WINDOW
				)
			)

	def validate_limits(self):
		for fieldname in LIMITS:
			field = self.meta.get_field(fieldname)
			text = (self.get(fieldname) or "").strip()
			try:
				parse_limits(text or field.default)
			except ValueError:
				said = _(
					"{0}: {1} will not do. Four rising numbers above 0, without separators of thousands, are needed, such as {2}."
				)
				frappe.throw(say(said, _(field.label), text, field.default))

	def validate_forecast(self):
		if not 0 <= (self.forecast_months or 0) <= LONGEST_FORECAST:
			frappe.throw(
				_("{0} must be from 1 to {1}.").format(
					_(self.meta.get_label("forecast_months")), LONGEST_FORECAST
				)
			)
