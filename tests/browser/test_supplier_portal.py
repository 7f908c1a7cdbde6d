"""The supplier's portal in Chromium: a supplier proposes another day, a buyer accepts it in the Desk, a forecast is committed to."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

USER, PASSWORD = "sally@portal.example.com", "Weaving-Loom-7"
#: Somebody who speaks for the supplier of an open order, and a forecast that is released to it; gives the order and the release.
PREPARE = """
async ([user, password]) => {
	const open = { docstatus: 1, status: "To Receive and Bill" };
	const [order] = await frappe.db.get_list("Purchase Order", {
		fields: ["name", "supplier", "company"], filters: open, order_by: "transaction_date desc", limit: 1 });
	await frappe.db.insert({ doctype: "User", email: user, first_name: "Sally", user_type: "Website User",
		send_welcome_email: 0, new_password: password, roles: [{ role: "Supplier" }] });
	await frappe.db.insert({ doctype: "Portal User", parent: order.supplier, parenttype: "Supplier",
		parentfield: "portal_users", user });
	const [forecast] = await frappe.db.get_list("Demand Forecast", {
		fields: ["item", "company"], filters: { is_current: 1 }, limit: 1 });
	const agreement = await frappe.db.insert({ doctype: "Planning Agreement", supplier: order.supplier,
		company: forecast.company, bucket: "Month", horizon: 3, items: [{ item: forecast.item, share: 100 }] });
	const { release } = await frappe.xcall(
		"relationship_suite.srm_extensions.planning.release_api.issue", { agreement: agreement.name });
	return [order.name, release];
}
"""


@pytest.fixture
def portal(page, desk):
	"""A phone on which nobody is logged in; console errors fail the test at its end."""
	phone = page.context.browser.new_context(base_url=desk, viewport={"width": 390, "height": 844})
	theirs = phone.new_page()
	errors: list[str] = []
	theirs.on("pageerror", lambda error: errors.append(str(error)))
	# Chromium itself reports a refusal of the server.
	theirs.on(
		"console",
		lambda message: (
			errors.append(message.text) if message.type == "error" and "417" not in message.text else None
		),
	)
	yield theirs
	phone.close()
	assert errors == []


def test_a_supplier_proposes_a_day_we_accept_it_and_a_forecast_is_committed_to(page, portal):
	page.goto("/desk")
	page.wait_for_function("!!window.frappe?.xcall", timeout=30_000)
	order, release = page.evaluate(PREPARE, [USER, PASSWORD])

	# The supplier signs in, and proposes another day for one line of its order.
	portal.goto("/supplier/orders")
	portal.locator("#login_email:visible").fill(USER)
	portal.locator("#login_password:visible").fill(PASSWORD)
	portal.locator(".btn-login:visible").first.click()
	portal.wait_for_url("**/supplier/orders*", timeout=30_000)
	portal.get_by_role("link", name=order).click()
	send = portal.locator("button[type=submit]")
	assert send.inner_text() == "Confirm"
	days = portal.get_by_label("You deliver on")
	expected = max(date.fromisoformat(days.first.input_value()), date.today())
	later = (expected + timedelta(days=14)).isoformat()
	days.first.fill("2020-01-01")
	assert send.inner_text() == "Send proposal"
	send.click()
	portal.get_by_role("alert").filter(has_text="the day has passed").wait_for(timeout=30_000)
	assert days.first.input_value() == "2020-01-01"
	days.first.fill(later)
	portal.get_by_label("Remark").fill("The loom is down")
	send.click()
	portal.get_by_role("link", name=order).filter(has_text="We are looking at your proposal").wait_for()

	# We accept it.
	page.goto(f"/desk/order-confirmation/{order}-R1")
	page.locator(".relationship-sentence:visible", has_text="Lines that come later: 1").wait_for(
		timeout=30_000
	)
	page.locator(".page-actions button:visible", has_text="Accept").click()
	page.locator(".modal.show .btn-primary:visible").click()
	page.wait_for_function("cur_frm?.doc.status === 'Accepted'", timeout=30_000)
	items = page.request.get(f"/api/resource/Purchase Order/{order}").json()["data"]["items"]
	assert later in {row["expected_delivery_date"] for row in items}

	# The supplier sees that, and commits to the forecast: less in its second month, in two deliveries.
	portal.get_by_role("link", name="Orders").click()
	portal.get_by_role("link", name=order).filter(has_text="Your proposal is accepted").wait_for()
	portal.get_by_role("link", name="Forecasts").click()
	portal.get_by_role("link", name="Please commit").click()
	second = portal.locator("[data-bucket]").nth(1)
	second.get_by_role("button", name="Another delivery").click()
	second.get_by_label("Quantity").first.fill("2")
	second.get_by_label("Quantity").nth(1).fill("1")
	second.get_by_label("You deliver on").nth(1).fill(later)
	second.get_by_label("Note").nth(1).fill("By sea")
	portal.get_by_role("button", name="Send commitment").click()
	portal.wait_for_url("**/supplier/forecasts?*", timeout=30_000)
	portal.get_by_role("link", name="We are looking at your commitment").first.wait_for()
	lines = page.request.get(f"/api/resource/Supply Commitment/{release}-C1").json()["data"]["lines"]
	bucket = lines[1]["first_day"]
	said = [(row["commit_qty"], row["note"] or "") for row in lines if row["first_day"] == bucket]
	assert (len(lines), said) == (4, [(2, ""), (1, "By sea")]), json.dumps(lines)
