"""The rules of the house as functions: each takes source and gives what is wrong with it, [] where nothing is."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.static import code

#: Part of the app -> parts that it may import. What is not named may import everything (entry points, setup).
MAY_IMPORT: dict[str, frozenset[str]] = {
	"hooks": frozenset(),
	"compat": frozenset(),
	"permissions": frozenset({"compat", "relationship_core", "setup"}),
	"relationship_core": frozenset({"compat"}),
	"www": frozenset({"srm_extensions"}),
	"reports": frozenset({"compat", "permissions", "relationship_core"}),
	"crm_extensions": frozenset({"relationship_core", "reports", "compat"}),
	"srm_extensions": frozenset({"relationship_core", "reports", "compat"}),
	"doctype": frozenset({"crm_extensions", "srm_extensions", "relationship_core", "compat", "setup"}),
}

#: A feature is a folder of one of these modules that holds no records of Frappe's; the fact layer is laid out otherwise.
FEATURES = re.compile(
	r"relationship_suite/(crm_extensions|srm_extensions|relationship_core)/(?!doctype/|report/|facts/)\w+/(\w+)\.py"
)
#: The table of files of a feature: those of which it says "yes" may know frappe, by the last word of their names.
_MAY_KNOW_FRAPPE = re.compile(r"^\| ((?:`\w+\.py`(?:, )?)+) \|[^|\n]*\| yes \|$", re.MULTILINE)
FRAMEWORK = {"frappe", "erpnext"}
TEST_TOOLS = {"pytest", "hypothesis", "playwright", "unittest", "tests", "embedded", "mock", "doctest"}
CLOCKS = {
	"date.today",
	"datetime.now",
	"datetime.utcnow",
	"datetime.today",
	"time.time",
	"datetime.date.today",
}
SQL_CALLS = {"frappe.db.sql", "frappe.db.sql_list", "frappe.db.multisql"}
CHECKS = re.compile(r"permission|only_for|check|require|allowed|may_")
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
LONGEST = 400


@cache
def may_know_frappe() -> frozenset[str]:
	"""Last words of the names of a feature's files that may know frappe, as docs/developer/layout.md has them."""
	rows = _MAY_KNOW_FRAPPE.findall((code.REPO / "docs/developer/layout.md").read_text())
	return frozenset(name for row in rows for name in re.findall(r"(\w+)\.py", row))


def is_pure(relative: str) -> bool:
	"""Whether this file must not know frappe: every file of a feature but those that the table of the layout excepts."""
	feature = FEATURES.fullmatch(relative)
	return bool(feature) and feature[2].rpartition("_")[2] not in may_know_frappe()


def part(name: str) -> str:
	"""Which part of the house a dotted name of the app belongs to: the word after the app's."""
	words = name.split(".")
	return words[1] if len(words) > 1 and words[0] == code.APP else ""


def wrong_imports(name: str, module: ast.Module, is_package: bool = False) -> list[str]:
	"""Imports against the table of who may import whom, and test tools."""
	mine, found = part(name), []
	allowed = MAY_IMPORT.get(mine)
	for imported, line in code.imports(module, name, is_package):
		if imported.split(".")[0] in TEST_TOOLS:
			found.append(f"{name}:{line} imports the test tool {imported}")
		theirs = part(imported)
		if allowed is not None and theirs and theirs != mine and theirs not in allowed:
			found.append(f"{name}:{line} {mine} may not import {theirs}")
	return found


def missing_names(
	name: str, module: ast.Module, is_package: bool = False, root: Path = code.REPO
) -> list[str]:
	"""Imports from modules of the app of what is not there, as after a rename on another branch."""
	found = []
	for imported, line in code.imports(module, name, is_package):
		home, _dot, wanted = imported.rpartition(".")
		path = code.module_file(home, root) if imported.startswith(f"{code.APP}.") else None
		if path and not code.module_file(imported, root) and wanted not in _names(path):
			found.append(f"{name}:{line} {imported}")
	return found


