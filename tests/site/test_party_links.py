"""Records whose party may be of any kind: seen by whoever sees the party, in lists and one by one, for every role."""

from __future__ import annotations

import pytest

from relationship_suite.setup.roles import ROLES
from tests.factories import buying, selling
from tests.factories.party_notes import NOTE, note, party_notes
from tests.factories.statements import watched
from tests.site.test_rights import old_list

MINE, THEIRS = "_RS Link Mine", "_RS Link Theirs"
GROUPS = {"Supplier": "Supplier Group", "Customer": "Territory"}


@pytest.fixture(scope="module")
def notes(site):
	"""What the records are about -> their names: of two suppliers, two customers of the same names, a lead, and of nobody."""
	import frappe

	frappe.set_user("Administrator")
	selling.masters()
	for name in (MINE, THEIRS):
		for doctype, field in (("Supplier Group", "supplier_group_name"), ("Territory", "territory_name")):
			buying.ensure(doctype, name, **{field: name}, is_group=0)
		frappe.db.set_value("Supplier", buying.supplier(name), "supplier_group", name)
		frappe.db.set_value("Customer", selling.customer(name), "territory", name)
	lead = frappe.get_doc({"doctype": "Lead", "name": buying.named("_RS Some Lead"), "lead_name": "-"})
	lead.db_insert()
	with party_notes():
		made = {(kind, name): note(kind, buying.named(name)) for kind in GROUPS for name in (MINE, THEIRS)}
		made["Lead", "any"] = note("Lead", lead.name)
		made["User", "Administrator"] = note("User", "Administrator")
		made["", ""] = note(None, None)
		frappe.db.commit()
		yield made
	frappe.db.delete("Lead", {"name": lead.name})
	frappe.db.commit()


def seen(notes: dict, **asked) -> set:
	"""What the records are about that the user sees: in both versions' lists and one by one, which has to be the same."""
	import frappe

	about = {name: what for what, name in notes.items()}
	found = [
		{about[row["name"]] for row in lister(NOTE, fields=["name"], limit=0, **asked)}
		for lister in (frappe.get_list, old_list)
	]
	if not asked:
		found.append({what for what, name in notes.items() if frappe.has_permission(NOTE, "read", doc=name)})
	assert all(each == found[0] for each in found)
	return found[0]


def limit(kind: str, by: str) -> tuple[str, str]:
	"""A User Permission that leaves MINE of a kind of party, by its name or by what it links to."""
	return (kind, buying.named(MINE)) if by == "name" else (GROUPS[kind], MINE)


@pytest.mark.parametrize("role", ROLES)
class TestEveryRole:
	def test_without_user_permissions_all_is_seen(self, become, notes, role):
		become(role)

		assert seen(notes) == set(notes)

	@pytest.mark.parametrize("by", ["name", "link"])
	@pytest.mark.parametrize("kind", GROUPS)
	def test_a_limit_on_one_kind_of_party_leaves_the_others(self, become, notes, role, kind, by):
		become(role, limit(kind, by))

		[other] = set(GROUPS) - {kind}
		assert seen(notes) == {(kind, MINE), (other, MINE), (other, THEIRS), ("Lead", "any")}

	def test_limits_on_both_kinds_hold_together(self, become, notes, role):
		become(role, limit("Supplier", "name"), limit("Customer", "link"))

		assert seen(notes) == {("Supplier", MINE), ("Customer", MINE), ("Lead", "any")}


def test_names_are_of_their_kind(become, notes):
	"""A permission on the supplier of this name says nothing of the customer who is called the same."""
	become("Relationship Manager", ("Supplier", buying.named(MINE)), ("Customer", buying.named(THEIRS)))

	assert seen(notes) == {("Supplier", MINE), ("Customer", THEIRS), ("Lead", "any")}


