"""The clock of a tab is that of the lists beside it: the user's own."""

from __future__ import annotations

from datetime import datetime

import pytest


@pytest.fixture
def kolkata(clean, monkeypatch):
	"""A user in Asia/Kolkata on a site in UTC; nowdate and now are 23:00 UTC of 9 March, the 10th for the user."""
	import frappe

	from relationship_suite.relationship_core.facts import freshness

	monkeypatch.setattr(freshness, "get_system_timezone", lambda: "UTC")
	monkeypatch.setattr(freshness, "now_datetime", lambda: datetime(2026, 3, 9, 23, 0))
	frappe.set_user("Administrator")
	zone = frappe.db.get_value("User", "Administrator", "time_zone")
	frappe.db.set_value("User", "Administrator", "time_zone", "Asia/Kolkata", update_modified=False)
	frappe.clear_document_cache("User", "Administrator")
	yield freshness.freshness
	frappe.db.set_value("User", "Administrator", "time_zone", zone, update_modified=False)
	frappe.clear_document_cache("User", "Administrator")


def test_a_time_is_shown_on_the_users_clock(kolkata):
	assert kolkata(datetime(2026, 3, 9, 22, 53), 0) == "Updated 04:23"
	assert kolkata("2026-03-09 18:30:00.000001", 2) == "Updated 00:00, 2 documents since"


def test_what_was_yesterday_for_the_user_says_its_day(kolkata):
	"""18:29 UTC is the same day as 23:00 for the site, and the day before for the user."""
	import frappe

	day = frappe.utils.formatdate("2026-03-09")
	assert kolkata(datetime(2026, 3, 9, 18, 29), 1) == f"Updated {day}, 23:59, one document since"


def test_before_the_first_run_nothing_is_claimed(kolkata):
	assert kolkata(None, 3) == "Not calculated yet."
