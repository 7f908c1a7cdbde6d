"""Who was told of a change of standing stood in two texts of it: each of them gets a row, and the texts go."""

from __future__ import annotations

import frappe

from relationship_suite.srm_extensions.scorecards import standing_records
from relationship_suite.srm_extensions.scorecards.standing_queries import CHANGE

#: Columns of a site from before: lines of users, and of addresses.
_TEXTS = ("users_told", "contacts_told")


def execute() -> None:
	if not frappe.db.has_column(CHANGE, _TEXTS[0]):
		return
	change = frappe.qb.DocType(CHANGE)
	users, contacts = (change[column] for column in _TEXTS)
	is_told = users.isnotnull() | contacts.isnotnull()
	rows = frappe.qb.from_(change).select(change.name, users, contacts).where(is_told).orderby(change.name)
	for name, *texts in rows.run():
		ours, theirs = ((text or "").split() for text in texts)
		standing_records.insert_recipients(
			[*((name, each, None) for each in ours), *((name, None, each) for each in theirs)]
		)
	# Frappe leaves the columns of fields that are gone, and nobody would find the names in them
	frappe.qb.update(change).set(users, None).set(contacts, None).where(is_told).run()
