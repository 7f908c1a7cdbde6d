"""What could hurt us most? Open risks on the map of likelihood and impact, with and without controls, and how they moved.

Figures are those of ``definitions.md``, Risk: score = likelihood x impact; controls lower it as ``risk/model.py`` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from frappe import _
from frappe.utils import add_months, cint, formatdate, getdate, nowdate

from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, columns, periods, summaries
from relationship_suite.reports.filters import read
from relationship_suite.srm_extensions.risk import grid, queries, scope
from relationship_suite.srm_extensions.risk.model import Placed, Position, Scales
from relationship_suite.srm_extensions.risk.queries import check_may_see_assessments

#: Movement is counted from so many months ago, where no day is chosen.
MONTHS = 3


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report."""
	check_may_see_assessments()
	filters = read(filters)
	since = periods.day(filters.since, _("Movement Since")) or getdate(add_months(nowdate(), -MONTHS))
	scales = queries.scales()
	risks = scope.open_risks(filters)
	placed = queries.placed(risks, queries.positions_on([row.name for row in risks], since))
	chosen = {each.name: each for each in placed if _is_chosen(each, filters)}
	rows = [_row(row, chosen[row.name]) for row in risks if row.name in chosen]
	said = []
	if unplaced := len(risks) - len(placed):
		said.append(_("{0} risks are not assessed yet and on no map.").format(unplaced))
	drawn = grid.draw(placed, scales, since=formatdate(since), href=lambda place: _href(place, filters))
	return (
		get_columns(),
		rows,
		paragraph(said) + drawn,
		get_chart(placed, scales),
		get_summary(placed, scales),
	)


def get_columns() -> list[columns.Column]:
	return [
		columns.link("risk", _("Risk"), queries.RISK, 108),
		columns.text("risk_title", _("Title"), 210),
		columns.text("about", _("What It Is About"), 160),
		columns.text("residual_rating", _("Risk Rating"), 106),
		columns.count("residual_score", _("Residual Score"), 126),
		columns.count("change", _("Change"), 84),
		columns.count("inherent_score", _("Without Controls"), 140),
		columns.count("target_score", _("Target"), 78),
		columns.text("status", _("Status"), 112),
		columns.hidden("colour", _("Colour")),
	]


def _row(risk: Mapping, placed: Placed) -> dict:
	return {
		"risk": risk["name"],
		"risk_title": risk["risk_title"],
		"about": scope.about(risk),
		"residual_rating": _(risk["residual_rating"]),
		"colour": risk["rating_colour"],
		"residual_score": placed.residual.score,
		"change": placed.change,
		"inherent_score": placed.inherent.score,
		"target_score": placed.target.score if placed.target else None,
		"status": _(risk["status"]),
	}


def _is_chosen(risk: Placed, filters: Mapping) -> bool:
	"""Whether it is in the cell asked for; every cell where none is."""
	here = {"likelihood": risk.residual.likelihood, "impact": risk.residual.impact}
	return all(cint(filters.get(axis)) in (0, level) for axis, level in here.items())


def _href(place: Position, filters: Mapping) -> str:
	"""The report that is open, of one cell: the path in front of it is "/app" on Frappe 15 and "/desk" on 16."""
	kept = {name: filters[name] for name in ("company", "register", "category", "since") if filters.get(name)}
	return "?" + urlencode({**kept, "likelihood": place.likelihood, "impact": place.impact})


def get_chart(placed: Sequence[Placed], scales: Scales) -> dict:
	"""Risks by rating, without controls and after them."""
	now = Counter(scales.rating(each.residual.score).name for each in placed)
	without = Counter(scales.rating(each.inherent.score).name for each in placed)
	names = [each.name for each in scales.ratings]
	return charts.bar(
		[_(name) for name in names] if placed else [],
		{
			_("Without controls"): [without[name] for name in names],
			_("After controls"): [now[name] for name in names],
		},
		colors=[charts.GRAY, charts.BLUE],
		fieldtype="Int",
	)


def get_summary(placed: Sequence[Placed], scales: Scales) -> list[dict] | None:
	"""How many risks there are, how many in the worst rating, and how many have grown."""
	if not placed:
		return None
	worst = scales.ratings[-1]
	in_worst = sum(1 for each in placed if each.residual.score >= worst.from_score)
	grown = sum(1 for each in placed if (each.change or 0) > 0)
	return [
		summaries.count(_("Assessed Risks"), len(placed)),
		summaries.alarm(summaries.count(_("Rated {0}").format(_(worst.name)), in_worst)),
		summaries.alarm(summaries.count(_("Grown"), grown), "Orange"),
	]
