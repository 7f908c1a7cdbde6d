"""A person asks for their data, or to be forgotten: Frappe's own requests reach what was typed of them in interactions."""

from __future__ import annotations

import json

import pytest

from tests.factories import people, selling
from tests.factories.interactions import contact, interaction
from tests.site.test_timeline import fresh

NAME = "Zenobia Quillfeather"


@pytest.fixture(autouse=True)
def _masters(clean, monkeypatch):
	import frappe

	selling.masters()
	monkeypatch.setattr(frappe, "sendmail", lambda *args, **more: None)


def person(party: str):
	"""A user of the party's, who is a contact of it, and the contact."""
	import frappe

	email = f"{frappe.generate_hash(length=8)}@zenobia.example.com"
	people.account(email, NAME)
	# A bench makes a Contact of each user by itself, and Frappe's deletion stops at a second one of the same address.
	frappe.db.delete("Contact", {"email_id": email})
	theirs = contact(party)
	theirs.append("email_ids", {"email_id": email, "is_primary": 1})
	theirs.save(ignore_permissions=True)
	return email, theirs


def known_of(email: str, of: str = "Interaction") -> dict[str, list[dict]]:
	from frappe.website.doctype.personal_data_download_request.personal_data_download_request import (
		get_user_data,
	)

	found = json.loads(get_user_data(email))
	return {doctype: rows for doctype, rows in found.items() if doctype.startswith(of)}


def forget(email: str) -> str:
	import frappe

	doc = frappe.get_doc({"doctype": "Personal Data Deletion Request", "email": email})
	doc.insert(ignore_permissions=True)
	doc._anonymize_data(email, doc.name)
	return doc.name


def test_what_was_said_with_a_person_is_handed_over_and_nothing_of_others():
	party = fresh()
	email, theirs = person(party)
	doc = interaction(party, contact=theirs.name, needs=[{"kind": "Need", "topic": "_RS drills"}])
	interaction(party)

	found = known_of(email)
	assert [row["name"] for row in found["Interaction"]] == [doc.name]
	assert [row["topic"] for row in found["Interaction Need"]] == ["_RS drills"]


def test_of_one_of_ours_it_is_what_they_logged():
	user = people.user("Relationship User")
	doc = interaction(fresh(), person=user)

	assert doc.name in {row["name"] for row in known_of(user)["Interaction"]}


@pytest.mark.parametrize("kind", ["ToDo", "Event"])
def test_the_task_of_an_interaction_is_theirs_as_well(kind):
	import frappe

	party = fresh()
	email, theirs = person(party)
	planned = {"follow_up": kind, "follow_up_on": "2026-03-09", "follow_up_text": "_RS Her birthday"}
	doc = interaction(party, contact=theirs.name, **planned)
	interaction(party, **planned)
	task = frappe.get_doc(kind, doc.follow_up_document)
	task.save(ignore_permissions=True)  # what a form brings changes nothing

	assert [row["name"] for row in known_of(email, kind)[kind]] == [task.name]
	forget(email)
	left = frappe.get_doc(kind, task.name).as_json()
	assert "birthday" not in left
	assert email not in left


@pytest.mark.parametrize("kind", ["ToDo", "Event"])
def test_the_task_is_of_whoever_it_was_given_to(kind):
	user = people.user("Relationship User")
	planned = {"follow_up": kind, "follow_up_on": "2026-03-09", "follow_up_text": "_RS Call"}
	doc = interaction(fresh(), follow_up_by=user, **planned)

	assert doc.follow_up_document in {row["name"] for row in known_of(user, kind)[kind]}


@pytest.mark.parametrize("kind", ["ToDo", "Event"])
def test_tasks_of_before_are_told_whom_they_are_about(kind):
	import frappe

	from relationship_suite.crm_extensions.interactions.contact_records import ADDRESS
	from relationship_suite.patches.tell_tasks_whom_they_are_about import execute

	party, planned = fresh(), {"follow_up": kind, "follow_up_on": "2026-03-09"}
	email, theirs = person(party)
	task = interaction(party, contact=theirs.name, **planned).follow_up_document
	others = interaction(party, **planned).follow_up_document
	frappe.db.set_value(kind, task, ADDRESS, None)

	for _again in range(2):
		execute()
		assert [frappe.db.get_value(kind, name, ADDRESS) or "" for name in (task, others)] == [email, ""]
	assert [row["name"] for row in known_of(email, kind)[kind]] == [task]


def test_another_contact_of_an_interaction_is_whom_its_task_is_about():
	party = fresh()
	email, theirs = person(party)
	doc = interaction(party, contact=theirs.name, follow_up_on="2026-03-09")
	doc.contact = None
	doc.save()

	assert "ToDo" not in known_of(email, "ToDo")


def test_another_address_of_a_contact_finds_the_interactions_so_far():
	party = fresh()
	theirs = contact(party)
	needs = [{"kind": "Need", "topic": "_RS"}]
	doc = interaction(party, contact=theirs.name, needs=needs, follow_up_on="2026-03-09")
	assert not doc.contact_email

	theirs.append("email_ids", {"email_id": "New@zenobia.example.com", "is_primary": 1})
	theirs.save()

	assert len(known_of("new@zenobia.example.com", "ToDo")["ToDo"]) == 1
	found = known_of("new@zenobia.example.com")
	assert [row["name"] for row in found["Interaction"]] == [doc.name]
	assert len(found["Interaction Need"]) == 1


def test_what_was_said_with_a_forgotten_person_is_gone_and_the_interaction_stays():
	import frappe

	party = fresh()
	email, theirs = person(party)
	doc = interaction(
		party,
		contact=theirs.name,
		subject="_RS Her holidays",
		notes="_RS Her children",
		follow_up_on="2026-03-09",
		follow_up_text="_RS Her birthday",
		needs=[{"kind": "Preference", "topic": "_RS Her evenings"}],
	)
	other = interaction(party, subject=f"_RS {NAME} called", notes=f"Write to {email}")

	new = forget(email)

	left = frappe.get_doc("Interaction", doc.name).as_json()
	for told in ("holidays", "children", "birthday", "evenings", email):
		assert told not in left.replace(new, "")
	mentioned = frappe.get_doc("Interaction", other.name)
	assert NAME not in mentioned.subject
	assert "_RS" in mentioned.subject
	assert email not in mentioned.notes
	assert known_of(email) == {}
