"""Customers are put on the list of a segment from the Customer list: who may, whom, and what is refused."""

from __future__ import annotations

import json

import pytest

from tests.factories import insights, segments
from tests.factories.buying import named
from tests.factories.segments import SEGMENT, evaluate, members, segment
from tests.factories.selling import customer


@pytest.fixture(autouse=True, scope="module")
def _start(site):
	insights.start()


@pytest.fixture(autouse=True)
def _no_others(clean):
	segments.forget()
	yield
	segments.forget()


@pytest.fixture
def people() -> list[str]:
	return [customer(f"_RS {name}") for name in ("Ann", "Ben", "Cem")]


def add(to: str, customers: object) -> str:
	"""What is said of it."""
	from relationship_suite.crm_extensions.segmentation.segment_api import add_customers

	return add_customers(to, json.dumps(customers))["said"]


def listed(name: str) -> list[str]:
	import frappe

	return [row.customer for row in frappe.get_doc(SEGMENT, name).customers]


def test_they_are_on_the_list_once_and_members_after_the_next_run(people):
	ann, ben, cem = people
	doc = segments.of(ann)

	assert add(doc.name, [ann, ben, ben, cem]) == f"2 added to {doc.name}; 1 were on the list already."
	assert add(doc.name, [ben]) == f"0 added to {doc.name}; 1 were on the list already."
	assert listed(doc.name) == people
	evaluate()
	assert members(doc) == set(people)


def test_a_segment_with_rules_takes_nobody(people):
	import frappe

	doc = segment("_RS Rule", ("Territory", "is not empty"))
	with pytest.raises(frappe.ValidationError, match="is no static list"):
		add(doc.name, people)


@pytest.mark.parametrize("wrong", ["_RS Nobody", "<b>x", "x" * 100_000, "%", None, 5, ["Ann"], {"like": "%"}])
def test_what_is_no_customer_is_refused_and_nobody_is_added(people, wrong):
	import frappe

	doc = segments.of()
	with pytest.raises(frappe.PermissionError) as refused:
		add(doc.name, [people[0], wrong])
	assert "<b>" not in str(refused.value)
	assert listed(doc.name) == []


def test_a_name_that_no_text_can_have_is_refused_by_the_name_of_its_argument(people):
	import frappe

	doc = segments.of()
	with pytest.raises(frappe.ValidationError, match=r"^customers: this text has a character"):
		add(doc.name, [people[0], "a\0b"])
	assert listed(doc.name) == []


def test_more_than_a_page_is_refused(people):
	import frappe

	doc = segments.of()
	with pytest.raises(frappe.ValidationError, match="Choose 2500 customers at most"):
		add(doc.name, [str(number) for number in range(2501)])


@pytest.mark.parametrize("role", ["Relationship User", "Sourcing Manager", "Sales User"])
def test_who_may_not_change_segments_adds_nobody(people, become, role):
	import frappe

	doc = segments.of()
	become(role)
	with pytest.raises(frappe.PermissionError):
		add(doc.name, people)
	frappe.set_user("Administrator")
	assert listed(doc.name) == []


def test_nobody_adds_whom_they_do_not_see_nor_to_a_list_that_is_hidden(people, become):
	import frappe

	ann, ben, cem = people
	mine, theirs = segments.of(ann, name="_RS Mine"), segments.of(ben, name="_RS Theirs")
	limits = [("Customer", each) for each in (ann, cem)]
	become("Relationship Manager", "Sales User", *limits)

	with pytest.raises(frappe.PermissionError, match="You may not see Customer"):
		add(mine.name, [cem, ben])
	with pytest.raises(frappe.PermissionError):
		add(theirs.name, [ann])
	assert add(mine.name, [cem]).startswith("1 added")
	frappe.set_user("Administrator")
	assert (listed(mine.name), listed(theirs.name)) == ([ann, cem], [ben])


def test_there_is_no_such_segment(people):
	import frappe

	with pytest.raises(frappe.ValidationError, match="There is no Customer Segment"):
		add(named("_RS Nothing"), people)
