"""The heat map: in the report, the workspace and print, with movement; and what it costs."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlparse

import pytest

from tests.factories import buying
from tests.factories import risks as make
from tests.factories.statements import watched

RISK = "Risk"
SINCE = "2026-06-30"


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


def execute(**filters) -> tuple:
	from relationship_suite.srm_extensions.report.risk_heat_map.risk_heat_map import execute

	return execute({"register": make.register(), "since": SINCE, **filters})


def was(risk, on: str) -> None:
	"""Its first assessment was made on a day."""
	import frappe

	name = frappe.get_all("Risk Assessment", {"risk": risk.name}, order_by="creation", pluck="name")[0]
	frappe.db.set_value("Risk Assessment", name, "assessed_on", on)


def cells(html: str) -> dict[tuple[int, int], str]:
	"""Text of each cell that has any beside its score, by likelihood and impact."""
	found = {}
	rows = re.findall(r"<tr>\s*<th scope=\"row\">(\d).*?</tr>", html, re.DOTALL)
	bodies = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", html, re.DOTALL)
	for likelihood, body in zip(rows, bodies, strict=True):
		for impact, cell in enumerate(re.findall(r"<td.*?</td>", body, re.DOTALL), 1):
			text = re.sub(r'<span class="score">\d+</span>', "", cell)
			words = " ".join(re.sub("<[^>]+>", " ", text).split())
			if words:
				found[int(likelihood), impact] = words
	return found


def test_it_counts_risks_where_they_are_and_would_be():
	make.risk(at=(4, 5), controls=[make.control(50)])
	make.risk(at=(2, 5))
	make.risk(at=(2, 5), is_closed=1, closing_reason="Over")
	make.risk(at=None)
	message = execute()[2]

	assert cells(message) == {(4, 5): "○ 1", (2, 5): "2 ○ 1"}
	assert "1 risks are not assessed yet" in message


def test_it_says_how_risks_moved_since_a_day():
	steady, fallen, risen, new = (make.risk(at=at) for at in ((1, 1), (4, 5), (2, 2), (3, 3)))
	for doc in (steady, fallen, risen):
		was(doc, "2026-06-01")
	was(new, "2026-07-01")
	fallen.append("controls", make.control(50))
	fallen.save()
	risen.inherent_impact = "4"
	risen.save()
	_columns, rows, message, *_more = execute()

	assert {row["risk"]: row["change"] for row in rows} == {
		steady.name: 0,
		fallen.name: -10,
		risen.name: 4,
		new.name: None,
	}
	found = cells(message)
	assert found[2, 5] == "1 ▼ 1"
	assert found[2, 4] == "1 ○ 1 ▲ 1"
	assert "▲" not in found[3, 3]


def test_a_cell_leads_to_its_risks():
	here = make.risk(at=(4, 5))
	make.risk(at=(1, 1))
	message = execute()[2]
	[link] = [href for href in re.findall(r'href="([^"]+)"', message) if "likelihood=4" in href]
	asked = {name: values[0] for name, values in parse_qs(urlparse(link.replace("&amp;", "&")).query).items()}
	rows = execute(**asked)[1]

	assert asked["register"] == make.register()
	assert [row["risk"] for row in rows] == [here.name]
	assert len(cells(execute(**asked)[2])) == 2  # the map stays whole


def test_the_highest_score_comes_first_and_the_chart_counts_ratings():
	low, high = make.risk(at=(1, 1)), make.risk(at=(5, 5))
	middle = make.risk(at=(5, 5), controls=[make.control(50)])
	_columns, rows, _message, chart, summary = execute()

	assert [row["risk"] for row in rows] == [high.name, middle.name, low.name]
	assert chart["data"]["labels"] == ["Low", "Medium", "High", "Extreme"]
	assert [each["values"] for each in chart["data"]["datasets"]] == [[1, 0, 0, 2], [1, 0, 1, 1]]
	assert [each["value"] for each in summary] == [3, 1, 0]


def test_filters_narrow_it():
	mine = make.risk(category="Quality")
	elsewhere = make.risk(register=make.register("_RS Two", buying.COMPANY_2))

	assert [row["risk"] for row in execute(category="Quality")[1]] == [mine.name]
	assert [row["risk"] for row in execute(register=elsewhere.register)[1]] == [elsewhere.name]
	assert execute(company=buying.COMPANY_2)[1] == []


def test_nothing_assessed_is_said_and_not_drawn_as_safe():
	message, chart, summary = execute()[2:]

	assert "No risk is assessed here yet" in message
	assert chart["data"]["labels"] == []
	assert summary is None


def test_the_number_of_statements_does_not_grow_with_the_risks():
	from relationship_suite.srm_extensions.report.risk_heat_map.risk_heat_map import execute as run
	from relationship_suite.srm_extensions.risk.api import heat_map

	register = make.register()

	def statements() -> int:
		with watched() as found:
			run({"register": register})
			heat_map(register)
		return len(found)

	make.risk()
	statements()  # fills the caches
	few = statements()
	for place in range(20):
		make.risk(at=(1 + place % 5, 5))

	assert statements() == few
	assert few <= 6


def test_titles_and_parties_are_escaped_on_the_map_in_the_report_and_in_print():
	import frappe

	from tests.site.test_hostile_filters import ATTRIBUTE, handlers

	doc = make.risk(f"{ATTRIBUTE} & more", cause=ATTRIBUTE, assessment_note=ATTRIBUTE)
	html = frappe.get_print(RISK, doc.name, print_format="Risk Sheet")

	assert "onmouseover" not in handlers(html)  # Frappe's own buttons have others
	assert handlers(execute()[2]) == []


def test_the_sheet_has_the_map_the_controls_and_the_treatments():
	import frappe

	control = make.control(50)
	doc = make.risk(loss_amount=100_000, controls=[control], treatments=[make.treatment("2999-01-01", 40)])
	html = frappe.get_print(RISK, doc.name, print_format="Risk Sheet")

	assert cells(html) == {(4, 5): "Without controls", (2, 5): "● Now"}
	for text in (doc.name, control["control"], "Second source", "Score 10 (High)"):
		assert text in html


def test_the_workspace_has_the_map():
	import frappe

	from relationship_suite.setup import risks

	workspace = frappe.get_doc("Workspace", "Supplier Relationship")
	assert [row.custom_block_name for row in workspace.custom_blocks] == [risks.HEAT_MAP]
	block = frappe.get_doc("Custom HTML Block", risks.HEAT_MAP)
	method = re.search(r'xcall\("([\w.]+)"\)', block.script)[1]
	assert frappe.get_attr(method) is not None


def test_setting_up_again_changes_nothing():
	import frappe

	from relationship_suite.setup import risks

	settings = make.settings()
	settings.ratings[0].rating = "Small"
	settings.save()
	frappe.delete_doc("Risk Category", "Cost")
	before = frappe.db.get_value("Custom HTML Block", risks.HEAT_MAP, "modified")
	risks.create()

	assert make.settings().ratings[0].rating == "Small"
	assert not frappe.db.exists("Risk Category", "Cost")
	assert frappe.db.get_value("Custom HTML Block", risks.HEAT_MAP, "modified") == before


def test_paper_gets_neither_the_layout_of_a_telephone_nor_figures_that_its_browser_makes_a_picture_of():
	import frappe

	html = frappe.get_print(RISK, make.risk(at=(4, 3)).name, "Risk Sheet")
	sheets = html[html.index('<table class="risk-map"') - 4000 : html.index('<table class="risk-map"')]

	assert re.findall(r"@media (.*?) \{", sheets) == ["screen and (max-width: 600px)"]
	assert "opacity" not in sheets[sheets.rindex("<style>") :]
