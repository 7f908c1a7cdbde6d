"""What the Connections of a Supplier show of ours."""

from __future__ import annotations

from frappe import _


def get_data(data: dict) -> dict:
	"""ERPNext's dashboard with our records in a group of their own."""
	items = [
		"Performance Scorecard Result",
		"Supplier Standing Change",
		"Supplier Action Plan",
		"Interaction",
		"Risk",
		"Planning Agreement",
		"Forecast Release",
		"Supply Commitment",
		"Planning Exception",
		"Order Confirmation",
	]
	data.setdefault("transactions", []).append({"label": _("Relationship"), "items": items})
	data.setdefault("non_standard_fieldnames", {}).update({"Interaction": "party", "Risk": "party"})
	data.setdefault("dynamic_links", {})["party"] = ["Supplier", "party_type"]
	return data
