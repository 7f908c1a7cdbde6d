"""Who sees and writes interactions: by role, by kind of party, by User Permissions. Tests that try to break in."""

from __future__ import annotations

import json

import pytest

from relationship_suite.permissions import KINDS_OF
from relationship_suite.relationship_core.facts.keys import PARTIES
from relationship_suite.setup.roles import ROLES
from tests.factories import buying, selling
from tests.factories.interactions import interaction, lead, prospect

MINE, THEIRS = "_RS Mine", "_RS Theirs"
READERS = [*ROLES, "System Manager"]
WRITERS = [role for role in READERS if role != "Risk Owner"]
BOTH = [("Customer", MINE), ("Customer", THEIRS), ("Supplier", MINE), ("Supplier", THEIRS)]


@pytest.fixture
def made(clean) -> dict:
	"""Kind and name of the party -> the name of an interaction, made by the Administrator."""
	selling.masters()
	found = {}
	for name in (MINE, THEIRS):
		found["Customer", name] = interaction(selling.customer(name)).name
		found["Supplier", name] = interaction(buying.supplier(name), "Supplier").name
	found["Lead", MINE] = interaction(lead(MINE), "Lead").name
	found["Prospect", MINE] = interaction(prospect(MINE), "Prospect").name
	return found


def seen(made: dict) -> set:
	"""What the user meets in the list, and opens one by one, which has to be the same."""
	import frappe

	listed = set(frappe.get_list("Interaction", pluck="name", limit=0, order_by="name"))
	opened = {key for key, name in made.items() if frappe.has_permission("Interaction", "read", doc=name)}
	assert opened == {key for key, name in made.items() if name in listed}
	return opened


@pytest.mark.parametrize("role", READERS)
def test_a_role_sees_the_kinds_of_party_that_it_is_for(become, made, role):
	become(role)

	assert seen(made) == {key for key in made if key[0] in KINDS_OF[role]}


def test_two_roles_see_both_kinds(become, made):
	become("Relationship User", "Sourcing User")

	assert seen(made) == set(made)


def test_a_role_that_a_site_lets_in_sees_the_kinds_that_it_may_read(become, made, monkeypatch):
	import frappe

	from relationship_suite import permissions

	become("Website Manager")
	may_read = {"Customer"}
	monkeypatch.setattr(
		permissions, "get_role_permissions", lambda meta, user=None: {"read": meta.name in may_read}
	)

	assert permissions.kinds_of() == ("Customer",)
	may_read.clear()
	assert permissions.kinds_of() == ()
	assert not frappe.has_permission("Interaction", "read", doc=made["Customer", MINE])


@pytest.mark.parametrize("role", ["Sales User", "Purchase User", "Customer", "Supplier", "Guest"])
def test_nobody_else_sees_any(become, made, role):
	import frappe

	become(role) if role != "Guest" else frappe.set_user("Guest")

	with pytest.raises((frappe.PermissionError, frappe.AuthenticationError)):
		frappe.get_list("Interaction", order_by="name")
	for name in made.values():
		assert not frappe.has_permission("Interaction", "read", doc=name)


@pytest.mark.parametrize("role", WRITERS)
@pytest.mark.parametrize("kind", ["Customer", "Supplier"])
def test_a_role_writes_what_it_sees(become, made, role, kind):
	import frappe

	become(role)
	name = selling.named(MINE) if kind == "Customer" else buying.named(MINE)
	doc = frappe.get_doc("Interaction", made[kind, MINE])
	if kind in KINDS_OF[role]:
		assert interaction(name, kind).person == frappe.session.user
		doc.notes = "_RS more"
		doc.save()
	else:
		for door in (lambda: interaction(name, kind), doc.save):
			with pytest.raises(frappe.PermissionError):
				door()


def test_the_risk_owner_reads_and_writes_nothing(become, made):
	import frappe

	become("Risk Owner")
	with pytest.raises(frappe.PermissionError):
		interaction(buying.named(MINE), "Supplier")


@pytest.mark.parametrize(("role", "kind"), [("Relationship User", "Customer"), ("Sourcing User", "Supplier")])
class TestUserPermissions:
	def test_of_a_party_the_others_are_hidden(self, become, made, role, kind):
		become(role, (kind, buying.named(MINE)))

		assert (kind, MINE) in seen(made)
		assert (kind, THEIRS) not in seen(made)

	def test_what_is_hidden_is_not_opened_written_moved_or_deleted(self, become, made, role, kind):
		import frappe
		from frappe.client import delete, get, set_value

		become(role, (kind, buying.named(MINE)))
		theirs = made[kind, THEIRS]
		for door in (
			lambda: get("Interaction", theirs),
			lambda: set_value("Interaction", theirs, "notes", "x"),
			lambda: set_value("Interaction", theirs, "party", buying.named(MINE)),
			lambda: delete("Interaction", theirs),
			lambda: interaction(buying.named(THEIRS), kind),
		):
			with pytest.raises(frappe.PermissionError):
				door()

	def test_ones_own_is_not_given_to_a_hidden_party(self, become, made, role, kind):
		import frappe

		become(role, (kind, buying.named(MINE)))
		doc = frappe.get_doc("Interaction", made[kind, MINE])
		doc.party = buying.named(THEIRS)
		with pytest.raises(frappe.PermissionError):
			doc.save()

	def test_needs_of_hidden_ones_are_in_no_list(self, become, made, role, kind):
		import frappe

		for name in made.values():
			doc = frappe.get_doc("Interaction", name)
			doc.append("needs", {"kind": "Need", "topic": name})
			doc.save()
		become(role, (kind, buying.named(MINE)))
		rows = frappe.get_list(
			"Interaction Need", fields=["topic"], parent_doctype="Interaction", limit=0, order_by="name"
		)

		topics = {row.topic for row in rows}
		assert made[kind, MINE] in topics
		assert not topics & {made[kind, THEIRS]}

	def test_the_calendar_and_the_search_show_no_hidden_ones(self, become, made, role, kind):
		import frappe
		from frappe.desk.calendar import get_events
		from frappe.desk.search import search_link

		become(role, (kind, buying.named(MINE)))
		fields = json.dumps({"start": "happened_on", "end": "ended_on", "id": "name", "title": "subject"})
		shown = {row.name for row in get_events("Interaction", "2026-03-01", "2026-03-31", field_map=fields)}
		found = {row["value"] for row in search_link("Interaction", "_RS Asked", page_length=500)}

		assert made[kind, MINE] in shown
		assert made[kind, THEIRS] not in shown | found
		assert frappe.session.user != "Administrator"


def test_every_role_of_ours_has_its_kinds_and_no_other_has():
	assert set(KINDS_OF) == {*ROLES, "System Manager"}
	assert all(set(kinds) <= set(PARTIES) for kinds in KINDS_OF.values())


def test_the_form_offers_the_kinds_of_party_that_facts_know():
	import frappe

	assert tuple(frappe.get_meta("Interaction").get_field("party_type").options.split("\n")) == PARTIES
