"""A supplier's main path in Chromium: from the sentence to the lines, and what a scorecard will do."""

from __future__ import annotations


def open_tab(page) -> None:
	found = page.request.get(
		'/api/resource/Performance Scorecard Result?fields=["supplier"]&filters=[["is_scored","=",1]]&limit_page_length=1'
	).json()["data"][0]
	page.goto(f"/desk/supplier/{found['supplier']}")
	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=30_000)
	page.locator("a.relationship-kpi").first.wait_for(timeout=30_000)


def test_a_kpi_on_the_tab_leads_to_the_lines_behind_it(page):
	open_tab(page)

	page.locator("a.relationship-kpi", has_text="OTIF").first.click()

	page.wait_for_url("**/query-report/Late*", timeout=30_000)
	page.wait_for_function("frappe.query_report?.get_filter_value?.('mode') === 'By Line'", timeout=30_000)


def test_the_button_refreshes_this_supplier(page):
	open_tab(page)

	with page.expect_response(lambda answer: "refresh_supplier" in answer.url) as answer:
		page.locator(".relationship-refresh").click()

	assert answer.value.ok
	page.locator(".relationship-refresh:enabled").wait_for(timeout=60_000)


def test_a_scorecard_draws_what_it_will_do_and_marks_what_is_wrong(page):
	page.goto("/desk/performance-scorecard/Supplier Performance")
	page.locator(".scorecard-drawing svg").nth(2).wait_for(timeout=30_000)

	page.evaluate(
		"frappe.model.set_value('Performance Scorecard KPI', cur_frm.doc.kpis[0].name, 'weight', 10)"
	)

	page.locator(".scorecard-problems li", has_text="not to 100").wait_for(timeout=30_000)


def test_a_scorecard_shows_markup_in_a_name_as_text(page):
	page.goto("/desk/performance-scorecard/Supplier Performance")
	page.locator(".scorecard-drawing svg").nth(2).wait_for(timeout=30_000)

	page.evaluate(
		"""cur_frm.doc.standings.slice(0, 2).forEach((row) =>
			frappe.model.set_value(row.doctype, row.name, 'standing', '<img src=x>'))"""
	)

	page.locator(".scorecard-problems li", has_text="<img src=x> is there twice").first.wait_for(
		timeout=30_000
	)
	assert page.locator(".scorecard-problems img, .scorecard-drawing img").count() == 0


def test_a_new_scorecard_is_for_every_company_and_needs_only_a_name(page):
	page.goto("/desk/performance-scorecard/new")
	page.locator(".scorecard-drawing svg").nth(2).wait_for(timeout=30_000)

	assert page.evaluate("frappe.boot.user.defaults.company"), "Frappe has a company to fill in"
	page.wait_for_function("!cur_frm.doc.only_company && !cur_frm.fields_dict.only_company.$input.val()")
	page.locator(".scorecard-problems").wait_for(state="attached", timeout=30_000)
	page.evaluate("cur_frm.set_value('scorecard_name', '_RS Made In The Desk').then(() => cur_frm.save())")
	page.wait_for_function("!cur_frm.is_new()", timeout=30_000)
	assert page.evaluate("cur_frm.doc.standings.map(row => row.max_score)") == [40, 60, 80, 100]


def test_the_list_of_results_says_where_evidence_is_missing(page):
	page.goto("/desk/performance-scorecard-result?is_scored=0")

	row = page.locator(".list-row", has_text="Not enough data").first
	row.wait_for(timeout=30_000)
	assert "0.0" not in row.inner_text()
	assert page.locator(".list-row-head", has_text="ID").count() == 0


def test_the_supplier_list_shows_standings_whole(page):
	page.set_viewport_size({"width": 1024, "height": 900})
	page.goto("/desk/supplier")

	page.locator(".relationship-standing").first.wait_for(timeout=30_000)
	past = page.locator(".relationship-standing").evaluate_all(
		"pills => Math.max(...pills.map((pill) => pill.getBoundingClientRect().right"
		" - pill.closest('.list-subject').getBoundingClientRect().right))"
	)
	assert past <= 0


def test_what_costs_the_most_leads_to_the_lines_behind_it(page):
	page.goto("/desk/query-report/Supplier Performance")
	page.locator("a.relationship-behind", has_text="OTIF").first.click(timeout=60_000)

	page.wait_for_url("**/query-report/Late*", timeout=30_000)
	page.wait_for_function("frappe.query_report?.get_filter_value?.('mode') === 'By Line'", timeout=30_000)
	page.wait_for_function("!!frappe.query_report.get_filter_value('supplier')", timeout=30_000)
