"""What a scorecard starts with: that of a new site, and each that somebody makes afterwards."""

from __future__ import annotations

from typing import Any

#: KPI, weight, threshold, target, stretch, minimum evidence (0: from the settings).
_KPIS = (
	("OTIF", 50, 60, 95, 100, 0),
	("PPM", 30, 20000, 1000, 0, 0),
	("PPV %", 20, 10, 1, -5, 0),
)

#: Standing, from, to, colour, what it does to a Request for Quotation and to a Purchase Order.
_STANDINGS = (
	("Critical", 0, 40, "Red", "Stop", "Stop"),
	("Needs Improvement", 40, 60, "Orange", "Warn", "Warn"),
	("Good", 60, 80, "Blue", "", ""),
	("Excellent", 80, 100, "Green", "", ""),
)


#: The curve of a KPI that a new scorecard does not start with: of a share, per cent.
_SHARE = (60, 95, 100)


def curve_of(kpi: str) -> dict[str, float]:
	"""``threshold``, ``target`` and ``stretch`` that a KPI starts with."""
	known = {row[0]: row[2:5] for row in _KPIS}
	return dict(zip(("threshold", "target", "stretch"), known.get(kpi, _SHARE), strict=True))


def tables() -> dict[str, list[dict[str, Any]]]:
	"""Rows of the tables ``kpis`` and ``standings`` of a Performance Scorecard; they can be used as they are."""
	kpi_fields = ("kpi", "weight", "threshold", "target", "stretch", "minimum_evidence")
	standing_fields = ("standing", "min_score", "max_score", "colour", "rfq_action", "order_action")
	return {
		"kpis": [dict(zip(kpi_fields, row, strict=True)) for row in _KPIS],
		"standings": [dict(zip(standing_fields, row, strict=True)) for row in _STANDINGS],
	}
