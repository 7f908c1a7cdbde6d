"""Every text of the app that people read, and its translations. ``python -m tests.static.texts`` lists what is missing."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.static import code

TRANSLATIONS = code.ROOT / "translations"
_PLAIN = {"_", "_lt", "frappe._", "frappe._lt", "__"}
_JS = re.compile(r"""\b__\(\s*(["'`])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
#: Options of a report's Select filter, which Frappe translates itself.
_JS_OPTIONS = re.compile(r"""fieldtype: "Select",[^}]*?\boptions: (\[[^\]]*\]|"[^"]*")""", re.DOTALL)
_JINJA = re.compile(r"""\{[{%][^}]*?\b_\(\s*(["'])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
#: Keys of records (workspaces, cards, charts, sidebars, reports) whose values people read.
_READ = {"label", "title", "description", "chart_name", "report_name", "group", "header", "text"}
_LETTER = re.compile(r"[A-Za-z]{2}")
#: What is called in pure code -> which of its arguments are texts: who shows them translates them.
LATER: dict[str, tuple[int, ...]] = {
	"Problem": (1,),
	"Evidence": (1, 2),
	"Measure": (0, 1),
	"Watched": (0, 1, 2),
}
#: File -> constants whose strings reach ``_()`` by a variable.
BY_VARIABLE: dict[str, tuple[str, ...]] = {
	"relationship_core/facts/progress.py": ("STAGES",),
	"setup/roles.py": ("ROLES",),
	"setup/scorecards.py": ("DEFAULT",),
	"srm_extensions/report/purchase_price_variance/purchase_price_variance.py": ("GROUPS",),
	"srm_extensions/risk/starting.py": ("LIKELIHOOD", "IMPACT", "RATINGS", "CATEGORIES"),
	"srm_extensions/scorecards/starting.py": ("_STANDINGS",),
}


def is_read(text: object) -> bool:
	"""Whether there is anything in it to translate."""
	return isinstance(text, str) and bool(_LETTER.search(text))


def of_python(module: ast.Module) -> Iterator[str]:
	"""Texts in ``_()``, those of :data:`LATER`, and of tables that ``_()`` looks them up in."""
	tables = {
		target.id: node.value
		for node in module.body
		if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
		for target in node.targets
		if isinstance(target, ast.Name)
	}
	for scope in [*code.functions(module), module]:
		named = {
			target.id: node.value.value
			for node in ast.walk(scope)
			if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
			for target in node.targets
			if isinstance(target, ast.Name) and isinstance(node.value.value, str)
		}
		for name, call in code.calls(scope):
			places = (0,) if name in _PLAIN else LATER.get(name, ())
			for text in (call.args[place] for place in places if place < len(call.args)):
				yield from _strings(text, named, tables)


def _strings(text: ast.expr, named: dict[str, str], tables: dict[str, ast.Dict]) -> Iterator[str]:
	"""What an argument may be: itself, what its name stands for, or the values of the table that it is looked up in."""
	if isinstance(text, ast.Constant):
		yield text.value
	elif isinstance(text, ast.Name) and text.id in named:
		yield named[text.id]
	elif isinstance(text, ast.Subscript) and isinstance(text.value, ast.Name):
		table = tables.get(text.value.id)
		for value in table.values if table else ():
			if isinstance(value, ast.Constant):
				yield value.value


def of_script(text: str) -> Iterator[str]:
	"""Texts in ``__()`` of JavaScript, and options of Select filters."""
	for match in _JS.finditer(text):
		yield re.sub(r"\\(.)", r"\1", match[2])
	for match in _JS_OPTIONS.finditer(text):
		for option in re.findall(r'"([^"]*)"', match[1]):
			yield from option.split("\\n")


def of_template(text: str) -> Iterator[str]:
	"""Texts in ``_()`` of Jinja."""
	for match in _JINJA.finditer(text):
		yield re.sub(r"\\(.)", r"\1", match[2])


def of_doctype(record: dict) -> Iterator[str]:
	"""Name, labels, help, options of a DocType."""
	yield record["name"]
	yield record.get("description", "")
	for field in record.get("fields", []):
		yield from of_field(field)
	for link in record.get("links", []):
		yield link.get("group", "")
	for action in record.get("actions", []):
		yield action.get("label", "")


def of_field(field: dict) -> Iterator[str]:
	"""Label, help and options of a field."""
	yield field.get("label", "")
	yield field.get("description", "")
	if field.get("fieldtype") == "Select":
		yield from (field.get("options") or "").split("\n")


def of_record(value: object) -> Iterator[str]:
	"""What people read of any other record."""
	if isinstance(value, dict):
		for key, each in value.items():
			if isinstance(each, str) and key in _READ:
				yield each
			elif key == "content" and value.get("doctype") == "Workspace":
				yield from _of_blocks(json.loads(each))
			else:
				yield from of_record(each)
		if value.get("doctype") in ("Report", "Number Card", "Dashboard Chart", "Workspace"):
			yield value["name"]
	elif isinstance(value, list):
		for each in value:
			yield from of_record(each)


def _of_blocks(blocks: list[dict]) -> Iterator[str]:
	"""Headings and paragraphs of a workspace; the Desk translates the text without its tags."""
	for block in blocks:
		if "text" in block["data"]:
			yield re.sub(r"<[^>]+>", "", block["data"]["text"])


def all_texts() -> dict[str, str]:
	"""Text -> a file that it is in."""
	found: dict[str, str] = {}

	def note(texts: Iterator[str], path: Path) -> None:
		for text in texts:
			if is_read(text):
				found.setdefault(text, path.relative_to(code.REPO).as_posix())

	for path in code.app_files():
		note(of_python(code.tree(path)), path)
	for path in code.files(code.ROOT, ".js", ".ts"):
		note(of_script(path.read_text()), path)
	for path in code.files(code.ROOT, ".html"):
		note(of_template(path.read_text()), path)
		note(of_script(path.read_text()), path)
	for path in code.files(code.ROOT, ".json"):
		record = json.loads(path.read_text())
		if isinstance(record, dict) and record.get("doctype") == "DocType":
			note(of_doctype(record), path)
		else:
			note(of_record(record), path)
	for path in code.files(code.ROOT / "setup", ".py"):
		note(of_constants(code.tree(path)), path)
	for name, constants in BY_VARIABLE.items():
		note(strings_in(code.tree(code.ROOT / name), *constants), code.ROOT / name)
	note(iter((code.ROOT / "modules.txt").read_text().splitlines()), code.ROOT / "modules.txt")
	return found


def of_constants(module: ast.Module) -> Iterator[str]:
	"""Labels, help and options of the custom fields that a module lists."""
	for node in ast.walk(module):
		if isinstance(node, ast.Dict):
			pairs = zip(node.keys, node.values, strict=True)
			field = {
				key.value: value.value
				for key, value in pairs
				if isinstance(key, ast.Constant) and isinstance(value, ast.Constant)
			}
			if "fieldname" in field and "fieldtype" in field:
				yield from of_field(field)


def strings_in(module: ast.Module, *names: str) -> Iterator[str]:
	"""Every string in these constants of a module; it is a mistake to name one that is not there."""
	values = {
		target.id: node.value
		for node in module.body
		if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
		for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
		if isinstance(target, ast.Name)
	}
	for name in names:
		for node in ast.walk(values[name]):
			if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.islower():
				yield node.value


def translations(language: str) -> list[list[str]]:
	"""Rows of a translations file: source, translation, and a context where there is one."""
	with open(TRANSLATIONS / f"{language}.csv", newline="", encoding="utf-8") as file:
		return list(csv.reader(file))


def shared_words() -> set[str]:
	"""Our texts that Frappe or ERPNext translate: theirs hold, or installing us would change words all over the Desk."""
	return set((Path(__file__).parent / "shared_words.txt").read_text().splitlines())


def main() -> None:
	"""List what has no Chinese yet, as rows to fill in."""
	have = {row[0] for row in translations("zh")} | shared_words()
	for text, path in sorted(all_texts().items()):
		if text not in have:
			print(json.dumps(text, ensure_ascii=False), path)


if __name__ == "__main__":
	main()
