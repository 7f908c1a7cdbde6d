"""The letter that tells a supplier its score: English and Chinese, and only what its reader may see."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make

RESULT = "Performance Scorecard Result"


@pytest.fixture(autouse=True, scope="module")
def _scored(site):
	"""Half on time in March and April; Few has less than two lines."""
	import frappe

	buying.masters()
	make.only_scorecard("_RS Letters", kpis=[{**make.OTIF_ONLY[0], "minimum_evidence": 2}])
	for month in (3, 4):
		make.line("_RS Written", date(2026, month, 3))
		make.line("_RS Written", date(2026, month, 4), late=True)
	make.line("_RS Few", date(2026, 4, 3))
	make.refresh()
	yield
	frappe.set_user("Administrator")
	make.only_scorecard("_RS After")
	frappe.db.commit()


@pytest.fixture(autouse=True)
def _english(clean):
	import frappe

	yield
	frappe.local.lang = "en"


def printed(supplier: str = "_RS Written", period: str = "2026-04", language: str = "en") -> str:
	"""The letter's text."""
	import frappe
	from frappe.translate import print_language

	[name] = frappe.get_all(RESULT, {"supplier": buying.named(supplier), "period": period}, pluck="name")
	with print_language(language):
		html = frappe.get_print(RESULT, name, "Scorecard Letter")
	body = html[html.index('<div class="scorecard-letter">') :]
	return " ".join(re.sub(r"<script.*?</script>|<[^>]+>", " ", body, flags=re.DOTALL).split())


def test_it_tells_score_standing_kpis_and_the_periods_before():
	text = printed()

	assert "Your performance in 2026-04" in text
	assert "Your score is 50.0 of 100, after 50.0 in the period before." in text
	assert "50.0 / 100" in text
	assert "Fair" in text
	assert "50.0 % 50.0 of 4 lines" in text
	assert "2026-03 2026-04 50.0 50.0" in text


def test_the_columns_of_the_kpis_are_as_wide_on_paper_as_their_texts_need():
	"""By themselves they leave a word a line to the evidence, beside the long sentence of what a KPI is."""
	import frappe

	[name] = frappe.get_all(
		RESULT, {"supplier": buying.named("_RS Written"), "period": "2026-04"}, pluck="name"
	)
	html = frappe.get_print(RESULT, name, "Scorecard Letter")
	[head] = re.findall(r'<table class="kpis">\s*<thead>(.*?)</thead>', html, re.DOTALL)
	widths = [int(width) for width in re.findall(r"width: (\d+)%", head)]

	assert ".kpis { table-layout: fixed; }" in html
	assert len(widths) == head.count("<th ") == 4
	assert sum(widths) <= 60


@pytest.mark.parametrize("supplier", ["_RS Written", "_RS Few"])
def test_the_suppliers_page_says_the_same(supplier):
	from relationship_suite.srm_extensions.portal import score_wording
	from relationship_suite.srm_extensions.scorecards.queries import latest_results

	found = latest_results(date(2026, 4, 30), suppliers=[buying.named(supplier)])
	[score] = score_wording.scores(found)
	[kpi] = score["kpis"]
	text = printed(supplier)
	assert score["sentence"] in text
	assert " ".join(filter(None, (kpi["value"], kpi["lost"], kpi["evidence"]))) in text


def test_it_is_chinese_for_who_prints_it_so():
	text = printed(language="zh")

	assert "您的得分为 50.0" in text
	assert "score" not in text.lower()


def test_a_period_without_a_score_says_so():
	text = printed("_RS Few")

	assert "There was not enough to judge for a score." in text
	assert "Not enough data (1 of 2 lines)" in text
	assert "/ 100" not in text


def test_markup_in_names_is_text():
	import frappe

	frappe.db.set_value("Supplier", buying.named("_RS Written"), "supplier_name", "<img src=x> & Sons")
	frappe.db.set_value(RESULT, {"supplier": buying.named("_RS Written")}, "standing", "<b>Fair</b>")
	[name] = frappe.get_all(
		RESULT, {"supplier": buying.named("_RS Written"), "period": "2026-04"}, pluck="name"
	)
	html = frappe.get_print(RESULT, name, "Scorecard Letter")

	assert "<img src=x>" not in html
	assert "&lt;img src=x&gt; &amp; Sons" in html
	assert "<b>Fair</b>" not in html


def test_who_may_not_see_scores_gets_no_letter(become):
	import frappe

	become("Purchase Manager")
	with pytest.raises(frappe.PermissionError):
		printed()


def test_who_may_not_see_the_supplier_gets_no_letter(become):
	import frappe

	become("Sourcing User", ("Supplier", buying.named("_RS Few")))
	assert "Not enough data" in printed("_RS Few")
	[name] = frappe.get_all(
		RESULT, {"supplier": buying.named("_RS Written"), "period": "2026-04"}, pluck="name"
	)
	with pytest.raises(frappe.PermissionError):
		frappe.get_print(RESULT, name, "Scorecard Letter")
