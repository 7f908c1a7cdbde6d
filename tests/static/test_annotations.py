"""Each controller carries the types that Frappe generates from its JSON: ``python -m embedded.annotate``."""

from __future__ import annotations

import ast

import pytest

from tests.static import code
from tests.static.test_doctypes import DOCTYPES, LAYOUT, scrub
from tests.static.test_hooks import HOOKS

CONTROLLERS = {
	record["name"]: path.with_suffix(".py")
	for path in code.records("doctype")
	for record in DOCTYPES.values()
	if scrub(record["name"]) == path.stem
}
#: What every row of a child table has besides its own fields.
OF_A_ROW = {"parent": "Data", "parentfield": "Data", "parenttype": "Data"}


def annotated(source: str) -> dict[str, str]:
	"""Field -> its type, of the class that a controller begins with; {} without the generated block."""
	if "# begin: auto-generated types" not in source or "# end: auto-generated types" not in source:
		return {}
	return {
		node.target.id: ast.unparse(node.annotation)
		for owner in ast.walk(ast.parse(source))
		if isinstance(owner, ast.If) and code.name_of(owner.test) == "TYPE_CHECKING"
		for node in owner.body
		if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
	}


def kind(annotation: str) -> str:
	"""The DF type in an annotation: ``Link`` of ``DF.Link | None``."""
	return annotation.removeprefix("DF.").split(" ")[0].split("[")[0]


def expected(record: dict) -> dict[str, str]:
	"""Field -> its type, as the JSON has them."""
	fields = {
		field["fieldname"]: "Literal"
		if field["fieldtype"] == "Select"
		else field["fieldtype"].replace(" ", "")
		for field in record["fields"]
		if field["fieldtype"] not in LAYOUT | {"HTML", "Button"} and not field.get("is_virtual")
	}
	return fields | (OF_A_ROW if record.get("istable") else {})


def options(annotation: str) -> list[str]:
	"""The choices of ``DF.Literal[...]``."""
	found = ast.parse(annotation, mode="eval").body
	values = found.slice.elts if isinstance(found.slice, ast.Tuple) else [found.slice]
	return [value.value for value in values]


def problems(record: dict, source: str) -> list[str]:
	"""Fields that are missing, gone or of another type, and choices that have changed."""
	have, want = annotated(source), expected(record)
	found = [f"{name}: not annotated" for name in sorted(want.keys() - have.keys())]
	found += [f"{name}: is gone" for name in sorted(have.keys() - want.keys())]
	for name in sorted(want.keys() & have.keys()):
		if kind(have[name]) != want[name]:
			found.append(f"{name}: is {want[name]}")
		elif want[name] == "Literal":
			[field] = [each for each in record["fields"] if each["fieldname"] == name]
			if options(have[name]) != field["options"].split("\n"):
				found.append(f"{name}: other options")
	return found


def test_frappe_keeps_them_up_to_date_in_developer_mode():
	assert HOOKS["export_python_type_annotations"] is True


@pytest.mark.parametrize("name", sorted(DOCTYPES))
def test_a_controller_is_annotated_as_its_json_is(name):
	assert problems(DOCTYPES[name], CONTROLLERS[name].read_text()) == [], "run: python -m embedded.annotate"


# The check finds what it looks for


@pytest.mark.parametrize(
	("change", "says"),
	[
		(("swept: DF.Int", "other: DF.Int"), ["swept: not annotated", "other: is gone"]),
		(("swept: DF.Int", "swept: DF.Data"), ["swept: is Int"]),
		(('"Refresh", ', ""), ["kind: other options"]),
		(("# begin: auto", "#"), ["status: not annotated"]),
	],
)
def test_what_differs_is_found(change, says):
	source = CONTROLLERS["Relationship Refresh"].read_text()
	assert set(says) <= set(problems(DOCTYPES["Relationship Refresh"], source.replace(*change)))