@cache
def _names(path: Path) -> frozenset[str]:
	"""What a module binds, anywhere in it."""
	nodes = list(ast.walk(ast.parse(path.read_text())))
	bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
	bound |= {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
	aliases = (
		alias for node in nodes if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names
	)
	return frozenset(bound | {(alias.asname or alias.name).split(".")[0] for alias in aliases})


def feature(name: str) -> str:
	"""The package of a module that a dotted name belongs to, "" where it lies in none."""
	words = name.split(".")
	return words[2] if len(words) > 2 and part(name) in code.MODULES else ""


def cycles(sources: dict[str, ast.Module]) -> list[list[str]]:
	"""Packages of one module of the app that import each other, directly or through others; each with all of its circle.

	Args:
		sources: dotted names of the modules' files, parsed.
	"""
	uses: dict[tuple[str, str], set[tuple[str, str]]] = {}
	for name, module in sources.items():
		if not feature(name):
			continue
		mine = (part(name), feature(name))
		for imported, _line in code.imports(module, name):
			theirs = (part(imported), feature(imported))
			if theirs[1] and theirs[0] == mine[0] and theirs != mine:
				uses.setdefault(mine, set()).add(theirs)

	def reached(start: tuple[str, str]) -> set[tuple[str, str]]:
		found, todo = set(), [start]
		while todo:
			new = uses.get(todo.pop(), set()) - found
			found |= new
			todo += new
		return found

	circles = {
		tuple(sorted(".".join(other) for other in reached(each) if each in reached(other)))
		for each in uses
		if each in reached(each)
	}
	return [list(circle) for circle in sorted(circles)]


def impure(name: str, root: Path = code.REPO, seen: frozenset[str] = frozenset()) -> list[str]:
	"""Chains of imports by which a module of the app comes to frappe."""
	path = code.module_file(name, root)
	if path is None or name in seen:
		return []
	found = []
	module = ast.parse(path.read_text())
	for imported, _line in code.imports(module, name, path.name == "__init__.py"):
		if imported.split(".")[0] in FRAMEWORK:
			found.append(f"{name} -> {imported}")
		elif imported.split(".")[0] == code.APP:
			target = imported if code.module_file(imported, root) else imported.rpartition(".")[0]
			found += [f"{name} -> {chain}" for chain in impure(target, root, seen | {name})]
	return found


def clock_calls(name: str, module: ast.Module) -> list[str]:
	"""Reads of a clock: in pure code every date comes in as ``as_of``."""
	return [f"{name}:{call.lineno} {called}()" for called, call in code.calls(module) if called in CLOCKS]


def built_sql(name: str, module: ast.Module) -> list[str]:
	"""Calls of ``frappe.db.sql`` whose statement is put together from strings."""
	found = []
	scopes = [*code.functions(module), module]
	for scope in scopes:
		built = {
			target.id
			for node in ast.walk(scope)
			if isinstance(node, ast.Assign) and _is_built(node.value)
			for target in node.targets
			if isinstance(target, ast.Name)
		}
		for called, call in code.calls(scope):
			statement = call.args[0] if call.args else None
			if called in SQL_CALLS and (
				_is_built(statement) or (isinstance(statement, ast.Name) and statement.id in built)
			):
				found.append(f"{name}:{call.lineno} builds SQL from strings")
	return sorted(set(found))


def _is_built(node: ast.AST | None) -> bool:
	if isinstance(node, ast.JoinedStr):
		return True
	if isinstance(node, ast.BinOp):  # "..." % x, "..." + x
		return any(isinstance(side, ast.Constant) or _is_built(side) for side in (node.left, node.right))
	return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"


def wrong_whitelisting(name: str, module: ast.Module) -> list[str]:
	"""Whitelisted functions without types, ``methods=`` or a permission check as their first statement."""
	found = []
	for function in code.functions(module):
		for decorator in function.decorator_list:
			call = decorator if isinstance(decorator, ast.Call) else None
			if code.name_of(call.func if call else decorator) != "whitelist":
				continue
			where = f"{name}:{function.lineno} {function.name}"
			if not call or "methods" not in {keyword.arg for keyword in call.keywords}:
				found.append(f"{where} has no methods=")
			arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
			untyped = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls")]
			if function.args.vararg or function.args.kwarg:
				untyped.append("*")
			if untyped or function.returns is None:
				found.append(f"{where} is not typed: {', '.join(untyped) or 'its result'}")
			body = function.body[1:] if ast.get_docstring(function) else function.body
			if not body or not CHECKS.search(ast.unparse(body[0])):
				found.append(f"{where} does not check a permission first")
	return found


def past_the_doors(name: str, module: ast.Module) -> list[str]:
	"""Methods and DocTypes that take texts unchecked: relationship_core/doors.py has what they are made with."""
	uses = [node for node in ast.walk(module) if code.name_of(node) == "frappe.whitelist"]
	found = [f"{name}:{node.lineno} uses frappe.whitelist" for node in uses]
	classes = [node for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
	found += [
		f"{name}:{node.lineno} {node.name} is a bare Document"
		for node in classes
		if "Document" in map(code.name_of, node.bases)
	]
	return found


def undone(name: str, text: str) -> list[str]:
	"""Lines that say that something is still to be done."""
	return [f"{name}:{number}" for number, line in enumerate(text.splitlines(), 1) if UNDONE.search(line)]


def too_long(name: str, text: str) -> list[str]:
	"""The file, where it is longer than a reader holds in mind."""
	lines = len(text.splitlines())
	return [f"{name} has {lines} lines"] if lines > LONGEST else []
