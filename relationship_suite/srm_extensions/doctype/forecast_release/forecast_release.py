import frappe
from frappe import _

from relationship_suite.relationship_core.doors import Record
from relationship_suite.srm_extensions.planning import plan_notes


class ForecastRelease(Record):
	"""A version of what a supplier is asked to deliver; ``planning/release_records.py`` writes it, nobody changes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.forecast_release_line.forecast_release_line import (
			ForecastReleaseLine,
		)

		agreement: DF.Link
		bucket: DF.Literal["Week", "Month"]
		changed: DF.Int
		changed_in_fence: DF.Int
		company: DF.Link
		is_latest: DF.Check
		lines: DF.Table[ForecastReleaseLine]
		previous_release: DF.Link | None
		released_on: DF.Date
		supplier: DF.Link
		version: DF.Int
	# end: auto-generated types

	def validate(self):
		if not self.is_new():
			frappe.throw(_("A Forecast Release stays as it was released. Release another version instead."))
		if not self.flags.is_issued:
			frappe.throw(
				_("Forecast Releases are made from a Planning Agreement: open it and press Release Forecast.")
			)

	def after_insert(self):
		self.note_taken_over()

	def on_trash(self):
		self.note_taken_over()

	def note_taken_over(self):
		"""The release before has fewer buckets of its own with this one, and more without it."""
		plan_notes.note_from(self.agreement, self.version - 1)
