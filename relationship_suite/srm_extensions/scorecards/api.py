"""What the Supplier form and the workspace ask for. Every method checks rights first."""

from __future__ import annotations

from typing import Any

import frappe
from frappe import _
from frappe.utils import escape_html, format_datetime, formatdate, getdate, nowdate

from relationship_suite.reports.scope import narrowed, permitted
from relationship_suite.srm_extensions.scorecards import queries
from relationship_suite.srm_extensions.scorecards.history import months_back
from relationship_suite.srm_extensions.scorecards.model import trend
from relationship_suite.srm_extensions.scorecards.queries import RESULT

#: Standings of the template's lower half count as in need of attention by their colour.
ALARMING = ("Red", "Orange")


def check_may_see_scores() -> None:
	"""Raise PermissionError unless the session's user may read results and, at level 1, their scores."""
	if not frappe.has_permission(RESULT, "read") or 1 not in frappe.get_meta(RESULT).get_permlevel_access():
		frappe.throw(_("You may not see supplier scores."), frappe.PermissionError)


@frappe.whitelist(methods=["GET", "POST"])
def supplier_summary(supplier: str, company: str | None = None) -> dict[str, Any]:
	"""Can we rely on this supplier? What its tab shows, for one company.

	Args:
		supplier: name of the supplier.
		company: the company to show; by default the user's, else the one with the latest result.

	Returns:
		``sentence`` (plain words, HTML-escaped), ``result`` (score, standing, ... or None), ``trend`` (points oldest
		first), ``kpis`` and ``not_judged`` (rows of KPIs), ``pulls_down`` (up to three), ``late_open`` (order lines),
		``window`` (first and last day judged), ``updated``, ``pending`` (documents since), ``freshness`` (both in
		words), ``choices`` (other scorecards and companies).

	Raises:
		frappe.PermissionError: the user may not see the supplier, the company or scores.
	"""
	frappe.has_permission("Supplier", "read", doc=supplier, throw=True)
	check_may_see_scores()
	companies = narrowed(company, permitted("Company", RESULT), "Company")
	as_of = getdate(nowdate())
	found = queries.latest_results(as_of, suppliers=[supplier], companies=companies)
	chosen = _chosen(found, company)
	companies = [chosen["company"]] if chosen else companies
	summary: dict[str, Any] = {
		"supplier": supplier,
		"company": chosen["company"] if chosen else company,
		"result": chosen,
		"trend": [],
		"kpis": [],
		"pulls_down": [],
		"not_judged": [],
		"late_open": queries.late_open_lines(supplier, companies),
		"pending": queries.pending_changes(),
		"updated": queries.last_refresh(),
		"window": {},
		"choices": [{"scorecard": row["scorecard"], "company": row["company"]} for row in found],
	}
	if chosen:
		first = months_back(getdate(chosen["period_end"]).replace(day=1), chosen["window_months"] - 1)
		summary["window"] = {
			"from_date": str(first),
			"to_date": str(min(as_of, getdate(chosen["period_end"]))),
		}
		summary["trend"] = queries.history(chosen["scorecard"], supplier, chosen["company"], as_of)
		kpis = queries.kpi_results([chosen["name"]])
		judged = [row for row in kpis if row["is_judged"]]
		summary["pulls_down"] = [row for row in judged if row["points_lost"] > 0][:3]
		summary["kpis"] = judged
		summary["not_judged"] = [row for row in kpis if not row["is_judged"]]
	summary["sentence"] = " ".join(_sentences(summary))
	summary["freshness"] = _freshness(summary)
	return summary


@frappe.whitelist(methods=["POST"])
def refresh_supplier(supplier: str) -> None:
	"""Bring the figures of this supplier up to its documents, in the background; one such job at a time.

	Raises:
		frappe.PermissionError: the user may not see the supplier or scores.
	"""
	frappe.has_permission("Supplier", "read", doc=supplier, throw=True)
	check_may_see_scores()
	frappe.enqueue(
		"relationship_suite.tasks.run",
		kind="Refresh",
		queue="long",
		job_id="relationship_suite_refresh",
		deduplicate=True,
	)


@frappe.whitelist(methods=["GET", "POST"])
def suppliers_needing_attention(filters: str | dict | list | None = None) -> dict[str, Any]:
	"""Number card: suppliers whose latest standing is red or orange."""
	check_may_see_scores()
	rows = [row for row in _visible_latest() if row["is_scored"] and row["standing_colour"] in ALARMING]
	return _card(len({row["supplier"] for row in rows}), "Int", "Supplier Performance")


