"""Every field of ERPNext and Frappe that the app names exists in version 15 and in version 16."""

from __future__ import annotations

import ast
from types import SimpleNamespace

import pytest

from relationship_suite.setup.custom_fields import CUSTOM_FIELDS
from tests.static import code, fields

VERSIONS = (15, 16)
CONTRACTS = {version: fields.Contract(version, CUSTOM_FIELDS) for version in VERSIONS}
OWN = {
	name: {field["fieldname"] for field in record["fields"]} | fields.STANDARD
	for name, record in code.doctypes().items()
}
#: DocTypes of Frappe itself, the same for years, that no contract dumps: field for field what is used of them.
FRAMEWORK = {
	"Custom Field": {"dt", "fieldname", "module"},
	"Scheduled Job Type": {"method"},
	"Role": {"role_name", "desk_access"},
	"Custom DocPerm": {"role"},
	"Has Role": {"role"},
	"User": {"enabled", "user_type", "email", "full_name", "language"},
	"Currency": {"enabled", "fraction_units", "smallest_currency_fraction_value"},
	"Workspace": {"module"},
	"Workspace Sidebar": {"app"},  # version 16 only, asked for where it exists
	"Desktop Icon": {"app", "link_to"},  # as above
	"Module Def": {"app_name"},
	"DocType": {"module", "custom", "istable", "issingle"},
	"Singles": {"doctype", "field", "value"},
	"Version": {"ref_doctype", "docname", "data"},
	"Logs To Clear": {"ref_doctype"},
}
#: Files whose queries get the DocType by a variable; what they name is read from the compiled statement below,
#: or is on our own DocTypes alone.
BY_VARIABLE = {
	"relationship_suite/permissions.py": "name, and the links that the DocType has",
	"relationship_suite/reports/scope.py": "name",
	"relationship_suite/relationship_core/facts/sources.py": "compiled",
	"relationship_suite/relationship_core/facts/inspections.py": "compiled with sources.py",
	"relationship_suite/relationship_core/facts/sweep.py": "name and modified",
	"relationship_suite/relationship_core/facts/documents.py": "name and docstatus",
	"relationship_suite/relationship_core/doctype/relationship_refresh/relationship_refresh.py": "own DocTypes",
	"relationship_suite/relationship_core/facts/result_rows.py": "own DocTypes",
	"relationship_suite/relationship_core/facts/changes.py": "name, and the party that the fact's source names as well",
	"relationship_suite/crm_extensions/segmentation/records.py": "own DocTypes",
	"relationship_suite/crm_extensions/interactions/contact_records.py": "name, and a custom field of ours",
	"relationship_suite/patches/tell_tasks_whom_they_are_about.py": "name, and a custom field of ours",
	"relationship_suite/crm_extensions/interactions/queries.py": "name, and the group, which is looked at below",
	"relationship_suite/relationship_core/timeline/provider_queries.py": "compiled",
	"relationship_suite/crm_extensions/segmentation/rule_queries.py": "the conditions of the registry, looked at below",
	"relationship_suite/crm_extensions/segmentation/segment_queries.py": "name",
}


def missing(doctype: str, field: str, version: int) -> str | None:
	"""What is wrong with naming this field, None where it is there."""
	if doctype in OWN:
		return None if field in OWN[doctype] else f"{doctype}.{field}: not a field of ours"
	contract = CONTRACTS[version]
	if contract.knows(doctype):
		return None if contract.has(doctype, field) else f"{doctype}.{field}: not in version {version}"
	if doctype in FRAMEWORK:
		return None if field in FRAMEWORK[doctype] | fields.STANDARD else f"{doctype}.{field}: unknown"
	return f"{doctype}: not in the contract of version {version}; add it to embedded/contract/doctypes.txt"


@pytest.fixture
def query_builder(monkeypatch):
	"""``frappe.qb`` as on a MariaDB site, without a site."""
	import frappe
	from frappe.query_builder import get_query_builder

	monkeypatch.setattr(frappe.local, "qb", get_query_builder("mariadb"), raising=False)
	monkeypatch.setattr(frappe.local, "db", SimpleNamespace(db_type="mariadb"), raising=False)
	monkeypatch.setattr(frappe.local, "flags", frappe._dict(), raising=False)


