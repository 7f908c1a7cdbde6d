"""Scorecards that act, in Chromium: an order that its supplier's standing is in the way of."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

DRAFT = '[["docstatus","=",0]]'


def test_a_draft_order_says_what_the_suppliers_standing_does_to_it(desk_page):
	page = desk_page
	worst = page.request.get(
		'/api/resource/Performance Scorecard Result?fields=["supplier","company"]'
		'&filters=[["standing","=","Critical"]]&order_by=period_start desc&limit_page_length=1'
	).json()["data"][0]
	orders = page.request.get(f"/api/resource/Purchase Order?filters={DRAFT}&limit_page_length=1").json()[
		"data"
	]
	page.goto(f"/desk/purchase-order/{orders[0]['name']}")
	page.wait_for_function("cur_frm?.doctype === 'Purchase Order' && cur_frm.fields_dict.supplier")

	page.evaluate(f"Object.assign(cur_frm.doc, {json.dumps(worst)}); cur_frm.trigger('supplier')")

	shown = page.locator(".relationship-gate", has_text="needs a second look: Critical")
	shown.wait_for(timeout=30_000)
	assert worst["supplier"] in shown.inner_text()
	page.evaluate("cur_frm.trigger('supplier')")
	page.wait_for_load_state("networkidle")
	assert page.locator(".relationship-gate").count() == 1


def test_the_gate_is_asked_again_when_items_are_added_changed_and_removed(desk_page):
	page = desk_page
	orders = page.request.get(f"/api/resource/Purchase Order?filters={DRAFT}&limit_page_length=1").json()
	page.goto(f"/desk/purchase-order/{orders['data'][0]['name']}")
	page.wait_for_function("cur_frm?.doctype === 'Purchase Order' && cur_frm.fields_dict.items?.grid")
	page.wait_for_load_state("networkidle")
	items = page.evaluate("[...new Set(cur_frm.doc.items.map((row) => row.item_code))]")

	def items_asked(action: str) -> list[str]:
		with page.expect_request(lambda request: "gate_api.in_the_way" in request.url) as asked:
			page.evaluate(f"() => {{ {action} }}")
		asked.value.response()
		return json.loads(parse_qs(asked.value.post_data or "")["items"][0])

	assert items_asked("cur_frm.fields_dict.items.grid.add_new_row()") == items
	row = "cur_frm.doc.items.at(-1)"
	change = (
		f"{row}.item_code = 'Other'; cur_frm.script_manager.trigger('item_code', {row}.doctype, {row}.name)"
	)
	assert items_asked(change) == [*items, "Other"]
	assert items_asked(f"cur_frm.fields_dict.items.grid.grid_rows_by_docname[{row}.name].remove()") == items


def test_a_scorecard_is_back_tested_and_draws_what_it_would_have_said(page):
	page.goto("/desk/performance-scorecard/Supplier Performance")
	page.locator(".scorecard-backtest").click(timeout=30_000)

	page.locator(".scorecard-backtest-chart svg .bar:not([height='0'])").first.wait_for(timeout=60_000)
	assert "suppliers would have a score" in page.locator(".scorecard-backtest-result").inner_text()
	assert page.locator(".scorecard-backtest:enabled").count() == 1


def test_the_suppliers_tab_opens_a_plan_for_this_supplier_that_keeps_the_score(page):
	worst = page.request.get(
		'/api/resource/Performance Scorecard Result?fields=["supplier"]'
		'&filters=[["standing","=","Critical"]]&order_by=period_start desc&limit_page_length=1'
	).json()["data"][0]["supplier"]
	page.goto(f"/desk/supplier/{worst}")
	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=30_000)
	page.locator("button.relationship-plan").click(timeout=30_000)
	page.wait_for_function("cur_frm?.doctype === 'Supplier Action Plan' && cur_frm.is_new()", timeout=30_000)
	assert page.evaluate("cur_frm.doc.supplier") == worst

	page.evaluate(
		"""const day = frappe.datetime.add_days(frappe.datetime.get_today(), 30);
		const row = cur_frm.doc.items?.[0] || cur_frm.add_child("items");
		Object.assign(row, { action: "Weekly calls", due_on: day });
		Object.assign(cur_frm.doc, { goal: "On time again", due_on: day, responsible: "Administrator" });
		cur_frm.save()"""
	)
	page.wait_for_function("!cur_frm.is_new()", timeout=30_000)

	shown = page.locator(".plan-scores")
	shown.wait_for(timeout=30_000)
	assert "Critical" in shown.inner_text()


def test_erpnexts_scorecards_are_imported_and_what_was_left_out_is_said(page):
	post = page.request.post
	criterion = {
		"criteria_name": "On Time",
		"max_score": 100,
		"formula": "{on_time_shipment_num} / {total_shipments} * 100",
	}
	quotes = {"criteria_name": "Quotations", "max_score": 100, "formula": "{sq_total_number} * 10"}
	supplier = page.request.get("/api/resource/Supplier?limit_page_length=1").json()["data"][0]["name"]
	standings = [
		{"standing_name": "Poor", "standing_color": "Red", "min_grade": 0, "max_grade": 50},
		{"standing_name": "Good", "standing_color": "Green", "min_grade": 50, "max_grade": 100},
	]
	for kind, rows in (("Criteria", (criterion, quotes)), ("Standing", standings)):
		for each in rows:
			assert post(f"/api/resource/Supplier Scorecard {kind}", data=each).ok
	old = {
		"supplier": supplier,
		"period": "Per Month",
		"weighting_function": "{total_score}",
		"criteria": [{**criterion, "weight": 60}, {**quotes, "weight": 40}],
		"standings": standings,
	}
	answer = post("/api/resource/Supplier Scorecard", data=old)
	assert answer.ok, answer.text()

	page.goto("/desk/performance-scorecard")
	page.locator(".menu-btn-group button:visible").first.click(timeout=30_000)
	page.locator(".menu-btn-group a:visible", has_text="Import from ERPNext").click()
	page.locator(".modal.show .btn-primary").click(timeout=30_000)

	said = page.locator(".modal.show .scorecard-import")
	said.wait_for(timeout=30_000)
	assert "Quotations" in said.inner_text()
	said.locator("a").first.click()
	page.wait_for_function(
		"cur_frm?.doctype === 'Performance Scorecard' && cur_frm.doc.enabled === 0", timeout=30_000
	)


def test_the_letter_to_a_supplier_tells_its_score(page):
	scored = '/api/resource/Performance Scorecard Result?fields=["name","supplier","score"]&filters=[["is_scored","=",1]]'
	result = page.request.get(f"{scored}&order_by=score asc&limit_page_length=1").json()["data"][0]
	page.goto(
		f"/printview?doctype=Performance Scorecard Result&name={result['name']}&format=Scorecard Letter&_lang=zh"
	)

	letter = page.locator(".print-format").first
	letter.wait_for(timeout=30_000)
	assert result["supplier"] in letter.inner_text()
	assert f"{result['score']:.1f}" in letter.inner_text()
	assert "尊敬的" in letter.inner_text()