@frappe.whitelist(methods=["GET", "POST"])
def average_score(filters: str | dict | list | None = None) -> dict[str, Any]:
	"""Number card: mean of the latest scores."""
	check_may_see_scores()
	scores = [row["score"] for row in _visible_latest() if row["is_scored"]]
	return _card(round(sum(scores) / len(scores), 1) if scores else 0, "Float", "Supplier Performance")


@frappe.whitelist(methods=["GET", "POST"])
def late_open_lines(filters: str | dict | list | None = None) -> dict[str, Any]:
	"""Number card: due lines of open orders that have not arrived in full."""
	check_may_see_scores()
	from relationship_suite.reports.scope import permitted_parties
	from relationship_suite.srm_extensions.scorecards import report_queries

	rows = report_queries.deliveries_by_supplier(
		companies=permitted("Company", RESULT), suppliers=permitted_parties("Supplier", RESULT)
	)
	return _card(sum(row["lines_late_open"] for row in rows), "Int", "Late and Open Deliveries")


def _visible_latest() -> list[dict]:
	from relationship_suite.reports.scope import permitted_parties

	return queries.latest_results(
		getdate(nowdate()),
		suppliers=permitted_parties("Supplier", RESULT),
		companies=permitted("Company", RESULT),
	)


def _card(value: float, fieldtype: str, report: str) -> dict[str, Any]:
	"""A number card's answer; a click opens the report behind the figure."""
	return {"value": value, "fieldtype": fieldtype, "route": ["query-report", report]}


def _chosen(found: list[dict], company: str | None) -> dict | None:
	"""The result to show: of the company asked for, the user's own, or the most recent; overall cards go first."""
	if not found:
		return None
	own = company or frappe.defaults.get_user_default("Company")
	mine = [row for row in found if row["company"] == own]
	if mine or company:
		return mine[0] if mine else None
	return max(found, key=lambda row: (not row["item_group"], row["period_start"]))


def _sentences(summary: dict) -> list[str]:
	"""What the figures say, in plain words."""
	result, late = summary["result"], summary["late_open"]
	if not result:
		said = [_("Nothing has been due, received or invoiced from this supplier yet, so there is no score.")]
	elif not result["is_scored"]:
		said = [
			_("Not enough data for a score in {0}: {1} of the weight could be judged.").format(
				result["period"], _percent(result["coverage"])
			)
		]
	else:
		said = [_score_sentence(result)]
	if summary["pulls_down"]:
		worst = summary["pulls_down"][0]
		said.append(
			_("{0} at {1} costs the most, {2} points.").format(
				_(worst["kpi"]), kpi_value(worst["kpi"], worst["value"]), _number(worst["points_lost"])
			)
		)
	if late == 1:
		said.append(_("One order line is overdue."))
	elif late:
		said.append(_("{0} order lines are overdue.").format(late))
	return said


def _score_sentence(result: dict) -> str:
	values = (
		_number(result["score"]),
		escape_html(_(result["standing"])),
		result["period"],
		_number(abs(result["change"])),
	)
	way = trend(result["score"], result["previous_score"] if result["has_previous"] else None).direction
	if way == "up":
		return _("The score rose by {3} to {0} of 100 in {2}: {1}.").format(*values)
	if way == "down":
		return _("The score fell by {3} to {0} of 100 in {2}: {1}.").format(*values)
	if way == "steady":
		return _("The score is steady at {0} of 100 in {2}: {1}.").format(*values)
	return _("The score is {0} of 100 in {2}: {1}.").format(*values)


def _freshness(summary: dict) -> str:
	updated, pending = summary["updated"], summary["pending"]
	if not updated:
		return _("Not calculated yet.")
	when = format_datetime(updated, "HH:mm")
	if getdate(updated) != getdate(nowdate()):
		when = f"{formatdate(getdate(updated))}, {when}"
	if pending:
		return _("Updated {0}, {1} documents since").format(when, pending)
	return _("Updated {0}").format(when)


def kpi_value(kpi: str, value: float) -> str:
	"""A KPI's value with its unit, in the user's number format."""
	if kpi == "PPM":
		return _("{0} PPM").format(frappe.utils.fmt_money(round(value), precision=0))
	return _percent(value)


def _percent(value: float) -> str:
	return f"{_number(value)} %"


def _number(value: float) -> str:
	return frappe.utils.fmt_money(value, precision=1)
