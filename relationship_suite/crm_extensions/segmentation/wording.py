"""A customer's insight in words, made of the figures; all of it plain text, translated."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import date_diff, fmt_money, formatdate, get_fullname, getdate

#: Segment -> what to do next, in words.
_NEXT_STEPS = {
	"Champions": "Thank them, and ask for a reference.",
	"Loyal": "Offer what goes with what they buy.",
	"Potential loyalist": "Offer a reason to come back soon.",
	"New customer": "See that their first order went well.",
	"Promising": "Suggest a second order.",
	"Needs attention": "Ask what they are planning.",
	"At risk": "Call them: they used to buy often.",
	"Cannot lose": "Call them today: they were among the best and have stopped buying.",
	"Hibernating": "A reminder by mail is enough.",
	"Lost customer": "Spend no time here unless they come back.",
}
#: Segments whose members are called as soon as they are overdue, whatever else they were worth doing.
_CALL_WHEN_OVERDUE = {"Champions", "Loyal", "Potential loyalist", "Needs attention"}


def sentence(insight, months: int, today: str) -> str:
	"""What is going on with this customer at this company, as of ``today``; ``months`` is the length of the window."""
	if not insight.last_purchase_on:
		return _("No purchase from {0} yet.").format(insight.company)
	said = [
		_segment(insight),
		_bought(insight, months, today),
		_rhythm(insight, today),
		_without_rate(insight),
	]
	return " ".join(part for part in said if part)


def _segment(insight) -> str:
	if not insight.segment:
		if insight.previous_segment:
			return _("No longer in a segment, {0} before.").format(_(insight.previous_segment))
		return ""
	values = _(insight.segment), formatdate(insight.segment_since), _(insight.previous_segment or "")
	if insight.previous_segment and insight.previous_segment != insight.segment:
		return _("{0} since {1}, {2} before.").format(*values)
	return _("{0} since {1}.").format(*values)


def _bought(insight, months: int, today: str) -> str:
	ago = _ago(insight.last_purchase_on, today)
	if not insight.segment:
		return _("Last bought {0}, on {1}, and nothing remains of it within the window.").format(
			ago, formatdate(insight.last_purchase_on)
		)
	values = ago, insight.purchase_days, months, _money(insight.revenue, insight.currency)
	if insight.purchase_days == 1:
		return _("Last bought {0}; one purchase day in the last {2} months for {3}.").format(*values)
	return _("Last bought {0}; {1} purchase days in the last {2} months for {3}.").format(*values)


def _rhythm(insight, today: str) -> str:
	verdict = insight.rhythm_on(today)
	if verdict is None or not verdict.is_own_gap:
		return _("Too few purchases to know their rhythm.")
	gap = int(verdict.gap_days + 0.5)
	if verdict.is_overdue:
		return _("They usually buy every {0} days and are {1} days overdue.").format(
			gap, verdict.days_overdue
		)
	return _("They usually buy every {0} days; the next purchase is expected about {1}.").format(
		gap, formatdate(verdict.expected_on)
	)


def _without_rate(insight) -> str:
	lines = insight.lines_without_rate or 0
	if lines == 1:
		return _("One invoice line has no exchange rate: its amount is missing here.")
	return (
		_("{0} invoice lines have no exchange rate: their amounts are missing here.").format(lines)
		if lines
		else ""
	)


def next_step(insight, today: str) -> str:
	"""What to do with this customer; empty where there is nothing to say."""
	verdict = insight.rhythm_on(today)
	if verdict and verdict.is_own_gap and verdict.is_overdue and insight.segment in _CALL_WHEN_OVERDUE:
		return _("Call them: they are later than they usually are.")
	return _(_NEXT_STEPS[insight.segment]) if insight.segment in _NEXT_STEPS else ""


def rhythm_figure(insight, today: str) -> tuple[str, str, str]:
	"""Value, what is to be said of it, and its colour: how often the customer buys, and how long ago that was."""
	verdict, ago = insight.rhythm_on(today), _ago(insight.last_purchase_on, today)
	if verdict is None or not verdict.is_own_gap:
		return _("Last {0}").format(ago), _("Too few purchases to know their rhythm."), ""
	value = _("Every {0} days, last {1}").format(int(verdict.gap_days + 0.5), ago)
	if verdict.is_overdue:
		return value, _("{0} days overdue").format(verdict.days_overdue), "orange"
	return value, _("Median of {0} gaps").format(insight.gaps), ""


def revenue_figure(insight, months: int) -> tuple[str, str]:
	"""Value, and what is to be said of it; ``months`` is the length of the window."""
	value = _money(insight.revenue, insight.currency)
	if insight.purchase_days == 1:
		return value, _("Last {0} months, on one purchase day").format(months)
	return value, _("Last {0} months, on {1} purchase days").format(months, insight.purchase_days)


def interaction(touch: dict | None, today: str) -> str:
	"""The last time that people were in touch, or that the user may know of none."""
	if not touch:
		return _("No mail, call, meeting or issue that you may open is on record with this customer.")
	ago = _ago(touch["happened_on"], today)
	channel = _(touch["channel"])
	if touch["direction"] == "Received":
		return _("{0} from them, {1}.").format(channel, ago)
	if touch["direction"] == "Sent" and touch["person"]:
		return _("{0} to them, {1}, by {2}.").format(channel, ago, get_fullname(touch["person"]))
	if touch["direction"] == "Sent":
		return _("{0} to them, {1}.").format(channel, ago)
	return _("{0}, {1}.").format(channel, ago)


def promise(found: dict, today: str) -> str:
	"""What was promised at an interaction, until when and by whom, or when it was done."""
	if found["done_on"]:
		return _("{0}, done on {1}.").format(found["text"], formatdate(found["done_on"]))
	due = found["text"], formatdate(found["due_on"]), get_fullname(found["by"])
	if (late := date_diff(today, found["due_on"])) > 0:
		return _("{0}, due on {1}, by {2}: {3} days overdue.").format(*due, late)
	return _("{0}, due on {1}, by {2}.").format(*due)


def _ago(day, today: str) -> str:
	days = max(date_diff(today, getdate(day)), 0)
	return _("today") if not days else _("yesterday") if days == 1 else _("{0} days ago").format(days)


def _money(amount: float, currency: str | None) -> str:
	"""With its symbol on the same line."""
	precision = frappe.get_precision("Customer Insight", "revenue") or 2
	shown = fmt_money(amount, precision=precision, currency=currency or None)
	return shown.replace(" ", "\N{NO-BREAK SPACE}")
