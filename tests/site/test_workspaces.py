"""The workspaces lead somewhere, and are for those who may open what they lead to."""

from __future__ import annotations

import pytest

SUPPLIERS = {"System Manager", "Relationship Manager", "Sourcing Manager", "Sourcing User", "Risk Owner"}
CUSTOMERS = {"System Manager", "Relationship Manager", "Relationship User"}


@pytest.mark.parametrize(
	("name", "readers"), [("Supplier Relationship", SUPPLIERS), ("Customer Relationship", CUSTOMERS)]
)
def test_a_workspace_names_only_what_there_is(clean, name, readers):
	import frappe

	page = frappe.get_doc("Workspace", name)

	for row in page.number_cards:
		card = frappe.get_doc("Number Card", row.number_card_name)
		assert (
			frappe.get_attr(card.method) if card.method else frappe.db.exists("DocType", card.document_type)
		)
	for row in page.charts:
		chart = frappe.get_doc("Dashboard Chart", row.chart_name)
		assert frappe.db.exists("Report", chart.report_name)
	for row in page.custom_blocks:
		assert frappe.db.exists("Custom HTML Block", row.custom_block_name)
	links = [link for link in page.links if link.type == "Link"]
	for row in (*page.shortcuts, *links):
		kind = row.get("link_type") or row.type
		assert frappe.db.exists(kind, row.link_to), row.link_to
	assert len(links) > 5
	assert {row.role for row in page.roles} == readers
