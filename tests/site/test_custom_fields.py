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


def test_it_stands_behind_what_others_have_put_at_the_end(clean, monkeypatch):
	import frappe

	from relationship_suite.setup.custom_fields import _placed

	fields = supplier_fields.FIELDS
	meta = frappe.get_meta("Supplier")
	theirs = frappe._dict(fieldname="custom_theirs", is_custom_field=1)
	ours = [field["fieldname"] for field in fields]
	erpnext = [field for field in meta.fields if field.fieldname not in ours]
	for tab in (
		[],
		[field for field in meta.fields if field.fieldname in ours],
		[frappe._dict(fieldname=ours[0]), theirs],
	):
		monkeypatch.setattr(meta, "fields", [*erpnext, theirs, *tab])
		placed = _placed("Supplier", fields)
		assert [field["insert_after"] for field in placed] == [
			"custom_theirs",
			*(f["insert_after"] for f in fields[1:]),
		]
