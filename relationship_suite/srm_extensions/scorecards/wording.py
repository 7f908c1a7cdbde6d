"""What a supplier's figures say, in plain text, translated and in the user's number format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from frappe import _
from frappe.utils import add_months, getdate, nowdate

from relationship_suite.relationship_core.numbers import number, percent, whole
from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from relationship_suite.srm_extensions.scorecards.periods import trend

#: So many months back a score is compared with, in the sentence.
COMPARED_MONTHS = 3
#: An item group is named when more than this share of the misses is its own.
MOSTLY = 0.5


def earlier_point(points: Sequence[dict]) -> dict | None:
	"""The scored point of three months before the last one, the last scored one before that; None without."""
	if not points or not points[-1]["is_scored"]:
		return None
	last = getdate(points[-1]["period_start"])
	earlier = [
		point
		for point in points[:-1]
		if point["is_scored"] and _months(getdate(point["period_start"]), last) >= COMPARED_MONTHS
	]
	return earlier[-1] if earlier else None


def sentences(summary: Mapping[str, Any], then: Mapping[str, Any] | None) -> list[str]:
	"""How it stands and why.

	Args:
		summary: ``result``, ``kpis``, ``not_judged``, ``pulls_down``, ``late_open``, ``groups`` (misses by KPI and group).
		then: the point that the score is compared with, with its ``kpis``.
	"""
	result, late = summary["result"], summary["late_open"]
	if not result:
		said = [_("Nothing has been due, received or invoiced from this supplier yet, so there is no score.")]
	elif not result["is_scored"]:
		said = [
			_("Not enough data for a score in {0}: {1} of the weight could be judged.").format(
				result["period"], percent(result["coverage"])
			)
		]
		if summary["not_judged"]:
			row = summary["not_judged"][0]
			said.append(f"{_(row['kpi'])}: {not_enough(row['kpi'], row['n'], row['minimum'])}.")
	else:
		moved = then and _moved(result, then, summary["kpis"])
		said = [moved or _score_sentence(result)]
		if not moved:
			said += _costs_most(summary["pulls_down"])
		said += _mostly(summary)
	if result and _is_idle(getdate(result["period_end"]), getdate(nowdate())):
		said.append(_("No activity since {0}.").format(result["period"]))
	if late == 1:
		said.append(_("One order line is overdue."))
	elif late:
		said.append(_("{0} order lines are overdue.").format(late))
	return said


def _is_idle(period_end: date, today: date) -> bool:
	"""Whether the latest period ended before the previous calendar month: a result is given only where there was work."""
	return period_end < getdate(add_months(today.replace(day=1), -1))


def _moved(result: Mapping, then: Mapping, kpis: Sequence[Mapping]) -> str | None:
	"""The score moved over some months, and the KPI that did most of it; None where it is steady."""
	way = trend(result["score"], then["score"]).direction
	if way not in ("up", "down"):
		return None
	months = _months(getdate(then["period_start"]), getdate(result["period_start"]))
	before = {row["kpi"]: row for row in then["kpis"] if row["is_judged"]}
	sign = 1 if way == "down" else -1
	moved = [
		(sign * (row["points_lost"] - before[row["kpi"]]["points_lost"]), row)
		for row in kpis
		if row["kpi"] in before
	]
	lost, row = max(moved, key=lambda each: each[0], default=(0, None))
	values = [number(then["score"]), number(result["score"]), months, _(result["standing"])]
	if not row or lost <= 0:
		if way == "down":
			return _("The score fell from {0} to {1} of 100 in {2} months: {3}.").format(*values)
		return _("The score rose from {0} to {1} of 100 in {2} months: {3}.").format(*values)
	values += [
		_(row["kpi"]),
		kpi_value(row["kpi"], before[row["kpi"]]["value"]),
		kpi_value(row["kpi"], row["value"]),
	]
	if way == "down":
		return _(
			"The score fell from {0} to {1} of 100 in {2} months ({3}), mostly by {4}, which went from {5} to {6}."
		).format(*values)
	return _(
		"The score rose from {0} to {1} of 100 in {2} months ({3}), mostly by {4}, which went from {5} to {6}."
	).format(*values)


def _costs_most(pulls_down: Sequence[Mapping]) -> list[str]:
	if not pulls_down:
		return []
	worst = pulls_down[0]
	return [
		_("{0} at {1} costs the most, {2} points.").format(
			_(worst["kpi"]), kpi_value(worst["kpi"], worst["value"]), number(worst["points_lost"])
		)
	]


def _mostly(summary: Mapping[str, Any]) -> list[str]:
	"""The item group with most of the misses of the KPI that costs the most, where there are several groups."""
	if not summary["pulls_down"]:
		return []
	kpi = summary["pulls_down"][0]["kpi"]
	groups = {group: max(missed, 0) for group, missed in summary["groups"].get(kpi, {}).items()}
	total = sum(groups.values())
	if len(groups) < 2 or total <= 0:
		return []
	group, missed = max(groups.items(), key=lambda each: (each[1], each[0]))
	if missed / total <= MOSTLY or not group:
		return []
	return [_("{0} of what {1} missed was {2}.").format(percent(100 * missed / total), _(kpi), _(group))]


def _score_sentence(result: Mapping) -> str:
	values = (
		number(result["score"]),
		_(result["standing"]),
		result["period"],
		number(abs(result["change"])),
	)
	way = trend(result["score"], result["previous_score"] if result["has_previous"] else None).direction
	if way == "up":
		return _("The score rose by {3} to {0} of 100 in {2}: {1}.").format(*values)
	if way == "down":
		return _("The score fell by {3} to {0} of 100 in {2}: {1}.").format(*values)
	if way == "steady":
		return _("The score is steady at {0} of 100 in {2}: {1}.").format(*values)
	return _("The score is {0} of 100 in {2}: {1}.").format(*values)


def next_step(summary: Mapping[str, Any]) -> dict[str, str]:
	"""What to do now: ``text``, and ``leads_to``: ``late``, a KPI, or "" where there is nothing to open."""
	if summary["late_open"]:
		return {"text": _("Ask for a new date for what is overdue."), "leads_to": "late"}
	if summary["pulls_down"]:
		worst = summary["pulls_down"][0]["kpi"]
		return {"text": _("Look at what is behind {0}.").format(_(worst)), "leads_to": worst}
	if summary["result"] and summary["result"]["is_scored"]:
		return {"text": _("Nothing: every KPI is at its best."), "leads_to": ""}
	return {"text": "", "leads_to": ""}


def kpi_value(kpi: str, value: float) -> str:
	"""A KPI's value with its unit, in the user's number format."""
	if MEASURES[kpi].unit == "PPM":
		return _("{0} PPM").format(whole(value))
	return percent(value)


def evidence(kpi: str, n: float, sampled: float | None = None) -> str:
	"""What a KPI's value is made of; of PPM also how much of the quantity was inspected, per cent."""
	said = _(MEASURES[kpi].evidence.counted).format(whole(n))
	if kpi == "PPM" and sampled:
		return _("{0}, {1} of the quantity inspected").format(said, percent(sampled))
	return said


def not_enough(kpi: str, n: float, minimum: float) -> str:
	"""Instead of a figure that means nothing."""
	return _(MEASURES[kpi].evidence.missing).format(whole(n), whole(minimum))


def covered(coverage: float) -> str:
	"""How much of the weight could be judged."""
	return _("{0} % of the weight had enough data").format(number(coverage))


def change(by: float) -> str:
	"""How a score moved; up and down are told by a sign, which needs no colour."""
	sign = "▲" if by > 0 else "▼" if by < 0 else "="
	return f"{sign} {_('{0} against the period before').format(number(abs(by)))}"


def _months(first, last) -> int:
	return (last.year - first.year) * 12 + last.month - first.month
