import frappe
from frappe import _
from frappe.utils import nowdate

from relationship_suite.relationship_core.doors import Record
from relationship_suite.relationship_core.messages import say
from relationship_suite.srm_extensions.planning import commitment_records
from relationship_suite.srm_extensions.planning.commitment import CLOSED, OPEN, RESOLVED

#: What people write; all else follows from releases and commitments.
OWN = ("status", "responsible", "due_on", "resolution")


class PlanningException(Record):
	"""Where a release and its commitment differ; ``planning/commitment_records.py`` makes, follows and closes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		agreement: DF.Link
		commit_qty: DF.Float
		commitment: DF.Link | None
		company: DF.Link
		due_on: DF.Date
		ended_by: DF.Link | None
		ended_on: DF.Date | None
		first_day: DF.Date
		item: DF.Link
		kind: DF.Literal["Gap", "Late", "Excess", "Changed inside the Fence"]
		last_day: DF.Date
		qty: DF.Float
		release: DF.Link | None
		release_qty: DF.Float
		resolution: DF.SmallText | None
		responsible: DF.Link | None
		status: DF.Literal["Open", "Resolved", "Closed"]
		supplier: DF.Link
		uom: DF.Link | None
	# end: auto-generated types

	def validate(self):
		if self.flags.is_settled:
			return
		self.keep_computed()
		self.validate_responsible()
		self.validate_resolution()
		self.set_end()

	def on_update(self):
		before = self.get_doc_before_save()
		if self.status == OPEN and before and before.responsible != self.responsible:
			commitment_records.tell([self])

	def keep_computed(self):
		if self.is_new():
			frappe.throw(_("Planning Exceptions come from releases and commitments. They cannot be entered."))
		before = self.get_doc_before_save()
		for df in self.meta.fields:
			if df.fieldtype not in frappe.model.no_value_fields and df.fieldname not in OWN:
				self.set(df.fieldname, before.get(df.fieldname))

	def validate_responsible(self):
		"""Whoever is to resolve it has to be able to open it."""
		user = self.responsible
		if user and not frappe.has_permission(self.doctype, "read", self, user=user):
			frappe.throw(say(_("Responsible: {0} may not see exceptions of {1}."), user, self.supplier))

	def validate_resolution(self):
		before = self.get_doc_before_save()
		if CLOSED in (self.status, before.status) and self.status != before.status:
			frappe.throw(
				_("Status: Closed is set by releases and commitments only. Choose Resolved instead.")
			)
		if self.status == RESOLVED and not (self.resolution or "").strip():
			frappe.throw(_("Resolution: say what was agreed with the supplier, or done instead."))

	def set_end(self):
		if self.status == OPEN:
			self.ended_by = self.ended_on = None
		elif self.status == RESOLVED and not self.ended_on:
			self.ended_by, self.ended_on = frappe.session.user, nowdate()
