"""Restore Frappe's name and several-apps behaviour in the source that PyPI's `monoframe` carries.

An import alias would not do: templates, JavaScript and stored records name the package as text. Standard
library only, because set-up runs this with the system's python.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath

PACKAGE = "monoframe"
TEXT = {
	".py", ".json", ".html", ".txt", ".js", ".ts", ".vue", ".css", ".scss", ".md", ".csv", ".xml", ".po",
	".sql", ".svg", ".jinja", ".tsx", ".mjs",
}  # fmt: skip
NAMES = [("monoframe", "frappe"), ("Monoframe", "Frappe"), ("MONOFRAME", "FRAPPE"), ("MonoFrame", "Frappe")]

# `type X = ...` is Python 3.12 syntax; a plain assignment means the same at run time.
TYPE_STATEMENT = re.compile(r"(?m)^(\s+)type (\w+ = )")

# Cuts of the single-app fork that sit inside long functions, where only the text can be mended. The release
# is pinned by hash, so a pattern that is not found is a fault of ours and stops the set-up.
EDITS: dict[str, list[tuple[str, str]]] = {
	"__init__.py": [('__version__ = "0.0.1"', '__version__ = "{version}"')],
	"boot.py": [
		(
			'for app_name in ["frappe"]:\n\t\tapps = frappe.get_hooks("add_to_apps_screen")',
			"for app_name in frappe.get_installed_apps():\n"
			'\t\tapps = frappe.get_hooks("add_to_apps_screen", app_name=app_name)',
		),
		(
			'app_title_hooks = frappe.get_hooks("app_title")',
			'app_title_hooks = frappe.get_hooks("app_title", app_name=app_name)',
		),
		(
			'app_home_hooks = frappe.get_hooks("app_home")',
			'app_home_hooks = frappe.get_hooks("app_home", app_name=app_name)',
		),
		(
			'app_logo_hooks = frappe.get_hooks("app_logo_url")',
			'app_logo_hooks = frappe.get_hooks("app_logo_url", app_name=app_name)',
		),
		('for app in ["frappe"]:', "for app in frappe.get_installed_apps():"),
	],
	"apps.py": [
		(
			'app_details = frappe.get_hooks("add_to_apps_screen")\n\t\tif not len',
			'app_details = frappe.get_hooks("add_to_apps_screen", app_name=app)\n\t\tif not len',
		)
	],
	"hooks.py": [
		('app_title = "Frappe Framework"', 'app_title = "Framework"'),
		("/images/frappe-logo.svg", "/images/frappe-framework-logo.svg"),  # the wheel lacks the first
	],
	# The fork's annotations are texts, by which Frappe turns no argument of an address into its type: "0" would be true
	# and no form would take a link.
	"desk/search.py": [
		(
			"\tif ignore_user_permissions:\n\t\tif reference_doctype",
			"\tignore_user_permissions = bool(cint(ignore_user_permissions))\n"
			"\tif ignore_user_permissions:\n\t\tif reference_doctype",
		)
	],
	"desk/form/meta.py": [
		(
			"code_hook = frappe.get_hooks(hook, default={})",
			"code_hook = frappe.get_hooks(hook, default={}, app_name=app_name)",
		)
	],
	"desk/doctype/desktop_icon/desktop_icon.py": [
		(
			'app_title = frappe.get_hooks("app_title")[0]\n\t\t\t\tapp_icon',
			'app_title = frappe.get_hooks("app_title", app_name=app_name)[0]\n\t\t\t\tapp_icon',
		),
		(
			'app_title = frappe.get_hooks("app_title")[0]\n'
			'\t\tapp_details = frappe.get_hooks("add_to_apps_screen")',
			'app_title = frappe.get_hooks("app_title", app_name=a)[0]\n'
			'\t\tapp_details = frappe.get_hooks("add_to_apps_screen", app_name=a)',
		),
		('icon.logo_url = app_details[0]["logo"]', 'icon.logo_url = app_details[0].get("logo")'),
	],
	# mysqlclient needs C headers, and a .env file of the working folder is none of our business
	"app.py": [
		("import frappe.database.mariadb.mysqlclient  # Load database related utils\n", ""),
		("from dotenv import load_dotenv\nload_dotenv()\n", ""),
	],
	"migrate.py": [
		('frappe.get_hooks("before_migrate"):', 'frappe.get_hooks("before_migrate", app_name=app):'),
		(
			'frappe.get_hooks("override_doctype_class", {}).keys()',
			'frappe.get_hooks("override_doctype_class", {}, app_name=app).keys()',
		),
	],
}  # fmt: skip


def restore_text(text: str) -> str:
	"""The text under the original name."""
	for old, new in NAMES:
		text = text.replace(old, new)
	return text


def restore_module(name: str, text: str, version: str) -> str:
	"""A Python file (path inside the package) as it has to be: name, syntax and the edits above."""
	text = TYPE_STATEMENT.sub(r"\1\2", restore_text(text))
	for old, new in EDITS.get(name, []):
		if old not in text:
			raise ValueError(f"{name} of the engine does not hold the text to mend: {old!r}")
		text = text.replace(old, new.replace("{version}", version))
	return text


def unpack(wheel: Path, folder: Path, version: str) -> int:
	"""Unpack the wheel's package as `folder/frappe` and return the number of files.

	`version` is the version of Frappe whose behaviour the engine has; the app's version checks read it.
	"""
	count = 0
	with zipfile.ZipFile(wheel) as archive:
		for entry in archive.namelist():
			parts = PurePosixPath(entry).parts
			if parts[0] != PACKAGE or entry.endswith("/") or "__pycache__" in parts:
				continue
			name = restore_text("/".join(parts[1:]))
			target = folder / "frappe" / name
			target.parent.mkdir(parents=True, exist_ok=True)
			data = archive.read(entry)
			suffix = PurePosixPath(name).suffix
			if suffix == ".py":
				text = restore_module(name, data.decode(), version)
				data = text.encode()
			elif suffix in TEXT or name.endswith("._py"):
				data = restore_text(data.decode(errors="surrogateescape")).encode(errors="surrogateescape")
			target.write_bytes(data)
			count += 1
	if not count:
		raise ValueError(f"{wheel.name} holds no package {PACKAGE}")
	return count
