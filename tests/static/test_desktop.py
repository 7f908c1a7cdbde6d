"""What only Frappe 16 reads: a sidebar and a desktop icon per workspace. They lie at the root of the app."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.static import code
from tests.static.test_doctypes import scrub
from tests.static.test_hooks import HOOKS
from tests.static.test_records import RECORDS, exists

ASSETS = f"/assets/{code.APP}/"


def read(folder: str) -> dict[str, dict]:
	"""The records of a folder at the app's root, by the name of their file."""
	return {path.stem: json.loads(path.read_text()) for path in (code.ROOT / folder).glob("*.json")}


SIDEBARS = read("workspace_sidebar")
ICONS = read("desktop_icon")
WORKSPACES = RECORDS["workspace"]
CORE = "relationship_core"  # the sidebar of the settings and the runs, which have no workspace of their own


def asset(address: str) -> Path:
	"""The file behind an address below /assets."""
	return code.ROOT / "public" / address.removeprefix(ASSETS)


def sidebar_problems(record: dict) -> list[str]:
	"""Links that lead nowhere, what Frappe needs to sync it, and reports of its module that it leaves out."""
	links = [item for item in record["items"] if item["type"] == "Link"]
	found = [
		f"no {item['link_type']} {item['link_to']}"
		for item in links
		if not exists(item["link_type"], item["link_to"])
	]
	shown = {item["link_to"] for item in links if item["link_type"] == "Report"}
	reports = {name for name, report in RECORDS["report"].items() if report["module"] == record["module"]}
	found += [f"leaves out the report {name}" for name in sorted(reports - shown)]
	if (record["app"], record["standard"]) != (code.APP, 1):
		found.append("is not a standard record of the app")
	return found


def test_each_workspace_has_its_sidebar_and_its_icon():
	assert set(SIDEBARS) - {CORE} == {scrub(name) for name in WORKSPACES}
	# Frappe 16 finds an icon's sidebar by the icon's label
	labels = {icon["label"] for icon in ICONS.values() if icon["icon_type"] == "Link"}
	assert (
		labels == {sidebar["title"] for name, sidebar in SIDEBARS.items() if name != CORE} == set(WORKSPACES)
	)


def test_names_of_icons_within_the_folder_wrap():
	css = (code.ROOT / "public" / "css" / f"{code.APP}.css").read_text()
	wrapping = {rule.partition("{")[0] for rule in css.split("}") if "white-space: normal" in rule}
	for icon in ICONS.values():
		if icon.get("parent_icon"):
			assert any(f'[data-id="{icon["label"]}"]' in selector for selector in wrapping)


def test_settings_and_runs_lead_back_to_both_workspaces():
	"""Their module has no workspace: Frappe would make up a sidebar without one, and with an empty heading."""
	record = SIDEBARS[CORE]
	assert record["module"] == "Relationship Core"
	assert {item["link_to"] for item in record["items"] if item["link_type"] == "Workspace"} == set(
		WORKSPACES
	)
	listed = {item["link_to"] for item in record["items"] if item["link_type"] == "DocType"}
	assert listed == {
		"Relationship Refresh",
		"Relationship Suite Settings",
		"Report Schedule",
		"Report Delivery",
	}


@pytest.mark.parametrize("name", sorted(SIDEBARS))
def test_a_sidebar_leads_somewhere_and_leaves_no_report_out(name):
	assert sidebar_problems(SIDEBARS[name]) == []


@pytest.mark.parametrize("records", [SIDEBARS, ICONS], ids=["sidebars", "icons"])
def test_each_lies_in_a_file_of_its_name(records):
	assert [name for name, record in records.items() if scrub(record["name"]) != name] == []


def test_icons_stand_under_the_apps_own_tile():
	[app] = [icon for icon in ICONS.values() if icon["icon_type"] == "App"]
	[tile] = HOOKS["add_to_apps_screen"]
	assert app["label"] == tile["title"] == HOOKS["app_title"]
	assert (app["link"], app["logo_url"]) == (tile["route"], tile["logo"])
	assert {icon["parent_icon"] for icon in ICONS.values() if icon is not app} == {app["label"]}


def test_tiles_have_a_picture_in_both_styles():
	for icon in ICONS.values():
		for style in ("solid", "subtle"):
			path = code.ROOT / "public" / "icons" / "desktop_icons" / style / f"{scrub(icon['label'])}.svg"
			assert ET.parse(path).getroot().get("viewBox"), path


def test_the_logo_is_there():
	for address in (HOOKS["app_logo_url"], HOOKS["add_to_apps_screen"][0]["logo"]):
		assert ET.parse(asset(address)).getroot().tag.endswith("svg")


def test_the_tile_opens_a_workspace():
	route = HOOKS["add_to_apps_screen"][0]["route"]
	assert route.removeprefix("/app/") in {name.lower().replace(" ", "-") for name in WORKSPACES}


# The checks find what they look for


def test_a_sidebar_that_leads_nowhere_or_forgets_a_report_is_found():
	record = SIDEBARS["supplier_relationship"]
	lost = {"type": "Link", "link_type": "DocType", "link_to": "Nothing"}
	assert "no DocType Nothing" in sidebar_problems(record | {"items": [*record["items"], lost]})
	assert "leaves out the report Supplier Performance" in sidebar_problems(record | {"items": []})
	assert "is not a standard record of the app" in sidebar_problems(record | {"standard": 0})
