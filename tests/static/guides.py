"""Parts of the guides that are made from the DocTypes and the KPIs: ``python -m tests.static.guides`` writes them anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from relationship_suite.crm_extensions.segmentation.conditions import CONDITIONS
from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from tests.static import code

DOCS = code.REPO / "docs"
SETTINGS = "Relationship Suite Settings"
RIGHTS = (
	"read",
	"write",
	"create",
	"delete",
	"submit",
	"cancel",
	"report",
	"export",
	"print",
	"email",
	"share",
)
LAYOUT = {"Section Break", "Column Break", "Tab Break"}
_MADE = re.compile(r"(<!-- made by [^\n]*-->\n).*?(<!-- /made -->)", re.DOTALL)


def rights_table() -> str:
	"""Role x right for each DocType, and who opens which workspace and report, as the JSON grants them."""
	lines = ["| DocType | Role | Level | Rights |", "|---|---|---|---|"]
	for name, record in sorted(code.doctypes().items()):
		if record.get("istable"):
			continue
		for rule in sorted(record["permissions"], key=lambda each: (each.get("permlevel", 0), each["role"])):
			granted = ", ".join(right for right in RIGHTS if rule.get(right))
			lines.append(f"| {name} | {rule['role']} | {rule.get('permlevel', 0)} | {granted} |")
	lines += ["", "| What opens | For |", "|---|---|"]
	for kind in ("workspace", "report", "page"):
		for path in code.records(kind):
			record = json.loads(path.read_text())
			roles = ", ".join(sorted(row["role"] for row in record["roles"]))
			lines.append(f"| {record['doctype']} {record['name']} | {roles} |")
	return "\n".join(lines)


def settings_table() -> str:
	"""A table per tab of the settings: field, default, help."""
	lines: list[str] = []
	for field in code.doctypes()[SETTINGS]["fields"]:
		if field["fieldtype"] == "Tab Break":
			lines += ["", f"## {field['label']}", "", "| Setting | Default | What it does |", "|---|---|---|"]
		elif field["fieldtype"] not in LAYOUT:
			default = field.get("default", "")
			if field["fieldtype"] == "Check":
				default = "on" if default == "1" else "off"
			lines.append(f"| {field['label']} | {default} | {field.get('description', '')} |")
	return "\n".join(lines).strip()


def kpi_table() -> str:
	"""What each KPI is."""
	rows = [f"| {each.name} | {each.meaning} | {each.unit} |" for each in MEASURES.values()]
	return "\n".join(["| KPI | what it is | unit |", "|---|---|---|", *rows])


def conditions_table() -> str:
	"""What a line of a Customer Segment can ask for."""
	lines = ["| Condition | Value | Operators | Within Days |", "|---|---|---|---|"]
	for each in CONDITIONS:
		value = each.doctype or ", ".join(each.choices) or each.unit or _VALUES[each.kind]
		days = "yes" if each.has_days else ""
		lines.append(f"| {each.name} | {value} | {', '.join(each.operators)} | {days} |")
	return "\n".join(lines)


_VALUES = {"number": "number", "money": "amount", "choice": "as on the Customer", "text": "text"}

MADE: dict[str, Callable[[], str]] = {
	"admin/rights.md": rights_table,
	"admin/settings.md": settings_table,
	"user/segments.md": conditions_table,
	"user/suppliers.md": kpi_table,
}


def with_made(text: str, made: str) -> str:
	"""The guide with the part between the marks replaced."""
	return _MADE.sub(lambda match: f"{match[1]}\n{made}\n\n{match[2]}", text)


def write() -> None:
	"""Bring the made parts up to date."""
	for name, make in MADE.items():
		path = DOCS / name
		path.write_text(with_made(path.read_text(), make()))


def dead_links(path: Path) -> list[str]:
	"""Relative links of a guide that lead to no file."""
	links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text())
	return [
		f"{path.name}: {link}"
		for link in links
		if not re.match(r"[a-z]+:", link) and not (path.parent / link).is_file()
	]


if __name__ == "__main__":
	write()
