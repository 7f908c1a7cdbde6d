"""The writer of scorecards that come from ERPNext: disabled, so that nothing is judged by them before they are looked at."""

from __future__ import annotations

from collections.abc import Sequence

import frappe

from relationship_suite.relationship_core.messages import lines
from relationship_suite.srm_extensions.scorecards import starting
from relationship_suite.srm_extensions.scorecards.carry_over import Carried
from relationship_suite.srm_extensions.scorecards.queries import SCORECARD


def make(carried: Carried) -> None:
	"""Make the scorecard, as the session's user.

	Raises:
		frappe.ValidationError: what was carried over makes no scorecard that can be used; it says why.
	"""
	frappe.get_doc(
		{
			"doctype": SCORECARD,
			"scorecard_name": carried.name,
			"enabled": 0,
			"frequency": carried.frequency,
			"window_months": 12,
			"minimum_coverage": 50,
			"kpis": [
				{"kpi": kpi, "weight": weight, **starting.curve_of(kpi)} for kpi, weight in carried.kpis
			],
			"standings": [dict(row) for row in carried.standings],
		}
	).insert()


def keep_notes(name: str, notes: Sequence[str]) -> None:
	"""Keep what was not carried over as a comment on the scorecard, for whoever looks at it later."""
	frappe.get_doc(SCORECARD, name).add_comment("Comment", lines(notes))
