"""What is computed stays as it was computed, whoever saves the document.

``read_only`` is a property of the form: a document that was opened before the last refresh, ``frappe.client.set_value``
and REST all bring values of their own. Our computed fields are written by statements of their own and never by a save.
"""

from __future__ import annotations

from relationship_suite.setup.custom_fields import CUSTOM_FIELDS

_LAYOUT = {"Tab Break", "Section Break", "Column Break", "HTML"}

#: DocType -> our computed fields on it: those that nobody can type into.
COMPUTED: dict[str, tuple[str, ...]] = {
	doctype: names
	for doctype, fields in CUSTOM_FIELDS.items()
	if (
		names := tuple(
			field["fieldname"]
			for field in fields
			if field.get("read_only") and field["fieldtype"] not in _LAYOUT
		)
	)
}


def keep(doc, method: str | None = None) -> None:
	"""Give computed fields of the document and its rows the values that the database has; no statement of its own.

	For ``validate``, ``before_update_after_submit`` and ``before_cancel``: Frappe has just read the document as it was.
	What is new has no computed value yet.
	"""
	before = doc.get_doc_before_save()
	_keep(doc, before)
	for table in doc.meta.get_table_fields():
		if table.options in COMPUTED:
			rows = {row.name: row for row in before.get(table.fieldname)} if before else {}
			for row in doc.get(table.fieldname):
				_keep(row, rows.get(row.name))


def _keep(doc, before) -> None:
	for field in COMPUTED.get(doc.doctype, ()):
		if doc.meta.has_field(field):
			doc.set(field, before.get(field) if before else None)
