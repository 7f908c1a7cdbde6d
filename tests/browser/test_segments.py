"""What who plans a campaign does: a rule that is counted as it is typed, its members in the Customer list, what to do on the tab."""

from __future__ import annotations

import re

SEGMENT = "European Key Accounts"


def open_form(page) -> None:
	page.goto(f"/desk/customer-segment/{SEGMENT}")
	page.locator(".segment-count").wait_for(timeout=60_000)


def counted(page) -> int:
	return int(re.sub(r"\D", "", page.locator(".segment-count").inner_text()))


def type_value(page, row: int, value: str) -> None:
	"""Into the Value of a line, as a user does."""
	cell = page.locator(
		f'[data-fieldname="rules"] .grid-body .grid-row[data-idx="{row}"] [data-fieldname="value"]'
	)
	cell.first.click()
	field = cell.locator("input").first
	field.fill(value)
	field.press("Tab")


def test_the_rule_is_said_and_counted_as_it_is_typed(page):
	open_form(page)
	before = counted(page)
	assert before > 0
	sentence = page.locator(".segment-preview .relationship-sentence")
	assert "Territory is Europe or below it and Net Revenue in the last 180 days is at least 5,000" in (
		sentence.inner_text()
	)
	assert page.locator(".segment-preview tbody tr").count() == min(before, 8)

	type_value(page, 2, "900000000")
	page.get_by_text("0 customers would be in.").wait_for(timeout=30_000)
	type_value(page, 2, "much")
	page.get_by_text("Line 2, Value: much is not a number").wait_for(timeout=30_000)
	type_value(page, 2, "5000")
	page.locator(".segment-count").wait_for(timeout=30_000)
	assert counted(page) == before


def test_a_line_offers_what_its_condition_takes(page):
	open_form(page)
	options = page.evaluate(
		"""() => {
			const row = cur_frm.doc.rules[0];
			return frappe.meta.get_docfield(row.doctype, "operator", row.name).options.split("\\n");
		}"""
	)
	assert options == ["", "is", "is not", "is within", "is not within", "is empty", "is not empty"]
	cell = page.locator(
		'[data-fieldname="rules"] .grid-body .grid-row[data-idx="1"] [data-fieldname="value"]'
	)
	cell.first.click()
	cell.locator("input").first.fill("Germ")
	page.locator(".awesomplete li", has_text="Germany").first.wait_for(timeout=30_000)


def test_members_are_a_filter_of_the_customer_list(page):
	open_form(page)
	count = counted(page)
	page.get_by_role("button", name="Customers", exact=True).click()
	page.wait_for_function("cur_list?.doctype === 'Customer' && cur_list.data.length")
	page.locator(".list-row-container .list-row").first.wait_for(timeout=30_000)
	assert page.locator(".list-row-container .list-row").count() == min(count, 20)


def test_the_customers_tab_says_what_to_do(page):
	open_form(page)
	page.locator(".segment-preview tbody a").first.click()
	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=60_000)
	section = page.locator(".relationship-segments")
	section.wait_for(timeout=30_000)
	assert "Visit once a quarter with the delivery figures in hand." in section.inner_text()


def test_sizes_and_overlaps_are_drawn(page):
	for report, cell in (("Segment Sizes", SEGMENT), ("Segment Overlap", "Pumps Without Meters")):
		page.goto(f"/desk/query-report/{report}")
		page.locator(".dt-cell", has_text=cell).first.wait_for(timeout=60_000)
		page.locator(".report-wrapper svg.frappe-chart, .chart-wrapper svg").first.wait_for(timeout=30_000)
