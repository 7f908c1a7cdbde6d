"""Planning in Chromium: from the list to the forecast of an item, a month overridden, and on to its accuracy."""

from __future__ import annotations


def open_forecast(page) -> str:
	found = page.request.get(
		'/api/resource/Demand Forecast?fields=["name"]&filters=[["is_current","=",1]]&limit_page_length=1'
	).json()["data"][0]["name"]
	page.goto(f"/desk/demand-forecast/{found}")
	page.locator(".demand-forecast-chart svg").wait_for(timeout=30_000)
	return found


def test_a_forecast_says_how_much_and_why_and_draws_it(page):
	open_forecast(page)

	assert "are planned for the 6 months from" in page.locator(".relationship-sentence:visible").inner_text()
	assert page.locator(".demand-forecast-chart .line-graph-path").count() >= 2


def test_a_month_is_overridden_with_a_reason_and_nothing_can_be_added(page):
	name = open_forecast(page)
	assert page.locator("[data-fieldname=buckets] .grid-add-row:visible").count() == 0

	page.evaluate(
		"""() => {
			const row = cur_frm.doc.buckets[1];
			const set = (field, value) => frappe.model.set_value(row.doctype, row.name, field, value);
			return set("is_overridden", 1).then(() => set("override_qty", 77)).then(() => set("reason", "Trade fair"));
		}"""
	)
	page.evaluate("cur_frm.save()")
	page.wait_for_function("!cur_frm.is_dirty() && cur_frm.doc.overrides === 1", timeout=30_000)

	doc = page.request.get(f"/api/resource/Demand Forecast/{name}").json()["data"]
	assert (doc["buckets"][1]["planned_qty"], doc["buckets"][1]["overridden_by"]) == (77, "Administrator")
	page.locator(".demand-forecast-chart", has_text="Planned").wait_for(timeout=30_000)


def test_the_button_leads_to_the_accuracy_of_this_item(page):
	open_forecast(page)
	item = page.evaluate("cur_frm.doc.item")

	page.locator(".page-actions button:visible", has_text="Forecast Accuracy").first.click()

	page.wait_for_url("**/query-report/Forecast*", timeout=30_000)
	page.locator("svg.frappe-chart:visible").first.wait_for(timeout=30_000)
	assert page.evaluate("frappe.query_report.get_filter_value('item')") == item
	assert page.evaluate("frappe.query_report.data.length") >= 1


def test_an_agreement_is_released_answered_accepted_ordered_and_short(page):
	page.goto("/desk")
	page.wait_for_function("!!window.frappe?.xcall", timeout=30_000)
	name = page.evaluate(
		"""async () => {
			const [forecast] = await frappe.db.get_list("Demand Forecast", {
				fields: ["item", "company"], filters: { is_current: 1 }, limit: 1 });
			const [supplier] = await frappe.db.get_list("Supplier", { limit: 1 });
			const doc = await frappe.db.insert({ doctype: "Planning Agreement", supplier: supplier.name,
				company: forecast.company, bucket: "Month", horizon: 4, frozen: 1, flexible: 1,
				items: [{ item: forecast.item, share: 100 }] });
			return doc.name;
		}"""
	)
	page.goto(f"/desk/planning-agreement/{name}")

	page.locator(".page-actions button:visible", has_text="Release Forecast").click(timeout=30_000)

	page.wait_for_url("**/forecast-release/*-V1", timeout=30_000)
	page.locator(".forecast-release-table tbody td").nth(3).wait_for(timeout=30_000)
	assert "one item in 4 buckets" in page.locator(".relationship-sentence:visible").inner_text()

	page.locator(".page-actions button:visible", has_text="Enter Commitment").click(timeout=30_000)
	page.wait_for_function(
		"cur_frm?.doctype === 'Supply Commitment' && cur_frm.doc.lines?.length === 4", timeout=30_000
	)
	page.evaluate("cur_frm.doc.lines[2].commit_qty = 0; cur_frm.save()")

	page.locator(".supply-commitment-table tbody td").nth(3).wait_for(timeout=30_000)
	assert (
		"4 of 4 released quantities are answered"
		in page.locator(".relationship-sentence:visible").inner_text()
	)
	page.locator(".page-actions button:visible", has_text="Accept").click(timeout=30_000)
	assert page.locator("[data-fieldname=lines] .grid-add-row:visible").count() == 0
	commitment = page.evaluate("cur_frm.doc.name")
	page.locator(".page-actions button:visible", has_text="Draft Purchase Order").click(timeout=30_000)
	create = page.locator(".modal-dialog:visible .btn-primary", has_text="Create")
	create.wait_for(timeout=30_000)
	page.wait_for_function("document.activeElement.matches('.modal.show .btn-primary')", timeout=30_000)
	assert page.locator(".modal.show [role=option]:visible").count() == 0
	page.keyboard.press("Enter")
	page.wait_for_url("**/purchase-order/**", timeout=30_000)

	page.goto(f"/desk/supply-commitment/{commitment}")
	page.locator(".page-actions button:visible", has_text="Open Exceptions").click(timeout=30_000)
	page.locator(".list-row:visible", has_text="Gap").wait_for(timeout=30_000)
