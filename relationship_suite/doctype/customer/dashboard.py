"""Links of the Customer's Connections tab to what we know of them."""

from __future__ import annotations

from frappe import _


def get_data(data: dict) -> dict:
	"""ERPNext's dashboard with our group added (hook ``override_doctype_dashboards``)."""
	data.setdefault("transactions", []).append(
		{
			"label": _("Relationship"),
			"items": ["Customer Insight", "Customer Segment Membership", "Interaction", "Risk"],
		}
	)
	data.setdefault("non_standard_fieldnames", {}).update({"Interaction": "party", "Risk": "party"})
	data.setdefault("dynamic_links", {})["party"] = ["Customer", "party_type"]
	return data
