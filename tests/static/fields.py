"""Which fields of other apps' DocTypes the app names, found by reading its queries.

Two ways, for the two ways in which a query names its table:

* :func:`named_in_source` reads the Python: ``t = frappe.qb.DocType("Customer")`` and then ``t.disabled``;
  ``frappe.get_all("Customer", fields=["disabled"])`` and its kin.
* :func:`named_in_sql` reads a compiled statement, for queries that put the DocType in by a variable.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from pypika import Table

from tests.static import code

#: Columns that every DocType has, on top of those in its definition.
STANDARD = frozenset(
	{
		*("name", "doctype", "owner", "creation", "modified", "modified_by", "docstatus", "idx"),
		*("parent", "parentfield", "parenttype"),
		*("_user_tags", "_comments", "_assign", "_liked_by", "_seen"),
	}
)
#: What a query builder's table has besides columns.
_TABLE_API = {name for name in dir(Table) if not name.startswith("_")}
_FIELD = re.compile(r"(?:`tab([^`]+)`\.)?`?(\w+)`?(?: as \w+| asc| desc)?", re.IGNORECASE)

#: Call -> (position of the DocType, of filters or name, of the field or fields).
_READS = {
	"frappe.get_all": (0, None, None),
	"frappe.get_list": (0, None, None),
	"frappe.get_value": (0, 1, 2),
	"frappe.get_cached_value": (0, None, 2),
	"frappe.db.get_value": (0, 1, 2),
	"frappe.db.get_values": (0, 1, 2),
	"frappe.db.get_all": (0, None, None),
	"frappe.db.get_list": (0, None, None),
	"frappe.db.get_single_value": (0, None, 1),
	"frappe.db.set_value": (0, 1, 2),
	"frappe.db.exists": (0, 1, None),
	"frappe.db.count": (0, 1, None),
	"frappe.db.delete": (0, 1, None),
}

Named = tuple[str, str, int]


class Contract:
	"""The DocTypes and fields of one ERPNext version, as dumped from a bench, with our own custom fields."""

	def __init__(self, version: int, custom: dict[str, list[dict]]):
		text = (code.REPO / "tests" / "contract" / f"erpnext-{version}.json").read_text()
		self.doctypes = json.loads(text)["doctypes"]
		self.custom = {
			doctype: {field["fieldname"] for field in fields} for doctype, fields in custom.items()
		}

	def knows(self, doctype: str) -> bool:
		"""Whether the DocType was dumped at all."""
		return doctype in self.doctypes

	def has(self, doctype: str, field: str) -> bool:
		"""Whether the field is a column or a table of the DocType, by ERPNext or by us."""
		own = self.doctypes[doctype]["fields"]
		return field in own or field in STANDARD or field in self.custom.get(doctype, ())


def named_in_source(module: ast.Module) -> Iterator[Named]:
	"""(DocType, field, line) of every field that a module names on a DocType it names literally."""
	yield from _of_tables(module, _constants(module), {})
	yield from _of_calls(module)


def unresolved(module: ast.Module) -> list[int]:
	"""Lines where ``frappe.qb.DocType`` gets something else than a literal or a constant of the module."""
	constants = _constants(module)
	return [
		call.lineno
		for name, call in code.calls(module)
		if name == "frappe.qb.DocType" and _text(call.args[0], constants) is None
	]


def _constants(module: ast.Module) -> dict[str, str]:
	"""Texts that a module's names stand for, its imports from this app included."""
	found = _assigned(module)
	for node in module.body:
		if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(code.APP):
			for alias in node.names:
				name = alias.asname or alias.name
				if inner := code.module_file(f"{node.module}.{alias.name}"):
					found |= {f"{name}.{key}": value for key, value in _assigned(code.tree(inner)).items()}
				elif outer := code.module_file(node.module):
					value = _assigned(code.tree(outer)).get(alias.name)
					found |= {name: value} if value is not None else {}
	return found


def _assigned(module: ast.Module) -> dict[str, str]:
	found = {}
	for node in module.body:
		if isinstance(node, ast.Assign):
			for target, value in _pairs(node):
				if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
					found[target.id] = value.value
	return {name: value for name, value in found.items() if isinstance(value, str)}


def _pairs(node: ast.Assign) -> Iterator[tuple[ast.AST, ast.AST]]:
	"""(target, value), with ``a, b = x, y`` taken apart."""
	for target in node.targets:
		if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
			yield from zip(target.elts, node.value.elts, strict=False)
		else:
			yield target, node.value


def _text(node: ast.AST | None, constants: dict[str, str]) -> str | None:
	if isinstance(node, ast.Constant) and isinstance(node.value, str):
		return node.value
	return constants.get(code.name_of(node)) if node is not None else None


