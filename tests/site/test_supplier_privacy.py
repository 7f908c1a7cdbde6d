"""One of ours who works with suppliers asks for their data, or to be forgotten: plans, overrides, agreements, what they were told."""

from __future__ import annotations

import pytest

from relationship_suite.compat import dialect
from tests.factories import buying, people
from tests.site.test_interaction_privacy import forget
from tests.site.test_risk_privacy import known_of
from tests.site.test_timeline import fresh, insert

CHANGE, RECIPIENT = "Supplier Standing Change", "Standing Change Recipient"
OTHER = "someone@rs.example.com"


@pytest.fixture
def person(clean) -> str:
	buying.masters()
	return people.user("Sourcing Manager")


@pytest.fixture
def texts_of_before(site):
	"""The columns of a site from before, which is taken back to without them."""
	import frappe

	quote = "`" if dialect() == "mariadb" else '"'

	def alter(change: str) -> None:
		for column in ("users_told", "contacts_told"):
			frappe.db.sql_ddl(f"ALTER TABLE {quote}tab{CHANGE}{quote} {change.format(column)}")
		frappe.clear_cache()  # Frappe remembers which columns a table has

	alter("ADD COLUMN {} text")
	yield
	alter("DROP COLUMN {}")


def what_names(person: str) -> dict[str, str]:
	"""A record of each kind that names the person."""
	import frappe

	supplier = fresh("Supplier")
	action = {"action": "_RS Weekly calls", "responsible": person}
	bucket = {"is_overridden": 1, "override_qty": 7, "reason": "_RS Fair", "overridden_by": person}
	plan = insert("Supplier Action Plan", supplier=supplier, goal="_RS", responsible=person, items=[action])
	forecast = insert("Demand Forecast", buckets=[bucket])
	return {
		"Supplier Action Plan": plan,
		"Supplier Action Plan Item": frappe.db.get_value("Supplier Action Plan Item", {"parent": plan}),
		"Supplier Gate Override": insert("Supplier Gate Override", supplier=supplier, overridden_by=person),
		"Planning Agreement": insert("Planning Agreement", supplier=supplier, planner=person),
		"Demand Forecast Bucket": frappe.db.get_value("Demand Forecast Bucket", {"parent": forecast}),
		RECIPIENT: frappe.db.get_value(
			RECIPIENT, {"parent": insert(CHANGE, supplier=supplier, told=[{"user": person}])}
		),
		"Notification Log": insert("Notification Log", for_user=person, document_type=CHANGE, subject="_RS"),
	}


def test_all_that_names_them_is_handed_over(person):
	names = what_names(person)
	found = known_of(person)

	assert {doctype for doctype, name in names.items() if name in found.get(doctype, [])} == set(names)


def test_nothing_names_who_is_forgotten(person, monkeypatch):
	import frappe

	monkeypatch.setattr(frappe, "sendmail", lambda *args, **more: None)
	names = what_names(person)
	many = insert(
		CHANGE, supplier=fresh("Supplier"), told=[{"idx": 1, "address": OTHER}, {"idx": 2, "address": person}]
	)
	new = forget(person)

	for doctype, name in (*names.items(), (CHANGE, many)):
		left = frappe.get_doc(doctype, name).as_json()
		assert person not in left.replace(new, ""), doctype
	assert [row.address for row in frappe.get_doc(CHANGE, many).told] == [OTHER, new]


def test_each_of_several_who_were_told_is_handed_over_that_they_were(person):
	"""One of ours and two contacts, one of them written with capitals."""
	import frappe

	from relationship_suite.srm_extensions.scorecards.standing_records import keep_told

	name = insert(CHANGE, supplier=fresh("Supplier"))
	keep_told(name, ["Administrator", person], [OTHER, "Ann@RS.example.com"])

	for each in (person, OTHER, "ann@rs.example.com"):
		[mine] = [
			row for row in known_of(each)[RECIPIENT] if frappe.db.get_value(RECIPIENT, row, "parent") == name
		]
		row = frappe.get_doc(RECIPIENT, mine)
		assert (row.user or row.address) == each


def test_a_user_who_was_told_can_be_deleted(person):
	import frappe

	insert(CHANGE, supplier=fresh("Supplier"), told=[{"user": person}])
	frappe.delete_doc("User", person)

	assert not frappe.db.exists("User", person)


def test_who_was_told_before_gets_a_row_and_leaves_no_text(person, texts_of_before):
	import frappe

	from relationship_suite.patches.name_who_was_told_in_rows import execute

	name = insert(CHANGE, supplier=fresh("Supplier"))
	texts = {"users_told": f"Administrator\n{person}", "contacts_told": OTHER}
	frappe.db.set_value(CHANGE, name, texts, update_modified=False)
	for _again in range(2):
		execute()

	told = frappe.get_all(RECIPIENT, {"parent": name}, ["user", "address"], order_by="idx", as_list=True)
	assert list(told) == [("Administrator", None), (person, None), (None, OTHER)]
	assert frappe.db.get_value(CHANGE, name, ["users_told", "contacts_told"]) == (None, None)
