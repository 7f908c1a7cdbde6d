"""What the Connections of a Purchase Order show of ours."""

from __future__ import annotations

from frappe import _


def get_data(data: dict) -> dict:
	"""ERPNext's dashboard with what the supplier replied."""
	data.setdefault("transactions", []).append({"label": _("Relationship"), "items": ["Order Confirmation"]})
	# As in ERPNext's own dashboard.
	data.setdefault("fieldname", "purchase_order")
	return data
