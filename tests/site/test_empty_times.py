"""Frappe 15 gives every Time that is empty the time of the insert; documents of ours have it as on Frappe 16."""

from __future__ import annotations

import pytest

from tests.factories import schedules, selling
from tests.factories.interactions import interaction
from tests.static import code

NOW = "11:12:13.141516"
TIME = {"fieldtype": "Time"}
#: The times of our DocTypes, and what they are if nobody gives them.
TIMES = [
	(doctype, field["fieldname"], field.get("default"))
	for doctype, record in sorted(code.doctypes().items())
	for field in record["fields"]
	if field["fieldtype"] == "Time"
]


@pytest.fixture
def frappe_15(clean, monkeypatch):
	"""Its defaults, whichever version runs."""
	import frappe
	from frappe.model import create_new

	theirs = create_new.set_dynamic_default_values

	def with_now(doc, *args):
		theirs(doc, *args)
		times = frappe.get_meta(doc["doctype"]).get("fields", TIME)
		doc.update({each.fieldname: NOW for each in times})

	monkeypatch.setattr(create_new, "set_dynamic_default_values", with_now)


def test_there_are_times():
	assert len(TIMES) >= 2


@pytest.mark.parametrize(("doctype", "field", "default"), TIMES)
def test_an_empty_time_becomes_its_default_or_stays_empty(frappe_15, doctype, field, default):
	import frappe

	doc = frappe.get_doc({"doctype": doctype, "__islocal": 1})
	doc._set_defaults()

	assert doc.get(field) == default


@pytest.mark.parametrize(("doctype", "field", "default"), TIMES)
def test_rest_begins_with_its_default_or_none(frappe_15, doctype, field, default):
	import frappe

	assert frappe.new_doc(doctype).get(field) == default
	assert frappe.new_doc(doctype, **{field: "23:59:00"}).get(field) == "23:59:00"


@pytest.mark.parametrize(("doctype", "field", "_default"), TIMES)
def test_a_given_time_stays(frappe_15, doctype, field, _default):
	import frappe

	doc = frappe.get_doc({"doctype": doctype, "__islocal": 1, field: "23:59:00"})
	doc._set_defaults()

	assert doc.get(field) == "23:59:00"
	assert frappe.get_doc(frappe.new_doc(doctype, **{field: "23:59:00"}).as_dict()).get(field) == "23:59:00"


def test_where_a_site_made_now_the_default_it_is_now(frappe_15, monkeypatch):
	import frappe

	doc = frappe.get_doc({"doctype": schedules.SCHEDULE, "__islocal": 1})
	monkeypatch.setattr(doc.meta.get_field("send_time"), "default", "Now")
	doc._set_defaults()

	assert doc.send_time == NOW


def test_a_schedule_without_a_time_is_sent_at_its_default(frappe_15):
	doc = schedules.schedule(schedules.GIVEN, "Sourcing User", send_time=None)

	assert str(doc.send_time) == "07:00:00"


def test_a_follow_up_without_a_time_is_the_whole_day(frappe_15):
	import frappe

	selling.masters()
	customer = selling.customer("_RS Ada Whole Day")
	doc = interaction(customer, follow_up_on="2026-03-20", follow_up="Event")

	assert doc.follow_up_time is None
	assert frappe.db.get_value("Event", doc.follow_up_document, "all_day") == 1
