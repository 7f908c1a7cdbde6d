"""Charts of script reports, as frappe-charts wants them. At most seven series, axes say their unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Frappe's own names of colours; they mean the same on every screen.
GREEN, BLUE, ORANGE, RED, GRAY = "green", "blue", "orange", "red", "gray"


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
	return _chart("bar", labels, series, colors, fieldtype, currency, {"stacked": int(is_stacked)})


def line(
	labels: Sequence[str],
	series: Mapping[str, Sequence[float]],
	*,
	colors: Sequence[str] = (),
	fieldtype: str = "Float",
) -> dict[str, Any] | None:
	"""A line for time."""
	chart = _chart("line", labels, series, colors, fieldtype, None, {})
	if chart:
		chart["lineOptions"] = {"regionFill": 0, "hideDots": 0}
	return chart


def _chart(kind, labels, series, colors, fieldtype, currency, bar_options) -> dict[str, Any] | None:
	if not labels:
		return None
	chart = {
		"data": {
			"labels": list(labels),
			"datasets": [{"name": name, "values": list(values)} for name, values in series.items()],
		},
		"type": kind,
		"fieldtype": fieldtype,
		"axisOptions": {"xAxisMode": "tick", "xIsSeries": int(kind == "line")},
	}
	if bar_options:
		chart["barOptions"] = bar_options
	if colors:
		chart["colors"] = list(colors)
	if currency:
		chart["options"], chart["currency"] = currency, currency
	return chart
