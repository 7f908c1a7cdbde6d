"""What the page of a forecast sends."""

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.srm_extensions.portal import forecast_records, scope


@whitelist(methods=["POST"])
def commit(supplier: str, agreement: str, seen: str, lines: str, remark: str = "") -> dict[str, str]:
	"""Commit to the newest forecast of an agreement of one's own.

	Args:
		supplier: one that the session's user speaks for.
		agreement: name of its Planning Agreement.
		seen: what the page was made of.
		lines: JSON list of objects with ``item``, ``first_day`` of the bucket, ``qty``, ``day`` (both days YYYY-MM-DD) and ``note``;
			several of one bucket are several deliveries, an empty ``qty`` says nothing of the bucket.
		remark: to the planner.

	Returns:
		``commitment``: name of the new version.

	Raises:
		frappe.PermissionError: the user does not speak for this supplier.
		frappe.DoesNotExistError: the supplier has no such forecast.
		frappe.ValidationError: a value that cannot be, or somebody else was faster.
	"""
	scope.check_own(supplier)
	doc = forecast_records.commit(supplier, agreement, seen, scope.promised(lines), scope.text(remark))
	return {"commitment": doc.name}
