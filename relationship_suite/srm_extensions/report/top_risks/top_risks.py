"""Which risks come first? Open risks by residual score or expected loss, with what is done about them and what is late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import shorten

import frappe
from frappe import _
from frappe.utils import cint, flt, formatdate, getdate, nowdate

from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, columns, summaries
from relationship_suite.reports.filters import read
from relationship_suite.srm_extensions.risk import queries, scope
from relationship_suite.srm_extensions.risk.model import is_overdue
from relationship_suite.srm_extensions.risk.queries import check_may_see_assessments

BY_LOSS = "Expected Loss"
#: So many risks are shown where nobody says how many.
USUAL = 20
#: ... and in the chart, with so many letters of their titles.
SHOWN, LETTERS = 5, 36


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message, chart and summary of the report. Amounts are in the currency of each risk's company."""
	check_may_see_assessments()
	filters = read(filters)
	is_by_loss = filters.sort_by == BY_LOSS
	if is_by_loss and not filters.company:
		frappe.throw(_("Choose a company: expected losses are in its currency."))
	as_of = getdate(nowdate())
	risks = [row for row in scope.open_risks(filters) if row.residual_score]
	if is_by_loss:
		risks.sort(key=lambda row: (-flt(row.residual_loss), -row.residual_score, row.name))
	top = cint(filters.top)
	shown = risks[: top if top > 0 else USUAL]
	treatments = queries.open_treatments([row.name for row in risks])
	rows = [_row(risk, treatments.get(risk.name, []), as_of) for risk in shown]
	return (
		get_columns(),
		rows,
		get_message(len(shown), len(risks)),
		get_chart(shown[:SHOWN], is_by_loss),
		get_summary(risks, filters.company, treatments, as_of),
	)


def get_columns() -> list[columns.Column]:
	return [
		columns.link("risk", _("Risk"), queries.RISK, 108),
		columns.text("risk_title", _("Title"), 200),
		columns.text("about", _("What It Is About"), 150),
		columns.text("residual_rating", _("Risk Rating"), 106),
		columns.count("residual_score", _("Residual Score"), 126),
		columns.count("target_score", _("Target"), 78),
		columns.money("residual_loss", _("Expected Loss"), 130),
		columns.count("overdue", _("Overdue Treatments"), 172),
		columns.text("status", _("Status"), 112),
		columns.count("open", _("Open Treatments"), 152),
		columns.date("review_on", _("Next Review"), 120),
		columns.text("risk_owner", _("Risk Owner"), 180),
		columns.hidden("currency", _("Currency"), "Link", options="Currency"),
		columns.hidden("colour", _("Colour")),
	]


def _row(risk: Mapping, treatments: Sequence[Mapping], as_of: date) -> dict:
	return {
		"risk": risk["name"],
		"risk_title": risk["risk_title"],
		"about": scope.about(risk),
		"residual_rating": _(risk["residual_rating"]),
		"colour": risk["rating_colour"],
		"residual_score": risk["residual_score"],
		"target_score": risk["target_score"] or None,
		"residual_loss": risk["residual_loss"] or None,
		"currency": risk["currency"],
		"status": _(risk["status"]),
		"open": len(treatments),
		"overdue": _overdue(treatments, as_of),
		"risk_owner": risk["risk_owner"],
		"review_on": risk["review_on"],
	}


def _overdue(treatments: Sequence[Mapping], as_of: date) -> int:
	return sum(1 for row in treatments if is_overdue(getdate(row["due_on"]), flt(row["progress"]), as_of))


def get_message(shown: int, count: int) -> str | None:
	if not count:
		return paragraph([_("No open risk is assessed here. Other filters may show more.")])
	if shown < count:
		return paragraph([_("The first {0} of {1} open risks are shown.").format(shown, count)])
	return None


def get_chart(risks: Sequence[Mapping], is_by_loss: bool) -> dict:
	"""What the first risks are ranked by."""
	labels = [shorten(row["risk_title"], LETTERS, placeholder=" …") for row in risks]
	if is_by_loss:
		currency = risks[0]["currency"] if risks else None
		amounts = [flt(row["residual_loss"]) for row in risks]
		return charts.bar(
			labels,
			{_("Expected Loss"): amounts},
			colors=[charts.BLUE],
			fieldtype="Currency",
			currency=currency,
		)
	scores = {
		_("Without Controls"): [row["inherent_score"] for row in risks],
		_("Residual Score"): [row["residual_score"] for row in risks],
	}
	return charts.bar(labels, scores, colors=[charts.GRAY, charts.BLUE], fieldtype="Int")


def get_summary(
	risks: Sequence[Mapping], company: str | None, treatments: Mapping, as_of: date
) -> list[dict] | None:
	"""Figures of all open risks, whether they are shown or not; money of one company only."""
	if not risks:
		return None
	late = sum(_overdue(rows, as_of) for rows in treatments.values())
	unreviewed = sum(1 for row in risks if row["review_on"] and getdate(row["review_on"]) < as_of)
	found = [
		summaries.count(_("Open Risks"), len(risks)),
		summaries.alarm(summaries.count(_("Overdue Treatments"), late)),
		summaries.alarm(summaries.count(_("Reviews Due Before {0}").format(formatdate(as_of)), unreviewed)),
	]
	if company:
		total = sum(flt(row["residual_loss"]) for row in risks)
		currency = risks[0]["currency"]
		found.append(summaries.money(_("Expected Loss"), total, currency))
	return found
