"""What the Supplier form and the workspace ask for. Every method checks rights first."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import get_datetime, getdate, nowdate

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.facts import changes, notes
from relationship_suite.relationship_core.facts.api import refresh_party
from relationship_suite.relationship_core.facts.freshness import freshness, last_refresh, warning
from relationship_suite.reports.filters import fields_of, parsed
from relationship_suite.reports.scope import among, check_may_read, narrowed, permitted, permitted_parties
from relationship_suite.srm_extensions.scorecards import queries, starting, tab_queries, wording
from relationship_suite.srm_extensions.scorecards.history import window_start
from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from relationship_suite.srm_extensions.scorecards.queries import RESULT

#: Standings of the template's lower half count as in need of attention by their colour.
ALARMING = ("Red", "Orange")


def check_may_see_scores() -> None:
	"""Raise PermissionError unless the session's user may read results and, at level 1, their scores."""
	if not queries.may_see_scores():
		frappe.throw(_("You may not see supplier scores."), frappe.PermissionError)


@whitelist(methods=["GET", "POST"])
def supplier_summary(supplier: str, company: str | None = None) -> dict[str, Any]:
	"""Can we rely on this supplier? What its tab shows, for one company.

	Args:
		supplier: name of the supplier.
		company: the company to show; by default the user's, else the one with the latest result.

	Returns:
		``sentence`` (plain words), ``next_step`` (text and where it leads), ``result`` (score, standing,
		... or None), ``trend`` (points oldest first), ``kpis`` and ``not_judged`` (rows of KPIs with ``meaning``, what
		is ``behind`` them, ``value_text``, ``evidence`` in words and the ``change`` against the period before), ``pulls_down`` (up to three), ``late_open``
		(order lines), ``window`` (first and last day judged), ``updated``, ``pending`` (documents of this supplier
		since), ``freshness`` (both in words), ``warning`` (why that is too old; None where it is not), ``choices`` (the
		scores in all companies and scorecards).

	A supplier that is gone has nothing to show.

	Raises:
		frappe.PermissionError: the user may not see the supplier, the company or scores.
	"""
	check_may_read("Supplier", supplier, RESULT)
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
		"pending": len(changes.pending_of("Supplier", supplier)),
		"updated": last_refresh("Supplier", supplier),
		"window": {},
		"choices": found,
	}
	then = None
	if chosen:
		if notes.has_stale("Supplier", supplier):  # no run since has been able to score it
			summary["updated"] = get_datetime(chosen["modified"])
		first = window_start(getdate(chosen["period_end"]), chosen["window_months"])
		last = min(as_of, getdate(chosen["period_end"]))
		summary["window"] = {"from_date": str(first), "to_date": str(last)}
		summary["trend"] = queries.history(chosen["scorecard"], supplier, chosen["company"], as_of)
		then = wording.earlier_point(summary["trend"])
		before = summary["trend"][-2]["name"] if len(summary["trend"]) > 1 else None
		kpis = queries.kpi_results(sorted({chosen["name"], *filter(None, (before, then and then["name"]))}))
		sampled = tab_queries.sampled_share(supplier, chosen["company"], first, last)
		mine = [_worded(row, kpis, before, sampled) for row in kpis if row["parent"] == chosen["name"]]
		judged = [row for row in mine if row["is_judged"]]
		summary["pulls_down"] = [row for row in judged if row["points_lost"] > 0][:3]
		summary["kpis"] = judged
		summary["not_judged"] = [row for row in mine if not row["is_judged"]]
		if then:
			then["kpis"] = [row for row in kpis if row["parent"] == then["name"]]
		summary["groups"] = tab_queries.misses_by_item_group(supplier, chosen["company"], first, last)
	summary["sentence"] = " ".join(wording.sentences(summary, then))
	summary["next_step"] = wording.next_step(summary)
	summary["freshness"] = freshness(summary["updated"], summary["pending"])
	summary["warning"] = warning(summary["updated"])
	summary.pop("groups", None)
	return summary


def _worded(row: dict, kpis: list[dict], before: str | None, sampled: float | None) -> dict:
	"""A KPI's row with its value, evidence and the change since the result ``before`` as people read them."""
	earlier = [k for k in kpis if k["parent"] == before and k["kpi"] == row["kpi"] and k["is_judged"]]
	return {
		**row,
		"meaning": _(MEASURES[row["kpi"]].meaning),
		"behind": MEASURES[row["kpi"]].behind,
		"value_text": wording.kpi_value(row["kpi"], row["value"]),
		"evidence": wording.evidence(row["kpi"], row["n"], sampled),
		"needed": wording.not_enough(row["kpi"], row["n"], row["minimum"]),
		"change": row["value"] - earlier[0]["value"] if earlier and row["is_judged"] else None,
		"is_better": row["score"] > earlier[0]["score"] if earlier else None,
	}


@whitelist(methods=["POST"])
def refresh_supplier(supplier: str) -> None:
	"""Bring this supplier's figures up to its documents, in the background; one such job a supplier at a time.

	Raises:
		frappe.PermissionError: the user may not see the supplier or scores.
		frappe.ValidationError: everything is to be made anew.
	"""
	is_there = check_may_read("Supplier", supplier, RESULT)
	check_may_see_scores()
	if not is_there:
		return
	refresh_party("Supplier", supplier)


