"""The layout of the house (docs/developer/layout.md): where files lie and who may import whom."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.static import code, layout

PYTHON = code.app_files()
FACTS = "relationship_suite/relationship_core/facts"
#: File -> why its one statement may be put together: no value from anywhere is in it.
SQL_WITHOUT_VALUES = {
	f"{FACTS}/engines.py": "an INSERT around what ibis has compiled; the names are those of schema.py",
	f"{FACTS}/bulk.py": "as many groups of placeholders as there are rows; the values are bound",
}
FOLDERS = ("relationship_suite", "embedded", "tests", "benchmarks")
SOURCES = [path for folder in FOLDERS for path in code.files(code.REPO / folder, ".py", ".js", ".mjs", ".ts")]


def relative(path: Path) -> str:
	return path.relative_to(code.REPO).as_posix()


def over_app(check) -> list[str]:
	return [wrong for path in PYTHON for wrong in check(relative(path), code.tree(path))]


# The rules hold in this repository


@pytest.mark.parametrize("folder", ["doctype", "reports"])
def test_no_record_lies_where_frappe_would_delete_it(folder):
	assert [relative(path) for path in code.files(code.ROOT / folder, ".json")] == []


def test_each_module_of_modules_txt_is_a_folder_and_no_other_is():
	titles = (code.ROOT / "modules.txt").read_text().split("\n")
	assert {title.strip().lower().replace(" ", "_") for title in titles if title.strip()} == set(code.MODULES)
	assert all((code.ROOT / module / "__init__.py").is_file() for module in code.MODULES)


def test_each_folder_with_python_is_a_package():
	missing = {path.parent for path in PYTHON if not (path.parent / "__init__.py").is_file()}
	assert sorted(map(relative, missing)) == []


def test_every_test_is_in_a_tier_that_a_command_runs():
	tests = code.REPO / "tests"
	tiers = set(re.findall(r"\btests/(\w+)", (code.REPO / "Makefile").read_text()))
	lost = [path for path in tests.rglob("test_*.py") if path.relative_to(tests).parts[0] not in tiers]
	assert [relative(path) for path in lost] == []


def test_nobody_imports_upward_or_sideways():
	wrong = []
	for path in PYTHON:
		wrong += layout.wrong_imports(code.dotted(path), code.tree(path), path.name == "__init__.py")
	assert wrong == []


def test_what_is_imported_from_the_app_is_there():
	wrong = []
	for path in PYTHON:
		wrong += layout.missing_names(code.dotted(path), code.tree(path), path.name == "__init__.py")
	assert wrong == []


def test_no_two_features_of_a_module_import_each_other():
	assert layout.cycles({code.dotted(path): code.tree(path) for path in PYTHON}) == []


def test_only_files_named_for_it_know_frappe():
	pure = [path for path in PYTHON if layout.is_pure(relative(path))]
	assert len(pure) > 10
	assert [chain for path in pure for chain in layout.impure(code.dotted(path))] == []


def test_pure_files_read_no_clock():
	pure = [path for path in PYTHON if layout.is_pure(relative(path))]
	assert [wrong for path in pure for wrong in layout.clock_calls(relative(path), code.tree(path))] == []


def test_no_sql_is_built_from_strings():
	wrong = [each.partition(":")[0] for each in over_app(layout.built_sql)]
	assert sorted(wrong) == sorted(SQL_WITHOUT_VALUES)


def test_the_server_escapes_in_one_place():
	wrong = [relative(path) for path in PYTHON if "escape_html" in path.read_text()]
	assert wrong == ["relationship_suite/relationship_core/messages.py"]


def test_whitelisted_functions_are_typed_checked_and_bound_to_methods():
	assert over_app(layout.wrong_whitelisting) == []


def test_reports_ask_one_place_what_their_user_may_see_and_are_cut_in_one():
	reports = {relative(path): path.read_text() for path in PYTHON if path.parent.parent.name == "report"}
	by_themselves = re.compile(r"\b(permitted|permitted_parties|narrowed)\b")

	assert len(reports) > 5
	assert [path for path, text in reports.items() if by_themselves.search(text)] == []
	assert [path for path, text in reports.items() if "[:LIMIT]" in text] == []


def test_no_file_is_longer_than_a_reader_holds_in_mind():
	assert [wrong for path in SOURCES for wrong in layout.too_long(relative(path), path.read_text())] == []


def test_nothing_is_left_to_do():
	others = [path for path in SOURCES if path.parent != Path(__file__).parent]
	assert [wrong for path in others for wrong in layout.undone(relative(path), path.read_text())] == []


# The checks find what they look for


@pytest.mark.parametrize(
	("name", "source"),
	[
		("relationship_suite.crm_extensions.a", "from relationship_suite.srm_extensions import b"),
		("relationship_suite.srm_extensions.a.b", "import relationship_suite.crm_extensions.c"),
		("relationship_suite.srm_extensions.a.b", "def f():\n\tfrom ...crm_extensions import c"),
		("relationship_suite.relationship_core.a", "from relationship_suite import tasks"),
		("relationship_suite.relationship_core.a", "from relationship_suite.crm_extensions.b import c"),
		("relationship_suite.compat", "from relationship_suite.relationship_core import facts"),
		("relationship_suite.reports.a", "from relationship_suite.srm_extensions import b"),
		("relationship_suite.permissions", "from relationship_suite.reports import scope"),
		("relationship_suite.doctype.supplier.events", "from relationship_suite import install"),
		("relationship_suite.tasks", "import pytest"),
		("relationship_suite.tasks", "from embedded.engine import site"),
	],
)
def test_a_forbidden_import_is_found(name, source):
	assert layout.wrong_imports(name, ast.parse(source))


@pytest.mark.parametrize(
	("name", "source"),
	[
		("relationship_suite.tasks", "from relationship_suite.srm_extensions.scorecards import tasks"),
		("relationship_suite.doctype.supplier.events", "from relationship_suite.srm_extensions import a"),
		(
			"relationship_suite.crm_extensions.a",
			"from relationship_suite.relationship_core.facts import schema",
		),
		("relationship_suite.crm_extensions.a.b", "from . import c\nfrom ..d import e\nimport frappe"),
	],
)
def test_an_allowed_import_is_not(name, source):
	assert layout.wrong_imports(name, ast.parse(source)) == []


@pytest.mark.parametrize(
	("name", "is_pure"),
	[("measures", True), ("periods", True), ("queries", False), ("order_queries", False), ("api", False)],
)
def test_a_file_of_a_feature_is_pure_unless_its_name_says_what_it_needs_frappe_for(name, is_pure):
	assert layout.is_pure(f"relationship_suite/srm_extensions/scorecards/{name}.py") == is_pure


def test_records_and_other_parts_of_the_app_are_no_features():
	assert not layout.is_pure("relationship_suite/srm_extensions/doctype/note/note.py")
	assert not layout.is_pure("relationship_suite/relationship_core/facts/store.py")


def sources(**imports: str) -> dict[str, ast.Module]:
	"""Features of one module, by what each of them imports."""
	return {
		f"relationship_suite.srm_extensions.{name}.queries": ast.parse(source)
		for name, source in imports.items()
	}


def test_features_that_import_each_other_are_found():
	cost = "from relationship_suite.srm_extensions.scorecards import x"
	risk = "def f():\n\tfrom ..cost.queries import y"
	scorecards = "import relationship_suite.srm_extensions.risk.model"

	assert layout.cycles(sources(cost=cost, scorecards="from ..cost.queries import y")) == [
		["srm_extensions.cost", "srm_extensions.scorecards"]
	]
	assert layout.cycles(sources(cost=cost, risk=risk, scorecards=scorecards, other=risk)) == [
		["srm_extensions.cost", "srm_extensions.risk", "srm_extensions.scorecards"]
	]


def test_features_that_import_one_way_are_not():
	cost = "from relationship_suite.reports import scope\nfrom .metrics import x"
	assert layout.cycles(sources(cost=cost, scorecards="from ..cost.queries import y")) == []


def test_frappe_is_found_behind_another_module(tmp_path):
	package = tmp_path / code.APP
	package.mkdir()
	(package / "__init__.py").write_text("")
	(package / "model.py").write_text("from relationship_suite.helper import x\n")
	(package / "helper.py").write_text("from frappe.utils import getdate as x\n")

	assert layout.impure("relationship_suite.model", tmp_path) == [
		"relationship_suite.model -> relationship_suite.helper -> frappe.utils.getdate"
	]


def test_an_import_of_what_is_gone_is_found(tmp_path):
	package = tmp_path / code.APP
	package.mkdir()
	(package / "__init__.py").write_text("")
	(package / "helper.py").write_text("def new(): ...\nKNOWN = 1\n")
	source = "from relationship_suite.helper import KNOWN, new, old\nfrom relationship_suite import helper\n"

	assert layout.missing_names("relationship_suite.m", ast.parse(source), root=tmp_path) == [
		"relationship_suite.m:1 relationship_suite.helper.old"
	]


def test_a_clock_is_found():
	assert layout.clock_calls("m", ast.parse("from datetime import date\nx = date.today()"))


@pytest.mark.parametrize(
	"source",
	[
		'frappe.db.sql(f"select {x}")',
		'frappe.db.sql("select %s" % x)',
		'frappe.db.sql("select {}".format(x))',
		'frappe.db.sql("select " + x)',
		'def f(x):\n\tquery = f"select {x}"\n\tfrappe.db.sql(query)',
	],
)
def test_sql_from_strings_is_found(source):
	assert layout.built_sql("m", ast.parse(source))


@pytest.mark.parametrize("source", ['frappe.db.sql("select %s", (x,))', "frappe.db.sql(query.get_sql())"])
def test_bound_and_compiled_sql_is_not(source):
	assert layout.built_sql("m", ast.parse(source)) == []


@pytest.mark.parametrize(
	("source", "says"),
	[
		("@whitelist()\ndef f() -> int:\n\tcheck_permission()", "methods"),
		("@whitelist\ndef f() -> int:\n\tcheck_permission()", "methods"),
		('@whitelist(methods=["GET"])\ndef f(a) -> int:\n\tcheck_permission()', "typed: a"),
		('@whitelist(methods=["GET"])\ndef f(a: int):\n\tcheck_permission()', "typed: its result"),
		('@whitelist(methods=["GET"])\ndef f(a: int) -> int:\n\treturn a', "permission"),
	],
)
def test_a_loose_whitelisting_is_found(source, says):
	(wrong,) = layout.wrong_whitelisting("m", ast.parse(source))
	assert says in wrong


def test_a_proper_whitelisting_is_not():
	source = '@whitelist(methods=["POST"])\ndef f(a: int) -> int:\n\t"""Doc."""\n\tfrappe.only_for("X")'
	assert layout.wrong_whitelisting("m", ast.parse(source)) == []


def test_every_door_checks_its_texts():
	found = over_app(layout.past_the_doors)
	assert [each for each in found if "/relationship_core/doors.py:" not in each] == []


@pytest.mark.parametrize(
	("source", "says"),
	[
		('@frappe.whitelist(methods=["GET"])\ndef f() -> int: ...', "frappe.whitelist"),
		("class Risk(Document): ...", "bare Document"),
	],
)
def test_what_goes_past_the_doors_is_found(source, says):
	(wrong,) = layout.past_the_doors("m", ast.parse(source))
	assert says in wrong


def test_long_files_and_open_ends_are_found():
	assert layout.too_long("m", "\n" * 401)
	assert not layout.too_long("m", "\n" * 400)
	assert layout.undone("m", "x = 1  # " + "TODO later")
