import frappe
from frappe import _
from frappe.model.document import Document


class RelationshipSuiteSettings(Document):
	def validate(self):
		self.validate_days()
		self.validate_tolerance()
		self.validate_window()

	def validate_days(self):
		for fieldname in ("early_days", "late_days", "minimum_lines"):
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
		if (self.rfm_window_months or 0) < 1:
			frappe.throw(_("{0} must be 1 or more.").format(_(self.meta.get_label("rfm_window_months"))))
