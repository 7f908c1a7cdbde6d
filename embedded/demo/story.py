"""The story of the demo company, chapter by chapter, each with the record that shows it.

A supplier drifts and is dealt with; meanwhile a good customer goes quiet and is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

import frappe

from embedded.demo.cast import EUR_COMPANY
from embedded.demo.words import STORY_CUSTOMER, STORY_SUPPLIER

PROPOSAL, MEMBERSHIP = "Risk Proposal", "Customer Segment Membership"
PROPOSED = {"indicator": "OTIF Trend", "party": STORY_SUPPLIER, "company": EUR_COMPANY.name}
SEGMENT = "Quiet Research"
#: Opens a form at our tab.
TAB = "#relationship_tab"
#: Days ago on which the customer entered the segment: before the call.
ENTERED = 24


@dataclass(frozen=True)
class Chapter:
	"""``text`` is one sentence, ``route`` the place in the Desk that shows it, ``shows`` words to look for there."""

	text: str
	route: str
	shows: str


def tell(as_of: date) -> None:
	"""What people have decided in the story, once the figures are there; told again, nothing is added."""
	from relationship_suite.srm_extensions.risk import proposal_api

	if name := frappe.db.get_value(PROPOSAL, {**PROPOSED, "status": "Open"}):
		proposal_api.accept_proposal(name, "Three lines of ours wait for their deliveries")
	member = {"customer": STORY_CUSTOMER, "customer_segment": SEGMENT}
	frappe.db.set_value(MEMBERSHIP, member, "entered_on", as_of - timedelta(days=ENTERED))
	frappe.db.commit()


def chapters(as_of: date) -> Iterator[Chapter]:
	"""The story as the open site tells it, with today's figures."""
	yield from _of_supplier()
	yield from _of_customer(as_of)
	fields = ["name", "recipient", "report"]
	mail = _last("Report Delivery", fields, status=("in", ("Queued", "Sent")))
	text = f"On Monday the report {mail.report} is in the mailbox of {mail.recipient}."
	yield Chapter(text, _form("Report Delivery", mail.name), mail.report)


def as_text(as_of: date) -> str:
	"""The story to read, with where in the Desk each sentence of it is seen."""
	lines = ["One story to follow in the Desk:"]
	for number, chapter in enumerate(chapters(as_of), 1):
		lines += [f"{number:>3}. {chapter.text}", f"     {chapter.route}"]
	return "\n".join(lines)


def _of_supplier() -> Iterator[Chapter]:
	mine = {"supplier": STORY_SUPPLIER, "company": EUR_COMPANY.name}
	proposal = _last(PROPOSAL, ["risk", "value"], **PROPOSED)
	fields = ["name", "from_standing", "to_standing", "to_score"]
	change = _last("Supplier Standing Change", fields, newest="changed_on", cause="Figures", **mine)
	text = f"{STORY_SUPPLIER} drifts: on time in full fell by {proposal.value:.0f} points."
	yield Chapter(text, f"{_form('Supplier', STORY_SUPPLIER)}{TAB}", change.to_standing)
	text = f"Its score falls to {change.to_score:.0f}: {change.to_standing}, {change.from_standing} before."
	yield Chapter(text, _form("Supplier Standing Change", change.name), change.from_standing)
	order = _last("Purchase Order", ["name"], docstatus=0, **mine)
	text = f"The gate warns of the draft order {order.name}."
	yield Chapter(text, _form("Purchase Order", order.name), change.to_standing)
	risk = _last("Risk", ["name", "risk_title"], name=proposal.risk)
	text = "An indicator proposes a risk with its evidence, and it is accepted into the register."
	yield Chapter(text, _form("Risk", risk.name), risk.risk_title)
	release = _last("Forecast Release", ["name", "version"], is_latest=1, **mine)
	text = f"The forecast goes out to the supplier, in version {release.version}."
	yield Chapter(text, _form("Forecast Release", release.name), "from the version before")
	commitment = _last("Supply Commitment", ["name"], release=release.name)
	text = "The supplier commits to less than is asked for."
	yield Chapter(text, _form("Supply Commitment", commitment.name), "No more capacity in that month")
	solved = _last("Planning Exception", ["name", "resolution"], status="Resolved", **mine)
	yield Chapter("One exception is solved.", _form("Planning Exception", solved.name), solved.resolution)


def _of_customer(as_of: date) -> Iterator[Chapter]:
	of_company = {"customer": STORY_CUSTOMER, "company": EUR_COMPANY.name}
	insight = _last("Customer Insight", ["last_purchase_on", "segment"], **of_company)
	days = (as_of - insight.last_purchase_on).days
	text = f"{STORY_CUSTOMER} has gone quiet: no purchase for {days} days."
	yield Chapter(text, f"{_form('Customer', STORY_CUSTOMER)}{TAB}", insight.segment)
	member = _last(MEMBERSHIP, ["entered_on"], customer=STORY_CUSTOMER, customer_segment=SEGMENT)
	text = f"It entered the segment {SEGMENT} on {member.entered_on}."
	yield Chapter(text, _form("Customer Segment", SEGMENT), STORY_CUSTOMER)
	call = _last("Interaction", ["subject"], party=STORY_CUSTOMER, follow_up=("!=", ""))
	text = "Sales calls, and the call is on the timeline."
	yield Chapter(text, f"/desk/relationship-360/Customer/{quote(STORY_CUSTOMER)}", call.subject)


def _last(doctype: str, fields: list[str], newest: str = "creation", **filters):
	"""The newest record of these; a story without it is none."""
	[found] = frappe.get_all(doctype, filters, fields, order_by=f"{newest} desc, name desc", limit=1)
	return found


def _form(doctype: str, name: str) -> str:
	return f"/desk/{doctype.lower().replace(' ', '-')}/{quote(name)}"
