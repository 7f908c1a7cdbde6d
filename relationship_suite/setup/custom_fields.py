"""Custom fields on ERPNext's DocTypes: made on install and migrate, removed on uninstall, from one constant."""

from __future__ import annotations

from itertools import takewhile

import frappe
from frappe.custom.doctype.custom_field.custom_field import create_custom_fields

from relationship_suite.setup import customer_fields, supplier_fields

CORE, CRM, SRM = "Relationship Core", "CRM Extensions", "SRM Extensions"

_RECEIPT = [
	{
		"fieldname": "relationship_delivered_on",
		"label": "Delivered On",
		"fieldtype": "Date",
		"insert_after": "posting_date",
		"allow_on_submit": 1,
		"no_copy": 1,
		"description": "The day the goods arrived, where it is not the posting date. Delivery performance is judged by it.",
		"module": SRM,
	}
]

_GATE = {
	"fieldname": "relationship_override_reason",
	"label": "Reason for the Override",
	"fieldtype": "Small Text",
	"insert_after": "schedule_date",
	"depends_on": "relationship_override_reason",
	"no_copy": 1,
	"print_hide": 1,
	"description": "Why this is submitted although the supplier's standing stops it.",
	"module": SRM,
}

#: Whom a task is about, for the requests of Frappe to hand over or delete a person's data.
_ABOUT = {
	"fieldname": "relationship_contact_email",
	"label": "Contact's Email",
	"fieldtype": "Data",
	"insert_after": "description",
	"read_only": 1,
	"hidden": 1,
	"no_copy": 1,
	"module": CRM,
}

CUSTOM_FIELDS: dict[str, list[dict]] = {
	"ToDo": [_ABOUT],
	"Event": [_ABOUT],
	"Customer": customer_fields.FIELDS,
	"Supplier": supplier_fields.FIELDS,
	"Purchase Order": [
		{
			"fieldname": "relationship_closed_reason",
			"label": "Closed Short Because Of",
			"fieldtype": "Select",
			"options": "\nOurs\nTheirs",
			"insert_after": "status",
			"allow_on_submit": 1,
			"no_copy": 1,
			"description": "Who decided that the rest is not delivered. Lines closed by us do not count against the supplier.",
			"module": SRM,
		},
		_GATE,
	],
	"Request for Quotation": [_GATE],
	"Purchase Order Item": [
		{
			"fieldname": "relationship_requested_on",
			"label": "First Requested On",
			"fieldtype": "Date",
			"insert_after": "expected_delivery_date",
			"read_only": 1,
			"no_copy": 1,
			"allow_on_submit": 1,
			"description": "Required By as it was when the order was first submitted.",
			"module": SRM,
		},
		{
			"fieldname": "relationship_committed_on",
			"label": "First Committed On",
			"fieldtype": "Date",
			"insert_after": "relationship_requested_on",
			"read_only": 1,
			"no_copy": 1,
			"allow_on_submit": 1,
			"description": "The supplier's first confirmed date. Delivery performance is judged by it.",
			"module": SRM,
		},
		{
			"fieldname": "relationship_dates_assumed",
			"label": "First Dates Assumed",
			"fieldtype": "Check",
			"insert_after": "relationship_committed_on",
			"read_only": 1,
			"no_copy": 1,
			"allow_on_submit": 1,
			"depends_on": "relationship_dates_assumed",
			"description": "The order is older than Relationship Suite: its dates may have been moved before they were kept.",
			"module": SRM,
		},
	],
	"Purchase Receipt": _RECEIPT,
	"Purchase Invoice": _RECEIPT,
	"Subcontracting Receipt": _RECEIPT,
}

MODULES = (CORE, CRM, SRM)


def create() -> None:
	"""Create or update our custom fields; a second call changes nothing."""
	wanted = {
		doctype: _changed(doctype, _placed(doctype, fields)) for doctype, fields in CUSTOM_FIELDS.items()
	}
	wanted = {doctype: fields for doctype, fields in wanted.items() if fields}
	if wanted:
		create_custom_fields(wanted, ignore_validate=True)


def columns() -> list[tuple[str, str]]:
	"""(DocType, fieldname) of every custom field of ours, those that an earlier version made included."""
	return frappe.get_all(
		"Custom Field",
		filters={"module": ("in", MODULES)},
		fields=["dt", "fieldname"],
		order_by="dt, fieldname",
		as_list=True,
	)


def delete() -> None:
	"""Delete every custom field that carries one of our modules, with its column's data."""
	for name in frappe.get_all("Custom Field", filters={"module": ("in", MODULES)}, pluck="name"):
		frappe.delete_doc("Custom Field", name, force=True, ignore_missing=True)


def _placed(doctype: str, fields: list[dict]) -> list[dict]:
	"""The fields, each after one that is there: a form loses the order of all that follow one that is not.

	A tab that comes last stands after what others have put at the end before it.
	"""
	ours = [each["fieldname"] for each in fields]
	tab = next((each["fieldname"] for each in fields if each["insert_after"] == "append"), None)
	if tab is None:
		return fields
	before = takewhile(tab.__ne__, (each.fieldname for each in frappe.get_meta(doctype).fields))
	*_, last = (name for name in before if name not in ours)
	return [{**each, "insert_after": last} if each["fieldname"] == tab else each for each in fields]


def _changed(doctype: str, fields: list[dict]) -> list[dict]:
	changed = []
	for field in fields:
		have = frappe.db.get_value(
			"Custom Field", {"dt": doctype, "fieldname": field["fieldname"]}, list(field), as_dict=True
		)
		if not have or any(str(have[key] or "") != str(value or "") for key, value in field.items()):
			changed.append(field)
	return changed