@pytest.mark.parametrize("version", VERSIONS)
def test_fields_named_in_the_source_exist(version):
	wrong = []
	for path in code.app_files():
		for doctype, field, line in fields.named_in_source(code.tree(path)):
			if problem := missing(doctype, field, version):
				wrong.append(f"{code.dotted(path)}:{line} {problem}")
	assert wrong == []


@pytest.mark.parametrize("version", VERSIONS)
def test_fields_of_the_fact_sources_exist(version, query_builder):
	from relationship_suite.relationship_core.facts.sources import SOURCES

	named = set()
	for source in SOURCES.values():
		named |= fields.named_in_sql(source(["X"]).get_sql())

	assert len(named) > 100
	assert sorted(filter(None, (missing(*each, version) for each in named))) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_fields_of_the_timeline_exist(version, query_builder, monkeypatch):
	from relationship_suite.crm_extensions.interactions import timeline_queries as interactions
	from relationship_suite.crm_extensions.segmentation import timeline_queries as segments
	from relationship_suite.relationship_core.timeline import (
		conversation_queries,
		document_queries,
		provider_queries,
	)
	from relationship_suite.relationship_core.timeline.asked import Asked
	from relationship_suite.srm_extensions.scorecards import timeline_queries as scores

	monkeypatch.setattr(provider_queries, "in_this_order", lambda query: query)
	monkeypatch.setattr(provider_queries.Provider, "_values_shown", lambda self, doc: self.values(doc))
	monkeypatch.setattr(scores.Scores, "may_show", lambda self: True)
	named = set()
	for module in (conversation_queries, document_queries, interactions, segments, scores):
		for each in module.PROVIDERS:
			for kind in each.parties:
				for statement in (each.keys(Asked(kind, "X"), lambda doctype: None), each.rows(["X"])):
					named |= fields.named_in_sql(statement.get_sql())

	assert len(named) > 80
	assert sorted(filter(None, (missing(*each, version) for each in named))) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_fields_of_what_is_open_and_of_groups_exist(version):
	from relationship_suite.crm_extensions.interactions.queries import GROUP_OF
	from relationship_suite.relationship_core.facts.keys import PARTIES
	from relationship_suite.relationship_core.timeline.card_queries import OPEN

	named = set(GROUP_OF.items())
	for each in OPEN:
		named |= {(each.doctype, each.text), (each.doctype, each.due)}
		named |= {(each.doctype, field) for kind in PARTIES for field in each.filters(kind, "X") or ()}

	assert sorted(filter(None, (missing(*each, version) for each in named))) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_fields_that_rules_of_segments_ask_for_exist(version):
	from relationship_suite.crm_extensions.segmentation.conditions import CONDITIONS

	tables = {"customer": "Customer", "address": "Address", "insight": "Customer Insight"}
	named = {(tables[each.source], each.column) for each in CONDITIONS if each.source in tables}
	named |= {(each.doctype, end) for each in CONDITIONS if each.kind == "tree" for end in ("lft", "rgt")}

	assert len(named) > 20
	assert sorted(filter(None, (missing(*each, version) for each in named))) == []


def test_only_known_files_name_a_doctype_by_variable():
	found = {
		path.relative_to(code.REPO).as_posix()
		for path in code.app_files()
		if fields.unresolved(code.tree(path))
	}
	assert found - set(BY_VARIABLE) == set()


@pytest.mark.parametrize("version", VERSIONS)
def test_custom_fields_sit_behind_fields_that_exist(version):
	for doctype, custom in CUSTOM_FIELDS.items():
		assert CONTRACTS[version].knows(doctype), doctype
		for field in custom:
			at_the_end = field["insert_after"] == "append"
			assert at_the_end or missing(doctype, field["insert_after"], version) is None, field[
				"insert_after"
			]


@pytest.mark.parametrize("version", VERSIONS)
def test_custom_fields_take_no_name_of_erpnext(version):
	for doctype, custom in CUSTOM_FIELDS.items():
		names = [field["fieldname"] for field in custom]
		assert len(names) == len(set(names)), doctype
		assert all(name.startswith("relationship_") for name in names), doctype
		assert not set(names) & set(CONTRACTS[version].doctypes[doctype]["fields"]), doctype


def test_custom_fields_carry_a_module_and_a_label():
	modules = {"Relationship Core", "CRM Extensions", "SRM Extensions"}
	for doctype, custom in CUSTOM_FIELDS.items():
		for field in custom:
			where = f"{doctype}.{field['fieldname']}"
			assert field["module"] in modules, where
			assert field.get("label") or field["fieldtype"] in ("HTML", "Section Break", "Column Break"), (
				where
			)


