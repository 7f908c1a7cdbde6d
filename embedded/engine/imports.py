"""Import hooks: modules that the fork moved, and optional packages that are not installed."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
import types

# Frappe's `frappe.modules` package was dissolved; apps import from the old places.
MOVED = {
	"frappe.modules": "frappe.model.module_utils",
	"frappe.modules.utils": "frappe.model.module_utils",
	"frappe.modules.import_file": "frappe.model.import_doc",
	"frappe.modules.export_file": "frappe.model.export",
	"frappe.modules.patch_handler": "frappe.patches",
}

# SDKs (Google's alone is 100 MB) that controllers import at module level and an embedded site never calls.
OPTIONAL = (
	"git", "google", "google_auth_oauthlib", "googleapiclient", "pdfkit", "posthog", "sentry_sdk",
	"weasyprint",
)  # fmt: skip


class MovedModules(importlib.abc.MetaPathFinder, importlib.abc.Loader):
	"""Answers an import of a moved module with a view of where its content went."""

	def find_spec(self, fullname, path=None, target=None):
		"""A spec for the old name, or None."""
		if fullname in MOVED:
			return importlib.machinery.ModuleSpec(fullname, self, is_package=fullname == "frappe.modules")
		return None

	def create_module(self, spec):
		"""An empty module; names are looked up when asked for."""
		return types.ModuleType(spec.name)

	def exec_module(self, module):
		"""Forward every name to the new place."""
		real = importlib.import_module(MOVED[module.__name__])
		module.__getattr__ = lambda name: getattr(real, name)


class OptionalPackages(importlib.abc.MetaPathFinder, importlib.abc.Loader):
	"""Answers an import of an optional package that is not installed with an empty stand-in."""

	def find_spec(self, fullname, path=None, target=None):
		"""A spec for an optional package, or None."""
		if fullname.split(".")[0] in OPTIONAL:
			return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
		return None

	def create_module(self, spec):
		"""A module whose every name is a class, so that it serves in `except` and as a base."""

		def get(name: str):
			if name.startswith("__"):
				raise AttributeError(name)
			return type(name, (Exception,), {})

		module = types.ModuleType(spec.name)
		module.__getattr__ = get
		return module

	def exec_module(self, module):
		"""Nothing to run."""


def install() -> None:
	"""Put the finders in place, once per process."""
	if any(isinstance(finder, MovedModules) for finder in sys.meta_path):
		return
	sys.meta_path.insert(0, MovedModules())
	sys.meta_path.append(OptionalPackages())  # last, so that an installed package wins


def add_missing_modules() -> None:
	"""Modules that the wheel leaves out although its own code imports them. Call after `import frappe`."""
	generators = types.ModuleType("frappe.tests.utils.generators")
	generators._clear_test_log = lambda: None
	sys.modules.setdefault(generators.__name__, generators)
