import frappe
from frappe import _
from frappe.utils import cint

from relationship_suite.relationship_core.doors import Record
from relationship_suite.srm_extensions.risk import indicator_notes

#: Months that a risk may go without a review.
LONGEST = 60


class RiskRegister(Record):
	"""The risks of a company that somebody answers for."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		company: DF.Link
		enabled: DF.Check
		register_name: DF.Data
		responsible: DF.Link
		review_months: DF.Int
		scope: DF.SmallText | None
	# end: auto-generated types

	def validate(self) -> None:
		self.validate_months()

	def on_update(self) -> None:
		"""Companies with an enabled register are watched."""
		indicator_notes.want_everything()

	def on_trash(self) -> None:
		indicator_notes.want_everything()

	def validate_months(self) -> None:
		if not 1 <= cint(self.review_months) <= LONGEST:
			label = _(self.meta.get_label("review_months"))
			frappe.throw(_("{0} must be from 1 to {1}.").format(label, LONGEST))
