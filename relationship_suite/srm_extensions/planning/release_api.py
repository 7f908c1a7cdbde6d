"""What the forms of agreements and releases ask for."""

import frappe
from frappe import _
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.messages import say
from relationship_suite.srm_extensions.planning import release_records, release_wording
from relationship_suite.srm_extensions.planning.release_queries import AGREEMENT, RELEASE


@frappe.whitelist(methods=["POST"])
def issue(agreement: str) -> dict[str, str]:
	"""Release the forecast of an agreement as of today; gives the name of the ``release``.

	Raises:
		frappe.PermissionError: the user may not change the agreement.
		frappe.DoesNotExistError: there is none of this name.
		frappe.ValidationError: it is not enabled, or somebody else has just released this version.
	"""
	frappe.has_permission(AGREEMENT, "write", throw=True)
	doc = _existing(AGREEMENT, agreement)
	doc.check_permission("write")
	return {"release": release_records.issue(doc, getdate(nowdate())).name}


@frappe.whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
def get_release(release: str) -> dict:
	"""What stands above the lines of a Forecast Release.

	Returns:
		``sentence`` (what changed), ``buckets`` (labels), ``fences`` (of each) and ``items`` (``item``, ``uom`` and ``cells`` with ``qty``,
		``change`` and ``fence``, one for each bucket).

	Raises:
		frappe.PermissionError: the user may not read this release.
		frappe.DoesNotExistError: there is none of this name.
	"""
	frappe.has_permission(RELEASE, "read", throw=True)
	doc = _existing(RELEASE, release)
	doc.check_permission("read")
	return {"sentence": release_wording.sentence(doc), **release_wording.table(doc)}


def _existing(doctype: str, name: str):
	if not frappe.db.exists(doctype, name):  # Frappe's own message quotes the name as HTML
		frappe.throw(say(_("There is no {0} {1}."), _(doctype), name), frappe.DoesNotExistError)
	return frappe.get_doc(doctype, name)
