"""A report by mail, from the form to the log, in Chromium."""

from __future__ import annotations

from playwright.sync_api import Page

REPORT = "Late and Open Deliveries"
BUYER = "purchasing@example.com"


def choose(page: Page, field: str, value: str) -> None:
	"""Type into a Link field and take what it offers."""
	page.locator(f"[data-fieldname={field}] input:visible").last.fill(value)
	page.locator(".awesomplete li:visible, [role=option]:visible", has_text=value).first.click()


def test_a_report_is_scheduled_looked_at_sent_and_found_in_the_log(page):
	page.goto("/desk/report-schedule/new")
	page.locator("[data-fieldname=report] input:visible").first.wait_for(timeout=30_000)
	choose(page, "report", REPORT)
	filters = page.locator("[data-fieldname=filters] .grid-body .rows")
	filters.get_by_text("By Supplier").wait_for(timeout=30_000)  # the report's own defaults

	page.get_by_role("button", name="Choose Filters").click()
	dialog = page.locator(".modal.show")
	dialog.locator("[data-fieldname=from_date__period] select").select_option("Last Month")
	dialog.get_by_role("button", name="Apply").click()
	filters.get_by_text("Last Month").wait_for(timeout=10_000)

	page.locator("[data-fieldname=recipients] .grid-body [data-fieldname=user]").first.click()
	choose(page, "user", BUYER)
	page.wait_for_function("who => cur_frm.doc.recipients[0].user === who", arg=BUYER)
	page.locator("[data-fieldname=title] input:visible").first.fill("By browser")
	page.keyboard.press("Control+s")
	page.get_by_text("Sent next on").wait_for(timeout=30_000)

	page.get_by_role("button", name="Preview").click()
	mail = page.frame_locator(".modal.show iframe")
	mail.get_by_text("Show: By Supplier").wait_for(timeout=30_000)
	assert mail.locator("img").evaluate("picture => picture.naturalWidth") == 960
	# A click waits until the dialog stands still: while it moves it heeds no wish to close.
	page.locator(".modal.show .btn-modal-close").click()
	page.locator(".modal.show").wait_for(state="hidden")

	page.get_by_role("button", name="Send Now").click()
	page.locator(".modal.show").get_by_role("button", name="Yes").click()
	row = page.locator(".list-row:visible", has_text=BUYER)
	row.wait_for(timeout=30_000)
	page.wait_for_function(
		"cur_list.refresh() && cur_list.data.some((row) => row.status === 'Queued')", timeout=60_000
	)
	assert row.count() == 1

	row.locator("a").first.click()
	page.get_by_role("button", name="Open Mail").wait_for(timeout=30_000)
	assert page.get_by_role("button", name="Send Again").count() == 0  # before the mail has gone out


def test_the_log_says_who_was_sent_nothing_and_why(page):
	page.goto("/desk/report-delivery?status=Not Permitted")
	page.locator(".list-row:visible", has_text="sales@example.com").first.locator("a").first.click(
		timeout=30_000
	)

	page.get_by_text("may not open the report").first.wait_for(timeout=30_000)
