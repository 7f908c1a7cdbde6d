"""Memberships of several sets of segments lie side by side: what is of RFM reads and writes its own only."""

from __future__ import annotations

import pytest

from tests.factories.insights import AS_OF, LATER, history, refresh
from tests.factories.selling import COMPANY, named

pytestmark = pytest.mark.usefixtures("three_customers")

MEMBERSHIP, ADA = "Customer Segment Membership", "_RS Ada"


@pytest.fixture
def other():
	"""The name of an open row of Ada in another set of segments, which began long ago."""
	import frappe

	doc = frappe.get_doc(
		{
			"doctype": MEMBERSHIP,
			"name": frappe.generate_hash(length=16),
			"segment_set": "Another Set",
			"customer": named(ADA),
			"company": COMPANY,
			"segment": "Hibernating",
			"entered_on": "2020-01-01",
			"reason": "First scored",
		}
	)
	doc.db_insert()
	frappe.db.commit()
	yield doc.name
	frappe.db.delete(MEMBERSHIP, {"segment_set": "Another Set"})
	frappe.db.commit()


def test_rows_of_the_runs_are_of_the_set_rfm():
	import frappe

	assert frappe.get_all(MEMBERSHIP, pluck="segment_set", distinct=True, order_by="segment_set") == ["RFM"]


def test_scoring_leaves_the_rows_of_other_sets_alone(other):
	import frappe

	from relationship_suite.crm_extensions.segmentation import records

	before = frappe.get_doc(MEMBERSHIP, other).as_dict()
	mine = frappe.get_all(MEMBERSHIP, {"segment_set": "RFM"}, ["name", "left_on"], order_by="name")
	records.mark_all_due()
	frappe.db.commit()
	refresh(LATER)

	assert frappe.get_doc(MEMBERSHIP, other).as_dict() == before
	assert frappe.get_all(MEMBERSHIP, {"segment_set": "RFM"}, ["name", "left_on"], order_by="name") == mine


def test_reports_and_the_tab_tell_of_rfm_alone(other):
	from relationship_suite.crm_extensions.segmentation import queries

	assert queries.segments_on(COMPANY, "2020-06-01") == {}
	assert queries.segments_on(COMPANY, AS_OF)[named(ADA)] != "Hibernating"
	stays = queries.stays_of(named(ADA), COMPANY)
	assert len(stays) == len(history(ADA)) - 1
	assert "Hibernating" not in {stay.segment for stay in stays}


def test_a_history_of_another_set_is_no_history_of_rfm(other):
	import frappe

	from relationship_suite.crm_extensions.segmentation import queries

	assert queries.has_history()
	frappe.db.delete(MEMBERSHIP, {"segment_set": "RFM"})
	assert not queries.has_history()
	frappe.db.rollback()


def test_a_deleted_customer_leaves_no_row_in_any_set(other):
	import frappe

	from relationship_suite.crm_extensions.segmentation import records

	records.forget_customer(named(ADA))

	assert not frappe.db.exists(MEMBERSHIP, other)
	frappe.db.rollback()


def test_rows_of_before_there_were_sets_become_those_of_rfm(other):
	import frappe

	from relationship_suite.patches.name_the_segment_set import execute

	names = frappe.get_all(MEMBERSHIP, {"segment_set": "RFM"}, pluck="name", order_by="name")
	frappe.db.set_value(MEMBERSHIP, names[0], "segment_set", None, update_modified=False)
	frappe.db.set_value(MEMBERSHIP, names[1], "segment_set", "", update_modified=False)

	for _time in range(2):
		execute()

		assert frappe.get_all(MEMBERSHIP, {"segment_set": "RFM"}, pluck="name", order_by="name") == names
		assert frappe.db.get_value(MEMBERSHIP, other, "segment_set") == "Another Set"
	frappe.db.rollback()


def test_open_rows_of_a_set_are_found_by_an_index():
	import frappe

	assert frappe.db.has_index(f"tab{MEMBERSHIP}", "segment_set_company_left_on_index")
