"""What a sales manager does: from the grid to the members, from the matrix to the customers, from the list to the tab."""

from __future__ import annotations

import json
import re

import pytest

THEMES = ("light", "dark")


def set_theme(page, theme: str) -> None:
	page.evaluate("theme => document.documentElement.setAttribute('data-theme', theme)", theme)


def contrast(page, selector: str) -> float:
	"""WCAG 2 contrast of an element's text against what is painted behind it, all layers mixed."""
	return page.locator(selector).first.evaluate(
		"""element => {
			const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
			canvas.canvas.width = canvas.canvas.height = 1;
			const layers = [];
			for (let at = element; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
			canvas.fillStyle = "white";
			for (const colour of ["white", ...layers, ]) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
			const behind = [...canvas.getImageData(0, 0, 1, 1).data];
			canvas.fillStyle = getComputedStyle(element).color;
			canvas.fillRect(0, 0, 1, 1);
			const light = (pixel) => {
				const [r, g, b] = [...pixel].slice(0, 3).map((value) => {
					const part = value / 255;
					return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
				});
				return 0.2126 * r + 0.7152 * g + 0.0722 * b;
			};
			const [low, high] = [light(behind), light(canvas.getImageData(0, 0, 1, 1).data)].sort((a, b) => a - b);
			return (high + 0.05) / (low + 0.05);
		}"""
	)


@pytest.mark.parametrize("theme", THEMES)
def test_the_grid_reads_in_either_theme(page, theme):
	page.goto("/desk/query-report/Customer Segments")
	page.locator(".relationship-grid a.cell").first.wait_for(timeout=30_000)
	set_theme(page, theme)

	assert page.locator(".relationship-grid td").count() == 25
	fullest = page.locator(".relationship-grid td[style]").evaluate_all(
		"cells => cells.sort((a, b) => parseInt(b.getAttribute('style').match(/(\\d+)%/)[1])"
		" - parseInt(a.getAttribute('style').match(/(\\d+)%/)[1]))[0].dataset.fullest = '1'"
	)
	assert fullest == "1"
	assert contrast(page, "td[data-fullest] .names") >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_links_in_reports_are_seen_as_links(page, theme):
	page.goto("/desk/query-report/Supplier Lead Times")
	page.locator(".dt-row-0 a.relationship-items").wait_for(timeout=30_000)
	set_theme(page, theme)

	colour = "element => getComputedStyle(element).color"
	link = page.locator(".dt-row-0 a.relationship-items").evaluate(colour)
	red, _green, blue = (int(part) for part in re.findall(r"\d+", link)[:3])
	assert blue - red > 90, "blue, and not merely tinted"
	assert contrast(page, ".dt-row-0 a.relationship-items") >= 4.5


def test_a_cell_leads_to_its_members_by_keyboard(page):
	page.goto("/desk/query-report/Customer Segments")
	cell = page.locator(".relationship-grid a.cell").first
	cell.wait_for(timeout=30_000)
	count = int(cell.locator(".count").inner_text())
	score = re.match(r"R(\d) F(\d)", cell.get_attribute("aria-label"))

	cell.focus()
	page.keyboard.press("Enter")

	page.wait_for_url(f"**show=Members**r={score[1]}&f={score[2]}**", timeout=30_000)
	page.locator(".relationship-grid").wait_for(state="hidden", timeout=30_000)
	page.locator(".dt-row-0 .dt-cell__content").first.wait_for(timeout=30_000)
	shown = page.evaluate("frappe.query_report.data.length")
	assert shown == count


def test_a_cell_of_the_matrix_leads_to_its_customers(page):
	page.goto("/desk/query-report/Segment Migration")
	cell = page.locator(".relationship-moves-matrix td a").first
	cell.wait_for(timeout=30_000)
	count = int(cell.inner_text().split()[-1])

	cell.click()

	page.wait_for_url("**show=Customers**", timeout=30_000)
	page.locator(".relationship-moves-matrix").wait_for(state="hidden", timeout=30_000)
	page.locator(".dt-row-0 .dt-cell__content").first.wait_for(timeout=30_000)
	assert page.evaluate("frappe.query_report.data.length") == count


@pytest.mark.parametrize("report", ["Customer Segments", "Segment Migration"])
def test_a_telephone_scrolls_the_table_and_never_the_page(page, report):
	page.set_viewport_size({"width": 390, "height": 844})
	page.goto(f"/desk/query-report/{report}")
	page.locator(".relationship-grid, .relationship-moves-matrix").first.wait_for(timeout=30_000)

	assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_list_shows_segments_and_filters_by_them(page):
	page.goto("/desk/customer?relationship_segment=Champions")

	page.locator(".list-row .indicator-pill", has_text="Champions").first.wait_for(timeout=30_000)
	assert set(page.locator(".list-row .indicator-pill:visible").all_inner_texts()) == {"Champions"}


def test_the_button_brings_the_tab_up_to_date(page):
	found = page.request.get(
		f'/api/resource/Customer Insight?fields=["customer"]&filters={json.dumps([["segment", "=", "Champions"]])}'
	).json()["data"][0]["customer"]
	page.goto(f"/desk/customer/{found}")
	page.locator(".form-tabs .nav-link:visible", has_text="Relationship").first.click(timeout=30_000)
	tab = page.locator(".tab-pane.active")
	before = tab.get_by_text(re.compile("^Updated ")).inner_text(timeout=30_000)
	runs = count_of(page, "Relationship Refresh")

	tab.locator(".relationship-refresh").click()
	tab.locator(".relationship-refresh:disabled").wait_for(timeout=30_000)
	tab.locator(".relationship-refresh:enabled").wait_for(timeout=60_000)

	assert count_of(page, "Relationship Refresh") == runs + 1
	assert before.startswith("Updated ")
	assert tab.get_by_text("History of segments").count() >= 1


def count_of(page, doctype: str) -> int:
	return page.request.get(f"/api/method/frappe.client.get_count?doctype={doctype}").json()["message"]
