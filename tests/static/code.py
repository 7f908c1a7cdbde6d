"""Reading the app's own source: files, imports and calls, by AST. The checks of this folder stand on it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
APP = "relationship_suite"
ROOT = REPO / APP
MODULES = ("relationship_core", "crm_extensions", "srm_extensions")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(folder: Path, *suffixes: str) -> list[Path]:
	"""Files under a folder with one of the suffixes, caches and installed packages left out."""
	skip = {"__pycache__", "node_modules", "dist"}
	found = (path for path in folder.rglob("*") if path.suffix in suffixes and path.is_file())
	return sorted(path for path in found if not skip & set(path.parts))


def app_files() -> list[Path]:
	"""Every Python file of the app."""
	return files(ROOT, ".py")


def doctypes() -> dict[str, dict]:
	"""Every DocType of the app, by its name."""
	found = {}
	for path in records("doctype"):
		record = json.loads(path.read_text())
		found[record["name"]] = record
	return found


def records(kind: str) -> list[Path]:
	"""The JSON files that Frappe syncs as records of a kind, such as ``doctype`` or ``report``."""
	return sorted(
		path
		for module in MODULES
		for path in (ROOT / module / kind).glob("*/*.json")
		if path.stem == path.parent.name
	)


@cache
def tree(path: Path) -> ast.Module:
	"""The parsed file."""
	return ast.parse(path.read_text(), filename=str(path))


def dotted(path: Path, root: Path = REPO) -> str:
	"""Name under which a file is imported."""
	parts = path.relative_to(root).with_suffix("").parts
	return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def module_file(name: str, root: Path = REPO) -> Path | None:
	"""File of an importable module of this repository, None where there is none."""
	base = root.joinpath(*name.split("."))
	for path in (base.with_suffix(".py"), base / "__init__.py"):
		if path.is_file():
			return path
	return None


def imports(module: ast.Module, name: str = "", is_package: bool = False) -> Iterator[tuple[str, int]]:
	"""(imported dotted name, line) of every import anywhere in a module, relative ones resolved.

	``from a import b`` gives ``a.b``: whether that is a module or a name in one is for the caller to see.
	"""
	for node in ast.walk(module):
		if isinstance(node, ast.Import):
			for alias in node.names:
				yield alias.name, node.lineno
		elif isinstance(node, ast.ImportFrom):
			base = node.module or ""
			if node.level:
				parts = name.split(".") if is_package else name.split(".")[:-1]
				parts = parts[: len(parts) - node.level + 1]
				base = ".".join([*parts, base] if base else parts)
			for alias in node.names:
				yield f"{base}.{alias.name}", node.lineno


def functions(module: ast.Module) -> Iterator[Function]:
	"""Every function, nested ones and methods included."""
	for node in ast.walk(module):
		if isinstance(node, Function):
			yield node


def name_of(node: ast.AST) -> str:
	"""``a.b.c`` of a chain of attributes, "" of anything else."""
	if isinstance(node, ast.Name):
		return node.id
	if isinstance(node, ast.Attribute):
		base = name_of(node.value)
		return f"{base}.{node.attr}" if base else ""
	return ""


def calls(module: ast.AST) -> Iterator[tuple[str, ast.Call]]:
	"""(dotted name of what is called, the call)."""
	for node in ast.walk(module):
		if isinstance(node, ast.Call):
			name = name_of(node.func)
			if name:
				yield name, node
