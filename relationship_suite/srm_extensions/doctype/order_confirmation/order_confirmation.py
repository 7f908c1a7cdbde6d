import frappe
from frappe import _

from relationship_suite.relationship_core.doors import Record
from relationship_suite.srm_extensions.portal import decision_wording


class OrderConfirmation(Record):
	"""What a supplier replied to an order; ``portal/records.py`` writes and decides it, nobody changes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.order_confirmation_line.order_confirmation_line import (
			OrderConfirmationLine,
		)

		answer: DF.SmallText | None
		company: DF.Link
		decided_by: DF.Link | None
		decided_on: DF.Datetime | None
		lines: DF.Table[OrderConfirmationLine]
		purchase_order: DF.Link
		remark: DF.SmallText | None
		replied_by: DF.Link
		replied_on: DF.Datetime
		status: DF.Literal["Confirmed", "Proposed", "Accepted", "Refused", "Superseded"]
		supplier: DF.Link
		version: DF.Int
	# end: auto-generated types

	def onload(self):
		self.set_onload("sentence", decision_wording.sentence(self))

	def validate(self):
		if not self.is_new():
			frappe.throw(_("An Order Confirmation stays as the supplier gave it. Accept or refuse it."))
		if not self.flags.is_replied:
			frappe.throw(_("Order Confirmations come from suppliers: they reply to orders in their portal."))
