"""What the forms of releases and commitments ask for."""

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.relationship_core.messages import say
from relationship_suite.srm_extensions.planning import (
	commitment,
	commitment_queries,
	commitment_records,
	commitment_wording,
	release_queries,
)
from relationship_suite.srm_extensions.planning.commitment_queries import COMMITMENT
from relationship_suite.srm_extensions.planning.release_queries import RELEASE


@whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
def draft(release: str) -> dict:
	"""What a new commitment to a release starts with: what was committed before, else, before the first, what is released.

	Returns:
		``agreement``, ``supplier``, ``company``, ``previous_commitment`` and ``lines`` (fields of Supply Commitment Line).

	Raises:
		frappe.PermissionError: the user may not enter commitments, or not read this release.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(COMMITMENT, "create", throw=True)
	doc = existing(RELEASE, release)
	before = commitment_queries.latest(COMMITMENT, doc.agreement)
	said = commitment_queries.promises(before) if before else {}
	is_answered = bool(before) and before.release == doc.name
	latest = release_queries.last_version(COMMITMENT, release=doc.name)
	return {
		"agreement": doc.agreement,
		"supplier": doc.supplier,
		"company": doc.company,
		"previous_commitment": latest["name"] if latest else None,
		"lines": [
			{
				"item": each.item,
				"uom": each.uom,
				"first_day": str(each.first_day),
				"last_day": str(each.last_day),
				"release_qty": each.release_qty,
				"commit_qty": one.qty,
				"commit_date": str(one.day),
				"note": one.note or None,
			}
			for each in commitment_queries.wanted(doc)
			for one in commitment.start(each, said, is_answered=is_answered)
		],
	}


@whitelist(methods=["GET", "POST"])
def get_commitment(commitment: str) -> dict:
	"""What stands above the lines of a Supply Commitment.

	Returns:
		``sentence``, ``buckets`` (labels), ``items`` (``item``, ``uom`` and ``cells`` with ``released``, ``committed``, None
		where nothing is said, and ``late``) and ``notes`` (one sentence each).

	Raises:
		frappe.PermissionError: the user may not read this commitment.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(COMMITMENT, "read", throw=True)
	doc = existing(COMMITMENT, commitment)
	release = frappe.get_doc(RELEASE, doc.release)
	return {"sentence": commitment_wording.sentence(doc, release), **commitment_wording.table(doc, release)}


@whitelist(methods=["POST"])
def accept(commitment: str) -> dict[str, str]:
	"""Say that a commitment is reviewed and can be ordered; gives its ``status``.

	Raises:
		frappe.PermissionError: the user may not change it.
		frappe.DoesNotExistError: there is none of this name.
		frappe.ValidationError: another version has taken its place.
	"""
	frappe.has_permission(COMMITMENT, "write", throw=True)
	doc = existing(COMMITMENT, commitment, "write")
	commitment_records.accept(doc, getdate(nowdate()))
	return {"status": doc.status}


@whitelist(methods=["POST"])
def make_orders(commitment: str, warehouse: str | None = None) -> dict[str, list[str]]:
	"""Draft Purchase Orders of what is committed and not on order yet; gives their names as ``orders``, [] where nothing is left.

	It is one, unless ERPNext does not take all lines in one.

	Args:
		commitment: an accepted one, the latest of its agreement.
		warehouse: for items that have none of their own.

	Raises:
		frappe.PermissionError: the user may not change the commitment or create orders.
		frappe.DoesNotExistError: there is none of this name.
		frappe.ValidationError: it is not accepted, not the latest, or somebody else has just drafted its orders.
	"""
	frappe.has_permission(COMMITMENT, "write", throw=True)
	doc = existing(COMMITMENT, commitment, "write")
	if warehouse and not frappe.db.exists("Warehouse", warehouse):
		frappe.throw(say(_("There is no {0} {1}."), _("Warehouse"), warehouse), frappe.DoesNotExistError)
	made = commitment_records.order(doc, getdate(nowdate()), warehouse or None)
	return {"orders": [each.name for each in made]}
