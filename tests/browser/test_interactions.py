"""A call is logged by keyboard, and stands on the party's page; another is logged there, on a desk and on a telephone."""

from __future__ import annotations

import json

import pytest


def any_customer(page) -> str:
	"""One with an interaction, a segment and contacts."""
	filters = json.dumps([["party_type", "=", "Customer"], ["follow_up_status", "=", "Open"]])
	url = f'/api/resource/Interaction?fields=["party"]&filters={filters}&limit_page_length=1'
	return page.request.get(url).json()["data"][0]["party"]


def logged(page, subject: str) -> dict:
	filters = json.dumps([["subject", "=", subject]])
	fields = json.dumps(["party_type", "party", "channel", "person", "follow_up_status"])
	(found,) = page.request.get(f"/api/resource/Interaction?fields={fields}&filters={filters}").json()["data"]
	return found


def open_page(page, party: str) -> None:
	page.goto(f"/desk/relationship-360/Customer/{party}")
	page.locator(".relationship-360-row").first.wait_for(timeout=30_000)
	page.locator(".relationship-360-side section").nth(2).wait_for(timeout=30_000)


def test_a_call_is_logged_by_keyboard_from_the_customer(page):
	customer = any_customer(page)
	page.goto(f"/desk/customer/{customer}")
	page.get_by_role("button", name="Create").first.wait_for(timeout=30_000)

	page.keyboard.press("Control+Shift+L")
	subject = page.locator(".modal.show [data-fieldname=subject] input")
	subject.wait_for(timeout=30_000)
	page.wait_for_function("document.activeElement.dataset.fieldname === 'subject'", timeout=10_000)
	page.keyboard.type("Typed by hand")
	page.keyboard.press("Control+Enter")
	page.locator(".modal.show").wait_for(state="hidden", timeout=30_000)

	assert logged(page, "Typed by hand") == {
		"party_type": "Customer",
		"party": customer,
		"channel": "Call",
		"person": "Administrator",
		"follow_up_status": None,
	}
	open_page(page, customer)
	assert page.locator(".relationship-360-row", has_text="Typed by hand").count() == 1


@pytest.mark.parametrize("width", [1400, 390])
def test_the_page_shows_a_party_and_logs_a_talk_without_leaving(page, width):
	page.set_viewport_size({"width": width, "height": 850})
	customer = any_customer(page)
	open_page(page, customer)
	headings = page.locator(".relationship-360 h5").all_inner_texts()
	assert headings == ["Key Figures", "Open", "Contacts", "What They Buy"]
	assert page.locator(".relationship-360-title").inner_text() == customer
	assert page.locator(".relationship-sentence").first.inner_text()
	assert page.evaluate("document.documentElement.scrollWidth") <= width

	said = f"Said at {width}"
	page.locator(".relationship-360-log [data-fieldname=subject] input").fill(said)
	page.locator(".relationship-360-log button", has_text="Log Interaction").click()

	page.locator(".relationship-360-row", has_text=said).wait_for(timeout=30_000)
	assert logged(page, said)["party"] == customer


def test_a_kind_narrows_the_timeline_down_and_more_goes_back(page):
	open_page(page, any_customer(page))
	rows = page.locator(".relationship-360-row")
	before = rows.count()
	if page.locator(".relationship-360-more").is_visible():
		page.locator(".relationship-360-more").click()
		page.wait_for_function(f"document.querySelectorAll('.relationship-360-row').length > {before}")

	page.locator("select[data-fieldname=kind]").select_option("Segment")

	page.wait_for_function(
		"[...document.querySelectorAll('.relationship-360-row')].every(row => row.innerText.includes('egment'))"
	)
	assert 0 < rows.count() < before + 20


def test_a_figure_leads_to_what_it_is_made_of(page):
	open_page(page, any_customer(page))
	page.locator(".relationship-360-figures a[href*='Customer%20Segments']").first.click()

	page.wait_for_url("**/query-report/Customer*Segments*", timeout=30_000)
	page.locator(".dt-row[data-row-index='0']").wait_for(timeout=30_000)


def test_on_a_telephone_the_filters_are_behind_one_button(page):
	page.set_viewport_size({"width": 390, "height": 850})
	open_page(page, any_customer(page))
	fold, kind = page.locator(".relationship-360-fold"), page.locator("select[data-fieldname=kind]")
	assert not kind.is_visible()
	assert page.locator(".relationship-sentence").first.bounding_box()["y"] < 425, (
		"on the first half of the screen"
	)

	fold.click()
	kind.select_option("Segment")
	fold.click()

	assert fold.inner_text() == "Filters (1)"
	assert fold.get_attribute("aria-expanded") == "false"
	assert not kind.is_visible()


def test_without_a_party_the_page_asks_for_one(page):
	page.goto("/desk/relationship-360")

	page.get_by_text("Choose a party above").wait_for(timeout=30_000)
