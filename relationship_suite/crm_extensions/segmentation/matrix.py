"""The matrix of moves between two days as HTML: from down, to across; up, down and unchanged told by sign and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt
from urllib.parse import urlencode

import frappe
from frappe import _

from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES

#: Not scored on that day: no net purchase within the window, or not a customer yet.
NOBODY = ""
#: What the filters and links call it.
NOT_SCORED = "Not Scored"

_TEMPLATE = "relationship_suite/templates/includes/segment_migration_matrix.html"
_DARKEST = 45
_SIGN = {"up": "▲", "down": "▼", "same": "="}
_COLOUR = {"up": "var(--green-500)", "down": "var(--orange-500)", "same": "var(--gray-500)"}

Moves = Mapping[tuple[str, str], int]


def direction(before: str, after: str) -> str:
	"""``up``, ``down`` or ``same`` in the order of ``SEGMENT_NAMES``; who is not scored is below all."""
	start, end = (SEGMENT_NAMES.index(name) if name else len(SEGMENT_NAMES) for name in (before, after))
	return "same" if start == end else "up" if end < start else "down"


def counts(moves: Moves) -> dict[str, int]:
	"""Customers by ``direction``."""
	found = dict.fromkeys(_SIGN, 0)
	for (before, after), count in moves.items():
		found[direction(before, after)] += count
	return found


def draw(moves: Moves, names: Sequence[str], query: Mapping[str, str]) -> str:
	"""The matrix of the moves between these segments and not scored.

	``query`` are the filters of the report, which the links to the customers of a cell carry on.
	"""
	fullest = max(moves.values(), default=0)

	def cell(before: str, after: str) -> dict:
		count, way = moves.get((before, after), 0), direction(before, after)
		values = {"show": "Customers", "before": before or NOT_SCORED, "after": after or NOT_SCORED}
		return {
			"count": count,
			"sign": _SIGN[way],
			"shade": round(_DARKEST * sqrt(count / fullest)) if count else 0,
			"colour": _COLOUR[way],
			"href": "?" + urlencode({**query, **values}),
			"label": _("From {0} to {1}: {2} customers").format(shown(before), shown(after), count),
		}

	across = [*names, NOBODY]
	return frappe.render_template(
		_TEMPLATE,
		{
			"columns": [shown(name) for name in across],
			"rows": [
				{"name": shown(before), "cells": [cell(before, after) for after in across]}
				for before in across
				if any(start == before for start, _end in moves)
			],
		},
	)


def shown(name: str) -> str:
	"""A segment's name as people read it."""
	return _(name or NOT_SCORED)
