"""hooks.py: literals only, every dotted path resolves, and the fact layer hears of all its documents."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from relationship_suite import permissions
from relationship_suite.doctype.computed import COMPUTED
from relationship_suite.relationship_core.facts import keys, schema
from relationship_suite.srm_extensions.scorecards.gates import GATES
from tests.static import code

PATH = re.compile(r"relationship_suite(\.\w+)+")
#: Hooks whose values are addresses of files under public/ or of pages, not of functions.
FILES = {
	"doctype_js",
	"doctype_list_js",
	"app_include_js",
	"app_include_css",
	"web_include_js",
	"web_include_css",
}


def hooks_of(source: str) -> dict:
	"""The names that a hooks.py assigns, read without running it; ValueError where a value is no literal or is there twice."""
	found: dict = {}
	for node in ast.parse(source).body:
		for target in node.targets if isinstance(node, ast.Assign) else ():
			if target.id in found:
				raise ValueError(f"{target.id} is assigned twice")
			found[target.id] = ast.literal_eval(node.value)
	return found


def texts(value) -> Iterator[str]:
	"""Every string in a hook's value, keys of dictionaries left out."""
	if isinstance(value, str):
		yield value
	elif isinstance(value, dict):
		for each in value.values():
			yield from texts(each)
	elif isinstance(value, list | tuple | set):
		for each in value:
			yield from texts(each)


def function(path: str, root: Path = code.REPO) -> ast.AST | None:
	"""The function, class or imported name that a dotted path names, None where there is none."""
	module, _, name = path.rpartition(".")
	file = code.module_file(module, root)
	if file is None:
		return None
	for node in ast.parse(file.read_text()).body:
		if isinstance(node, code.Function | ast.ClassDef) and node.name == name:
			return node
		if isinstance(node, ast.ImportFrom) and name in {alias.asname or alias.name for alias in node.names}:
			return function(f"{node.module}.{name}", root)
	return None


HOOKS = hooks_of((code.ROOT / "hooks.py").read_text())
PATHS = sorted(
	{
		text
		for name, value in HOOKS.items()
		if name not in FILES
		for text in texts(value)
		if PATH.fullmatch(text)
	}
)
DOC_EVENTS: dict[str, dict] = {}
for _key, _events in HOOKS["doc_events"].items():  # Frappe adds up what several keys say of a DocType
	for _doctype in [_key] if isinstance(_key, str) else _key:
		DOC_EVENTS.setdefault(_doctype, {}).update(_events)


@pytest.mark.parametrize("path", PATHS)
def test_a_dotted_path_names_a_function_or_a_module(path):
	assert function(path) or code.module_file(path)


def test_doc_events_are_those_of_the_facts_and_of_computed_fields():
	renamed = {*keys.PARTIES, *schema.LINKS.values()}
	others = {"Quality Inspection", "Contact", "ToDo", "Transaction Deletion Record", *GATES}
	expected = {*keys.FACTS_OF, *others, *renamed, *COMPUTED}
	assert set(DOC_EVENTS) == expected


@pytest.mark.parametrize("doctype", sorted(COMPUTED))
def test_no_save_brings_a_computed_value(doctype):
	"""A row is saved with its document, and by REST alone."""
	keep = "relationship_suite.doctype.computed.keep"
	parents = {"Purchase Order Item": "Purchase Order"}
	for saved in {doctype, parents.get(doctype, doctype)}:
		kept = {event for event, handlers in DOC_EVENTS[saved].items() if keep in texts(handlers)}
		ways = {"validate"}
		if doctype in parents:
			ways |= {"before_update_after_submit", "before_cancel"}
		assert kept == ways


@pytest.mark.parametrize("doctype", sorted(GATES))
def test_a_gate_is_passed_by_every_save_and_keeps_who_overrides_it(doctype):
	for event in ("validate", "on_submit"):
		assert f"relationship_suite.doctype.supplier_gate.{event}" in texts(DOC_EVENTS[doctype][event])


@pytest.mark.parametrize("doctype", sorted(keys.FACTS_OF))
def test_every_way_in_which_a_document_changes_is_noted(doctype):
	submitted = {"on_submit", "on_update_after_submit", "on_cancel", "on_trash"}
	ways = submitted if doctype in keys.SUBMITTABLE else {"on_update", "on_trash"}
	note = "relationship_suite.relationship_core.facts.changes.note"
	noted = {event for event, handlers in DOC_EVENTS[doctype].items() if note in texts(handlers)}
	assert ways <= noted


@pytest.mark.parametrize("doctype", sorted(keys.FACTS_OF))
def test_a_document_under_a_new_name_is_noted(doctype):
	"""ERPNext lets people rename Issues only; a script may rename any document with ``force``."""
	note = "relationship_suite.relationship_core.facts.changes.note_new_name"
	assert note in texts(DOC_EVENTS[doctype]["after_rename"])


@pytest.mark.parametrize("doctype", sorted({*keys.PARTIES, *schema.LINKS.values()}))
def test_a_rename_is_noted(doctype):
	assert "after_rename" in DOC_EVENTS[doctype]


def test_no_event_listens_to_every_doctype():
	assert "*" not in DOC_EVENTS


