"""What follows from changes of standings: who is told, and a plan that is opened.

Each change is a transaction with its mails and its plan, so that a kill tells nobody twice and opens no second plan.
"""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core import notices
from relationship_suite.relationship_core.facts import result_rows
from relationship_suite.relationship_core.facts.refresh import Outcome, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.scorecards import (
	plan_records,
	queries,
	standing_queries,
	standing_records,
	standing_wording,
)
from relationship_suite.srm_extensions.scorecards.standing_queries import CHANGE


def tell(lease: Lease, outcome: Outcome) -> None:
	"""Tell of every change that waits; one that cannot be told stays, is in the outcome and stops no other."""
	for name in standing_queries.waiting():
		with one_of_many(outcome, CHANGE, name):
			retrying(lambda n=name: _tell(lease, n))


def _tell(lease: Lease, name: str) -> None:
	lease.renew()
	change = frappe.get_doc(CHANGE, name)
	users: list[str] = []
	addresses: list[str] = []
	if not standing_queries.was_told(change):
		follows = standing_queries.what_follows(change)
		kpis = _kpis(change) if follows != standing_queries.Follows() else []
		users = _tell_us(change, kpis) if follows.tell_us else []
		addresses = _mail_supplier(change, kpis) if follows.mail else []
		if follows.plan_days:
			plan_records.open_for(change, kpis, follows.plan_days)
	standing_records.keep_told(name, users, addresses)
	frappe.db.commit()


def _kpis(change) -> list[dict]:
	result = result_rows.name_of("PS", change.scorecard, change.supplier, change.company, change.period)
	return queries.kpi_results([result])


def _tell_us(change, kpis: list[dict]) -> list[str]:
	users = standing_queries.owners(change)
	for user in users:
		notices.tell(user, CHANGE, change.name, standing_wording.to_us, change, kpis)
	return users


def _mail_supplier(change, kpis: list[dict]) -> list[str]:
	"""The addresses whose mails are queued: none on a site without an account to send from."""
	supplier_name = frappe.db.get_value("Supplier", change.supplier, "supplier_name")
	told = []
	for contact in standing_queries.contacts(change.supplier):
		with notices.in_language(contact.language):
			subject, text = standing_wording.to_supplier(change, kpis, supplier_name, contact.name)
			if notices.send(contact.address, subject, text, CHANGE, change.name):
				told.append(contact.address)
	return told
