"""Memberships of before there were several sets of segments are those of RFM."""

from __future__ import annotations

import frappe
from frappe.query_builder.functions import IfNull

from relationship_suite.crm_extensions.segmentation.queries import RFM_SET


def execute() -> None:
	stay = frappe.qb.DocType("Customer Segment Membership")
	frappe.qb.update(stay).set(stay.segment_set, RFM_SET).where(IfNull(stay.segment_set, "") == "").run()
