"""Install, migrate, uninstall: nothing happens twice, nothing stays behind, a wrong version is told so."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from embedded import paths

Snapshot = dict[str, dict]


@pytest.fixture(scope="module")
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict:
	"""Snapshots of a site on which the app lived; see :mod:`tests.site.installing`."""
	if request.config.getoption("--bench"):
		pytest.skip("uninstalling would empty the bench's site; the embedded site has one to lose")
	folder = tmp_path_factory.mktemp("life")
	command = [sys.executable, "-m", "tests.site.installing", str(folder), request.config.getoption("--db")]
	environment = os.environ | {"PYTHONPATH": str(paths.REPO), "PYTHONWARNINGS": "ignore"}
	done = subprocess.run(
		command, cwd=paths.REPO, env=environment, capture_output=True, text=True, check=False, timeout=600
	)
	assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
	return json.loads((folder / "life.json").read_text())


def rows(snapshot: Snapshot, table: str) -> dict[str, str]:
	return snapshot.get(table, {"rows": {}})["rows"]


def differences(before: Snapshot, after: Snapshot) -> list[str]:
	"""Tables, columns and rows that came, went or changed."""
	found = [f"table {table} came" for table in sorted(set(after) - set(before))]
	found += [f"table {table} went" for table in sorted(set(before) - set(after))]
	for table in sorted(set(before) & set(after)):
		old, new = before[table], after[table]
		found += [f"{table}: column {column}" for column in sorted({*old["columns"]} ^ {*new["columns"]})]
		for name in sorted({*old["rows"]} | {*new["rows"]}):
			if name not in new["rows"]:
				found.append(f"{table}: {name} went")
			elif name not in old["rows"]:
				found.append(f"{table}: {name} came")
			elif old["rows"][name] != new["rows"][name]:
				found.append(f"{table}: {name} changed")
	return found


def test_install_brings_tables_fields_roles_and_jobs(life):
	installed = life["installed"]

	assert {"relationship_purchase_line", "tabRelationship Refresh"} <= set(installed) - set(life["before"])
	assert "relationship_requested_on" in installed["tabPurchase Order Item"]["columns"]
	assert {"Relationship Manager", "Sourcing User", "Risk Owner"} <= set(rows(installed, "tabRole"))
	jobs = set(rows(installed, "tabScheduled Job Type"))
	assert {"relationship_suite.tasks.refresh", "relationship_suite.tasks.nightly"} <= jobs


def test_a_site_without_documents_has_no_run_to_tell_of(life):
	assert rows(life["installed"], "tabRelationship Refresh") == {}


def test_the_settings_that_were_saved_are_what_uninstalling_removes(life):
	"""Else the test below could not see that they stay."""
	assert not [name for name in rows(life["uninstalled"], "tabSingles") if "Relationship" in name]
	assert "Relationship Suite Settings, late_days" in rows(life["used"], "tabSingles")


def test_the_first_migrate_finds_nothing_to_do(life):
	assert differences(life["installed"], life["migrated"]) == []


def test_a_second_migrate_changes_nothing(life):
	assert differences(life["migrated"], life["migrated_again"]) == []


def test_asking_what_would_go_takes_nothing_away(life):
	assert differences(life["used"], life["asked"]) == []


def test_uninstall_leaves_nothing_behind(life):
	assert without_frappes_own(differences(life["before"], life["uninstalled"])) == []


def test_installing_again_is_installing(life):
	assert without_frappes_own(differences(life["installed"], life["installed_again"])) == []


def without_frappes_own(found: list[str]) -> list[str]:
	"""Frappe 16 deletes and renews its own Desktop Icons when any app leaves, and counts the apps anew."""
	own = ("tabDesktop Icon: ", "tabHas Role: ")
	return [
		each
		for each in found
		if each != "tabDefaultValue: __global, installed_apps changed"
		and not (each.startswith(own) and each.endswith((" went", " changed")) and "elationship" not in each)
	]


@pytest.mark.parametrize("wrong", ["14.9.0", "17.0.0"])
@pytest.mark.parametrize(("app", "title"), [("erpnext", "ERPNext"), ("frappe", "Frappe")])
def test_a_wrong_version_stops_the_install_with_a_sentence(life, app, title, wrong):
	assert life["refusals"][f"{app} {wrong}"] == (
		f"Relationship Suite needs {title} 15 or 16, but this bench has {wrong}."
	)


def test_a_refused_install_has_written_nothing(life):
	assert differences(life["before"], life["refused"]) == []


def test_what_came_went_or_changed_is_found():
	before = {"t": {"columns": ["a"], "rows": {"x": "1", "y": "1"}}}
	after = {"t": {"columns": ["a", "b"], "rows": {"x": "2", "z": "1"}}, "u": {"columns": [], "rows": {}}}

	found = ["table u came", "t: column b", "t: x changed", "t: y went", "t: z came"]
	assert differences(before, after) == found
	assert differences(before, before) == []
