"""Turn this process into one that can `import frappe`. Call before anything imports it."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from embedded import paths
from embedded.engine.current import STATE

DEFAULT_APPS = ("erpnext", "relationship_suite")
EXTRA_PATHS = "EMBEDDED_APP_PATHS"  # more folders that hold apps, for apps outside this repository


def app_paths() -> list[str]:
	"""The folders that apps are imported from, first one first."""
	extra = [path for path in os.environ.get(EXTRA_PATHS, "").split(os.pathsep) if path]
	return [*extra, str(paths.REPO), str(paths.ENGINE)]


def find_app(app: str) -> Path:
	"""An app's package folder, found without importing it."""
	for folder in app_paths():
		if (Path(folder) / app / "hooks.py").is_file():
			return Path(folder) / app
	raise ModuleNotFoundError(f"no app {app!r} with a hooks.py in {', '.join(app_paths())}")


def activate(apps: Sequence[str] = DEFAULT_APPS) -> None:
	"""Make `frappe` and the apps importable. Called again with other apps, only the list changes."""
	STATE.apps[:] = list(apps)
	if "embedded.engine.ready" in sys.modules:
		return
	if not (paths.ENGINE / "frappe").is_dir():
		raise RuntimeError("the engine is not unpacked yet: run `python3 embedded/setup.py`")
	for folder in reversed(app_paths()):
		if folder not in sys.path:
			sys.path.insert(0, folder)

	from embedded.engine import (
		imports,
		install,
		multi_app,
		pypika_sqlite,
		redis_local,
		sqlite_functions,
		sqlite_locks,
		sqlite_sizes,
		workers,
	)

	with warnings.catch_warnings():
		# the engine's own import-time warnings are not the app's to mend, and tests make warnings errors
		warnings.simplefilter("ignore")
		pypika_sqlite.install()
		imports.install()
		import frappe  # noqa: F401
		import ldap3  # noqa: F401  a controller imports it later, which warns

		imports.add_missing_modules()
		redis_local.install()
		multi_app.install()
		install.install()
		sqlite_functions.install()
		sqlite_locks.install()
		sqlite_sizes.install()
		workers.install()
	sys.modules["embedded.engine.ready"] = multi_app
