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
INDICATOR, SEGMENT = "OTIF Trend", "Quiet Research"
#: Days ago on which the customer entered the segment: before the call.
ENTERED = 24


@dataclass(frozen=True)
class Chapter:
	"""``text`` is one sentence, ``route`` the place in the Desk that shows it."""

	text: str
	route: str


def tell(as_of: date) -> None:
	"""What people have decided in the story, once the figures are there; told again, nothing is added."""
	from relationship_suite.srm_extensions.risk import proposal_api

	of_supplier = {"indicator": INDICATOR, "party": STORY_SUPPLIER, "company": EUR_COMPANY.name}
	if name := frappe.db.get_value(PROPOSAL, {**of_supplier, "status": "Open"}):
		proposal_api.accept_proposal(name, "Three lines of ours wait for their deliveries")
	member = {"customer": STORY_CUSTOMER, "customer_segment": SEGMENT}
	frappe.db.set_value(MEMBERSHIP, member, "entered_on", as_of - timedelta(days=ENTERED))
	frappe.db.commit()


def chapters(as_of: date) -> Iterator[Chapter]:
	"""The story as the open site tells it, with today's figures."""
	yield from _of_supplier(as_of)
	yield from _of_customer(as_of)
	mail = _last("Report Delivery", ["name", "recipient"], status=("in", ("Queued", "Sent")))
	yield Chapter(f"On Monday the report is in the mailbox of {mail.recipient}.", _form("Report Delivery", mail.name))


def _of_supplier(as_of: date) -> Iterator[Chapter]:
	mine = {"supplier": STORY_SUPPLIER, "company": EUR_COMPANY.name}
	proposal = _last(PROPOSAL, ["risk", "value"], indicator=INDICATOR, party=STORY_SUPPLIER)
	yield Chapter(f"{STORY_SUPPLIER} drifts: OTIF fell by {proposal.value:.0f} points.", _form("Supplier", STORY_SUPPLIER))
	fields = ["name", "from_standing", "to_standing", "to_score"]
	change = _last("Supplier Standing Change", fields, cause="Figures", **mine)
	yield Chapter(
		f"Its score falls to {change.to_score:.0f}: {change.to_standing}, {change.from_standing} before.",
		_form("Supplier Standing Change", change.name),
	)
	order = _last("Purchase Order", ["name"], docstatus=0, **mine)
	yield Chapter(f"The draft order {order.name} is warned of.", _form("Purchase Order", order.name))
	yield Chapter("An indicator raises a risk, and it is accepted.", _form("Risk", proposal.risk))
	release = _last("Forecast Release", ["name", "version"], **mine)
	yield Chapter(f"The forecast goes out in version {release.version}.", _form("Forecast Release", release.name))
	commitment = _last("Supply Commitment", ["name"], release=release.name)
	yield Chapter("The supplier commits to less.", _form("Supply Commitment", commitment.name))
	solved = _last("Planning Exception", ["name", "resolution"], status="Resolved", **mine)
	yield Chapter(f"An exception is solved: {solved.resolution}", _form("Planning Exception", solved.name))


def _of_customer(as_of: date) -> Iterator[Chapter]:
	insight = _last("Customer Insight", ["last_purchase_on"], customer=STORY_CUSTOMER, company=EUR_COMPANY.name)
	days = (as_of - insight.last_purchase_on).days
	yield Chapter(f"{STORY_CUSTOMER} has gone quiet: no purchase for {days} days.", _form("Customer", STORY_CUSTOMER))
	member = _last(MEMBERSHIP, ["entered_on"], customer=STORY_CUSTOMER, customer_segment=SEGMENT)
	yield Chapter(f"It entered the segment {SEGMENT} on {member.entered_on}.", _form("Customer Segment", SEGMENT))
	call = _last("Interaction", ["subject"], party=STORY_CUSTOMER, follow_up=("!=", ""))
	page = f"/app/relationship-360/Customer/{quote(STORY_CUSTOMER)}"
	yield Chapter(f"It is called: {call.subject}. The call is on its timeline.", page)


def _last(doctype: str, fields: list[str], **filters):
	"""The newest record of these; a story without it is none."""
	[found] = frappe.get_all(doctype, filters, fields, order_by="creation desc, name desc", limit=1)
	return found


def _form(doctype: str, name: str) -> str:
	return f"/app/{doctype.lower().replace(' ', '-')}/{quote(name)}"
