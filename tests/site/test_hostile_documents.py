"""Every DocType of ours, saved with a text that no database takes: refused by the name of its field, never a fault of the server."""

from __future__ import annotations

import re

import pytest

from tests.site.test_hostile_filters import HOSTILE, UNSTORABLE
from tests.static import code

#: Types of fields that hold what somebody can type.
TEXTS = {"Data", "Small Text", "Text", "Text Editor", "Long Text", "Link", "Dynamic Link", "Select", "Code"}
DOCTYPES = code.doctypes()
TABLES = {
	(doctype, field["fieldname"], field["options"])
	for doctype, record in DOCTYPES.items()
	for field in record["fields"]
	if field["fieldtype"] in ("Table", "Table MultiSelect")
}
FIELDS = [
	(doctype, field["fieldname"], field["label"])
	for doctype, record in sorted(DOCTYPES.items())
	for field in record["fields"]
	if field["fieldtype"] in TEXTS and not record.get("istable")
]


def test_every_kind_of_document_is_tried():
	assert len({doctype for doctype, *_rest in FIELDS}) >= 20
	assert len(TABLES) >= 12


@pytest.mark.parametrize("text", UNSTORABLE)
@pytest.mark.parametrize(("doctype", "field", "label"), FIELDS)
def test_a_field_is_refused_by_its_label(clean, doctype, field, label, text):
	import frappe
	from frappe.utils import escape_html

	with pytest.raises(frappe.ValidationError, match=f"^{re.escape(escape_html(label))}: this text"):
		frappe.get_doc({"doctype": doctype, field: HOSTILE[text]}).insert()


@pytest.mark.parametrize("text", UNSTORABLE)
@pytest.mark.parametrize(("doctype", "table", "rows"), sorted(TABLES))
def test_a_field_of_a_row_is_refused_with_the_number_of_the_row(clean, doctype, table, rows, text):
	import frappe

	[field, *_more] = [each for each in DOCTYPES[rows]["fields"] if each["fieldtype"] in TEXTS]
	doc = frappe.get_doc({"doctype": doctype, table: [{}, {field["fieldname"]: HOSTILE[text]}]})
	with pytest.raises(frappe.ValidationError, match=f"^Row 2: {field['label']}: this text"):
		doc.insert()


@pytest.mark.parametrize("text", UNSTORABLE)
@pytest.mark.parametrize("doctype", sorted({doctype for doctype, *_rest in FIELDS}))
def test_a_name_is_refused(clean, doctype, text):
	import frappe

	with pytest.raises(frappe.ValidationError, match="this text has a character"):
		frappe.get_doc({"doctype": doctype, "name": HOSTILE[text]}).insert()


def test_a_document_that_is_there_is_not_changed_to_it(clean):
	import frappe

	from tests.factories import risks

	risk = risks.risk(at=(1, 1))
	risk.set("cause", HOSTILE["half a letter"])
	with pytest.raises(frappe.ValidationError, match=r"^Cause: this text has a character"):
		risk.save()
	risk.reload().append("treatments", {"treatment": HOSTILE["null character"]})
	with pytest.raises(frappe.ValidationError, match=r"^Row 1: Treatment: this text has a character"):
		risk.save()
