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
	sentence = page.locator(".relationship-preview .relationship-sentence")
	assert "Territory is Europe or below it and Net Revenue in the last 180 days is at least 5,000" in (
		sentence.inner_text()
	)
	assert page.locator(".relationship-preview tbody tr").count() == min(before, 8)

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
	page.locator(".relationship-preview tbody a").first.click()
	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=60_000)
	section = page.locator(".relationship-segments")
	section.wait_for(timeout=30_000)
	assert "Visit once a quarter with the delivery figures in hand." in section.inner_text()


def test_sizes_and_overlaps_are_drawn(page):
	for report, cell in (("Segment Sizes", SEGMENT), ("Segment Overlap", "Pumps Without Meters")):
		page.goto(f"/desk/query-report/{report}")
		page.locator(".dt-cell", has_text=cell).first.wait_for(timeout=60_000)
		page.locator(".report-wrapper svg.frappe-chart, .chart-wrapper svg").first.wait_for(timeout=30_000)


def make_list(page, name: str) -> None:
	"""A static list without anybody on it, of the demo's company."""
	company = page.request.get(f"/api/resource/Customer Segment/{SEGMENT}").json()["data"]["company"]
	doc = {"segment_name": name, "company": company, "based_on": "Static List"}
	answer = page.request.post(
		"/api/resource/Customer Segment", data=doc, headers={"X-Frappe-CSRF-Token": "x"}
	)
	assert answer.ok, answer.text()


def test_those_who_are_ticked_join_a_list(page):
	make_list(page, "To Be Invited")
	page.goto("/desk/customer/view/list")
	boxes = page.locator(".list-row-container .list-row .list-row-checkbox")
	boxes.first.wait_for(timeout=30_000)
	for number in range(2):
		boxes.nth(number).check()
	page.locator(".actions-btn-group:visible button").first.click()
	page.get_by_text("Add to Customer Segment").click()
	field = page.locator(".modal.show [data-fieldname=segment] input:focus")
	field.wait_for(
		timeout=30_000
	)  # until the dialog stands still, it takes the focus and closes what was offered
	field.press_sequentially("To Be")
	page.locator("[role=option]:visible", has_text="To Be Invited").first.click()
	page.locator(".modal.show .btn-primary").click()

	page.get_by_text("2 added to To Be Invited").wait_for(timeout=30_000)
	listed = page.request.get("/api/resource/Customer Segment/To Be Invited").json()["data"]["customers"]
	assert len(listed) == 2


def test_cells_are_taken_by_their_corners_with_mouse_and_keyboard(page):
	page.goto("/desk/customer-segment/new")
	page.locator("select[data-fieldname=based_on]").select_option("RFM Cells")

	def cell(r: int, f: int):
		return page.locator(f".relationship-cells button[aria-label='R{r} F{f}']")

	taken = page.locator(".relationship-cells button[aria-pressed=true]")
	cell(5, 5).wait_for(timeout=30_000)
	assert taken.count() == 25

	cell(4, 5).click()
	page.wait_for_function("cur_frm.doc.recency_from === '4' && cur_frm.doc.frequency_to === '5'")
	assert taken.count() == 1
	cell(5, 3).focus()
	page.keyboard.press("Enter")
	page.wait_for_function("cur_frm.doc.recency_to === '5' && cur_frm.doc.frequency_from === '3'")

	labels = {each.get_attribute("aria-label") for each in taken.all()}
	assert labels == {f"R{r} F{f}" for r in (4, 5) for f in (3, 4, 5)}
