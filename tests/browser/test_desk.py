"""The main path through the Desk, in Chromium: log in, both workspaces, a party's tab, every report with its chart."""

from __future__ import annotations

import re

import pytest

REPORTS = {
	"Supplier Performance": "Supplier",
	"Late and Open Deliveries": "Supplier",
	"Purchase Price Variance": "Supplier",
	"Supplier Lead Times": "Supplier",
	"Defective Receipts": "Supplier",
	"Risk Heat Map": "Risk",
	"Top Risks": "Risk",
	"Treatments Due": "Risk",
	"Supply Concentration": "Item Group",
	"Customer Segments": "Segment",
	"Segment Migration": "Segment",
	"Interaction Activity": "Person",
	"No Contact": "Customer",
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


@pytest.mark.parametrize("report", [*REPORTS, "Late and Open Deliveries?mode=By Order"])
def test_a_report_shows_all_that_matters_on_a_laptop(page, report):
	page.set_viewport_size({"width": 1440, "height": 900})
	page.goto(f"/desk/query-report/{report}")
	page.locator(".dt-row .dt-cell__content").nth(3).wait_for(timeout=30_000)
	if "By Order" not in report:
		page.locator(".report-chart svg, .frappe-chart").first.wait_for(timeout=30_000)

	labels = page.locator(".frappe-chart .x.axis text").all_text_contents()
	assert [label for label in labels if label.endswith("..")] == [], "names in the chart are whole"
	cut = "heads => heads.filter(head => head.scrollWidth > head.clientWidth).map(head => head.innerText.trim())"
	assert page.locator(".dt-row-header .dt-cell__content").evaluate_all(cut) == [], "headings are whole"
	# Segment Migration has as many columns as there are segments; of the others what matters least may run out.
	if report not in ("Segment Migration", "Defective Receipts", "Top Risks", "Treatments Due"):
		wide, shown = page.locator(".dt-scrollable").evaluate(
			"table => [table.scrollWidth, table.clientWidth]"
		)
		assert wide <= shown


@pytest.mark.parametrize(
	("report", "said"),
	[
		("Supplier Performance", "One comes with the refresh"),
		("Late and Open Deliveries", "Looked at:"),
		("Late and Open Deliveries?mode=By Order", "Looked at:"),
		("Late and Open Deliveries?mode=By Line", "Looked at:"),
		("Purchase Price Variance", "Looked at:"),
		("Supplier Lead Times", "Looked at:"),
		("Defective Receipts", "Looked at:"),
		("Customer Segments", "Nobody to show"),
		("Segment Migration", "No history between these dates"),
	],
)
def test_an_empty_report_says_why_and_shows_no_zeros(page, report, said):
	if not page.request.get("/api/resource/Company/_RS Idle").ok:
		values = {"company_name": "_RS Idle", "abbr": "RSI", "default_currency": "EUR", "country": "Germany"}
		assert page.request.post("/api/resource/Company", data=values).ok
	page.goto(f"/desk/query-report/{report}{'&' if '?' in report else '?'}company=_RS Idle")

	page.get_by_text(said, exact=False).first.wait_for(timeout=30_000)
	assert page.locator(".report-summary:visible").count() == 0


def test_mean_scores_are_drawn_from_0_to_100(page):
	page.goto("/desk/query-report/Supplier Performance")
	page.wait_for_function(
		"['0', '100'].every((end) => [...document.querySelectorAll('.frappe-chart .y.axis text')]"
		".some((text) => text.textContent === end))",
		timeout=30_000,
	)
	assert page.locator(".frappe-chart circle").count() >= 1, "a point alone is seen as well"


def test_a_chart_of_one_series_says_what_it_counts(page):
	page.goto("/desk/query-report/Defective Receipts")

	page.locator(".frappe-chart .title", has_text="Lines with defects").wait_for(timeout=30_000)


def test_texts_stand_on_the_left_though_the_first_row_has_none(page):
	page.goto("/desk/query-report/Customer Segments?show=Members")
	page.locator(".dt-row-0 .dt-cell__content").first.wait_for(timeout=30_000)

	place = page.evaluate(
		"frappe.query_report.datatable.getColumns().findIndex(c => c.id === 'previous_segment')"
	)
	cells = page.locator(f".dt-cell__content--col-{place}")
	assert cells.count() > 3
	assert cells.first.evaluate("cell => getComputedStyle(cell).textAlign") in ("left", "start")


def test_shares_have_one_decimal(page):
	page.goto("/desk/query-report/Customer Segments")
	page.locator(".dt-row-0 .dt-cell__content").first.wait_for(timeout=30_000)

	shares = [text for text in page.locator(".dt-row-0 .dt-cell__content").all_inner_texts() if "%" in text]

	assert len(shares) == 2
	assert all(re.fullmatch(r"\d+\.\d\s%", share.strip()) for share in shares)


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


def test_a_rebuild_shows_how_far_it_is_and_ends_with_its_row(page):
	page.goto("/desk/relationship-refresh")
	button = page.locator("button:visible", has_text="Rebuild Everything")
	button.wait_for(timeout=30_000)
	rows = page.locator(".list-row:visible").count()
	button.click()
	page.locator(".modal.show .btn-primary").click()

	page.locator(".progress-message:visible").wait_for(timeout=30_000)
	assert button.is_disabled(), "one run at a time"
	page.evaluate("frappe.set_route('List', 'Supplier')")
	page.locator(".list-row:visible").first.wait_for(timeout=30_000)
	page.evaluate("frappe.set_route('List', 'Relationship Refresh')")

	page.wait_for_function(
		"count => cur_list.doctype === 'Relationship Refresh' && cur_list.data.length > count"
		" && cur_list.data.every((row) => row.status !== 'Running')",
		arg=rows,
		timeout=120_000,
	)
	button.and_(page.locator(":enabled")).wait_for(timeout=30_000)
	assert page.locator(".progress-message:visible").count() == 0
