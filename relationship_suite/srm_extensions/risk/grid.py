"""The heat map of five by five, as HTML: in the form, the workspace, the report and print it is one drawing.

A table with a link in each cell, so that a keyboard and a screen reader get to the risks as a mouse does. What a colour
says is also written: the score of a cell, and the rating in its label and below the map.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import frappe
from frappe import _

from relationship_suite.srm_extensions.risk.model import LEVELS, Placed, Position, Scales

_TEMPLATE = "relationship_suite/templates/includes/risk_heat_map.html"

#: Position -> address of its risks.
Href = Callable[[Position], str]


def draw(risks: Sequence[Placed], scales: Scales, *, since: str = "", href: Href | None = None) -> str:
	"""How many risks are where: after controls, without them, and how many of those there came from elsewhere.

	Args:
		risks: ``before`` is where each was on the day ``since``.
		scales: names of the levels, and ratings.
		since: that day as people read it; "" where no movement is shown.
		href: address of the risks of a cell; None in print.
	"""
	now, without = Counter(each.residual for each in risks), Counter(each.inherent for each in risks)
	up = Counter(each.residual for each in risks if (each.change or 0) > 0)
	down = Counter(each.residual for each in risks if (each.change or 0) < 0)

	def cell(place: Position) -> dict:
		said = [f"○ {without[place]}"] if without[place] else []
		if since:
			said += [f"▲ {up[place]}"] if up[place] else []
			said += [f"▼ {down[place]}"] if down[place] else []
		label = _("{0}: {1} risks after controls, {2} without").format(
			_words(place, scales), now[place], without[place]
		)
		return {
			"main": now[place] or "",
			"notes": said,
			"label": label,
			"href": href(place) if href and now[place] else "",
		}

	if not risks:
		return _render(
			cell, scales, _("No risk is assessed here yet. Those that are will be counted in their cells.")
		)
	caption = _("Number of risks after controls; ○: without controls.")
	if since:
		caption = f"{caption} {_('▲ ▼: risks that rose or fell to there since {0}.').format(since)}"
	return _render(cell, scales, caption)


def draw_one(risk: Placed, scales: Scales) -> str:
	"""Where one risk is: without controls, after them, before its last assessment, and where it should be."""
	marks = {
		_("Without controls"): risk.inherent,
		_("Before"): risk.before if risk.before != risk.residual else None,
		_("Now"): risk.residual,
		_("Target"): risk.target,
	}

	def cell(place: Position) -> dict:
		here = [name for name, position in marks.items() if position == place]
		is_now = place == risk.residual
		return {
			"main": "●" if is_now else "",
			"notes": here,
			"label": f"{_words(place, scales)}: {', '.join(here)}" if here else _words(place, scales),
			"href": "",
		}

	return _render(cell, scales, "")


def _words(place: Position, scales: Scales) -> str:
	"""A cell in words: its levels, score and rating."""
	return _("Likelihood {0}, impact {1}, score {2}, {3}").format(
		_(scales.likelihood[place.likelihood - 1]),
		_(scales.impact[place.impact - 1]),
		place.score,
		_(scales.rating(place.score).name),
	)


def _render(cell: Callable[[Position], dict], scales: Scales, caption: str) -> str:
	def shown(place: Position) -> dict:
		colour = scales.rating(place.score).colour.lower()
		return {**cell(place), "score": place.score, "colour": colour}

	return frappe.render_template(
		_TEMPLATE,
		{
			"caption": caption,
			"columns": [(impact, _(scales.impact[impact - 1])) for impact in LEVELS],
			"rows": [
				{
					"level": likelihood,
					"name": _(scales.likelihood[likelihood - 1]),
					"cells": [shown(Position(likelihood, impact)) for impact in LEVELS],
				}
				for likelihood in reversed(LEVELS)
			],
			"ratings": [
				{"name": _(each.name), "from_score": each.from_score, "colour": each.colour.lower()}
				for each in scales.ratings
			],
		},
	)