@pytest.mark.parametrize("version", VERSIONS)
def test_links_of_our_doctypes_lead_somewhere(version):
	for name, record in code.doctypes().items():
		for field in record["fields"]:
			if field["fieldtype"] in ("Link", "Table", "Table MultiSelect"):
				target = field["options"]
				known = target in OWN or CONTRACTS[version].knows(target) or target in FRAMEWORK
				assert known, f"{name}.{field['fieldname']} -> {target}"


def test_handlers_name_fields_that_exist():
	"""``doc.field`` in ``doctype/<name>/events.py``, where the folder tells the DocType."""
	wrong = []
	for path in (code.ROOT / "doctype").glob("*/events.py"):
		doctype = path.parent.name.replace("_", " ").title()
		for field, line in fields_of_parameter(code.tree(path), "doc"):
			wrong += [
				f"{code.dotted(path)}:{line} {problem}"
				for version in VERSIONS
				if (problem := missing(doctype, field, version))
			]
	assert wrong == []


def fields_of_parameter(module: ast.Module, parameter: str) -> list[tuple[str, int]]:
	"""Attributes of a parameter that are not called."""
	methods = {id(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
	ignored = {"doctype", "flags", "meta"}
	return [
		(node.attr, node.lineno)
		for node in ast.walk(module)
		if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
		if node.value.id == parameter and id(node) not in methods and node.attr not in ignored
	]


# The checks find what they look for


@pytest.mark.parametrize(
	("source", "named"),
	[
		('c = frappe.qb.DocType("Customer")\nq = c.nothing', ("Customer", "nothing")),
		('a, b = frappe.qb.DocType("A"), frappe.qb.DocType("B").as_("x")\nb.nothing', ("B", "nothing")),
		('c = frappe.qb.DocType("C")\ndef f():\n\treturn c["nothing"]', ("C", "nothing")),
		('X = "C"\ndef f():\n\tc = frappe.qb.DocType(X)\n\treturn c.nothing', ("C", "nothing")),
		('frappe.qb.DocType("C").nothing', ("C", "nothing")),
		('frappe.get_all("C", filters={"nothing": 1})', ("C", "nothing")),
		('frappe.get_all("C", fields=["nothing as x"])', ("C", "nothing")),
		('frappe.get_all("C", filters=[["nothing", "=", 1]])', ("C", "nothing")),
		('frappe.get_list("C", order_by="nothing desc")', ("C", "nothing")),
		('frappe.db.get_value("C", "a", "nothing")', ("C", "nothing")),
		('frappe.db.get_value("C", {"nothing": 1})', ("C", "nothing")),
		('frappe.get_cached_value("C", x, ["nothing"])', ("C", "nothing")),
	],
)
def test_a_named_field_is_found(source, named):
	assert [each[:2] for each in fields.named_in_source(ast.parse(source))] == [named]


def test_a_name_that_is_reused_is_not_mixed_up():
	source = 'def f():\n\tc = frappe.qb.DocType("A")\n\tc.a\ndef g(c):\n\tc.b'
	assert [each[:2] for each in fields.named_in_source(ast.parse(source))] == [("A", "a")]


def test_the_columns_of_a_statement_are_found():
	sql = "SELECT `c`.`x`,`tabOther`.`y` FROM `tabCustomer` `c` JOIN `tabOther` ON `tabOther`.`z`=`c`.`name`"
	assert fields.named_in_sql(sql) == {
		("Customer", "x"),
		("Other", "y"),
		("Other", "z"),
		("Customer", "name"),
	}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_field_that_is_not_there_is_found(version):
	assert missing("Customer", "customer_group", version) is None
	assert missing("Customer", "no_such_field", version)
	assert missing("No Such DocType", "name", version)
	assert missing("Performance Scorecard", "no_such_field", version)


def test_a_field_of_one_version_only_is_found():
	only_15 = set(CONTRACTS[15].doctypes["Sales Order"]["fields"]) - set(
		CONTRACTS[16].doctypes["Sales Order"]["fields"]
	)
	assert only_15
	assert all(
		missing("Sales Order", field, 16) and not missing("Sales Order", field, 15) for field in only_15
	)
