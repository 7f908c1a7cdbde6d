"""A handle on one embedded site: connect, disconnect, destroy."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from embedded import paths
from embedded.engine import current, locales
from embedded.engine.activate import DEFAULT_APPS, activate

DEFAULT_SITE = "embedded.localhost"


@dataclass
class Site(AbstractContextManager):
	"""A site in a folder of its own, laid out like a bench: `sites/<name>/site_config.json`, `logs`.

	As a context manager it connects and, at the end, disconnects; `destroy` also removes it.
	"""

	path: Path
	name: str = DEFAULT_SITE
	apps: list[str] = field(default_factory=lambda: list(DEFAULT_APPS))
	server: object | None = None  # the private MariaDB that was started for this site alone

	@property
	def folder(self) -> Path:
		"""The site's own folder, that of site_config.json."""
		return self.path / "sites" / self.name

	@property
	def config(self) -> dict:
		"""The stored site_config.json."""
		return json.loads((self.folder / "site_config.json").read_text())

	def write_config(self, **values) -> None:
		"""Merge values into site_config.json."""
		file = self.folder / "site_config.json"
		stored = json.loads(file.read_text()) if file.exists() else {}
		file.write_text(json.dumps(stored | values, indent=1, sort_keys=True))

	def activate(self, apps: Sequence[str] | None = None) -> None:
		"""Make `frappe` importable for this site, without connecting."""
		activate(apps or self.apps)

	def enter(self) -> None:
		"""Make this the process's site: configuration, paths and working folder."""
		self.activate()
		make_folders(self.path, self.name)
		locales.compile_all(["frappe", *current.STATE.apps])
		if (current.STATE.bench, current.STATE.site) != (self.path.resolve(), self.name):
			from embedded.engine import redis_local

			self.disconnect()
			redis_local.clear()
		current.enter(self.path, self.name)

	def connect(self, user: str = "Administrator") -> Site:
		"""Open a connection in this thread and be this user."""
		self.enter()
		import frappe

		if getattr(frappe.local, "db", None):
			frappe.destroy()
		frappe.init(self.name, force=True)
		frappe.connect()
		frappe.set_user(user)
		return self

	def disconnect(self) -> None:
		"""Close this thread's connection, if there is one."""
		frappe = sys.modules.get("frappe")
		if frappe is not None and getattr(frappe.local, "initialised", None):
			frappe.destroy()

	def destroy(self) -> None:
		"""Close the connection, stop the site's own database server and remove the folder."""
		self.disconnect()
		if self.server is not None:
			self.server.stop()
			self.server = None
		current.leave(self.path)
		shutil.rmtree(self.path, ignore_errors=True)

	def __enter__(self) -> Site:
		return self.connect()

	def __exit__(self, *_) -> None:
		self.disconnect()


def make_folders(bench: Path, site: str) -> None:
	"""The folders that Frappe's logger, file and lock code expect, and the link to the built Desk assets."""
	for folder in (
		"logs",
		*(
			f"sites/{site}/{name}"
			for name in ("logs", "locks", "db", "public/files", "private/files", "private/backups")
		),
	):
		(bench / folder).mkdir(parents=True, exist_ok=True)
	paths.ASSETS.mkdir(parents=True, exist_ok=True)
	for name in ("assets.json", "assets-rtl.json"):
		if not (paths.ASSETS / name).exists():
			(paths.ASSETS / name).write_text("{}")
	link = bench / "sites" / "assets"
	if link.is_symlink() and link.readlink() != paths.ASSETS:
		link.unlink()  # the checkout has moved since
	if not link.is_symlink():
		link.symlink_to(paths.ASSETS)
	(bench / "sites" / "apps.txt").write_text("\n".join(["frappe", *current.STATE.apps]) + "\n")
