"""Who is told of another standing: we in the Desk, the contacts of the supplier by mail in their language."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people, standings
from tests.factories import scorecards as make
from tests.factories.standings import (
	CARD,
	CHINESE,
	ENGLISH,
	SETTINGS,
	bad,
	changes,
	contact,
	good,
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


def test_a_fall_is_told_to_sourcing_managers_and_to_every_contact_in_its_language():
	contact(ENGLISH)
	contact(CHINESE, "zh")
	good(3)
	bad(4)

	assert [each["for_user"] for each in notices()] == [people.user("Sourcing Manager")]
	supplier = buying.named("_RS Moved")
	assert notices()[0]["subject"] == f"{supplier} is Poor now, Best before ({buying.COMPANY})"
	english, chinese = to_contacts()
	assert english["subject"] == f"Your standing with {buying.COMPANY}: Poor"
	assert "The score of 2026-04 is 0.0 of 100." in english["text"]
	assert "OTIF: 0.0 %, of 1 lines" in english["text"]
	assert "尊敬的" in chinese["text"]
	assert "Dear" not in chinese["text"]


def test_the_supplier_s_language_is_that_of_a_contact_without_a_user():
	import frappe

	contact(CHINESE)
	frappe.db.set_value("Supplier", buying.named("_RS Moved"), "language", "zh")
	good(3)
	bad(4)

	assert "尊敬的" in to_contacts()[0]["text"]


@pytest.mark.parametrize("who", ["unsubscribed", "of another supplier"])
def test_whom_no_mail_reaches(who):
	more = {"unsubscribed": 1} if who == "unsubscribed" else {"supplier": "_RS Other"}
	contact(ENGLISH, **more)
	good(3)
	bad(4)

	assert to_contacts() == []
	assert len(notices()) == 1


def test_the_contacts_of_a_disabled_supplier_are_not_mailed():
	import frappe

	contact(ENGLISH)
	good(3)
	make.line("_RS Moved", date(2026, 4, 4), late=True)
	frappe.db.set_value("Supplier", buying.named("_RS Moved"), "disabled", 1)
	refresh(4)

	assert to_contacts() == []
	assert len(notices()) == 1


def test_an_address_that_two_contacts_have_is_mailed_once():
	contact(ENGLISH)
	contact(ENGLISH.upper())
	good(3)
	bad(4)

	assert len(to_contacts()) == 1


def test_the_setting_turns_the_supplier_s_mail_off():
	import frappe

	contact(ENGLISH)
	frappe.db.set_single_value(SETTINGS, "mail_suppliers", 0)
	good(3)
	bad(4)

	assert to_contacts() == []
	assert len(notices()) == 1


def test_a_standing_says_who_is_told_of_it(card):
	import frappe

	contact(ENGLISH)
	good(3)
	row = {"parent": "_RS Told", "standing": "Poor"}
	frappe.db.set_value("Performance Scorecard Standing", row, {"tell_owner": 0, "tell_supplier": 0})
	bad(4)

	assert (notices(), to_contacts()) == ([], [])
	assert len(changes()) == 2


def test_the_scorecard_names_who_is_told(card):
	card.responsible = people.user("Risk Owner")
	card.save()
	good(3)
	bad(4)

	assert [each["for_user"] for each in notices()] == [card.responsible]


def test_the_scorecard_names_nobody_who_may_not_see_standings():
	import frappe

	card = frappe.get_doc(CARD, "_RS Told")
	card.responsible = people.user("Relationship User")
	with pytest.raises(frappe.ValidationError, match="Told of Changes: relationship_user"):
		card.save()


def test_whoever_may_not_see_the_supplier_is_not_told():
	import frappe

	user = people.user("Sourcing Manager")
	limit = {
		"user": user,
		"allow": "Supplier",
		"for_value": buying.supplier("_RS Other"),
	}
	kept = frappe.get_doc({"doctype": "User Permission", **limit}).insert()
	frappe.clear_cache(user=user)
	good(3)
	bad(4)
	found = notices()
	kept.delete()
	frappe.db.commit()

	assert found == []


def test_markup_in_names_is_text_in_the_mail():
	import frappe

	contact(ENGLISH)
	frappe.db.set_value("Supplier", buying.named("_RS Moved"), "supplier_name", "<b>Moved</b> & Sons")
	good(3)
	bad(4)

	[mail] = to_contacts()
	assert "<b>Moved</b>" not in mail["html"]
	assert "&lt;b&gt;Moved&lt;/b&gt; &amp; Sons" in mail["html"]
