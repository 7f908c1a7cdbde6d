"""The entry *Orders* of the supplier's pages."""

from __future__ import annotations

from frappe import _

from relationship_suite.srm_extensions.portal import model, queries, wording
from relationship_suite.srm_extensions.portal.pages import Entry


def entry(supplier: str) -> Entry:
	"""What is to be done about orders."""
	found = queries.open_orders(suppliers=[supplier])
	asked = sum(order.state in model.ASKED for order in found.orders)
	return Entry(
		route="orders",
		label=_("Orders"),
		count=asked,
		sentence=wording.sentence(found.orders),
		action=_("Confirm orders") if asked else _("See orders"),
		found=found,
	)
