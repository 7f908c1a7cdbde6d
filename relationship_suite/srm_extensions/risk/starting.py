"""Scales, ratings and categories that a site starts with; all of them can be changed. Knows no frappe."""

from __future__ import annotations

from typing import Any

#: Name, probability within a year in per cent, meaning; levels 1 to 5.
LIKELIHOOD: tuple[tuple[str, float, str], ...] = (
	("Rare", 2, "Less than once in twenty years"),
	("Unlikely", 10, "Once in ten years or so"),
	("Possible", 30, "Once in three years or so"),
	("Likely", 60, "More likely than not within a year"),
	("Almost Certain", 90, "Every year, or it has begun"),
)
#: Name and meaning; levels 1 to 5.
IMPACT: tuple[tuple[str, str], ...] = (
	("Negligible", "Absorbed in daily work"),
	("Minor", "Extra cost or effort, customers do not notice"),
	("Moderate", "Single orders late or faulty"),
	("Major", "Important customers or a product line hit for weeks"),
	("Severe", "Supply of the company or its safety endangered"),
)
#: Name, lowest score, colour.
RATINGS: tuple[tuple[str, int, str], ...] = (
	("Low", 1, "Green"),
	("Medium", 5, "Blue"),
	("High", 10, "Orange"),
	("Extreme", 17, "Red"),
)
#: Role and the highest residual score that it may accept.
ACCEPTANCE: tuple[tuple[str, int], ...] = (
	("Risk Owner", 4),
	("Sourcing Manager", 9),
	("Relationship Manager", 16),
)
#: Name and description.
CATEGORIES: tuple[tuple[str, str], ...] = (
	("Delivery", "Late, short or no supply"),
	("Quality", "Defects, recalls, changed processes"),
	("Cost", "Prices, exchange rates, raw materials"),
	("Financial Standing", "Insolvency, payment, credit"),
	("Dependency", "Single source, concentration, loss of know-how"),
	("Compliance", "Law, sanctions, certificates"),
	("Sustainability", "Environment, human rights, safety at work"),
	("Information Security", "Data, systems, fraud"),
	("Geopolitics and Nature", "War, trade barriers, disasters"),
)
#: Name and measure, months, breach from, ends below, evidence, share, category, likelihood, impact.
INDICATORS: tuple[tuple[str, int, float, float, int, float, str, int, int], ...] = (
	("OTIF Trend", 3, 10, 5, 10, 0, "Delivery", 4, 3),
	("PPM Trend", 3, 10_000, 5_000, 10, 0, "Quality", 3, 3),
	("Lead Time Drift", 2, 3, 2, 3, 0, "Delivery", 3, 3),
	("Single Source", 12, 100, 90, 0, 1, "Dependency", 2, 4),
	("Concentration", 12, 2_500, 1_800, 0, 10, "Dependency", 2, 4),
	("Spend Dependency", 12, 20, 15, 0, 0, "Dependency", 2, 4),
	("Receivable Concentration", 1, 25, 20, 0, 0, "Financial Standing", 2, 4),
)


def indicators() -> list[dict[str, Any]]:
	"""Risk Indicators of a new site."""
	fields = (
		*("measure", "window_months", "breach_from", "ends_below", "minimum_evidence", "minimum_share"),
		*("category", "likelihood", "impact"),
	)
	found = [dict(zip(fields, row, strict=True)) for row in INDICATORS]
	return [
		{
			**row,
			"indicator_name": row["measure"],
			"enabled": 1,
			**{axis: str(row[axis]) for axis in ("likelihood", "impact")},
		}
		for row in found
	]


def tables() -> dict[str, list[dict[str, Any]]]:
	"""Rows of the tables of Risk Settings, by field."""
	return {
		"likelihood_levels": [
			{"level": place, "level_name": name, "probability": share, "meaning": meaning}
			for place, (name, share, meaning) in enumerate(LIKELIHOOD, 1)
		],
		"impact_levels": [
			{"level": place, "level_name": name, "meaning": meaning}
			for place, (name, meaning) in enumerate(IMPACT, 1)
		],
		"ratings": [
			{"rating": name, "from_score": score, "colour": colour} for name, score, colour in RATINGS
		],
		"acceptance_limits": [{"role": role, "highest_score": score} for role, score in ACCEPTANCE],
	}
