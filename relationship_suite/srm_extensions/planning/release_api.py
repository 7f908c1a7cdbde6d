"""What the forms of agreements and releases ask for."""

import frappe
from frappe.utils import getdate, nowdate

from relationship_suite.relationship_core.documents import existing
from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.srm_extensions.planning import release_records, release_wording
from relationship_suite.srm_extensions.planning.release_queries import AGREEMENT, RELEASE


@whitelist(methods=["POST"])
def issue(agreement: str) -> dict[str, str]:
	"""Release the forecast of an agreement as of today; gives the name of the ``release``.

	Raises:
		frappe.PermissionError: the user may not change the agreement.
		frappe.DoesNotExistError: there is none of this name.
		frappe.ValidationError: it is not enabled, or somebody else has just released this version.
	"""
	frappe.has_permission(AGREEMENT, "write", throw=True)
	doc = existing(AGREEMENT, agreement, "write")
	return {"release": release_records.issue(doc, getdate(nowdate())).name}


@whitelist(methods=["GET", "POST"])  # frappe.xcall of Frappe 15 only posts
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
	doc = existing(RELEASE, release)
	return {"sentence": release_wording.sentence(doc), **release_wording.table(doc)}
