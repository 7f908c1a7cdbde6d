"""Months, weeks and days in English and in Chinese."""

from __future__ import annotations

from datetime import date

import pytest

NOVEMBER, END = date(2026, 11, 9), date(2026, 11, 15)


@pytest.fixture
def reads(clean, monkeypatch):
	"""The language that the session's user reads."""
	import frappe

	return lambda language: monkeypatch.setattr(frappe.local, "lang", language)


@pytest.mark.parametrize(
	("language", "said"),
	[
		("en", ("November 2026", "Nov 2026", "Nov 9", "Nov 9 – 15, 2026")),
		("en-GB", ("November 2026", "Nov 2026", "9 Nov", "9–15 Nov 2026")),
		("zh", ("2026年11月", "2026年11月", "11月9日", "2026年11月9日至15日")),
		("zh-TW", ("2026年11月", "2026年11月", "11月9日", "2026年11月9日至15日")),
		("no language", ("November 2026", "Nov 2026", "Nov 9", "Nov 9 – 15, 2026")),
	],
)
def test_they_are_in_the_order_and_words_of_the_language(reads, language, said):
	from relationship_suite.relationship_core import dates

	reads(language)
	days = " ".join(dates.days(NOVEMBER, END).split())  # some of the spaces are thin ones
	found = (dates.month(NOVEMBER), dates.short_month(NOVEMBER), dates.short_day(NOVEMBER), days)
	assert found == said


@pytest.mark.parametrize(
	("language", "kind", "label"),
	[
		("en", "Month", "November 2026"),
		("zh", "Month", "2026年11月"),
		("en", "Week", "Nov 9 – 15, 2026"),
		("zh", "Week", "2026年11月9日至15日"),
	],
)
def test_so_are_the_periods_that_a_supplier_commits_to(reads, language, kind, label):
	from relationship_suite.srm_extensions.planning.commitment_wording import bucket_label

	reads(language)
	assert " ".join(bucket_label(NOVEMBER, END, kind).split()) == label
