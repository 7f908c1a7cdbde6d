"""Our fields on ERPNext's forms: each behind a field that is there, the Relationship tab at the end and in its order."""

from __future__ import annotations

import pytest

from relationship_suite.setup import customer_fields, supplier_fields
from relationship_suite.setup.custom_fields import CUSTOM_FIELDS


@pytest.mark.parametrize("doctype", CUSTOM_FIELDS)
def test_each_stands_behind_a_field_that_is_there(clean, doctype):
	import frappe

	meta = frappe.get_meta(doctype)
	for field in CUSTOM_FIELDS[doctype]:
		assert meta.has_field(meta.get_field(field["fieldname"]).insert_after), field["fieldname"]


@pytest.mark.parametrize(
	("doctype", "fields"), [("Customer", customer_fields), ("Supplier", supplier_fields)]
)
def test_the_tab_is_the_last_and_in_the_order_of_the_form(clean, doctype, fields):
	import frappe

	wanted = [field["fieldname"] for field in fields.FIELDS]
	found = [field.fieldname for field in frappe.get_meta(doctype).fields]

	assert found[found.index(wanted[0]) :] == wanted
