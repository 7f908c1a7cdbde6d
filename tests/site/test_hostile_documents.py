"""Every DocType of ours, saved with a text that no database takes: refused by the name of its field, never a fault of the server."""

from __future__ import annotations

import re
from itertools import product

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

#: DocType -> what people call the field that its name is made of. Those that may not be renamed too: Frappe asks the database first.
NAMED = {
	doctype: next(
		(
			field["label"]
			for field in record["fields"]
			if record.get("autoname") == f"field:{field['fieldname']}"
		),
		"ID",
	)
	for doctype, record in sorted(DOCTYPES.items())
	if not any(record.get(each) for each in ("istable", "issingle", "is_virtual"))
}
#: What renames, and what its arguments are called: the DocType, the old name and the new one.
RENAMINGS = (
	("frappe.model.rename_doc.update_document_title", ("doctype", "docname", "name")),  # the form
	("frappe.client.rename_doc", ("doctype", "old_name", "new_name")),
	("frappe.rename_doc", ("doctype", "old", "new")),
)


def test_every_kind_of_document_is_tried():
	assert len({doctype for doctype, *_rest in FIELDS}) >= 20
	assert len(TABLES) >= 12
	assert {doctype for doctype, record in DOCTYPES.items() if record.get("allow_rename")} <= set(NAMED)


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


def stored(doctype: str) -> str:
	"""A record with nothing in it but a name: what comes in is looked at before what is there."""
	import frappe

	name = f"_RS Hostile {doctype}"
	frappe.get_doc({"doctype": doctype, "name": name}).db_insert()
	return name


@pytest.mark.parametrize("doctype", NAMED)
def test_a_new_name_is_refused_by_what_the_name_is_made_of(clean, doctype):
	import frappe
	from frappe.utils import escape_html

	old, said = stored(doctype), f"^{re.escape(escape_html(NAMED[doctype]))}: this text"
	for (method, arguments), text in product(RENAMINGS, UNSTORABLE):
		asked = dict(zip(arguments, (doctype, old, HOSTILE[text]), strict=True))
		with pytest.raises(frappe.ValidationError, match=said):
			frappe.get_attr(method)(**asked)


@pytest.mark.parametrize("doctype", [each for each in NAMED if DOCTYPES[each].get("title_field")])
def test_a_new_title_is_refused_by_its_label(clean, doctype):
	import frappe
	from frappe.model.rename_doc import update_document_title

	old, label = stored(doctype), frappe.get_meta(doctype).get_label(DOCTYPES[doctype]["title_field"])
	for text in UNSTORABLE:
		with pytest.raises(frappe.ValidationError, match=f"^{label}: this text"):
			update_document_title(doctype=doctype, docname=old, title=HOSTILE[text])


def test_a_sound_new_name_is_taken(clean):
	import frappe

	old = stored("Risk Category")
	assert frappe.rename_doc("Risk Category", old, f"{old} Anew") == f"{old} Anew"
