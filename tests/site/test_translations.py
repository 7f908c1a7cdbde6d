"""Frappe reads our Chinese as it stands, without a build step."""

from __future__ import annotations

import pytest

from tests.factories.buying import is_bench
from tests.static.texts import shared_words


@pytest.fixture
def chinese(clean):
	import frappe

	frappe.local.lang = "zh"
	yield
	frappe.local.lang = "en"


@pytest.mark.usefixtures("chinese")
def test_a_text_is_shown_in_chinese():
	from frappe import _

	assert _("Late and Open Deliveries") == "迟交与未交"
	assert _("{0} order lines are overdue.").format(3) == "3 条订单行逾期。"


@pytest.mark.usefixtures("chinese")
def test_a_word_of_the_whole_desk_is_ours_in_our_doctypes_only():
	from frappe import _

	assert _("Weight", context="Performance Scorecard KPI") == "权重"
	assert _("Weight") != "权重"


@pytest.mark.skipif(not is_bench(), reason="the embedded site has no ERPNext to translate them")
def test_words_that_are_not_ours_have_the_chinese_of_frappe_or_erpnext(clean):
	"""In both supported versions; else a word stays English in one of them, and belongs into our file.

	Frappe 16 has its own Chinese only after ``bench build``.
	"""
	from frappe.translate import get_all_translations

	assert sorted(shared_words() - set(get_all_translations("zh"))) == []


def test_english_stays_english(clean):
	from frappe import _

	assert _("Late and Open Deliveries") == "Late and Open Deliveries"
