"""Our DocTypes as people meet them: lists, titles, help, rights. And their JSON against itself."""

from __future__ import annotations

import pytest

from relationship_suite.setup.roles import ROLES
from tests.static import code

LAYOUT = {"Section Break", "Column Break", "Tab Break"}
UNLABELLED = {"Section Break", "Column Break", "HTML"}
KNOWN_ROLES = {*ROLES, "System Manager", "Supplier", "Customer"}

DOCTYPES = code.doctypes()
FORMS = {name: record for name, record in DOCTYPES.items() if not record.get("istable")}
LISTS = {name: record for name, record in FORMS.items() if not record.get("issingle")}
COMPUTED = {name: record for name, record in LISTS.items() if record.get("in_create")}


#: DocType that is computed -> its fields that people may change all the same; the controller keeps all others.
OVERRIDABLE = {
	"Demand Forecast": ("buckets",),
	"Planning Exception": ("status", "responsible", "due_on", "resolution"),
}


def problems(record: dict) -> list[str]:
	"""What is wrong with a DocType's JSON, [] where nothing is."""
	found = [*_field_problems(record), *_permission_problems(record)]
	if not record.get("istable") and not record.get("issingle"):
		found += _list_problems(record)
	if record.get("issingle"):
		fields = [
			field for field in record["fields"] if field["fieldtype"] not in LAYOUT | {"Button", "HTML"}
		]
		found += [f"{field['fieldname']}: no help text" for field in fields if not field.get("description")]
	if record.get("in_create"):
		found += _computed_problems(record)
	return found


def _field_problems(record: dict) -> list[str]:
	names = [field["fieldname"] for field in record["fields"]]
	found = [f"{name}: twice" for name in names if names.count(name) > 1]
	if record.get("field_order") != names:
		found.append("field_order is not the order of the fields")
	for field in record["fields"]:
		kind, name = field["fieldtype"], field["fieldname"]
		if kind not in UNLABELLED and not field.get("label"):
			found.append(f"{name}: no label")
		if kind == "Select":
			options = field.get("options", "").split("\n")
			if field.get("default") and field["default"] not in options:
				found.append(f"{name}: default is not an option")
		if kind in ("Link", "Table", "Dynamic Link") and not field.get("options"):
			found.append(f"{name}: leads nowhere")
		if kind == "Dynamic Link" and field.get("options") not in names:
			found.append(f"{name}: no field {field.get('options')}")
		if kind == "Currency" and not field.get("options"):
			found.append(f"{name}: an amount without its currency")
	return found


def _list_problems(record: dict) -> list[str]:
	names = {field["fieldname"] for field in record["fields"]} | {"name"}
	columns = sum(1 for field in record["fields"] if field.get("in_list_view"))
	found = []
	if not 2 <= columns <= 5:
		found.append(f"{columns} list columns")
	if record.get("title_field") not in names:
		found.append("no title_field")
	for name in filter(None, (record.get("search_fields") or "").split(",")):
		if name.strip() not in names:
			found.append(f"searches {name}, which is no field")
	if record.get("sort_field") != "creation":
		found.append("sort_field is not creation")
	return found


def _computed_problems(record: dict) -> list[str]:
	own = OVERRIDABLE.get(record.get("name"), ())
	found = [
		f"{field['fieldname']}: computed, but not read-only"
		for field in record["fields"]
		if field["fieldtype"] not in LAYOUT | {"HTML", "Button"}
		and not field.get("read_only")
		and field["fieldname"] not in own
	]
	for rule in record["permissions"]:
		found += [
			f"{rule['role']} may {right} what is computed"
			for right in ("create", "write", "submit", "import")
			if rule.get(right) and not (own and right == "write")
		]
	return found


def _permission_problems(record: dict) -> list[str]:
	found = [
		f"unknown role {rule['role']}" for rule in record["permissions"] if rule["role"] not in KNOWN_ROLES
	]
	if record.get("istable"):
		return found + (["a child table has no rights of its own"] if record["permissions"] else [])
	if not record["permissions"]:
		found.append("nobody may read it")
	levels = {field.get("permlevel", 0) for field in record["fields"]}
	granted = {rule.get("permlevel", 0) for rule in record["permissions"]}
	found += [f"nobody may read level {level}" for level in sorted(levels - granted)]
	seen = [(rule["role"], rule.get("permlevel", 0)) for rule in record["permissions"]]
	return found + [
		f"{role} twice at level {level}" for role, level in set(seen) if seen.count((role, level)) > 1
	]


