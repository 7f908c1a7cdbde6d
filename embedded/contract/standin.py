"""Generate a stand-in `erpnext` app from a contract: DocTypes with ERPNext's fields and none of its logic.

What differs from ERPNext, so that a factory can insert and submit plain values:

* a Link to a DocType that neither the contract nor Frappe holds becomes Data, a table of such is left out;
* only what a person would fill in stays required, since no code sets the rest;
* a status is the first of its options until somebody sets another: submitting does not change it;
* Currency options that name another document's field (`Company:company:default_currency`) stay as they are.

Standard library only: set-up runs this before anything is installed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from embedded.contract.model import Contract, DocTypeContract, Field
from embedded.contract.standin_code import APP_FILES, CONTROLLERS, NESTED, PLAIN

STAMP = "2024-01-01 00:00:00.000000"  # Frappe syncs a DocType again when its `modified` changes
#: Dates of an order that ERPNext lets people move after it is submitted.
MOVED_AFTER_SUBMIT = {"schedule_date", "expected_delivery_date"}
LINKS = {"Link", "Table", "Table MultiSelect"}
STATED_BY_A_PERSON = {
	"company", "company_name", "customer", "customer_name", "item_code", "item_group", "item_group_name",
	"party", "party_type", "posting_date", "price_list", "price_list_rate", "subject", "supplier",
	"supplier_name", "transaction_date", "warehouse_name",
}  # fmt: skip
PERSONS_BY_MODULE = {
	"Accounts": ("Accounts Manager", "Accounts User"),
	"Buying": ("Purchase Manager", "Purchase User"),
	"CRM": ("Sales Manager", "Sales User"),
	"Manufacturing": ("Manufacturing Manager", "Manufacturing User"),
	"Quality Management": ("Quality Manager", "Stock User"),
	"Selling": ("Sales Manager", "Sales User"),
	"Setup": ("Sales Master Manager", "Purchase Master Manager"),
	"Stock": ("Stock Manager", "Stock User"),
	"Subcontracting": ("Stock Manager", "Stock User"),
	"Support": ("Support Team", "Sales User"),
}
READERS = ("Accounts User", "Purchase User", "Sales User", "Stock User")
RIGHTS = ("read", "write", "create", "delete", "report", "export", "print", "email", "share")
SUBMIT_RIGHTS = ("submit", "cancel", "amend")


def scrub(name: str) -> str:
	"""A DocType's or module's folder name."""
	return name.replace(" ", "_").replace("-", "_").lower()


def usable(field: Field, known: set[str]) -> Field | None:
	"""The field as the stand-in has it, or None for a table whose rows have no DocType."""
	if field.fieldtype not in LINKS or field.options in known:
		return field
	if field.fieldtype == "Link":
		return Field(field.name, "Data", "", field.flags)
	return None


def docfield(field: Field) -> dict:
	"""The DocField record of a field."""
	row = {
		"fieldname": field.name,
		"fieldtype": field.fieldtype,
		"label": field.name.replace("_", " ").title(),
		"options": field.options or None,
		"reqd": "r" in field.flags and field.name in STATED_BY_A_PERSON,
		"unique": "u" in field.flags,
		"search_index": "i" in field.flags,
		"read_only": "o" in field.flags,
		"no_copy": "n" in field.flags,
		"allow_on_submit": field.name in MOVED_AFTER_SUBMIT,
	}
	if field.name == "status" and field.fieldtype == "Select":
		# ERPNext's own first status: Draft, Open, Active; its logic sets later ones, here whoever tests
		row["default"] = next((option for option in field.options.split("\n") if option), "")
	return {key: int(value) if isinstance(value, bool) else value for key, value in row.items() if value}


def permissions(doctype: DocTypeContract) -> list[dict]:
	"""Rights by module: not ERPNext's own, but the same persons."""
	if doctype.is_table:
		return []
	manager, user = PERSONS_BY_MODULE.get(doctype.module, ("System Manager", "Desk User"))
	full = dict.fromkeys(RIGHTS, 1)
	submit = dict.fromkeys(SUBMIT_RIGHTS, 1) if "is_submittable" in doctype.marks else {}
	everyday = {right: 1 for right in RIGHTS if right != "delete"}
	rows = [{"role": role, **full, **submit} for role in dict.fromkeys(["System Manager", manager])]
	rows.append({"role": user, **everyday, **submit})
	named = {row["role"] for row in rows}
	rows += [{"role": role, "read": 1, "report": 1, "select": 1} for role in READERS if role not in named]
	return rows


