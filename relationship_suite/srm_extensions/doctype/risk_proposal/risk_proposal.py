from relationship_suite.relationship_core.doors import Record
from relationship_suite.srm_extensions.risk import indicator_wording, proposal_queries


class RiskProposal(Record):
	"""A breach of an indicator and the risk that it proposes; only ``risk/proposal_records.py`` writes it."""

	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		began_on: DF.Date | None
		breach_from: DF.Float
		category: DF.Link | None
		company: DF.Link
		decided_by: DF.Link | None
		decided_on: DF.Date | None
		ended_on: DF.Date | None
		evaluated_on: DF.Date | None
		figures: DF.SmallText | None
		impact: DF.Int
		indicator: DF.Link
		item_code: DF.Link | None
		item_group: DF.Link | None
		likelihood: DF.Int
		measure: DF.Literal[
			"OTIF Trend",
			"PPM Trend",
			"Lead Time Drift",
			"Single Source",
			"Concentration",
			"Spend Dependency",
			"Receivable Concentration",
		]
		party: DF.DynamicLink | None
		party_type: DF.Literal["", "Supplier", "Customer"]
		reason: DF.SmallText | None
		register: DF.Link | None
		responsible: DF.Link | None
		risk: DF.Link | None
		status: DF.Literal["Open", "Accepted", "Dismissed", "Over"]
		subject: DF.Data | None
		value: DF.Float
		window_start: DF.Date | None
	# end: auto-generated types

	def onload(self) -> None:
		if 1 in self.meta.get_permlevel_access():
			self.set_onload("proposal", self.overview())

	def overview(self) -> dict:
		"""``sentence`` of what was found, ``proposed`` in words, and where the lines ``behind`` it are."""
		risk = proposal_queries.risk_to_change(self)
		return {
			"sentence": indicator_wording.found(self),
			"proposed": indicator_wording.proposed(self, risk),
			"behind": indicator_wording.behind(self),
		}
