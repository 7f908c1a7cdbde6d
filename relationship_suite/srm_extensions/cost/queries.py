"""The baseline that the settings choose."""

from __future__ import annotations

import frappe

from relationship_suite.relationship_core.facts import followers
from relationship_suite.srm_extensions.cost.metrics import Baseline

#: What the setting is called -> kind of baseline.
KINDS: dict[str, str] = {
	followers.ORDER_PRICE: "order",
	followers.STANDARD_RATE: "standard",
	followers.LAST_PRICE: "last",
	followers.MEAN_PRICE: "mean",
}


def baseline_from_settings() -> Baseline:
	"""What prices are held against; for the standard rate the price list of ERPNext's Buying Settings."""
	kind = KINDS[followers.baseline()]
	if kind != "standard":
		return Baseline(kind, followers.LOOK_BACK)
	company = frappe.qb.DocType("Company")
	rows = frappe.qb.from_(company).select(company.name, company.default_currency).orderby(company.name).run()
	return Baseline(
		kind,
		followers.LOOK_BACK,
		price_list=frappe.db.get_single_value("Buying Settings", "buying_price_list") or "",
		company_currency={name: currency or "" for name, currency in rows},
	)
