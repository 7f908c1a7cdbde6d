"""What a report or a whitelisted method is asked, as it comes from a browser: any JSON."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import frappe
from frappe import _
from frappe.model import table_fields

from relationship_suite.relationship_core.doors import check_text, is_storable
from relationship_suite.relationship_core.messages import say

#: No name in Frappe is longer.
LONGEST = 140


def read(filters: object) -> frappe._dict:
	"""The filters by name, as text: a date as Frappe writes it. What is empty is left out.

	Raises:
		frappe.ValidationError: they are no set of single values, or one is longer than any name or no database takes it.
	"""
	if filters and not (isinstance(filters, Mapping) and all(is_storable(str(name)) for name in filters)):
		frappe.throw(_("The filters of a report are a list of names with a value each."))
	found = frappe._dict()
	for name, value in (filters or {}).items():
		label = _(frappe.unscrub(str(name)))
		if isinstance(value, Mapping | list | tuple | set):
			frappe.throw(say(_("{0}: choose one value."), label))
		if value is None or value == "":
			continue
		found[name] = str(value)
		check_text(found[name], label)
		if len(found[name]) > LONGEST:
			frappe.throw(say(_("{0}: this value is longer than any name."), label))
	return found


def choice(asked: str | None, options: Collection[str], label: str) -> str | None:
	"""One of the options, or nothing where nothing is asked for.

	Raises:
		frappe.ValidationError: it is none of them; ``label`` names the filter.
	"""
	if asked and asked not in options:
		frappe.throw(say(_("{0}: choose one of {1}."), label, ", ".join(map(_, options))))
	return asked


Kind = TypeVar("Kind", list, dict)


def parsed(text: object, kind: type[Kind], argument: str) -> Kind:
	"""The list or the object that an argument holds as JSON, or is already; an empty one where the argument is empty.

	Raises:
		frappe.ValidationError: it is none, or has a text that no database takes; ``argument`` names it.
	"""
	try:
		found = json.loads(text) if isinstance(text, str) and text else text or kind()
	except (ValueError, RecursionError):
		found = None
	if not isinstance(found, kind):
		wanted = _("{0} must be a JSON list.") if kind is list else _("{0} must be a JSON object.")
		frappe.throw(say(wanted, argument))
	check_text(found, argument)
	return found


def fields_of(doctype: str, values: Mapping[str, Any]) -> dict[str, Any]:
	"""What a form has fields for, of a document as a browser sends it, with the rows of its tables.

	Raises:
		frappe.ValidationError: a table that is no list of rows, or another field with more than one value.
	"""
	found: dict[str, Any] = {"doctype": doctype}
	for field in frappe.get_meta(doctype).fields:
		value = values.get(field.fieldname)
		if field.fieldtype in table_fields:
			rows = value or []
			if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
				frappe.throw(say(_("{0} is no list of rows."), field.fieldname))
			found[field.fieldname] = [fields_of(field.options, row) for row in rows]
		elif isinstance(value, list | Mapping):
			frappe.throw(say(_("{0}: choose one value."), field.fieldname))
		else:
			found[field.fieldname] = value
	return found
