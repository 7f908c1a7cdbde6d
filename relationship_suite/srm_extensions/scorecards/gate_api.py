"""What the forms of Purchase Order and Request for Quotation ask for, before they are saved."""

from typing import Any

import frappe
from frappe import _

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.messages import say
from relationship_suite.reports.filters import parsed
from relationship_suite.reports.scope import among, narrowed, permitted, permitted_parties
from relationship_suite.srm_extensions.scorecards import gate_queries, gate_wording
from relationship_suite.srm_extensions.scorecards.gates import GATES, STOP

#: Suppliers and items of one document that are looked at.
MOST = 500


def check_may_make(doctype: str) -> None:
	"""Raise unless there is a gate on this DocType and the session's user may write such documents."""
	if doctype not in GATES:
		frappe.throw(say(_("There is no gate on {0}."), doctype))
	frappe.has_permission(doctype, "write", throw=True)


@whitelist(methods=["GET", "POST"])
def in_the_way(
	doctype: str, suppliers: str, company: str | None = None, items: str | None = None
) -> dict[str, Any]:
	"""Which standings warn or stop a document as it stands in the form.

	Args:
		doctype: Purchase Order or Request for Quotation.
		suppliers: names as a JSON list, 500 at most; those that the user may not see are left out.
		company: of the document.
		items: of its lines, as a JSON list, 500 at most.

	Returns:
		``said`` (a sentence each), ``is_stopped``, ``may_override`` and ``way_out`` in words ("" where nothing is stopped).

	Raises:
		frappe.PermissionError: the user may not write such documents, or not see the company.
		frappe.ValidationError: there is no gate on the DocType, or an argument is no JSON list.
	"""
	check_may_make(doctype)
	names = [str(name) for name in parsed(suppliers, list, "suppliers")][:MOST]
	codes = [str(name) for name in parsed(items or "[]", list, "items")][:MOST]
	narrowed(company, permitted("Company", doctype), "Company")
	visible = among(names, permitted_parties("Supplier", doctype))
	found = gate_queries.standings_of(doctype, company or "", visible, codes).in_the_way(codes)
	is_stopped = any(each.action == STOP for each in found)
	role = gate_queries.override_role()
	may_override = role in frappe.get_roles()
	return {
		"said": [gate_wording.sentence(each) for each in found],
		"is_stopped": is_stopped,
		"may_override": may_override,
		"way_out": gate_wording.way_out(role, may_override) if is_stopped else "",
	}
