"""A supplier comes to another standing: it is kept once, and told once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people, standings
from tests.factories import scorecards as make
from tests.factories.standings import (
	CARD,
	CHANGE,
	ENGLISH,
	bad,
	changes,
	contact,
	good,
	mine,
	notices,
	refresh,
	to_contacts,
)


@pytest.fixture(autouse=True, scope="module")
def _site(site):
	standings.begin()
	yield
	standings.end()


@pytest.fixture(autouse=True)
def _own_suppliers(clean):
	buying.own_names()
	yield
	standings.restore()


@pytest.fixture
def card(clean):
	"""The scorecard, for who changes it."""
	import frappe

	yield frappe.get_doc(CARD, "_RS Told")
	standings.restore(is_card_changed=True)


# What is kept ---------------------------------------------------------------------------------------------


def test_a_first_standing_is_kept_and_nobody_is_told():
	contact(ENGLISH)
	good(3)

	assert [(each["cause"], each["to_standing"], each["is_current"]) for each in changes()] == [
		("First standing", "Best", 1)
	]
	assert (notices(), to_contacts()) == ([], [])


def test_a_fall_is_kept_with_the_scores_of_both_sides():
	good(3)
	bad(4)

	assert changes()[1:] == [
		{
			"cause": "Figures",
			"from_standing": "Best",
			"from_score": 100,
			"to_standing": "Poor",
			"to_score": 0,
			"period": "2026-04",
			"is_current": 1,
		}
	]
	assert changes()[0]["is_current"] == 0


def test_a_month_with_the_same_standing_or_without_work_changes_nothing():
	good(3)
	good(4)
	refresh(5)

	assert len(changes()) == 1


def test_a_rebuild_finds_no_change():
	from relationship_suite import tasks

	good(3)
	bad(4)
	tasks.run("Rebuild", as_of=date(2026, 4, 28))

	assert len(changes()) == 2
	assert len(notices()) == 1


def test_what_a_changed_scorecard_brings_is_kept_and_not_told(card):
	contact(ENGLISH)
	good(3)
	card.reload()
	card.standings[2].standing = "Splendid"
	card.save()
	refresh(3)

	assert [(each["cause"], each["to_standing"]) for each in changes()][1:] == [
		("Changed scorecard", "Splendid")
	]
	assert (notices(), to_contacts()) == ([], [])


def test_changes_go_with_their_supplier_and_with_their_scorecard(card):
	import frappe

	good(3, "_RS Leaves")
	good(3)
	for order in frappe.get_all("Purchase Order", {"supplier": buying.named("_RS Leaves")}, pluck="name"):
		frappe.db.delete("Purchase Order", order)
	frappe.delete_doc("Supplier", buying.named("_RS Leaves"), force=True)

	assert (len(changes("_RS Leaves")), len(changes())) == (0, 1)
	frappe.delete_doc(CARD, "_RS Told")
	assert changes() == []


# Once -----------------------------------------------------------------------------------------------------


def test_a_run_killed_as_it_tells_tells_once_when_it_is_run_again(monkeypatch):
	from relationship_suite.srm_extensions.scorecards import standing_records

	contact(ENGLISH)
	good(3)

	def dies(*args):
		raise KeyboardInterrupt

	with monkeypatch.context() as patch:
		patch.setattr(standing_records, "keep_told", dies)
		with pytest.raises(KeyboardInterrupt):
			bad(4)
	assert (notices(), to_contacts()) == ([], [])
	for _again in range(2):
		refresh(4)

	assert (len(notices()), len(to_contacts())) == (1, 1)


def test_one_that_cannot_be_told_stops_no_other_and_is_tried_again(monkeypatch):
	from relationship_suite.srm_extensions.scorecards import standing_queries

	good(3, "_RS Blocked")
	good(3)
	real = standing_queries.what_follows

	def fails(change):
		if change.supplier == buying.named("_RS Blocked"):
			raise ValueError("no words for it")
		return real(change)

	make.line("_RS Blocked", date(2026, 4, 4), late=True)
	with monkeypatch.context() as patch:
		patch.setattr(standing_queries, "what_follows", fails)
		bad(4)
	assert [each["subject"].partition(" is ")[0] for each in notices()] == [buying.named("_RS Moved")]
	refresh(4)

	assert len(notices()) == 2


def test_figures_that_go_to_and_fro_within_a_period_are_told_once_a_standing():
	good(3)
	bad(4)
	for _line in range(4):
		make.line("_RS Moved", date(2026, 4, 5))
	refresh(4)
	for _line in range(6):
		make.line("_RS Moved", date(2026, 4, 6), late=True)
	refresh(4)

	assert [each["to_standing"] for each in changes()] == ["Best", "Poor", "Best", "Poor"]
	assert sorted(each["subject"].split(" is ")[1].split()[0] for each in notices()) == ["Best", "Poor"]


def test_without_an_account_to_send_from_we_are_told_in_the_desk_all_the_same(monkeypatch):
	import frappe

	def no_account(**mail):
		raise frappe.OutgoingEmailError

	contact(ENGLISH)
	good(3)
	monkeypatch.setattr(frappe, "sendmail", no_account)
	bad(4)

	[name] = frappe.get_all(CHANGE, {"name": ("in", mine()), "cause": "Figures"}, pluck="name")
	told = [(row.user, row.address) for row in frappe.get_doc(CHANGE, name).told]
	assert to_contacts() == []
	assert told == [(people.user("Sourcing Manager"), None)]
