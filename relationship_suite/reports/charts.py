"""Charts of script reports, as frappe-charts wants them. At most seven series, axes say their unit.

One series has no legend in frappe-charts: its name is the title. Without labels a chart is empty, and not None: no frame is
drawn for either, but in a workspace Frappe makes a chart of its own of the rows in the place of None, and breaks.

Frappe puts an axis of its own in the place of a report's ``axisOptions``; ours is under ``axis``, and the report draws
its chart again with it (``draw_chart`` in ``toolkit.js``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Frappe's own names of colours; they mean the same on every screen. The charts of 15 and 16 call grey differently.
GREEN, BLUE, ORANGE, RED, GRAY = "green", "blue", "orange", "red", "#98a1ab"
#: Share of its slot that a label may fill, at 7 px a letter, before it is cut; letters are about 5.5 px wide.
LABEL_SPACE = 1.25


def bar(
	labels: Sequence[str],
	series: Mapping[str, Sequence[float]],
	*,
	colors: Sequence[str] = (),
	is_stacked: bool = False,
	fieldtype: str = "Float",
	currency: str | None = None,
) -> dict[str, Any]:
	"""Bars for comparison."""
	chart = _chart("bar", labels, series, colors)
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
	ends: tuple[float, float] | None = None,
) -> dict[str, Any]:
	"""A line for time, with a dot at each point, so that a single one is seen; ``ends`` of the values' axis."""
	chart = _chart("line", labels, series, colors)
	chart["lineOptions"] = {"regionFill": 0, "showDots": 1}
	if ends:
		chart["axis"]["yAxisRange"] = {"min": ends[0], "max": ends[1]}
	return chart


def _chart(kind, labels, series, colors) -> dict[str, Any]:
	chart = {
		"data": {
			"labels": list(labels),
			"datasets": [{"name": name, "values": list(values)} for name, values in series.items()],
		},
		"type": kind,
		"axis": {
			"xAxisMode": "tick",
			"xIsSeries": int(kind == "line"),
			"seriesLabelSpaceRatio": LABEL_SPACE,
		},
	}
	if len(series) == 1:
		chart["title"] = next(iter(series))
	if colors:
		chart["colors"] = list(colors)
	return chart
