"""Where the tiers get their site: the embedded one, or a real bench given by ``--bench`` and ``--site``."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

APPS = ["erpnext", "relationship_suite"]


def pytest_addoption(parser: pytest.Parser) -> None:
	group = parser.getgroup("relationship_suite")
	group.addoption(
		"--db", choices=("sqlite", "mariadb"), default="sqlite", help="database of the embedded site"
	)
	group.addoption("--bench", help="folder of a real bench; the site tier runs there")
	group.addoption("--site", help="site of that bench with relationship_suite installed; it is written to")


def pytest_configure(config: pytest.Config) -> None:
	"""Make ``frappe`` importable for the modules of the site tier; a bench's Python has it anyway."""
	if not config.getoption("--bench"):
		from embedded.engine.site import activate

		activate(APPS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
	"""Whatever lies in a tier's folder carries its mark."""
	for item in items:
		for tier in ("site", "browser"):
			if f"{os.sep}tests{os.sep}{tier}{os.sep}" in str(item.path):
				item.add_marker(getattr(pytest.mark, tier))


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
	"""A site with the app installed; ``import frappe`` works from here on, as Administrator."""
	bench = request.config.getoption("--bench")
	if bench:
		yield from _bench_site(Path(bench), request.config.getoption("--site"))
		return
	from embedded.engine.site import build_template, open_copy

	before = os.getcwd()
	template = build_template(APPS, request.config.getoption("--db"))
	opened = open_copy(template, tmp_path_factory.mktemp("embedded") / "site")
	opened.connect()
	try:
		with pytest.MonkeyPatch.context() as patch:
			_refuse_empty_lists(patch)
			yield
	finally:
		opened.disconnect()
		opened.destroy()
		os.chdir(before)


def _refuse_empty_lists(patch: pytest.MonkeyPatch) -> None:
	"""SQLite takes ``IN ()``, for which MariaDB and PostgreSQL have a syntax error: here it has one too."""
	from frappe.database.sqlite.database import SQLiteDatabase

	real = SQLiteDatabase.sql

	def sql(self, query, *args, **kwargs):
		if re.search(r"\bIN\s*\(\s*\)", str(query), re.IGNORECASE):
			raise sqlite3.OperationalError(f"a list of nothing: {query}")
		return real(self, query, *args, **kwargs)

	patch.setattr(SQLiteDatabase, "sql", sql)


def _bench_site(bench: Path, name: str | None) -> Iterator[None]:
	if not name:
		raise pytest.UsageError("--bench needs --site as well: the site that the tests may write to")
	before = os.getcwd()
	os.chdir(bench / "sites")
	import frappe

	frappe.init(site=name, sites_path=".")
	frappe.connect()
	frappe.set_user("Administrator")
	frappe.flags.in_test = True
	if hasattr(
		frappe, "in_test"
	):  # where Frappe 16 has it; else ERPNext 16 keeps accounts from one test to the next
		frappe.in_test = True
	_wait_for_jobs(name)
	_first_run()
	_set_formats()
	try:
		with pytest.MonkeyPatch.context() as patch:
			_queue_mails(patch)
			yield
	finally:
		frappe.destroy()
		os.chdir(before)


def _queue_mails(patch: pytest.MonkeyPatch) -> None:
	"""A notice's mail waits in the queue, as everywhere: for tests Frappe sends it at once, and commits half a document."""
	import frappe

	real = frappe.sendmail
	patch.setattr(frappe, "sendmail", lambda *args, **values: real(*args, **{**values, "now": False}))


def _wait_for_jobs(site: str) -> None:
	"""Until the bench's workers have done what waits for this site: installing leaves a run that would be in the way."""
	from frappe.utils.background_jobs import get_jobs, get_workers

	while get_workers() and get_jobs(site=site).get(site):
		time.sleep(1)


def _first_run() -> None:
	"""What installing leaves to a worker, where the bench has none: before it no figure can be asked for."""
	from relationship_suite import tasks

	tasks.first_run()


def _set_formats() -> None:
	"""Numbers and dates as the embedded site writes them, whatever the bench's country."""
	import frappe

	settings = frappe.get_doc("System Settings")
	settings.update({"number_format": "#,###.##", "date_format": "yyyy-mm-dd", "language": "en"})
	settings.save()
	frappe.db.commit()
	frappe.clear_cache()


@pytest.fixture
def clean(site: None) -> Iterator[None]:
	"""A test that commits nothing of its own accord: what it leaves open is rolled back."""
	import frappe

	frappe.set_user("Administrator")
	yield
	frappe.db.rollback()
	_forget_all_but_metas()
	frappe.set_user("Administrator")


def _forget_all_but_metas() -> None:
	"""Clear Frappe's caches, of which making the DocTypes' metas anew would take a quarter of the tier's time.

	Frappe itself forgets a meta that was changed, as it is and once more as that is rolled back.
	"""
	import frappe

	hooks = frappe.get_hooks

	def kept(hook=None, *args, **kwargs):
		return ["doctype_meta"] if hook == "persistent_cache_keys" else hooks(hook, *args, **kwargs)

	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(frappe, "get_hooks", kept)
		frappe.clear_cache()
	frappe.local.dynamic_link_map = None  # every request makes its own
