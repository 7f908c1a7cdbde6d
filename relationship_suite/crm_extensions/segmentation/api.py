"""What the Customer form asks for."""

from __future__ import annotations

import frappe
from frappe.utils import nowdate

from relationship_suite.crm_extensions.segmentation import wording
from relationship_suite.crm_extensions.segmentation.queries import rules_from_settings

_SHOWN = (
	"company",
	"currency",
	"segment",
	"previous_segment",
	"segment_since",
	"r",
	"f",
	"m",
	"method",
	"purchase_days",
	"revenue",
	"margin",
	"cost_known",
	"last_purchase_on",
	"recency_days",
	"median_gap_days",
	"gaps",
	"overdue_days",
)


@frappe.whitelist(methods=["GET"])
def get_overview(customer: str) -> dict:
	"""Everything that the Relationship tab of a Customer shows.

	Returns:
		``months`` (the window), ``may_read`` (whether the user may read results at all) and ``insights``, one per
		company that the user may see, the one with the latest purchase first, each with its ``sentence`` and
		``next_step``.

	Raises:
		frappe.PermissionError: the user may not read this Customer.
	"""
	frappe.has_permission("Customer", "read", customer, throw=True)
	rules = rules_from_settings()
	if not frappe.has_permission("Customer Insight", "read"):
		return {"months": rules.months, "may_read": False, "insights": []}
	names = frappe.get_list(
		"Customer Insight",
		filters={"customer": customer},
		pluck="name",
		order_by="last_purchase_on desc, company asc",
	)
	return {"months": rules.months, "may_read": True, "insights": [_shown(name) for name in names]}


def _shown(name: str) -> dict:
	doc = frappe.get_doc("Customer Insight", name)
	doc.apply_fieldlevel_read_permissions()
	today = nowdate()
	return {
		# Not doc.get: on Frappe 15 it does not see virtual fields.
		**{fieldname: getattr(doc, fieldname, None) for fieldname in _SHOWN},
		"sentence": wording.sentence(doc, today),
		"next_step": wording.next_step(doc.segment),
	}
