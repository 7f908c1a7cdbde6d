"""Reports, workspaces, cards and charts: each names only what exists, and says who may see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.static import code
from tests.static.test_doctypes import KNOWN_ROLES, scrub
from tests.static.test_erpnext_fields import CONTRACTS, OWN
from tests.static.test_hooks import function

#: What the scripts of reports share.
TOOLKIT = code.ROOT / "reports" / "toolkit.js"
KINDS = ("report", "workspace", "number_card", "dashboard_chart")
RECORDS = {
	kind: {record["name"]: record for record in (json.loads(path.read_text()) for path in code.records(kind))}
	for kind in KINDS
}
CASES = [(kind, name) for kind in KINDS for name in RECORDS[kind]]


def exists(kind: str, name: str) -> bool:
	"""Whether there is a DocType, report, card or chart of this name."""
	if kind == "Page":
		return name in {json.loads(path.read_text())["name"] for path in code.records("page")}
	if kind == "DocType":
		return name in OWN or all(contract.knows(name) for contract in CONTRACTS.values())
	return name in RECORDS[scrub(kind)]


def problems(kind: str, record: dict) -> list[str]:
	"""What a record names that is not there, and what it leaves open."""
	check = {
		"report": _report_problems,
		"workspace": _workspace_problems,
		"number_card": _card_problems,
		"dashboard_chart": _chart_problems,
	}
	roles = [row["role"] for row in record.get("roles", [])]
	return [*(f"unknown role {role}" for role in roles if role not in KNOWN_ROLES), *check[kind](record)]


def _report_problems(record: dict) -> list[str]:
	found = [] if record["is_standard"] == "Yes" else ["is not standard: it would not be synced"]
	if not record.get("roles"):
		found.append("everybody who reads its DocType may open it")
	if not exists("DocType", record["ref_doctype"]):
		found.append(f"no DocType {record['ref_doctype']}")
	return found


def _workspace_problems(record: dict) -> list[str]:
	wanted = [("Number Card", row["number_card_name"]) for row in record["number_cards"]]
	wanted += [("Dashboard Chart", row["chart_name"]) for row in record["charts"]]
	wanted += [(row["type"], row["link_to"]) for row in record["shortcuts"]]
	wanted += [(row["link_type"], row["link_to"]) for row in record["links"] if row["type"] == "Link"]
	found = [f"no {kind} {name}" for kind, name in wanted if not exists(kind, name)]
	shown = {
		"number_card_name": {row["label"] for row in record["number_cards"]},
		"chart_name": {row["label"] for row in record["charts"]},
		"shortcut_name": {row["label"] for row in record["shortcuts"]},
		"card_name": {row["label"] for row in record["links"] if row["type"] == "Card Break"},
	}
	placed: dict[str, set[str]] = {key: set() for key in shown}
	for block in json.loads(record["content"]):
		for key in shown:
			if key in block["data"]:
				placed[key].add(block["data"][key])
	found += [f"{key}: {sorted(shown[key] ^ placed[key])}" for key in shown if shown[key] != placed[key]]
	if not record.get("roles"):
		found.append("everybody sees it")
	return found


def _card_problems(record: dict) -> list[str]:
	found = [] if record.get("is_standard") and record.get("is_public") else ["is not standard and public"]
	if record["type"] == "Custom" and function(record["method"]) is None:
		found.append(f"no method {record['method']}")
	if record["type"] == "Document Type":
		fields = [row[1] for row in json.loads(record.get("filters_json") or "[]")]
		if any(len(row) != 4 for row in json.loads(record.get("filters_json") or "[]")):
			found.append("a filter of a card has four elements")
		if record["document_type"] in OWN:
			found += [f"no field {field}" for field in fields if field not in OWN[record["document_type"]]]
	return found


def _chart_problems(record: dict) -> list[str]:
	found = [] if record.get("is_standard") and record.get("is_public") else ["is not standard and public"]
	if record["chart_type"] == "Report" and not exists("Report", record["report_name"]):
		found.append(f"no Report {record['report_name']}")
	if record.get("document_type") and not exists("DocType", record["document_type"]):
		found.append(f"no DocType {record['document_type']}")
	return found


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_record_names_what_exists(kind, name):
	assert problems(kind, RECORDS[kind][name]) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_record_lies_in_the_folder_of_its_module(kind):
	for path in code.records(kind):
		record = json.loads(path.read_text())
		assert scrub(record["module"]) == path.relative_to(code.ROOT).parts[0], path
		assert scrub(record["name"]) == path.stem, path


def test_each_report_has_its_code_and_filters():
	for path in code.records("report"):
		assert function(f"{code.dotted(path.with_suffix('.py'))}.execute") is not None, path
		name = json.loads(path.read_text())["name"]
		assert f'frappe.query_reports["{name}"]' in path.with_suffix(".js").read_text(), path


def test_reports_take_in_the_toolkit_and_repeat_nothing_of_it_or_of_each_other():
	"""By runs of four lines: the one place of a filter or link is the toolkit."""
	scripts = {path: path.with_suffix(".js").read_text() for path in code.records("report")}
	include = f'{{% include "{TOOLKIT.relative_to(code.REPO).as_posix()}" %}}'
	assert [path.name for path, text in scripts.items() if include not in text] == []
	seen: dict[str, Path] = {}
	for path, text in {TOOLKIT: TOOLKIT.read_text(), **scripts}.items():
		lines = [line.strip() for line in text.splitlines()]
		for place in range(len(lines) - 3):
			run = "\n".join(lines[place : place + 4])
			assert len(run) < 140 or seen.setdefault(run, path) == path, f"{path} and {seen[run]}: {run}"


def test_charts_are_drawn_with_our_axis_in_every_report():
	for path in code.records("report"):
		assert (
			"after_datatable_render: relationship_suite.reports.draw_chart"
			in path.with_suffix(".js").read_text()
		), path


def test_cells_are_shown_through_the_toolkit_which_heeds_the_number_format():
	"""Frappe 15 writes per cent with a point and without decimals whatever the number format is."""
	for path in code.records("report"):
		script, module = path.with_suffix(".js").read_text(), path.with_suffix(".py").read_text()
		is_formatted = "formatter: relationship_suite.reports.formatter(" in script
		assert is_formatted or "columns.percent(" not in module, path
		assert "default_formatter" not in script, path


# The checks find what they look for


@pytest.mark.parametrize(
	("kind", "change", "says"),
	[
		("report", {"ref_doctype": "Nothing"}, "no DocType Nothing"),
		("report", {"roles": []}, "everybody"),
		("report", {"roles": [{"role": "Nobody"}]}, "unknown role"),
		("workspace", {"charts": [{"chart_name": "Nothing", "label": "X"}]}, "no Dashboard Chart Nothing"),
		("workspace", {"content": "[]"}, "shortcut_name"),
		("number_card", {"type": "Custom", "method": "relationship_suite.tasks.nothing"}, "no method"),
		("dashboard_chart", {"chart_type": "Report", "report_name": "Nothing"}, "no Report Nothing"),
	],
)
def test_what_is_wrong_is_found(kind, change, says):
	record = next(iter(RECORDS[kind].values()))
	assert any(says in problem for problem in problems(kind, record | change))


def test_every_list_of_segments_is_that_of_the_model():
	from relationship_suite.crm_extensions.segmentation.model import SEGMENT_NAMES, SEGMENTS

	assert sorted(SEGMENT_NAMES) == sorted(segment.name for segment in SEGMENTS)
	crm = code.ROOT / "crm_extensions"
	for name in ("customer_insight", "customer_segment_membership"):
		fields = json.loads((crm / "doctype" / name / f"{name}.json").read_text())["fields"]
		(options,) = (field["options"] for field in fields if field["fieldname"] == "segment")
		assert [option for option in options.split("\n") if option] == list(SEGMENT_NAMES)
	text = TOOLKIT.read_text()
	places = [text.index(f'"{segment}"') for segment in SEGMENT_NAMES]
	assert places == sorted(places)
