"""Computed fields on ERPNext's documents: nobody improves a score by saving a document."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest

from tests.factories import buying, people, selling
from tests.factories.statements import watched

DUE, BETTER = date(2026, 2, 10), date(2026, 6, 1)
LINE = "Purchase Order Item"
DATES = ("relationship_requested_on", "relationship_committed_on")


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	selling.masters()
	frappe.db.commit()


def order(**values):
	return buying.purchase_order("_RS Promises", ordered=date(2026, 1, 5), due=DUE, promised=DUE, **values)


def dates_of(line: str) -> tuple:
	import frappe

	return frappe.db.get_value(LINE, line, DATES)


def improve(doc) -> None:
	for field in DATES:
		doc.set(field, BETTER)


def by_saving_the_order(po):
	po.reload()
	improve(po.items[0])
	po.flags.ignore_links = True
	po.save(ignore_permissions=True)


def by_saving_the_row(po):
	import frappe

	row = frappe.get_doc(LINE, po.items[0].name)
	improve(row)
	row.flags.ignore_links = True
	row.save(ignore_permissions=True)


def by_set_value(po):
	from frappe.client import set_value

	set_value("Purchase Order Item", po.items[0].name, dict.fromkeys(DATES, str(BETTER)))


def by_rest(po):
	"""What PUT /api/resource does."""
	import frappe

	row = frappe.get_doc(LINE, po.items[0].name, for_update=True)
	row.update(dict.fromkeys(DATES, str(BETTER)))
	row.save()
	frappe.get_doc(row.parenttype, row.parent).save()


def by_cancelling(po):
	po.reload()
	improve(po.items[0])
	po.flags.ignore_links = True
	po.cancel()


WAYS = (by_saving_the_order, by_saving_the_row, by_set_value, by_rest, by_cancelling)


@pytest.mark.parametrize("way", WAYS)
def test_first_dates_of_a_submitted_order_stand(way):
	po = order()
	line = po.items[0].name

	way(po)

	assert dates_of(line) == (DUE, DUE)


@pytest.mark.parametrize("way", [by_saving_the_order, by_set_value])
def test_a_purchase_manager_does_not_move_them_either(way):
	import frappe

	po = order()
	frappe.set_user(people.user("Purchase Manager", "Purchase User"))
	with contextlib.suppress(frappe.PermissionError):  # as good
		way(po)

	assert dates_of(po.items[0].name) == (DUE, DUE)


def test_a_draft_has_none_and_what_it_brings_is_ignored():
	po = order(submit=False)
	improve(po.items[0])
	po.save(ignore_permissions=True)
	assert dates_of(po.items[0].name) == (None, None)

	improve(po.items[0])
	po.submit()
	assert dates_of(po.items[0].name) == (DUE, DUE)


def test_the_first_confirmation_after_submission_is_still_kept():
	po = buying.purchase_order("_RS Promises", ordered=date(2026, 1, 5), due=DUE)
	confirmed = date(2026, 2, 20)
	po.reload()
	po.items[0].expected_delivery_date = confirmed
	po.flags.ignore_links = po.flags.ignore_validate_update_after_submit = True
	po.save(ignore_permissions=True)

	assert dates_of(po.items[0].name) == (DUE, confirmed)


PARTY_FIELDS = [
	("Supplier", "relationship_score", 77.0, 12.0),
	("Supplier", "relationship_standing", "Good", "Excellent"),
	("Customer", "relationship_segment", "Lost customer", "Champions"),
]


@pytest.mark.parametrize(("doctype", "field", "computed", "typed"), PARTY_FIELDS)
class TestParties:
	@pytest.fixture
	def name(self, doctype):
		maker = buying.supplier if doctype == "Supplier" else selling.customer
		return maker("_RS Computed")

	def compute(self, doctype, name, field, computed):
		import frappe

		frappe.db.set_value(doctype, name, field, computed, update_modified=False)

	def test_a_form_that_was_opened_before_does_not_set_them_back(
		self, doctype, field, computed, typed, name
	):
		import frappe

		stale = frappe.get_doc(doctype, name)
		self.compute(doctype, name, field, computed)
		stale.website = "relationship.example"
		stale.save(ignore_permissions=True)

		assert frappe.db.get_value(doctype, name, field) == computed

	def test_set_value_does_not_change_them(self, doctype, field, computed, typed, name):
		import frappe
		from frappe.client import set_value

		self.compute(doctype, name, field, computed)
		set_value(doctype, name, field, typed)

		assert frappe.db.get_value(doctype, name, field) == computed

	def test_a_new_one_has_none(self, doctype, field, computed, typed, name):
		import frappe

		new = frappe.copy_doc(frappe.get_doc(doctype, name))
		new.set(field, typed)
		new.set(f"{doctype.lower()}_name", f"{name} new")
		new.insert(ignore_permissions=True, ignore_mandatory=True)

		assert not frappe.db.get_value(doctype, new.name, field)

	def test_keeping_them_costs_no_statement(self, doctype, field, computed, typed, name):
		import frappe

		from relationship_suite.doctype.computed import keep

		doc = frappe.get_doc(doctype, name)
		doc.load_doc_before_save()
		with watched() as statements:
			keep(doc)

		assert statements == []
