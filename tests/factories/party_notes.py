"""A DocType with a party of any kind, as those to come have one: made for a test, with the rule of ours on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import frappe
import pytest

from relationship_suite import permissions
from relationship_suite.permissions import Party
from relationship_suite.setup.roles import ROLES

NOTE = "RS Party Note"
RULE = {
	"permission_query_conditions": "relationship_suite.permissions.get_query_conditions",
	"has_permission": "relationship_suite.permissions.has_permission",
}


@contextmanager
def party_notes() -> Iterator[str]:
	"""The DocType while it is there; every role of ours may read, write and create its records."""
	rights = {"read": 1, "write": 1, "create": 1, "report": 1}
	frappe.get_doc(
		{
			"doctype": "DocType",
			"name": NOTE,
			"module": "Relationship Core",
			"custom": 1,
			"autoname": "hash",
			"fields": [
				{"fieldname": "party_type", "fieldtype": "Link", "options": "DocType", "label": "Party Type"},
				{
					"fieldname": "party",
					"fieldtype": "Dynamic Link",
					"options": "party_type",
					"label": "Party",
					"in_list_view": 1,
				},
			],
			"permissions": [{"role": role, **rights} for role in ROLES],
		}
	).insert()
	frappe.db.commit()
	real = frappe.get_hooks

	def hooks(hook=None, *args, **kwargs):
		found = real(hook, *args, **kwargs)
		return {**found, NOTE: [RULE[hook]]} if hook in RULE else found

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe, "get_hooks", hooks)
		patch.setitem(permissions.PARTY_OF, NOTE, Party("party", by="party_type"))
		try:
			yield NOTE
		finally:
			frappe.set_user("Administrator")
			frappe.delete_doc("DocType", NOTE, force=True)
			frappe.db.sql_ddl(f"DROP TABLE IF EXISTS `tab{NOTE}`")
			frappe.db.commit()
			frappe.clear_cache()


def note(party_type: str | None, party: str | None) -> str:
	"""The name of a new record about this party."""
	doc = frappe.get_doc({"doctype": NOTE, "party_type": party_type, "party": party})
	doc.flags.ignore_links = True
	return doc.insert(ignore_permissions=True).name