def doctype_json(doctype: DocTypeContract, known: set[str]) -> dict:
	"""The DocType record."""
	fields = [docfield(each) for field in doctype.fields if (each := usable(field, known))]
	names = {row["fieldname"] for row in fields}
	tree = "is_tree" in doctype.marks
	if tree:
		have = {"lft": "Int", "rgt": "Int", "is_group": "Check"}
		fields += [
			{"fieldname": key, "fieldtype": kind, "label": key.title()}
			for key, kind in have.items()
			if key not in names
		]
		names |= set(have)
	if "is_submittable" in doctype.marks and "amended_from" not in names:
		fields.append(
			{"fieldname": "amended_from", "fieldtype": "Link", "label": "Amended From",
				"options": doctype.name, "read_only": 1, "no_copy": 1, "print_hide": 1}
		)  # fmt: skip
	for row in [row for row in fields if row["fieldname"] in (doctype.title_field, "company", "status")][:3]:
		row["in_list_view"] = 1
		row["in_standard_filter"] = 1
	record = {
		"doctype": "DocType",
		"name": doctype.name,
		"module": doctype.module,
		"custom": 0,
		"engine": "InnoDB",
		"creation": STAMP,
		"modified": STAMP,
		"modified_by": "Administrator",
		"owner": "Administrator",
		"field_order": [row["fieldname"] for row in fields],
		"fields": fields,
		"permissions": permissions(doctype),
		"sort_field": "creation",
		"sort_order": "DESC",
		"track_changes": int(not doctype.is_table),
		"editable_grid": 1,
		"autoname": doctype.autoname
		if doctype.is_table or not doctype.autoname.startswith("naming_series")
		else "naming_series:",
		"title_field": doctype.title_field if doctype.title_field in names else "",
		"show_title_field_in_link": int(bool(doctype.title_field)),
		**dict.fromkeys(sorted(doctype.marks), 1),
	}
	if tree:
		record["nsm_parent_field"] = "parent_" + scrub(doctype.name)
	return {key: value for key, value in record.items() if value != ""}


def controller(doctype: DocTypeContract) -> str:
	"""The controller module's source."""
	name = doctype.name.replace(" ", "").replace("-", "")
	if "is_tree" in doctype.marks:
		return NESTED.format(name=name, parent="parent_" + scrub(doctype.name)) + CONTROLLERS.get(
			doctype.name, ""
		)
	return PLAIN.format(name=name) + CONTROLLERS.get(doctype.name, "")


def write(contract: Contract, folder: Path, engine_doctypes: set[str]) -> int:
	"""Write the package `folder/erpnext` and return the number of DocTypes.

	`engine_doctypes` are the DocTypes that Frappe itself brings; links to them stay links.
	"""
	own = [
		each
		for each in contract.doctypes.values()
		if each.app == "erpnext" and each.name not in engine_doctypes
	]
	known = {each.name for each in own} | engine_doctypes
	app = folder / "erpnext"
	files = {
		name: text.replace("{version}", contract.versions["erpnext"]) for name, text in APP_FILES.items()
	}
	modules: dict[str, list[DocTypeContract]] = defaultdict(list)
	for doctype in own:
		modules[doctype.module].append(doctype)
	files["modules.txt"] = "\n".join(sorted(modules)) + "\n"
	for module, doctypes in modules.items():
		files.setdefault(f"{scrub(module)}/__init__.py", "")
		files[f"{scrub(module)}/doctype/__init__.py"] = ""
		for doctype in doctypes:
			name = scrub(doctype.name)
			base = f"{scrub(module)}/doctype/{name}"
			files[f"{base}/__init__.py"] = ""
			files[f"{base}/{name}.py"] = controller(doctype)
			files[f"{base}/{name}.json"] = json.dumps(doctype_json(doctype, known), indent=1) + "\n"
	for name, text in files.items():
		path = app / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(text)
	return len(own)


def engine_doctypes(frappe: Path) -> set[str]:
	"""The names of the DocTypes that the unpacked engine brings."""
	names = set()
	for path in frappe.glob("*/doctype/*/*.json"):
		if path.stem == path.parent.name:
			names.add(json.loads(path.read_text())["name"])
	return names
