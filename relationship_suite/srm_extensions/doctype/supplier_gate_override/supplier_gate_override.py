from relationship_suite.relationship_core.doors import Record


class SupplierGateOverride(Record):
	"""A document that was submitted over a stop; only ``scorecards/override_records.py`` writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		amount: DF.Currency
		company: DF.Link
		currency: DF.Link | None
		document: DF.DynamicLink
		document_type: DF.Link
		overridden_by: DF.Link
		overridden_on: DF.Datetime
		period: DF.Data | None
		reason: DF.SmallText
		score: DF.Float
		scorecard: DF.Data | None
		standing: DF.Data | None
		supplier: DF.Link
	# end: auto-generated types
