"""The letter that tells a supplier its score: plain text, in the language that is printed."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.relationship_core.numbers import number
from relationship_suite.srm_extensions.scorecards import queries, wording
from relationship_suite.srm_extensions.scorecards.history import window_start
from relationship_suite.srm_extensions.scorecards.measures import MEASURES

#: Periods that the letter looks back on.
PERIODS = 6
#: Colours of standings on paper.
_INK = {"Green": "#2f9d58", "Blue": "#2490ef", "Orange": "#e86c13", "Red": "#cb2929"}
_GRAY = "#98a1ab"


def letter(result) -> dict[str, Any]:
	"""What the print format *Scorecard Letter* shows of a Performance Scorecard Result.

	Raises:
		frappe.PermissionError: the session's user may not see scores.
	"""
	if 1 not in result.meta.get_permlevel_access():
		frappe.throw(_("You may not see supplier scores."), frappe.PermissionError)
	supplier_name, address = frappe.db.get_value(
		"Supplier", result.supplier, ["supplier_name", "primary_address"]
	) or (result.supplier, "")
	is_scored = bool(result.is_scored)
	return {
		"supplier_name": supplier_name,
		"address": frappe.utils.strip_html((address or "").replace("<br>", "\n")).strip(),
		"company": result.company,
		"today": formatdate(nowdate()),
		"period": result.period,
		"score": number(result.score) if is_scored else "",
		"standing": _(result.standing) if is_scored else "",
		"colour": _INK.get(result.standing_colour, _GRAY),
		"sentences": _sentences(result),
		"kpis": [kpi(row) for row in result.kpis],
		"trend": _trend(result),
		"closing": [
			_("Please look at what cost the most, and tell us what you will do about it and until when."),
			_(
				"If a figure does not agree with yours, write to us: each of them can be opened down to its lines."
			),
		],
	}


def _sentences(result) -> list[str]:
	months = frappe.get_cached_value(queries.SCORECARD, result.scorecard, "window_months") or 1
	first = window_start(getdate(result.period_end), months)
	said = [
		_("we look at the performance of our suppliers regularly. This letter is about {0} to {1}.").format(
			formatdate(first), formatdate(result.period_end)
		)
	]
	return [*said, score_sentence(result)]


def score_sentence(result) -> str:
	"""How high the score is and was, of a Performance Scorecard Result or of a row of ``queries.latest_results``."""
	if not result.is_scored:
		return _("There was not enough to judge for a score.")
	if not result.has_previous:
		return _("Your score is {0} of 100.").format(number(result.score))
	return _("Your score is {0} of 100, after {1} in the period before.").format(
		number(result.score), number(result.previous_score)
	)


def kpi(row) -> dict[str, str]:
	"""A row of the KPIs, with its meaning, value, points lost and evidence."""
	is_judged = bool(row.is_judged)
	return {
		"kpi": _(row.kpi),
		"meaning": _(MEASURES[row.kpi].meaning),
		"value": wording.kpi_value(row.kpi, row.value) if is_judged else "",
		"lost": number(row.points_lost) if is_judged else "",
		"evidence": wording.evidence(row.kpi, row.n)
		if is_judged
		else wording.not_enough(row.kpi, row.n, row.minimum),
	}


def _trend(result) -> list[dict[str, str]]:
	points = queries.history(
		result.scorecard, result.supplier, result.company, getdate(result.period_start), PERIODS
	)
	scored = [
		{"period": each.period, "score": number(each.score) if each.is_scored else "–"} for each in points
	]
	return scored if len(scored) > 1 else []
