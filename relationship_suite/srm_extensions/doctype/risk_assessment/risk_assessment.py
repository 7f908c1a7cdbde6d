import frappe

from relationship_suite.relationship_core.doors import Record

#: What a risk was on a day is read from it.
BY_RISK = ("risk", "assessed_on", "creation")


class RiskAssessment(Record):
	"""How a risk was assessed, by whom and when; only ``risk/records.py`` writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		assessed_by: DF.Link | None
		assessed_on: DF.Date
		company: DF.Link | None
		currency: DF.Link | None
		inherent_impact: DF.Int
		inherent_likelihood: DF.Int
		inherent_score: DF.Int
		is_review: DF.Check
		item_code: DF.Link | None
		item_group: DF.Link | None
		note: DF.SmallText | None
		party: DF.DynamicLink | None
		party_type: DF.Literal["", "Supplier", "Customer"]
		residual_impact: DF.Int
		residual_likelihood: DF.Int
		residual_loss: DF.Currency
		residual_score: DF.Int
		risk: DF.Link
		target_impact: DF.Int
		target_likelihood: DF.Int
		target_score: DF.Int
	# end: auto-generated types


def on_doctype_update() -> None:
	frappe.db.add_index("Risk Assessment", list(BY_RISK), "relationship_risk_history")
