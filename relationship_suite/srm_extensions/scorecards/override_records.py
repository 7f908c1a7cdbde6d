"""The one writer of Supplier Gate Override."""

from __future__ import annotations

from collections.abc import Iterable

import frappe
from frappe.utils import now_datetime

from relationship_suite.srm_extensions.scorecards.gates import Finding

OVERRIDE = "Supplier Gate Override"


def keep(doc, findings: Iterable[Finding], reason: str) -> None:
	"""Log that the session's user submits a document over what stops it, in the document's own transaction.

	Args:
		doc: the document, of a DocType that has a gate.
		findings: the standings that stop it, one for each supplier.
		reason: why, as it was typed.
	"""
	amount = doc.get("base_grand_total") or 0
	for each in findings:
		frappe.get_doc(
			{
				"doctype": OVERRIDE,
				"supplier": each.supplier,
				"company": doc.company,
				"document_type": doc.doctype,
				"document": doc.name,
				"overridden_by": frappe.session.user,
				"overridden_on": now_datetime(),
				"amount": amount,
				"currency": frappe.get_cached_value("Company", doc.company, "default_currency"),
				"reason": reason,
				"scorecard": each.scorecard,
				"period": each.period,
				"standing": each.standing,
				"score": each.score,
			}
		).insert(ignore_permissions=True)  # nobody may write to the log by hand
