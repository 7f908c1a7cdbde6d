"""A customer's insight in one sentence, made of the figures."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import date_diff, fmt_money, formatdate

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


def sentence(insight, today: str) -> str:
	"""What is going on with this customer at this company, as of ``today``; plain text, translated."""
	if not insight.last_purchase_on:
		return _("No purchase from {0} yet.").format(insight.company)
	days = max(date_diff(today, insight.last_purchase_on), 0)
	if not insight.segment:
		return _("Last bought {0} days ago, on {1}, and nothing remains of it within the window.").format(
			days, formatdate(insight.last_purchase_on)
		)
	bought = _("{0}: last bought {1} days ago, on {2} days within the window for {3}.").format(
		_(insight.segment), days, insight.purchase_days, _money(insight.revenue, insight.currency)
	)
	return f"{bought} {_rhythm(insight, today)}"


def next_step(segment: str) -> str:
	"""What to do with a customer of that segment, translated; empty where there is none."""
	return _(_NEXT_STEPS[segment]) if segment in _NEXT_STEPS else ""


def _rhythm(insight, today: str) -> str:
	verdict = insight.rhythm_on(today)
	if verdict is None or not verdict.is_own_gap:
		return _("Too few purchases to know their rhythm.")
	gap = round(verdict.gap_days)
	if verdict.is_overdue:
		return _("They usually buy every {0} days and are {1} days overdue.").format(
			gap, verdict.days_overdue
		)
	return _("They usually buy every {0} days; the next purchase is expected about {1}.").format(
		gap, formatdate(verdict.expected_on)
	)


def _money(amount: float, currency: str | None) -> str:
	precision = frappe.get_precision("Customer Insight", "revenue") or 2
	return fmt_money(amount, precision=precision, currency=currency or None)
