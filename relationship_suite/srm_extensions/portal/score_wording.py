"""A supplier's own score: what it is told, and nothing of anybody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from frappe import _
from frappe.utils import formatdate, getdate, nowdate

from relationship_suite.relationship_core.numbers import number
from relationship_suite.srm_extensions.portal.pages import Entry
from relationship_suite.srm_extensions.scorecards import letter_wording
from relationship_suite.srm_extensions.scorecards.queries import kpi_results, latest_results


def entry(supplier: str) -> Entry:
	"""How the supplier stands; the lowest and the highest of its scores where there are several."""
	found = _latest(supplier)
	scored = [row for row in found if row["is_scored"]]
	if not scored:
		said = _("There is no score yet.")
	elif len(scored) == 1:
		said = _("Your score is {0} of 100: {1}.").format(
			number(scored[0]["score"]), _(scored[0]["standing"])
		)
	else:
		said = _("You have {0} scores, from {1} to {2} of 100.").format(
			len(scored),
			number(min(row["score"] for row in scored)),
			number(max(row["score"] for row in scored)),
		)
	return Entry(
		route="score", label=_("Your Score"), count=0, sentence=said, action=_("See the score"), found=found
	)


def scores(found: list[dict]) -> list[dict[str, Any]]:
	"""The latest result of each company and scorecard, with its KPIs, those that cost the most first; one statement."""
	kpis: dict[str, list[dict]] = defaultdict(list)
	for each in kpi_results([row["name"] for row in found]):
		kpis[each["parent"]].append(each)
	return [_score(row, kpis[row["name"]]) for row in found]


def _latest(supplier: str) -> list[dict]:
	found = latest_results(getdate(nowdate()), suppliers=[supplier])
	# MariaDB compares names without regard to case and accents.
	return [row for row in found if row["supplier"] == supplier]


def _score(row: dict, kpis: Sequence[dict]) -> dict[str, Any]:
	is_scored = bool(row["is_scored"])
	return {
		"company": row["company"],
		"scorecard": row["scorecard"],
		"until": formatdate(row["period_end"]),
		"period": row["period"],
		"score": number(row["score"]) if is_scored else "",
		"percent": min(max(row["score"], 0), 100) if is_scored else 0,
		"standing": _(row["standing"]) if is_scored else "",
		"colour": (row["standing_colour"] or "gray").lower() if is_scored else "gray",
		"sentence": letter_wording.score_sentence(row),
		"kpis": [letter_wording.kpi(each) for each in kpis],
	}
