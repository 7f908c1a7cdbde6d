"""What an indicator can watch: one row for each measure. Knows no frappe.

From a row follow the form's checks and help, the sentences, what a proposed risk says, and where the lines behind a figure are.
"""

from __future__ import annotations

from dataclasses import dataclass

OTIF_TREND, PPM_TREND, LEAD_TIME_DRIFT = "OTIF Trend", "PPM Trend", "Lead Time Drift"
SINGLE_SOURCE, CONCENTRATION = "Single Source", "Concentration"
SPEND_DEPENDENCY, RECEIVABLES = "Spend Dependency", "Receivable Concentration"


@dataclass(frozen=True)
class Watched:
	"""A measure.

	Attributes:
		name: as the form and the proposals hold it, in English.
		meaning: what its figure is, for people.
		event: what may happen where it is in breach: the event of a risk that is proposed.
		highest: value that the figure can have.
		is_of_supplier: it is a figure of each supplier by itself, of those that have changed; else one of whole companies.
		has_window: it is one of months; else of a day.
		needs_evidence, needs_share: whether ``evidence`` and ``share`` of the indicator mean something for it. The form shows
			these fields, and that of the months, by lists of its own in ``risk_indicator.json``.
	"""

	name: str
	meaning: str
	event: str
	highest: float
	is_of_supplier: bool = False
	has_window: bool = True
	needs_evidence: bool = False
	needs_share: bool = False


WATCHED: dict[str, Watched] = {
	each.name: each
	for each in (
		Watched(
			"OTIF Trend",
			"Percentage points by which the supplier's share of lines on time and in full has fallen against the twelve months before.",
			"Deliveries come late or short",
			100,
			is_of_supplier=True,
			needs_evidence=True,
		),
		Watched(
			"PPM Trend",
			"By how much the supplier's defects per million have risen against the twelve months before.",
			"Faulty goods reach production or customers",
			1_000_000,
			is_of_supplier=True,
			needs_evidence=True,
		),
		Watched(
			"Lead Time Drift",
			"Standard deviations by which the supplier's lead time lies above its control chart of the twelve months before. Above 3 it is out of control.",
			"Goods come later than planned for",
			100,
			is_of_supplier=True,
			needs_evidence=True,
		),
		Watched(
			"Single Source",
			"Share of an item's spend that its largest supplier has, in per cent: 100 where there is no other supplier.",
			"The only supplier of an item stops delivering",
			100,
			needs_share=True,
		),
		Watched(
			"Concentration",
			"HHI of an item group: the sum of squared spend shares in per cent, 0 to 10,000. Above 1,800 is high.",
			"A supplier on whom much of an item group hangs stops delivering",
			10_000,
			needs_share=True,
		),
		Watched(
			"Spend Dependency",
			"Share of all that a company buys that comes from one supplier, in per cent.",
			"A supplier on whom the company depends stops delivering or dictates terms",
			100,
		),
		Watched(
			"Receivable Concentration",
			"Share of one customer in all that customers owe to a company by its ledger, in per cent.",
			"A customer with much of what is owed to the company does not pay",
			100,
			has_window=False,
		),
	)
}