@pytest.mark.parametrize("name", sorted(DOCTYPES))
def test_a_doctype_is_sound(name):
	assert problems(DOCTYPES[name]) == []


def test_each_record_carries_the_module_whose_folder_it_lies_in():
	for path in code.records("doctype"):
		module = path.relative_to(code.ROOT).parts[0]
		record = next(each for each in DOCTYPES.values() if scrub(each["name"]) == path.stem)
		assert scrub(record["module"]) == module, path


def test_each_record_has_its_controller():
	for path in code.records("doctype"):
		name = next(each for each in DOCTYPES if scrub(each) == path.stem)
		controller = path.with_suffix(".py")
		assert controller.is_file(), name
		assert f"class {name.replace(' ', '')}(" in controller.read_text(), name


def test_child_tables_show_what_they_hold():
	for name, record in DOCTYPES.items():
		if record.get("istable"):
			assert any(field.get("in_list_view") for field in record["fields"]), name


def test_what_nobody_may_create_says_so():
	for name, record in LISTS.items():
		creators = [rule["role"] for rule in record["permissions"] if rule.get("create")]
		assert bool(creators) != bool(record.get("in_create")), name


def test_what_people_write_keeps_its_history():
	for name, record in FORMS.items():
		if not record.get("in_create"):
			assert record.get("track_changes"), name


def test_lists_hide_names_that_mean_nothing_to_people():
	for path in code.records("doctype"):
		record = next(each for each in DOCTYPES.values() if scrub(each["name"]) == path.stem)
		if record["name"] in LISTS and record.get("autoname") in ("hash", "", None):
			script = path.with_name(f"{path.stem}_list.js")
			assert "hide_name_column: true" in script.read_text(), record["name"]


def test_there_are_computed_doctypes_to_look_at():
	assert COMPUTED


def scrub(name: str) -> str:
	return name.lower().replace(" ", "_").replace("-", "_")


# The checks find what they look for


GOOD = {
	"name": "Good",
	"field_order": ["a", "b"],
	"fields": [
		{"fieldname": "a", "fieldtype": "Data", "label": "A", "in_list_view": 1},
		{"fieldname": "b", "fieldtype": "Int", "label": "B", "in_list_view": 1},
	],
	"permissions": [{"role": "System Manager", "read": 1}],
	"title_field": "a",
	"sort_field": "creation",
}


def with_field(**values) -> dict:
	return GOOD | {"fields": [GOOD["fields"][0] | values, GOOD["fields"][1]]}


def test_a_good_one_passes():
	assert problems(GOOD) == []


@pytest.mark.parametrize(
	("record", "says"),
	[
		(with_field(label=""), "no label"),
		(with_field(in_list_view=0), "list columns"),
		(with_field(fieldtype="Link"), "leads nowhere"),
		(with_field(fieldtype="Select", options="X\nY", default="Z"), "not an option"),
		(with_field(fieldtype="Dynamic Link", options="c"), "no field c"),
		(with_field(fieldtype="Currency"), "without its currency"),
		(with_field(permlevel=1), "level 1"),
		(GOOD | {"title_field": "c"}, "title_field"),
		(GOOD | {"search_fields": "a,c"}, "searches c"),
		(GOOD | {"sort_field": "modified"}, "sort_field"),
		(GOOD | {"field_order": ["b", "a"]}, "field_order"),
		(GOOD | {"permissions": []}, "nobody may read"),
		(GOOD | {"permissions": [{"role": "Nobody", "read": 1}]}, "unknown role"),
		(GOOD | {"permissions": GOOD["permissions"] * 2}, "twice"),
		(GOOD | {"in_create": 1}, "not read-only"),
		(GOOD | {"issingle": 1}, "no help text"),
		(GOOD | {"istable": 1}, "no rights of its own"),
	],
)
def test_a_bad_one_is_found(record, says):
	assert any(says in problem for problem in problems(record))


def test_a_computed_one_that_people_may_write_is_found():
	rules = [{"role": "System Manager", "read": 1, "write": 1}]
	fields = [field | {"read_only": 1} for field in GOOD["fields"]]
	assert problems(GOOD | {"in_create": 1, "fields": fields, "permissions": rules}) == [
		"System Manager may write what is computed"
	]
