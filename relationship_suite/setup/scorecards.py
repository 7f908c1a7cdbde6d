"""The scorecard that a new site starts with."""

from __future__ import annotations

import frappe

from relationship_suite.srm_extensions.scorecards import starting

DEFAULT = "Supplier Performance"


def create_default() -> None:
	"""Make the default scorecard on a site that has none. At install only: one that an admin deletes stays away."""
	if frappe.get_all("Performance Scorecard", limit=1, order_by="name", pluck="name"):
		return
	frappe.get_doc(
		{
			"doctype": "Performance Scorecard",
			"scorecard_name": DEFAULT,
			"enabled": 1,
			"frequency": "Monthly",
			"window_months": 12,
			"minimum_coverage": 50,
			**starting.tables(),
		}
	).insert(ignore_permissions=True)  # setup runs as whoever installs