def _doctype_of(node: ast.AST, constants: dict[str, str]) -> str | None:
	"""DocType of ``frappe.qb.DocType("X")``, with or without ``.as_("alias")``."""
	if not isinstance(node, ast.Call):
		return None
	if code.name_of(node.func) == "frappe.qb.DocType":
		return _text(node.args[0], constants)
	if isinstance(node.func, ast.Attribute) and node.func.attr == "as_":
		return _doctype_of(node.func.value, constants)
	return None


def _of_tables(scope: ast.AST, constants: dict[str, str], outer: dict[str, str]) -> Iterator[Named]:
	known = dict(outer)
	for node in _own(scope):
		if isinstance(node, ast.Assign):
			for target, value in _pairs(node):
				if isinstance(target, ast.Name):
					known.pop(target.id, None)
					if doctype := _doctype_of(value, constants):
						known[target.id] = doctype
	for node in _own(scope):
		if isinstance(node, code.Function | ast.Lambda | ast.ClassDef):
			yield from _of_tables(node, constants, known)
		elif named := _field_on(node, constants, known):
			yield (*named, node.lineno)


def _field_on(node: ast.AST, constants: dict[str, str], known: dict[str, str]) -> tuple[str, str] | None:
	"""(DocType, field) of ``table.field`` and ``table["field"]``."""
	if isinstance(node, ast.Attribute):
		field = node.attr if node.attr not in _TABLE_API else None
	elif isinstance(node, ast.Subscript):
		field = _text(node.slice, constants)
	else:
		return None
	table = node.value
	doctype = known.get(table.id) if isinstance(table, ast.Name) else _doctype_of(table, constants)
	return (doctype, field) if doctype and field else None


def _own(scope: ast.AST) -> Iterator[ast.AST]:
	"""Nodes of a scope in the order of the text, inner functions themselves but not what is in them."""
	waiting = list(ast.iter_child_nodes(scope))[::-1]
	while waiting:
		node = waiting.pop()
		yield node
		if not isinstance(node, code.Function | ast.Lambda | ast.ClassDef):
			waiting += list(ast.iter_child_nodes(node))[::-1]


def _of_calls(module: ast.Module) -> Iterator[Named]:
	constants = _constants(module)
	for name, call in code.calls(module):
		if name not in _READS or not call.args:
			continue
		doctype = _text(call.args[0], constants)
		if doctype is None:
			continue
		_first, filters, fields = _READS[name]
		nodes = [call.args[at] for at in (filters, fields) if at is not None and at < len(call.args)]
		nodes += [
			keyword.value
			for keyword in call.keywords
			if keyword.arg
			in ("filters", "or_filters", "fields", "fieldname", "pluck", "order_by", "group_by")
		]
		is_name = (
			filters is not None and filters < len(call.args) and not isinstance(call.args[filters], ast.Dict)
		)
		for node in nodes:
			if is_name and node is call.args[filters]:
				continue  # a record's name, not a filter
			for field in _fields_in(node):
				yield doctype, field, call.lineno


def _fields_in(node: ast.AST) -> Iterator[str]:
	if isinstance(node, ast.Dict):
		yield from (key.value for key in node.keys if isinstance(key, ast.Constant))
	elif isinstance(node, ast.List | ast.Tuple):
		for each in node.elts:
			if isinstance(each, ast.List | ast.Tuple):  # ["field", "=", value]
				yield from _fields_in(ast.Tuple(each.elts[:1]))
			else:
				yield from _fields_in(each)
	elif isinstance(node, ast.Constant) and isinstance(node.value, str):
		for each in node.value.split(","):
			match = _FIELD.fullmatch(each.strip())
			if match and not match[1]:
				yield match[2]


def named_in_sql(sql: str, dialect: str = "mysql") -> set[tuple[str, str]]:
	"""(DocType, field) of every column that a compiled statement reads from a DocType's table."""
	import sqlglot
	from sqlglot import exp
	from sqlglot.optimizer.scope import traverse_scope

	found = set()
	for scope in traverse_scope(sqlglot.parse_one(sql, read=dialect)):
		tables = {
			alias: source.name.removeprefix("tab")
			for alias, source in scope.sources.items()
			if isinstance(source, exp.Table) and source.name.startswith("tab")
		}
		for column in scope.columns:
			# Those of a subquery without a table of their own are listed here as well, and belong to it alone.
			is_own = column.find_ancestor(exp.Select) is scope.expression and len(scope.sources) == 1
			table = column.table or (next(iter(tables)) if is_own and tables else "")
			if table in tables and column.name != "*":
				found.add((tables[table], column.name))
	return found