def test_whitelisted_methods_have_their_arguments_checked():
	"""Frappe passes over annotations that are texts, as ``from __future__ import annotations`` makes them."""
	for path in code.app_files():
		source = path.read_text()
		if "@whitelist" in source:
			assert "from __future__ import annotations" not in source, path


def test_doc_event_handlers_take_a_document_and_a_method():
	for path in {text for events in DOC_EVENTS.values() for text in texts(events)}:
		arguments = function(path).args
		assert len(arguments.args) >= 2, path
		assert arguments.args[0].arg == "doc", path


def test_client_scripts_exist():
	scripts = [text for hook in ("doctype_js", "doctype_list_js") for text in texts(HOOKS.get(hook, {}))]
	assert [script for script in scripts if not (code.ROOT / script).is_file()] == []


def test_client_scripts_of_foreign_doctypes_are_loaded():
	loaded = {text for hook in ("doctype_js", "doctype_list_js") for text in texts(HOOKS.get(hook, {}))}
	have = {path.relative_to(code.ROOT).as_posix() for path in (code.ROOT / "doctype").glob("*/*.js")}
	assert have - loaded == set()


def test_bundles_exist():
	names = [
		name
		for hook in FILES - {"doctype_js", "doctype_list_js"}
		for name in texts(HOOKS.get(hook, []))
		if ".bundle." in name
	]
	have = {
		path.name.replace(".scss", ".css").replace(".ts", ".js") for path in (code.ROOT / "public").rglob("*")
	}
	assert set(names) <= have


def test_classes_and_methods_of_the_framework_are_not_replaced():
	forbidden = {"override_doctype_class", "override_whitelisted_methods", "extend_doctype_class", "fixtures"}
	assert not forbidden & set(HOOKS)


def test_patches_exist_and_have_execute():
	lines = [line.split("#")[0].strip() for line in (code.ROOT / "patches.txt").read_text().splitlines()]
	for patch in filter(None, lines):
		if not patch.startswith("["):
			assert function(f"{patch.split()[0]}.execute") is not None, patch


def test_every_patch_is_listed():
	listed = (code.ROOT / "patches.txt").read_text()
	patches = [path for path in code.files(code.ROOT / "patches", ".py") if path.name != "__init__.py"]
	assert [path.name for path in patches if code.dotted(path) not in listed] == []


# The checks find what they look for


def test_a_path_to_nowhere_is_found():
	assert function("relationship_suite.tasks.refresh") is not None
	assert function("relationship_suite.tasks.no_such_function") is None
	assert function("relationship_suite.no_such_module.refresh") is None


def test_a_name_that_is_imported_from_elsewhere_is_followed(tmp_path):
	(tmp_path / "app").mkdir()
	(tmp_path / "app" / "a.py").write_text("from app.b import f\nfrom app.b import g\n")
	(tmp_path / "app" / "b.py").write_text("def f():\n\tpass\n")

	assert function("app.a.f", tmp_path) is not None
	assert function("app.a.g", tmp_path) is None


def test_a_value_that_must_be_computed_is_found():
	with pytest.raises(ValueError, match="malformed"):
		hooks_of("doc_events = build()")


def test_no_script_gives_xcall_a_kind_of_request():
	"""``frappe.xcall`` of Frappe 15 takes none and posts: what is asked that way answers to POST."""
	for path in sorted((code.REPO / code.APP).rglob("*.js")):
		for call in re.findall(r"xcall\((.*?)\)\s*[.;)]", path.read_text(), re.S):
			assert not re.search(r'"(GET|POST)"', call), path


def test_what_goes_by_the_rule_of_parties_names_its_party():
	rule, conditions = (
		f"relationship_suite.permissions.{name}" for name in ("has_permission", "get_query_conditions")
	)
	told = {*permissions.PARTY_OF, *permissions.LIST_IN}

	own = "relationship_suite.permissions.get_own_conditions"
	rows_of_own = {row for row, parent in permissions.PARENT_OF.items() if parent in permissions.OWNED}

	assert _of(HOOKS["has_permission"], rule) == told
	by_rule = told | {*permissions.PARENT_OF} - rows_of_own
	assert _of(HOOKS["permission_query_conditions"], conditions) == by_rule
	assert _of(HOOKS["permission_query_conditions"], own) == permissions.OWNED | rows_of_own


def test_every_table_of_what_is_not_everybodys_goes_by_its_document():
	restricted = {*permissions.PARTY_OF, *permissions.LIST_IN, *permissions.OWNED}
	tables = {
		field["options"]: name
		for name, record in code.doctypes().items()
		if name in restricted
		for field in record["fields"]
		if field["fieldtype"] in ("Table", "Table MultiSelect")
	}

	assert len(tables) > 8
	assert {row: permissions.PARENT_OF.get(row) for row in tables} == tables


def test_a_name_that_is_assigned_twice_is_refused():
	with pytest.raises(ValueError, match="twice"):
		hooks_of('first = ["a"]\nfirst = ["b"]')


def _of(hook: dict[str, str], path: str) -> set[str]:
	return {doctype for doctype, each in hook.items() if each == path}
