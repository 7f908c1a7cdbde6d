"""The main path through the Desk, in Chromium: log in, both workspaces, a party's tab, every report with its chart."""

from __future__ import annotations

import pytest

REPORTS = {
	"Supplier Performance": "Supplier",
	"Late and Open Deliveries": "Supplier",
	"Purchase Price Variance": "Supplier",
	"Supplier Lead Times": "Supplier",
	"Defective Receipts": "Supplier",
	"Customer Segments": "Segment",
	"Segment Migration": "Segment",
}


@pytest.mark.parametrize(
	("route", "card"),
	[("supplier-relationship", "Overdue Order Lines"), ("customer-relationship", "Customer Segments")],
)
def test_a_workspace_opens(page, route, card):
	page.goto(f"/desk/{route}")

	page.get_by_text(card, exact=False).first.wait_for(timeout=30_000)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_shows_rows_and_a_chart(page, report):
	page.goto(f"/desk/query-report/{report}")

	page.locator(".dt-row .dt-cell__content").nth(3).wait_for(timeout=30_000)
	page.locator(".frappe-chart, .report-chart svg").first.wait_for(timeout=30_000)


@pytest.mark.parametrize("doctype", ["Supplier", "Customer"])
def test_a_party_has_its_relationship_tab(page, doctype):
	found = page.request.get(f"/api/resource/{party_list(doctype)}").json()["data"][0]
	page.goto(f"/desk/{doctype.lower()}/{found[doctype.lower()]}")

	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=30_000)

	tab = page.locator(".tab-pane.active")
	tab.get_by_text("%" if doctype == "Supplier" else "purchase", exact=False).first.wait_for(timeout=30_000)


def party_list(doctype: str) -> str:
	"""Query for one party with results."""
	results = "Performance Scorecard Result" if doctype == "Supplier" else "Customer Insight"
	scored = '[["is_scored","=",1]]' if doctype == "Supplier" else '[["segment","!=",""]]'
	return f'{results}?fields=["{doctype.lower()}"]&filters={scored}&limit_page_length=1'
