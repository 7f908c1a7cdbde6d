"""What the supplier's pages send."""

from relationship_suite.relationship_core.doors import whitelist
from relationship_suite.srm_extensions.portal import records, scope


@whitelist(methods=["POST"])
def reply(supplier: str, order: str, seen: str, lines: str = "[]", remark: str = "") -> dict[str, str]:
	"""Reply to an order of one's own: confirm it, or propose other quantities and days.

	Args:
		supplier: one that the session's user speaks for.
		order: name of its Purchase Order.
		seen: what the page was made of.
		lines: JSON list of objects with ``line``, ``qty`` and ``day`` (YYYY-MM-DD); what is empty stays as it is.
		remark: to the buyer.

	Returns:
		``status`` of the reply: Confirmed or Proposed.

	Raises:
		frappe.PermissionError: the user does not speak for this supplier.
		frappe.DoesNotExistError: the supplier has no such order.
		frappe.ValidationError: a value that cannot be, or somebody else was faster.
	"""
	scope.check_own(supplier)
	doc = records.reply(supplier, order, seen, scope.wanted(lines), scope.text(remark))
	return {"status": doc.status}
