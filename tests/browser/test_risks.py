"""A risk's main path in Chromium: written down or proposed, seen in the heat map, on the supplier's tab, and accepted."""

from __future__ import annotations

import re
from urllib.parse import urlencode

CELL = ".risk-map td"


def new_risk(page, title: str) -> str:
	"""A risk that is made and assessed in the form; gives its name."""

	def first(doctype: str) -> str:
		return page.request.get(f"/api/resource/{doctype}?limit_page_length=1").json()["data"][0]["name"]

	about = {"party_type": "Supplier", "party": first("Supplier"), "register": first("Risk Register")}
	page.goto(f"/desk/risk/new?{urlencode({**about, 'category': 'Delivery'})}")
	page.locator("input[data-fieldname=risk_title]").fill(title, timeout=30_000)
	page.locator("textarea[data-fieldname=event]").fill("Nothing arrives")
	for field in ("inherent_likelihood", "inherent_impact"):
		page.locator(f"select[data-fieldname={field}]").select_option("5")
	page.wait_for_function("cur_frm.doc.event && cur_frm.doc.company")  # typed and fetched a moment later
	page.locator("button.primary-action:visible", has_text="Save").click()
	page.wait_for_function("!cur_frm.is_new() && cur_frm.doc.residual_score === 25", timeout=30_000)
	return page.evaluate("cur_frm.doc.name")


def test_a_risk_is_seen_in_the_map_of_its_form_the_workspace_and_the_supplier(page):
	title = "_RS Fire & Flood"
	name = new_risk(page, title)

	page.locator(".risk-map .main", has_text="●").wait_for(timeout=30_000)
	assert "Score 25 (Extreme)" in page.locator(".relationship-sentence").inner_text()
	supplier = page.evaluate("cur_frm.doc.party")

	page.goto("/desk/supplier-relationship")
	worst = page.locator(".risk-map a.cell[aria-label*='score 25']")
	worst.wait_for(timeout=30_000)
	count = int(re.match(r"\d+", worst.inner_text().strip())[0])
	assert count >= 1
	worst.click()
	page.wait_for_url("**/query-report/Risk*", timeout=30_000)
	page.locator(".dt-row .dt-cell__content", has_text=title).wait_for(timeout=30_000)
	page.locator(".dt-row .dt-cell__content a", has_text=name).wait_for(timeout=30_000)

	page.goto(f"/desk/supplier/{supplier}")
	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=30_000)
	page.locator(".relationship-risks a", has_text=title).wait_for(timeout=30_000)
	assert f"Highest risk: {title}." in page.locator(".relationship-risks").inner_text()


def test_a_risk_is_accepted_with_a_reason_and_taken_back(page):
	new_risk(page, "_RS Small Fire")
	page.locator("select[data-fieldname=inherent_likelihood]").select_option("1")
	page.wait_for_function("cur_frm.is_dirty()")
	page.locator("button.primary-action:visible", has_text="Save").click()
	page.wait_for_function("cur_frm.doc.residual_score === 5", timeout=30_000)

	page.locator("button:visible", has_text="Accept Risk").click()
	page.locator(".modal.show textarea").fill("Insured")
	page.locator(".modal.show .btn-primary:visible").click()
	page.wait_for_function("cur_frm.doc.status === 'Accepted'", timeout=30_000)
	assert "Accepted until" in page.locator(".relationship-sentence").inner_text()

	page.locator("button:visible", has_text="Withdraw Acceptance").click()
	page.locator(".modal.show .btn-primary:visible").click()
	page.wait_for_function("cur_frm.doc.status === 'Assessed'", timeout=30_000)


def test_a_register_shows_its_map(page):
	page.goto("/desk/risk-register/European Supply")

	page.locator(".risk-map a.cell").first.wait_for(timeout=30_000)
	assert page.locator(CELL).count() == 25


def test_a_proposal_is_accepted_with_a_reason_and_becomes_a_risk(page):
	page.goto("/desk/risk-proposal?status=Open")
	page.locator(".list-row .list-subject a").first.click(timeout=30_000)
	page.locator(".relationship-sentence").wait_for(timeout=30_000)
	page.locator(".relationship-behind").wait_for()

	page.locator("button:visible", has_text="Accept").click(timeout=30_000)
	page.locator(".modal.show textarea").fill("Seen on site")
	page.locator(".modal.show .btn-primary:visible").click()

	page.wait_for_function("cur_frm?.doctype === 'Risk' && !cur_frm.is_new()", timeout=30_000)
	assert page.evaluate("cur_frm.doc.assessment_note").endswith("Seen on site")
	page.locator(".risk-map .main", has_text="●").wait_for(timeout=30_000)


def test_an_indicator_shows_what_it_would_find_as_it_is_typed(page):
	page.goto("/desk/risk-indicator/Receivable Concentration")
	preview = page.locator(".relationship-preview")
	preview.get_by_text("A breach begins at 25.0 % and ends below 20.0 %.").wait_for(timeout=60_000)

	def type_limit(field: str, value: str) -> None:
		box = page.locator(f"input[data-fieldname={field}]")
		box.fill(value)
		box.press("Tab")

	type_limit("ends_below", "1")
	type_limit("breach_from", "2")
	preview.get_by_text("A breach begins at 2.0 % and ends below 1.0 %.").wait_for(timeout=30_000)
	rows = preview.locator("tbody tr")
	assert "figures would be in breach now; the highest is that of" in preview.inner_text()
	assert 1 <= rows.count() <= 8
	first = rows.first
	assert re.search(
		r"\d % of what customers owe is owed by .+: [$€] [\d,]+ of [$€] [\d,]+\.", first.inner_text()
	)
	assert re.search("New breach|Breach goes on", first.inner_text())
	assert first.locator("a").first.get_attribute("href").startswith("/desk/customer/")

	type_limit("breach_from", "101")
	preview.get_by_text("Breach From must be above 0 and 100 at most.").wait_for(timeout=30_000)
	assert rows.count() == 0
	assert page.evaluate("cur_frm.is_dirty()"), "nothing is saved by looking"