def test_filters_hold_beside_the_rule(become, notes):
	"""The rule is one condition of several, whatever ORs are in it."""
	become("Relationship Manager", limit("Supplier", "name"))

	assert seen(notes, filters={"party_type": "Supplier"}) == {("Supplier", MINE)}
	assert seen(notes, filters={"party": buying.named(THEIRS)}) == {("Customer", THEIRS)}
	assert seen(notes, or_filters={"party": buying.named(THEIRS), "party_type": "Supplier"}) == {
		("Supplier", MINE),
		("Customer", THEIRS),
	}


def test_a_permission_for_another_doctype_does_not_count(become, notes):
	become(
		"Sourcing User", limit("Supplier", "name"), apply_to_all_doctypes=0, applicable_for="Purchase Order"
	)

	assert seen(notes) == set(notes)


def test_a_permission_for_this_doctype_counts(become, notes):
	become("Sourcing User", limit("Supplier", "name"), apply_to_all_doctypes=0, applicable_for=NOTE)

	assert ("Supplier", THEIRS) not in seen(notes)


class TestBreakingIn:
	@pytest.fixture(autouse=True)
	def _limited(self, become):
		become("Sourcing Manager", limit("Supplier", "name"), limit("Customer", "name"))

	def test_what_is_hidden_cannot_be_opened_written_or_turned_into_ones_own(self, notes):
		import frappe
		from frappe.client import get, set_value

		theirs = notes["Supplier", THEIRS]
		for door in (
			lambda: get(NOTE, theirs),
			lambda: set_value(NOTE, theirs, {"party": buying.named(MINE)}),
			lambda: frappe.get_doc(NOTE, theirs).save(),
		):
			with pytest.raises(frappe.PermissionError):
				door()

	@pytest.mark.parametrize("kind", ["Supplier", "Customer"])
	def test_a_record_about_a_hidden_party_cannot_be_made(self, kind):
		import frappe

		doc = frappe.get_doc({"doctype": NOTE, "party_type": kind, "party": buying.named(THEIRS)})
		with pytest.raises(frappe.PermissionError):
			doc.insert()

	@pytest.mark.parametrize(
		"kind", ["supplier", "Supplier ", "SUPPLIER", "User", "", None, "Supplier' or '1'='1"]
	)
	def test_a_kind_written_in_another_way_opens_nothing(self, clean, notes, kind):
		import frappe

		from relationship_suite.permissions import has_permission

		theirs = notes["Supplier", THEIRS]
		frappe.db.set_value(NOTE, theirs, "party_type", kind, update_modified=False)

		assert ("Supplier", THEIRS) not in seen(notes)
		assert has_permission(frappe.get_doc(NOTE, theirs), "read") is False

	@pytest.mark.parametrize("filters", [{"party_type": "Supplier"}, {"party": ("like", "%Theirs%")}])
	def test_rest_and_counts_give_no_more_than_the_list(self, filters):
		import frappe
		from frappe.client import get_count, get_list

		from relationship_suite import compat

		hidden = {**filters, "party": buying.named(THEIRS)}
		assert get_list(NOTE, fields=["name", "party"], filters=hidden) == []
		if compat.major_version() > 15:  # 15's counts for everybody, whatever the DocType
			assert get_count(NOTE, filters=hidden) == 0
		assert frappe.session.user != "Administrator"


def test_it_is_subqueries_and_not_lists_of_parties(become):
	from relationship_suite.permissions import get_query_conditions

	become("Relationship User", limit("Supplier", "link"))
	condition = get_query_conditions(None, NOTE)

	assert condition.upper().count("SELECT") == 1
	assert buying.named(MINE) not in condition


def test_the_rule_of_one_record_costs_one_statement(become, notes):
	import frappe

	from relationship_suite.permissions import has_permission

	user = become("Relationship User", limit("Supplier", "link"), limit("Customer", "name"))
	doc = frappe.get_doc(NOTE, notes["Supplier", MINE])
	has_permission(doc, "read", user)  # fills the caches
	with watched() as found:
		assert has_permission(doc, "read", user) is True

	assert len(found) == 1
