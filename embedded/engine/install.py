"""Install, uninstall and migrate apps as Frappe's installer does; the fork's refuses any but itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable


def _installed_apps() -> list[str]:
	import frappe

	return json.loads(frappe.db.get_global("installed_apps") or "[]")


def _set_installed_apps(apps: list[str]) -> None:
	import frappe

	frappe.db.set_global("installed_apps", json.dumps(apps))
	frappe.db.commit()
	frappe.local.request_cache.clear()
	frappe.local.doc_events_hooks = None
	frappe.clear_cache()
	frappe.client_cache.erase_persistent_caches()


def _call(paths: Iterable[str] | None, *args) -> Iterable:
	import frappe

	return [frappe.get_attr(path)(*args) for path in paths or []]


def install_app(name: str, verbose: bool = False, set_as_patched: bool = True, force: bool = False) -> None:
	"""Install an app into the open site, in the steps of Frappe's own install_app."""
	import frappe
	from frappe.core.doctype.scheduled_job_type.scheduled_job_type import sync_jobs
	from frappe.installer import post_install, set_all_patches_as_completed
	from frappe.model import sync
	from frappe.model.module_utils import sync_customizations
	from frappe.utils.dashboard import sync_dashboards
	from frappe.utils.fixtures import sync_fixtures

	installed = [] if name == "frappe" else _installed_apps()
	if name in installed and not force:
		return
	if name not in frappe.get_all_apps():
		raise ValueError(f"{name} is not among the activated apps {frappe.get_all_apps()}")
	hooks = frappe.get_hooks(app_name=name)
	for required in hooks.required_apps or []:
		install_app(required.rsplit("/", 1)[-1], verbose=verbose)
	installed = [] if name == "frappe" else _installed_apps()

	frappe.flags.in_install = name
	frappe.flags.ignore_in_install = False
	frappe.clear_cache()
	if any(answer is False for answer in _call(hooks.before_install)):
		frappe.flags.in_install = False
		return
	if name != "frappe":  # the engine's own are made while its DocTypes sync
		_call(frappe.get_hooks("before_app_install"), name)
		for module in frappe.get_module_list(name):
			record = frappe.get_doc({"doctype": "Module Def", "app_name": name, "module_name": module})
			record.insert(ignore_permissions=True, ignore_if_duplicate=True)
	sync.sync_for(name, force=force, reset_permissions=True)
	_set_installed_apps([*[app for app in installed if app != name], name])
	post_install(True)
	frappe.get_doc("Portal Settings", "Portal Settings").sync_menu()
	if set_as_patched:
		set_all_patches_as_completed(name)
	_call(hooks.after_install)
	if name != "frappe":
		_call(frappe.get_hooks("after_app_install"), name)
	sync_jobs()
	sync_fixtures(name)
	sync_customizations(name)
	sync_dashboards(name)
	_call(hooks.after_sync)
	frappe.clear_cache()
	frappe.client_cache.erase_persistent_caches()
	frappe.db.commit()
	frappe.flags.in_install = False


def uninstall_app(name: str) -> None:
	"""Remove an app from the open site, in the steps of Frappe's own remove_app, without its backup."""
	import frappe
	from frappe import installer

	if name == "frappe":
		raise ValueError("the framework itself cannot be removed")
	if name not in _installed_apps():
		return
	hooks = frappe.get_hooks(app_name=name)
	_call(hooks.before_uninstall)
	_call(frappe.get_hooks("before_app_uninstall"), name)
	frappe.flags.in_uninstall = True
	try:
		modules = frappe.get_all("Module Def", filters={"app_name": name}, pluck="name", order_by="name")
		doctypes = installer._delete_modules(modules, dry_run=False)
		installer._delete_doctypes(doctypes, dry_run=False)
		_set_installed_apps([app for app in _installed_apps() if app != name])
		frappe.db.commit()
		_call(hooks.after_uninstall)
		_call(frappe.get_hooks("after_app_uninstall"), name)
		frappe.db.commit()
	finally:
		frappe.flags.in_uninstall = False
	frappe.clear_cache()


def migrate(skip_search_index: bool = True) -> None:
	"""Run hooks and patches, sync schema, jobs, dashboards and customizations, remove orphans."""
	import frappe
	from frappe.migrate import SiteMigration

	migration = SiteMigration(skip_search_index=skip_search_index)
	migration.db_monitor = _NoMonitor()
	frappe.clear_cache()
	migration.setUp()
	try:
		migration.pre_schema_updates()
		migration.run_schema_updates()
		migration.post_schema_updates()
	finally:
		migration.tearDown()
		frappe.clear_cache()


class _NoMonitor:
	"""In place of the thread that prints slow queries, which would need a second connection."""

	stop: Callable[[], None] = staticmethod(lambda: None)


def install() -> None:
	"""Put these in place of the fork's refusals. Call after `import frappe`."""
	from frappe import installer

	installer.install_app = install_app
	installer.remove_app = lambda app_name, dry_run=False, yes=False, no_backup=False, force=False: (
		uninstall_app(app_name)
	)
