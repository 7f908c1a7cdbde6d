"""Embedded sites: build a template once, open copies of it in a second. This is the module to import.

template = build_template(["erpnext", "relationship_suite"], "sqlite")
site = open_copy(template, tmp_path / "site")
site.connect()          # `import frappe` works from here on
...
site.destroy()
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path

from embedded import paths, stamps
from embedded.engine.activate import DEFAULT_APPS, activate, app_paths, find_app
from embedded.engine.create import DB_NAME, Database, new_site
from embedded.engine.handle import DEFAULT_SITE, Site
from embedded.system import DISK_FULL, says_disk_full

__all__ = ["DEFAULT_APPS", "Site", "activate", "build_template", "new_site", "open_copy", "open_site"]

KEEP = 2  # templates kept per database and list of apps


class TemplateError(RuntimeError):
	"""A template could not be built; the message names the log."""


def template_key(apps: Sequence[str], db: Database) -> str:
	"""A hash of all that a template is made from: the engine, its shims and the apps."""
	sources = [paths.EMBEDDED / "engine", *([paths.EMBEDDED / "mariadb.py"] if db == "mariadb" else [])]
	return stamps.digest([*sources, *(find_app(app) for app in apps)], db, *apps, *engine_stamps())


def engine_stamps() -> list[str]:
	"""The stamps of the unpacked engine, so that a new engine makes new templates."""
	return [path.read_text() for path in sorted(paths.STAMPS.glob("engine*"))]


@contextmanager
def building():
	"""One build at a time on this machine."""
	paths.SITES.mkdir(parents=True, exist_ok=True)
	with open(paths.SITES / ".lock", "w") as lock:
		fcntl.flock(lock, fcntl.LOCK_EX)
		yield


def build_template(apps: Sequence[str] = DEFAULT_APPS, db: Database = "sqlite") -> Path:
	"""The template site for these apps as they are now, built if there is none yet.

	Templates come in layers: one with all apps but the last is built and kept first, so that a change in the
	last app costs the installation of that app only.
	"""
	apps = list(apps)
	target = paths.SITES / f"{db}-{'-'.join(apps) or 'frappe'}-{template_key(apps, db)}"
	if (target / "template.json").exists():
		os.utime(target)
		return target
	base = build_template(apps[:-1], db) if len(apps) > 1 else None
	with building():
		if not (target / "template.json").exists():
			_build(target, base, apps, db)
			_prune(f"{db}-{'-'.join(apps)}-", keep=target)
	return target


def _build(target: Path, base: Path | None, apps: list[str], db: Database) -> None:
	started = time.monotonic()
	what = f"installing {apps[-1]}" if base else f"creating a site with {', '.join(['frappe', *apps])}"
	print(f"template site ({db}): {what} ...", file=sys.stderr, flush=True)
	work = target.with_name(target.name + ".part")
	shutil.rmtree(work, ignore_errors=True)
	if base:
		shutil.copytree(base, work, symlinks=True)
	bench = work / "bench"
	command = [sys.executable, "-m", "embedded.engine.create", "add" if base else "new", str(bench)]
	command += ["--apps", ",".join(apps), "--db", db]
	paths.LOGS.mkdir(parents=True, exist_ok=True)
	log = paths.LOGS / f"template-{db}-{apps[-1] if apps else 'frappe'}.log"
	environment = os.environ | {"PYTHONPATH": os.pathsep.join(app_paths())}
	with open(log, "w") as output:
		code = subprocess.run(
			command, cwd=paths.REPO, env=environment, stdout=output, stderr=subprocess.STDOUT, check=False
		).returncode
	if code:
		output = log.read_text(errors="replace")
		if says_disk_full(output):
			raise TemplateError(f"{DISK_FULL} (log: {log})")
		tail = "\n".join(output.splitlines()[-25:])
		raise TemplateError(f"{what} failed (log: {log}):\n{tail}")
	(work / "template.json").write_text(json.dumps({"apps": apps, "db": db, "site": DEFAULT_SITE}))
	os.replace(work, target)
	print(f"template site ({db}): done in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def _prune(prefix: str, keep: Path) -> None:
	same = [path for path in paths.SITES.glob(prefix + "*") if path.is_dir() and path != keep]
	same = [path for path in same if len(path.name) == len(keep.name)]
	for path in sorted(same, key=lambda each: each.stat().st_mtime, reverse=True)[KEEP - 1 :]:
		shutil.rmtree(path, ignore_errors=True)


def open_copy(template: Path, target: Path) -> Site:
	"""Copy a template to `target`, which is emptied first, and return the site; call `connect` on it.

	A MariaDB copy is a copy of the whole data folder with a server of its own, which `destroy` stops.
	"""
	about = json.loads((template / "template.json").read_text())
	target = Path(target)
	shutil.rmtree(target, ignore_errors=True)
	shutil.copytree(template / "bench", target, symlinks=True)
	if about["db"] == "mariadb":
		shutil.copytree(template / "bench.data", target / "mariadb")
	return open_site(target, about["apps"], about["site"])


def open_site(path: Path, apps: Sequence[str] = DEFAULT_APPS, name: str = DEFAULT_SITE) -> Site:
	"""A handle on a site that lies in `path`; starts its own MariaDB if it has one."""
	site = Site(Path(path).resolve(), name, list(apps))
	if site.config.get("db_type") == "mariadb":
		from embedded.mariadb import MariaDB

		site.server = MariaDB(site.path / "mariadb")
		site.server.start()
		site.write_config(**site.server.site_config(DB_NAME))
	return site
