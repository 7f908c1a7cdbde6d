"""What the Customer form asks for."""

import frappe
from frappe.utils import nowdate

from relationship_suite.crm_extensions.interactions.queries import promised
from relationship_suite.crm_extensions.segmentation import queries, segment_queries, wording
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.facts import changes, notes, touches
from relationship_suite.relationship_core.facts.api import refresh_party
from relationship_suite.relationship_core.facts.freshness import freshness, last_refresh, warning
from relationship_suite.reports.scope import check_may_read

MAIL = "Communication"
#: So many of the latest touches are looked through for one that the user may know of.
LOOKED_AT = 20

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


@whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
def get_overview(customer: str) -> dict:
	"""Everything that the Relationship tab of a Customer shows.

	Returns:
		``may_read`` (whether the user may read results at all) and, where they may: ``months`` (the window),
		``insights``, one per company that the user may see, the one with the latest purchase first, each with its
		``sentence``, ``next_step`` and ``history`` of segments, latest first; ``interaction`` (the last one that the
		user may know of in words, and its document where they may open it); ``promise`` (what was promised in words, and the
		interaction; None where nothing was); ``segments``, the Customer Segments that the
		customer is in, as :func:`segment_queries.of_customer` gives them; ``updated``, ``pending`` (documents of this
		customer since), ``freshness`` (both in words) and ``warning`` (why that is too old; None where it is not).

	A customer that is gone has nothing to show.

	Raises:
		frappe.PermissionError: the user may not read this Customer.
	"""
	check_may_read("Customer", customer, "Customer Insight")
	if not frappe.has_permission("Customer Insight", "read"):
		return {"may_read": False, "insights": []}
	names = frappe.get_list(
		"Customer Insight",
		filters={"customer": customer},
		pluck="name",
		order_by="last_purchase_on desc, company asc",
	)
	months, today = queries.rules_from_settings().months, nowdate()
	updated, pending = last_refresh("Customer", customer), len(changes.pending_of("Customer", customer))
	if names and notes.has_stale("Customer", customer):  # no run since has been able to score them
		updated = frappe.db.get_value("Customer Insight", names[0], "modified")
	return {
		"may_read": True,
		"months": months,
		"insights": [_shown(name, months, today) for name in names],
		"interaction": _interaction(customer, today),
		"promise": _promise(customer, today),
		"segments": segment_queries.of_customer(customer),
		"updated": updated,
		"pending": pending,
		"freshness": freshness(updated, pending),
		"warning": warning(updated),
	}


@whitelist(methods=["POST"])
def refresh_customer(customer: str) -> None:
	"""Bring this customer's figures up to their documents, in the background; one such job a customer at a time.

	Raises:
		frappe.PermissionError: the user may not read this Customer, or results.
		frappe.ValidationError: everything is to be made anew.
	"""
	is_there = check_may_read("Customer", customer, "Customer Insight")
	frappe.has_permission("Customer Insight", "read", throw=True)
	if not is_there:
		return
	refresh_party("Customer", customer)


def _shown(name: str, months: int, today: str) -> dict:
	doc = frappe.get_doc("Customer Insight", name)
	doc.apply_fieldlevel_read_permissions()
	return {
		# Not doc.get: on Frappe 15 it does not see virtual fields.
		**{fieldname: getattr(doc, fieldname, None) for fieldname in _SHOWN},
		"sentence": wording.sentence(doc, months, today),
		"next_step": wording.next_step(doc, today),
		"history": queries.stays_of(doc.customer, doc.company),
	}


def _may_read(doctype: str, name: str) -> bool:
	"""Whether the user may open a document; one that was deleted since the refresh cannot be opened."""
	return bool(frappe.db.exists(doctype, name) and frappe.has_permission(doctype, "read", name))


def _interaction(customer: str, today: str) -> dict:
	"""The latest touch that the user, who may read the Customer, may know of: in words, and its document to open."""
	kinds = [kind for kind in touches.SOURCES if kind == MAIL or frappe.has_permission(kind, "read")]
	for touch in queries.latest_touches(customer, today, kinds, LOOKED_AT):
		kind, name = touch["voucher_type"], touch["voucher"]
		if _may_read(kind, name):
			return {"text": wording.interaction(touch, today), "doctype": kind, "name": name}
		if kind == MAIL and queries.is_on_timeline(name, customer):
			return {"text": wording.interaction(touch, today)}
	return {"text": wording.interaction(None, today)}


def _promise(customer: str, today: str) -> dict | None:
	found = promised("Customer", customer)
	return found and {"text": wording.promise(found, today), "name": found["name"]}
