"""One of ours who works with suppliers asks for their data, or to be forgotten: plans, overrides, agreements, what they were told."""

from __future__ import annotations

import pytest

from tests.factories import buying, people
from tests.site.test_interaction_privacy import forget
from tests.site.test_risk_privacy import known_of
from tests.site.test_timeline import fresh, insert

CHANGE = "Supplier Standing Change"


@pytest.fixture
def person(clean) -> str:
	buying.masters()
	return people.user("Sourcing Manager")


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
		CHANGE: insert(CHANGE, supplier=supplier, users_told=person),
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
	told = {"users_told": f"someone@rs.example.com\n{person}", "contacts_told": person}
	many = insert(CHANGE, supplier=fresh("Supplier"), **told)
	new = forget(person)

	for doctype, name in (*names.items(), (CHANGE, many)):
		left = frappe.get_doc(doctype, name).as_json()
		assert person not in left.replace(new, ""), doctype
	assert frappe.db.get_value(CHANGE, many, "users_told").startswith("someone@rs.example.com\n")
