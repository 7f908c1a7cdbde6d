"""Charts of script reports, as frappe-charts wants them. At most seven series, axes say their unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Frappe's own names of colours; they mean the same on every screen. The charts of 15 and 16 call grey differently.
GREEN, BLUE, ORANGE, RED, GRAY = "green", "blue", "orange", "red", "#98a1ab"


def bar(
	labels: Sequence[str],
	series: Mapping[str, Sequence[float]],
	*,
	colors: Sequence[str] = (),
	is_stacked: bool = False,
	fieldtype: str = "Float",
	currency: str | None = None,
) -> dict[str, Any] | None:
	"""Bars for comparison; None, so no empty frame, without labels."""
	chart = _chart("bar", labels, series, colors)
	if chart:
		chart["fieldtype"] = fieldtype
		chart["barOptions"] = {"stacked": int(is_stacked)}
		if currency:
			chart["options"] = chart["currency"] = currency
	return chart


def line(
	labels: Sequence[str],
	series: Mapping[str, Sequence[float]],
	*,
	colors: Sequence[str] = (),
) -> dict[str, Any] | None:
	"""A line for time. It has no ``fieldtype``: with one, Frappe drops our axis and cuts every label."""
	chart = _chart("line", labels, series, colors)
	if chart:
		chart["lineOptions"] = {"regionFill": 0, "hideDots": 0}
	return chart


def _chart(kind, labels, series, colors) -> dict[str, Any] | None:
	if not labels:
		return None
	chart = {
		"data": {
			"labels": list(labels),
			"datasets": [{"name": name, "values": list(values)} for name, values in series.items()],
		},
		"type": kind,
		"axisOptions": {"xAxisMode": "tick", "xIsSeries": int(kind == "line")},
	}
	if colors:
		chart["colors"] = list(colors)
	return chart
