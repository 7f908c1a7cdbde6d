"""The parts of the engine that need no site."""

import json
import sys
import types

import pytest

from embedded.engine import activate, current, handle, imports, multi_app, sqlite_functions, sqlite_sizes


@pytest.fixture
def no_site(monkeypatch):
	monkeypatch.setattr(current, "STATE", current.State())
	return current.STATE


class TestApps:
	def test_an_app_is_found_without_importing_it(self, tmp_path, monkeypatch):
		(tmp_path / "toy_app").mkdir()
		(tmp_path / "toy_app" / "hooks.py").write_text("raise RuntimeError('imported')")
		monkeypatch.setenv(activate.EXTRA_PATHS, str(tmp_path))
		assert activate.find_app("toy_app") == tmp_path / "toy_app"
		assert "toy_app" not in sys.modules

	def test_an_unknown_app_is_named(self):
		with pytest.raises(ModuleNotFoundError, match="'no_such_app'"):
			activate.find_app("no_such_app")


class TestConfig:
	def test_without_a_site_there_is_none(self, no_site):
		assert current.read_config() == {}
		with pytest.raises(RuntimeError, match="no embedded site is open"):
			_ = no_site.site_path

	def test_what_is_stored_wins_over_the_defaults(self, no_site, tmp_path):
		no_site.bench, no_site.site = tmp_path, "a.localhost"
		no_site.site_path.mkdir(parents=True)
		(no_site.site_path / "site_config.json").write_text(json.dumps({"lang": "zh", "db_name": "x"}))
		config = current.read_config()
		assert (config["lang"], config["db_name"], config["db_type"]) == ("zh", "x", "sqlite")

	def test_mail_never_leaves(self, no_site, tmp_path):
		no_site.bench, no_site.site = tmp_path, "a.localhost"
		assert current.read_config()["mute_emails"] == 1

	def test_writing_merges(self, tmp_path):
		site = handle.Site(tmp_path, "a.localhost")
		site.folder.mkdir(parents=True)
		site.write_config(a=1)
		site.write_config(b=2)
		assert site.config == {"a": 1, "b": 2}


class TestImports:
	def test_an_optional_package_answers_with_classes_that_serve_in_except(self):
		finder = imports.OptionalPackages()
		spec = finder.find_spec("googleapiclient.errors")
		module = finder.create_module(spec)
		assert issubclass(module.HttpError, Exception)
		with pytest.raises(AttributeError):
			_ = module.__path_of_nothing__

	def test_other_packages_are_none_of_its_business(self):
		assert imports.OptionalPackages().find_spec("json") is None
		assert imports.MovedModules().find_spec("json") is None

	def test_a_moved_module_forwards_to_its_new_place(self, monkeypatch):
		monkeypatch.setitem(imports.MOVED, "old_place", "json")
		finder = imports.MovedModules()
		module = finder.create_module(finder.find_spec("old_place"))
		finder.exec_module(module)
		assert module.dumps is json.dumps


@pytest.mark.parametrize(
	("name", "value", "is_hook"),
	[
		("doc_events", {}, True),
		("after_install", "app.install.after_install", True),
		("_private", "x", False),
		("json", types.ModuleType("json"), False),
		("helper", lambda: None, False),
		("Document", type("Document", (), {}), False),
	],
)
def test_what_counts_as_a_hook(name, value, is_hook):
	assert multi_app.is_hook(name, value) is is_hook


def test_concat_skips_null_as_newer_sqlite_does():
	assert sqlite_functions.concat("a", None, 1) == "a1"
	assert sqlite_functions.concat_ws(", ", "a", None, "b") == "a, b"
	assert sqlite_functions.concat_ws(None, "a") is None


def test_the_size_of_a_table_is_that_of_its_pages_and_indexes():
	pages = [("tabA", 3 * 2**20), ("by_name", 2**20), ("tabB", 2**19), ("sqlite_sequence", 4096)]
	schema = [
		("table", "tabA", "tabA"),
		("index", "by_name", "tabA"),
		("table", "tabB", "tabB"),
		("table", "sqlite_sequence", "sqlite_sequence"),
		("trigger", "on_a", "tabA"),
	]

	assert sqlite_sizes.by_table(pages, schema) == [
		{"table": "tabA", "size": 4.0, "data_size": 3.0, "index_size": 1.0},
		{"table": "tabB", "size": 0.5, "data_size": 0.5, "index_size": 0.0},
	]
