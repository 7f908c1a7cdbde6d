"""Reads of proposals: which breaches go on, and which open risk one would change."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import frappe

from relationship_suite.srm_extensions.risk.indicator_queries import Register, registers
from relationship_suite.srm_extensions.risk.indicators import Indicator, Reading, Subject
from relationship_suite.srm_extensions.risk.model import CLOSED
from relationship_suite.srm_extensions.risk.queries import REGISTER, RISK

PROPOSAL = "Risk Proposal"
OPEN, ACCEPTED, DISMISSED, OVER = "Open", "Accepted", "Dismissed", "Over"
#: What a proposal and a risk are about.
ABOUT = ("party_type", "party", "item_code", "item_group")


def active(indicator: str) -> dict[Subject, str]:
	"""The breaches of an indicator that go on, however they were decided, with the names of their proposals."""
	rows = frappe.get_all(
		PROPOSAL,
		filters={"indicator": indicator, "ended_on": ("is", "not set")},
		fields=["name", "company", *ABOUT],
		order_by="creation asc",
	)
	return {subject_of(row): row.name for row in rows}


def unwatched(indicators: Sequence[Indicator], registers: Mapping[str, Register]) -> list[str]:
	"""Proposals of breaches that go on and that nothing watches any more: no enabled indicator, or no register."""
	watched = {
		(each.name, company) for each in indicators for company in registers if each.company in ("", company)
	}
	rows = frappe.get_all(
		PROPOSAL,
		filters={"ended_on": ("is", "not set")},
		fields=["name", "indicator", "company"],
		order_by="creation asc",
	)
	return [row.name for row in rows if (row.indicator, row.company) not in watched]


def subject_of(doc: Mapping[str, Any]) -> Subject:
	"""What the figure of a proposal is of."""
	return Subject(doc.get("company"), **{field: doc.get(field) or "" for field in ABOUT})


def reading_of(doc: Mapping[str, Any]) -> Reading:
	"""The figure of a proposal, with what it is made of."""
	return Reading(doc.get("value"), json.loads(doc.get("figures") or "{}"))


def register_of(doc) -> str:
	"""Where a proposal's risk would be: its register, that of its company where that one is not enabled any more."""
	if frappe.db.get_value(REGISTER, doc.register, "enabled"):
		return doc.register
	found = registers().get(doc.company)
	return found.name if found else doc.register


def risk_to_change(doc) -> str | None:
	"""The open risk of the same company and category about the same, that an open proposal would change."""
	if doc.status != OPEN:
		return None
	found = frappe.get_all(
		RISK,
		filters={
			"company": doc.company,
			"category": doc.category,
			"status": ("!=", CLOSED),
			**{field: doc.get(field) or ("is", "not set") for field in ABOUT},
		},
		order_by="residual_score desc, name asc",
		limit=1,
		pluck="name",
	)
	return found[0] if found else None


def open_count(party_type: str, party: str) -> int:
	"""How many proposals about a party wait for a decision, of those that the session's user may see."""
	filters = {"status": OPEN, "party_type": party_type, "party": party}
	return len(frappe.get_list(PROPOSAL, filters=filters, pluck="name", order_by="name", limit=0))
