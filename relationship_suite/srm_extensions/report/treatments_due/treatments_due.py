"""What has to be done about risks, by whom, and what is late? Open treatments of open risks up to a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from frappe import _
from frappe.utils import add_days, flt, formatdate, getdate, nowdate

from relationship_suite.relationship_core.messages import paragraph
from relationship_suite.reports import charts, columns, periods, summaries
from relationship_suite.reports.filters import read
from relationship_suite.srm_extensions.risk import queries, scope
from relationship_suite.srm_extensions.risk.model import is_overdue
from relationship_suite.srm_extensions.risk.queries import check_may_see_assessments

#: So many days ahead where no day is chosen.
AHEAD = 30
#: People in the chart.
SHOWN = 10


def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows (the longest overdue first), message, chart and summary of the report."""
	check_may_see_assessments()
	filters = read(filters)
	as_of = getdate(nowdate())
	until = periods.day(filters.until, _("Due Until")) or getdate(add_days(as_of, AHEAD))
	risks = {row.name: row for row in scope.open_risks(filters)}
	rows = [
		_row(each, risks[each.parent], as_of)
		for treatments in queries.open_treatments(list(risks)).values()
		for each in treatments
		if getdate(each.due_on) <= until and filters.responsible in (None, each.responsible)
	]
	rows.sort(key=lambda row: (row["due_on"], -row["residual_score"], row["risk"], row["place"]))
	return get_columns(), rows, get_message(rows, until), get_chart(rows), get_summary(rows, filters.company)


def get_columns() -> list[columns.Column]:
	return [
		columns.text("treatment", _("Treatment"), 230),
		columns.date("due_on", _("Due On"), 120),
		columns.count("days_overdue", _("Days Overdue"), 124),
		columns.percent("progress", _("Progress"), 90),
		columns.text("responsible", _("Responsible Person"), 160),
		columns.link("risk", _("Risk"), queries.RISK, 108),
		columns.text("risk_title", _("Title"), 170),
		columns.count("residual_score", _("Residual Score"), 126),
		columns.text("about", _("What It Is About"), 160),
		columns.text("treatment_option", _("Treatment Option"), 150),
		columns.money("cost", _("Cost"), 120),
		columns.hidden("currency", _("Currency"), "Link", options="Currency"),
	]


def _row(treatment: Mapping, risk: Mapping, as_of: date) -> dict:
	due_on = getdate(treatment["due_on"])
	is_late = is_overdue(due_on, flt(treatment["progress"]), as_of)
	return {
		"treatment": treatment["treatment"],
		"place": treatment["idx"],
		"due_on": due_on,
		"days_overdue": (as_of - due_on).days if is_late else None,
		"progress": flt(treatment["progress"]),
		"responsible": treatment["responsible"],
		"risk": risk["name"],
		"risk_title": risk["risk_title"],
		"about": scope.about(risk),
		"residual_score": risk["residual_score"] or 0,
		"treatment_option": _(treatment["treatment_option"]),
		"cost": treatment["cost"] or None,
		"currency": risk["currency"],
	}


def get_message(rows: Sequence[Mapping], until: date) -> str | None:
	if rows:
		return None
	return paragraph([_("Nothing is due until {0}.").format(formatdate(until))])


def get_chart(rows: Sequence[Mapping]) -> dict:
	"""Treatments by who is responsible, those with most overdue first."""
	late = Counter(row["responsible"] for row in rows if row["days_overdue"])
	ahead = Counter(row["responsible"] for row in rows if not row["days_overdue"])
	people = sorted({*late, *ahead}, key=lambda name: (-late[name], -ahead[name], name))[:SHOWN]
	return charts.bar(
		people,
		{
			_("Overdue"): [late[name] for name in people],
			_("Not due yet"): [ahead[name] for name in people],
		},
		colors=[charts.RED, charts.GRAY],
		is_stacked=True,
		fieldtype="Int",
	)


def get_summary(rows: Sequence[Mapping], company: str | None) -> list[dict] | None:
	if not rows:
		return None
	late = sum(1 for row in rows if row["days_overdue"])
	found = [
		summaries.alarm(summaries.count(_("Overdue"), late)),
		summaries.count(_("Not due yet"), len(rows) - late),
	]
	if company:
		cost, currency = sum(flt(row["cost"]) for row in rows), rows[0]["currency"]
		found.append(summaries.money(_("Cost"), cost, currency))
	return found
