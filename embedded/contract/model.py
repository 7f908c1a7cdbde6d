"""Read and write a contract: the fields of the DocTypes the app relies on. Standard library only."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
MARKS = ("istable", "issingle", "is_submittable", "is_tree")


@dataclass(frozen=True)
class Field:
	"""A field. `flags`: r required, u unique, i indexed, o read-only, n not copied."""

	name: str
	fieldtype: str
	options: str = ""
	flags: str = ""


@dataclass(frozen=True)
class DocTypeContract:
	"""A DocType as far as the app can rely on it; layout fields are left out."""

	name: str
	app: str
	module: str
	autoname: str = ""
	title_field: str = ""
	marks: frozenset[str] = frozenset()
	fields: tuple[Field, ...] = field(default=())

	@property
	def is_table(self) -> bool:
		"""Whether it is a child table."""
		return "istable" in self.marks


@dataclass(frozen=True)
class Contract:
	"""The DocTypes by name, and the versions of the apps they were dumped from."""

	versions: dict[str, str]
	doctypes: dict[str, DocTypeContract]


def listed() -> list[str]:
	"""The names in doctypes.txt."""
	lines = (line.split("#")[0].strip() for line in (HERE / "doctypes.txt").read_text().splitlines())
	return [line for line in lines if line]


def parse(data: dict) -> Contract:
	"""A contract from its JSON."""
	doctypes = {}
	for name, entry in data["doctypes"].items():
		doctypes[name] = DocTypeContract(
			name=name,
			app=entry["app"],
			module=entry["module"],
			autoname=entry.get("autoname", ""),
			title_field=entry.get("title_field", ""),
			marks=frozenset(mark for mark in MARKS if entry.get(mark)),
			fields=tuple(Field(key, *value) for key, value in entry["fields"].items()),
		)
	return Contract(dict(data["_versions"]), doctypes)


def load(path: Path) -> Contract:
	"""A contract from a file."""
	return parse(json.loads(path.read_text()))


def dump(contract: Contract) -> str:
	"""The JSON of a contract: a line per field, sorted by DocType, so that a new dump diffs well."""
	lines = ['{"_versions": ' + json.dumps(contract.versions, sort_keys=True) + ",", '"doctypes": {']
	for doctype in sorted(contract.doctypes.values(), key=lambda each: each.name):
		head = {"app": doctype.app, "module": doctype.module}
		head |= {mark: 1 for mark in MARKS if mark in doctype.marks}
		head |= {key: value for key in ("autoname", "title_field") if (value := getattr(doctype, key))}
		fields = ",\n".join(
			f"{json.dumps(each.name)}: "
			+ json.dumps(
				[each.fieldtype, each.options] + ([each.flags] if each.flags else []), ensure_ascii=False
			)
			for each in doctype.fields
		)
		lines.append(f'{json.dumps(doctype.name)}: {json.dumps(head)[:-1]}, "fields": {{\n{fields}\n}}}},')
	lines[-1] = lines[-1][:-1]
	return "\n".join([*lines, "}}"]) + "\n"


def restrict(contract: Contract, names: list[str]) -> Contract:
	"""The contract with the named DocTypes only; a name that it does not hold is left out."""
	kept = {name: contract.doctypes[name] for name in names if name in contract.doctypes}
	return Contract(contract.versions, kept)


def differences(old: Contract, new: Contract) -> list[str]:
	"""What changed from one dump to the next, a line each, for people to read."""
	lines = []
	for name in sorted(set(old.doctypes) | set(new.doctypes)):
		before, after = old.doctypes.get(name), new.doctypes.get(name)
		if before is None or after is None:
			lines.append(f"{'+' if before is None else '-'} {name}")
			continue
		was = {each.name: each for each in before.fields}
		now = {each.name: each for each in after.fields}
		for key in sorted(set(was) | set(now)):
			if was.get(key) != now.get(key):
				mark = "+" if key not in was else "-" if key not in now else "~"
				lines.append(f"{mark} {name}.{key}")
	return lines
