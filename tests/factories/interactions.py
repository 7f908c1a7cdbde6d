"""Interactions with parties, as people log them."""

from __future__ import annotations

from tests.factories import buying

HAPPENED = "2026-03-05 14:30:00"


def interaction(party: str, party_type: str = "Customer", **values):
	"""A call with a party on 5 March 2026, saved as the session's user."""
	import frappe

	known = {
		"doctype": "Interaction",
		"party_type": party_type,
		"party": party,
		"channel": "Call",
		"direction": "Outgoing",
		"happened_on": HAPPENED,
		"subject": "_RS Asked for the new drills",
	}
	return frappe.get_doc({**known, **values}).insert()


def lead(name: str) -> str:
	"""A lead, which only ERPNext's own form would want more of."""
	return _row("Lead", name, lead_name=name)


def prospect(name: str) -> str:
	return _row("Prospect", name, company_name=name)


def _row(doctype: str, name: str, **values) -> str:
	import frappe

	name = buying.named(name)
	if not frappe.db.exists(doctype, name):
		frappe.get_doc({"doctype": doctype, "name": name, **values}).db_insert()
	return name


def contact(party: str | None, party_type: str = "Customer"):
	"""A person of this party, or of nobody."""
	import frappe

	links = [{"link_doctype": party_type, "link_name": party}] if party else []
	doc = {"doctype": "Contact", "first_name": buying.named("_RS Person"), "links": links}
	return frappe.get_doc(doc).insert(ignore_permissions=True, ignore_mandatory=True)
