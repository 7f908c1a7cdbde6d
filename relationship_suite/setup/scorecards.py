"""The scorecard that a new site starts with."""

from __future__ import annotations

import frappe

DEFAULT = "Supplier Performance"

#: KPI, weight, threshold, target, stretch, minimum evidence (0: from the settings).
_KPIS = (
	("OTIF", 50, 60, 95, 100, 0),
	("PPM", 30, 20000, 1000, 0, 0),
	("PPV %", 20, 10, 1, -5, 0),
)

#: Standing, from, to, colour.
_STANDINGS = (
	("Critical", 0, 40, "Red"),
	("Needs Improvement", 40, 60, "Orange"),
	("Good", 60, 80, "Blue"),
	("Excellent", 80, 100, "Green"),
)


def create_default() -> None:
	"""Make the default scorecard on a site that has none; one that an admin deletes comes back only then."""
	if frappe.get_all("Performance Scorecard", limit=1, order_by="name", pluck="name"):
		return
	kpi_fields = ("kpi", "weight", "threshold", "target", "stretch", "minimum_evidence")
	standing_fields = ("standing", "min_score", "max_score", "colour")
	frappe.get_doc(
		{
			"doctype": "Performance Scorecard",
			"scorecard_name": DEFAULT,
			"enabled": 1,
			"frequency": "Monthly",
			"window_months": 12,
			"minimum_coverage": 50,
			"kpis": [dict(zip(kpi_fields, row, strict=True)) for row in _KPIS],
			"standings": [dict(zip(standing_fields, row, strict=True)) for row in _STANDINGS],
		}
	).insert(ignore_permissions=True)  # setup runs as whoever installs
