import frappe

from relationship_suite.relationship_core.doors import Record


class SupplierStandingChange(Record):
	"""A supplier came from one standing to another; only ``scorecards/standing_records.py`` writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF
		from relationship_suite.srm_extensions.doctype.standing_change_recipient.standing_change_recipient import (
			StandingChangeRecipient,
		)

		cause: DF.Literal["First standing", "Figures", "Changed scorecard"]
		changed_on: DF.Datetime
		company: DF.Link
		from_score: DF.Float
		from_standing: DF.Data | None
		is_current: DF.Check
		is_waiting: DF.Check
		period: DF.Data
		scorecard: DF.Link
		supplier: DF.Link
		to_colour: DF.Data | None
		to_score: DF.Float
		to_standing: DF.Data | None
		told: DF.Table[StandingChangeRecipient]
		told_on: DF.Datetime | None
	# end: auto-generated types


def on_doctype_update() -> None:
	frappe.db.add_index(
		"Supplier Standing Change", ["is_current", "supplier"], "relationship_current_standing"
	)