@whitelist(methods=["GET", "POST"])
def standings(suppliers: str) -> dict[str, dict[str, Any]]:
	"""For the Supplier list: ``score``, ``standing``, ``colour`` and ``company`` of the lowest latest score of each.

	Args:
		suppliers: names as a JSON list, 500 at most. Those that the user may not see, and those without a score, are
			left out.

	Raises:
		frappe.PermissionError: the user may not see scores.
		frappe.ValidationError: ``suppliers`` is no JSON list.
	"""
	check_may_see_scores()
	asked = [str(name) for name in parsed(suppliers, list, "suppliers")][:500]
	rows = _visible_latest(asked)
	found: dict[str, dict[str, Any]] = {}
	for row in sorted((row for row in rows if row["is_scored"]), key=lambda row: row["score"]):
		values = {"score": row["score"], "standing": row["standing"], "colour": row["standing_colour"]}
		found.setdefault(row["supplier"], {**values, "company": row["company"]})
	return found


@whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
def standing_names() -> list[str]:
	"""Names of the standings of all enabled scorecards, the worst first: what the report can be filtered by.

	Raises:
		frappe.PermissionError: the user may not see scores.
	"""
	check_may_see_scores()
	return queries.standing_names()


@whitelist(methods=["POST"])
def scorecard_problems(doc: str) -> list[dict[str, Any]]:
	"""What is wrong with a Performance Scorecard as it stands in the form, before it is saved.

	Args:
		doc: the document as JSON.

	Returns:
		``table``, ``row``, ``field`` and ``message`` of each problem; empty when it can be used.

	Raises:
		frappe.PermissionError: the user may not read scorecards.
		frappe.ValidationError: ``doc`` is no scorecard.
	"""
	frappe.has_permission(queries.SCORECARD, "read", throw=True)
	return scorecard_in_form(doc).places()


def scorecard_in_form(doc: str):
	"""The Performance Scorecard that a form has sent as JSON, as a document that is not saved.

	Raises:
		frappe.ValidationError: ``doc`` is no scorecard.
	"""
	values = parsed(doc, dict, "doc")
	if values.get("doctype") != queries.SCORECARD:
		frappe.throw(_("This is no Performance Scorecard."))
	return frappe.get_doc(fields_of(queries.SCORECARD, values))


@whitelist(methods=["GET", "POST"])
def starting_tables() -> dict[str, list[dict[str, Any]]]:
	"""``kpis`` and ``standings`` that the form of a new scorecard starts with.

	Raises:
		frappe.PermissionError: the user may not make scorecards.
	"""
	frappe.has_permission(queries.SCORECARD, "create", throw=True)
	return starting.tables()


@whitelist(methods=["GET", "POST"])
def suppliers_needing_attention(filters: str | dict | list | None = None) -> dict[str, Any]:
	"""Number card: suppliers whose latest standing is red or orange."""
	check_may_see_scores()
	rows = [row for row in _visible_latest() if row["is_scored"] and row["standing_colour"] in ALARMING]
	return _card(len({row["supplier"] for row in rows}), "Int", "Supplier Performance")


@whitelist(methods=["GET", "POST"])
def average_score(filters: str | dict | list | None = None) -> dict[str, Any]:
	"""Number card: mean of the latest scores."""
	check_may_see_scores()
	scores = [row["score"] for row in _visible_latest() if row["is_scored"]]
	return _card(round(sum(scores) / len(scores), 1) if scores else 0, "Float", "Supplier Performance")


@whitelist(methods=["GET", "POST"])
def late_open_lines(filters: str | dict | list | None = None) -> dict[str, Any]:
	"""Number card: due lines of open orders that have not arrived in full."""
	check_may_see_scores()
	from relationship_suite.srm_extensions.scorecards import report_queries

	companies, suppliers = permitted("Company", RESULT), permitted_parties("Supplier", RESULT)
	rows = report_queries.deliveries_by_supplier(companies=companies, suppliers=suppliers)
	card = _card(sum(row["lines_late_open"] for row in rows), "Int", "Late and Open Deliveries")
	since = report_queries.first_overdue_month(companies, suppliers)
	# The lines that are counted, and not those of the report's usual months.
	lines = {"mode": "By Line", "status": report_queries.STATUSES[0], "to_date": nowdate()}
	return {**card, "route_options": {**lines, "from_date": str(since)} if since else lines}


def _visible_latest(asked: list[str] | None = None) -> list[dict]:
	suppliers = permitted_parties("Supplier", RESULT)
	if asked is not None:
		suppliers = among(asked, suppliers)
		if not suppliers:
			return []
	return queries.latest_results(
		getdate(nowdate()), suppliers=suppliers, companies=permitted("Company", RESULT)
	)


def _card(value: float, fieldtype: str, report: str) -> dict[str, Any]:
	"""A number card's answer; a click opens the report behind the figure."""
	return {"value": value, "fieldtype": fieldtype, "precision": 1, "route": ["query-report", report]}


def _chosen(found: list[dict], company: str | None) -> dict | None:
	"""The result to show: of the company asked for, the user's own, or the most recent; overall cards go first."""
	if not found:
		return None
	own = company or frappe.defaults.get_user_default("Company")
	mine = [row for row in found if row["company"] == own]
	if mine or company:
		return mine[0] if mine else None
	return max(found, key=lambda row: (not row["item_group"], row["period_start"]))
