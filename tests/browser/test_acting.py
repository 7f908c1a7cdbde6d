"""Scorecards that act, in Chromium: an order that its supplier's standing is in the way of."""

from __future__ import annotations

import json

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
