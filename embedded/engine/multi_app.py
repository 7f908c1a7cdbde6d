"""Undo the fork's single-app, single-site cuts: apps, modules, hooks, configuration and paths."""

from __future__ import annotations

import importlib
import json
import types

from embedded.engine.current import STATE, read_config


def get_app_path(app_name, *joins):
	"""Path inside an app's package."""
	import frappe

	return frappe.get_pymodule_path(app_name, *joins)


def get_app_source_path(app_name, *joins):
	"""Path inside an app's source folder, one above its package."""
	import frappe

	return frappe.get_pymodule_path(app_name, "..", *joins)


def get_module_list(app_name="frappe"):
	"""Modules of an app, from its modules.txt."""
	import frappe

	return frappe.get_file_items(get_app_path(app_name, "modules.txt"))


def get_all_apps(with_internal_apps=True, sites_path=None):
	"""Every app that this process can install."""
	return ["frappe", *STATE.apps]


def get_installed_apps(*, _ensure_on_bench=False, **_):
	"""The site's apps, in the order of installation."""
	import frappe

	if getattr(frappe.flags, "in_install_db", True):
		return []
	return json.loads(frappe.db.get_global("installed_apps") or "[]")


def is_hook(name: str, value) -> bool:
	"""Whether a name in a hooks module is a hook and not an import or a helper."""
	return not name.startswith("_") and not isinstance(value, types.ModuleType | types.FunctionType | type)


def load_app_hooks(app_name=None):
	"""The hooks of one app, or of all installed apps merged in their order."""
	import frappe

	hooks = {}
	for app in [app_name] if app_name else get_installed_apps():
		for key, value in vars(importlib.import_module(f"{app}.hooks")).items():
			if is_hook(key, value):
				frappe.append_hook(hooks, key, value)
	return hooks


def get_hooks(hook=None, default="_KEEP_DEFAULT_LIST", app_name=None):
	"""Frappe's get_hooks, with its `app_name`."""
	import frappe

	if app_name:
		hooks = load_app_hooks(app_name)
	else:
		hooks = frappe.client_cache.get_value("app_hooks")
		if hooks is None:
			hooks = load_app_hooks()
			if not getattr(frappe.flags, "in_install_db", True):
				frappe.client_cache.set_value("app_hooks", hooks)
	if hook:
		return hooks.get(hook, [] if default == "_KEEP_DEFAULT_LIST" else default)
	return frappe._dict(hooks)


def setup_module_map(include_all_apps=True):
	"""Which app a module belongs to."""
	import frappe

	modules = {app: [frappe.scrub(name) for name in get_module_list(app)] for app in get_all_apps()}
	frappe.local.app_modules = modules
	frappe.local.module_app = {module: app for app, names in modules.items() for module in names}


def get_site_name():
	"""The open site's name."""
	return STATE.site


def is_setup_complete():
	"""Whether the setup wizard is done. The fork's asks for the *table* of a Single, which is never there."""
	import frappe

	return bool(frappe.db.get_single_value("System Settings", "setup_complete"))


def install() -> None:
	"""Put the functions above where Frappe has its own. Call after `import frappe`."""
	import frappe
	from frappe import config, patches, utils
	from frappe.model import sync
	from frappe.utils import pdf

	real_init = frappe.init

	def init(site=None, sites_path=".", new_site=False, force=False, **_):
		"""Frappe's signature; the site is the open one."""
		if getattr(frappe.local, "initialised", None) and not (force or new_site):
			return
		if site and STATE.site and site != STATE.site:
			raise RuntimeError(f"site {site!r} is not open, {STATE.site!r} is")
		real_init(force=True)
		frappe.local.site = STATE.site
		frappe.local.sites_path = str(STATE.sites_path)
		frappe.local.site_path = str(STATE.site_path)

	def sync_all(force=0, reset_permissions=False):
		sync._patch_mode(True)
		for app in get_installed_apps():
			sync.sync_for(app, force, reset_permissions=reset_permissions)
		sync._patch_mode(False)
		frappe.clear_cache()

	def get_all_patches(patch_type=None):
		return [
			patch
			for app in get_installed_apps()
			for patch in patches.get_patches_from_app(app, patch_type=patch_type)
		]

	for function in (
		get_all_apps, get_app_path, get_app_source_path, get_hooks, get_installed_apps, get_module_list,
		get_site_name, is_setup_complete, setup_module_map, init,
	):  # fmt: skip
		setattr(frappe, function.__name__, function)
	frappe._load_app_hooks = load_app_hooks
	sync.sync_all = sync_all
	patches.get_all_patches = get_all_patches
	sync.update_progress_bar = utils.update_progress_bar = lambda *_, **__: (
		None
	)  # a hundred lines in every log
	utils.get_sites = lambda sites_path=None: [STATE.site]
	# the fork reads environment variables; a site has a file
	config._load_config = config._cached_config = lambda: frappe._dict(read_config())
	# without this hook target every printed document is empty
	pdf.pdf_body_html = lambda template, args, **_: template.render(args, filters={"len": len})


def complete_setup() -> None:
	"""What the setup wizard leaves behind, in English, without asking anybody."""
	import frappe
	from frappe.desk.page.setup_wizard import install_fixtures

	install_fixtures.install()
	settings = {"setup_complete": 1, "enable_scheduler": 0, "language": "en", "country": "United States",
		"currency": "USD"}  # fmt: skip
	for field, value in settings.items():
		if frappe.get_meta("System Settings").has_field(field):
			frappe.db.set_single_value("System Settings", field, value)
	set_time_zone("UTC")
	frappe.db.set_default("desktop:home_page", "workspace")
	frappe.db.commit()
	frappe.clear_cache()


def set_time_zone(name: str) -> None:
	"""One clock for the site and its users; those that came before the setting was made have Frappe's own, India's."""
	import frappe

	frappe.db.set_single_value("System Settings", "time_zone", name)
	frappe.db.set_default("time_zone", name)
	for user in frappe.get_all("User", pluck="name", order_by="name"):
		frappe.db.set_value("User", user, "time_zone", name, update_modified=False)
		frappe.defaults.clear_user_default("time_zone", user)
	frappe.cache.delete_value("time_zone")
