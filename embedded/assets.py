"""Build the Desk's JavaScript and CSS into .build/assets, as `bench build` does: `python -m embedded.assets`.

Needs Node.js and npm. Packages come from desk/package-lock.json; the engine's bundles are built once, an
app's whenever its public folder changes.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from embedded import paths, stamps
from embedded.engine.activate import DEFAULT_APPS, find_app
from embedded.system import DISK_FULL, Failure, cannot_reach, find_program, says_disk_full

DESK = paths.EMBEDDED / "desk"
OLDEST_NODE = 18


def node() -> str:
	"""The path of Node.js, or a Failure that says what to install."""
	program = find_program("node", "nodejs")
	if program is None or find_program("npm") is None:
		raise Failure(
			"Node.js and npm are needed for the Desk's JavaScript and CSS and are not on this machine "
			"(on Debian and Ubuntu: apt-get install nodejs npm); all else works without them"
		)
	version = subprocess.run(
		[program, "--version"], capture_output=True, text=True, check=False
	).stdout.strip()
	if int(version.lstrip("v").split(".")[0] or 0) < OLDEST_NODE:
		raise Failure(f"Node.js {OLDEST_NODE} or newer is needed for the Desk's assets, this is {version}")
	return program


def _run(command: list, cwd: Path, log_name: str, what: str) -> None:
	paths.LOGS.mkdir(parents=True, exist_ok=True)
	log = paths.LOGS / log_name
	with open(log, "w") as output:
		code = subprocess.run(
			command, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, check=False
		).returncode
	if code:
		output = log.read_text(errors="replace")
		if says_disk_full(output):
			raise Failure(f"{DISK_FULL} (log: {log})")
		if cannot_reach(output):
			raise Failure(
				f"{what} cannot reach its registry: check the network or npm's own settings (log: {log})"
			)
		lines = [line for line in output.splitlines() if line.strip()]
		first = next((line for line in lines if "rror" in line), lines[-1] if lines else "no output")
		raise Failure(f"{what} failed: {first.strip()} (log: {log})")


def install_packages() -> str:
	"""node_modules as the lock file says, in .build/desk; returns the key of what is there."""
	sources = [DESK / "package.json", DESK / "package-lock.json"]
	key = stamps.digest(sources)
	stamp = paths.DESK / "stamp"
	if not stamps.is_current(stamp, key):
		started = time.monotonic()
		print("npm packages for the Desk ...", flush=True)
		shutil.rmtree(paths.DESK, ignore_errors=True)
		paths.DESK.mkdir(parents=True)
		for source in sources:
			shutil.copy(source, paths.DESK)
		# no package's install script is needed, so none may run
		command = [find_program("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
		_run(command, paths.DESK, "npm.log", "npm")
		stamps.write(stamp, key)
		print(f"npm packages for the Desk: done in {time.monotonic() - started:.0f} s", flush=True)
	return key


def build_app(program: str, app: str, apps: Sequence[str], packages: str) -> None:
	"""The bundles of one app, unless they are there."""
	folder = find_app(app)
	scripts = [DESK / "build.mjs", DESK / "realtime.js"]
	key = stamps.digest([*scripts, folder / "public"], packages, str(folder))
	target = paths.ASSETS / app
	stamp = paths.STAMPS / f"assets-{app}"
	if stamps.is_current(stamp, key) and (target / "bundles.json").exists():
		return
	started = time.monotonic()
	print(f"Desk bundles of {app} ...", flush=True)
	work = paths.BUILD / f"assets-{app}.part"
	shutil.rmtree(work, ignore_errors=True)
	named = [f"{name}={find_app(name)}" for name in apps]
	_run(
		[program, DESK / "build.mjs", app, work, paths.DESK / "node_modules", *named],
		paths.DESK,
		f"assets-{app}.log",
		f"building the bundles of {app}",
	)
	target.parent.mkdir(parents=True, exist_ok=True)
	shutil.rmtree(target, ignore_errors=True)
	os.replace(work, target)
	stamps.write(stamp, key)
	print(f"Desk bundles of {app}: done in {time.monotonic() - started:.0f} s", flush=True)


def build(apps: Sequence[str] = DEFAULT_APPS) -> None:
	"""All bundles, and the assets.json that names them."""
	program = node()
	packages = install_packages()
	every = ["frappe", *apps]
	names: dict[str, str] = {}
	for app in every:
		build_app(program, app, every, packages)
		names |= json.loads((paths.ASSETS / app / "bundles.json").read_text())
	stamps.write(paths.ASSETS / "assets.json", json.dumps(names, indent=1))


def are_built() -> bool:
	"""Whether the Desk can be shown."""
	try:
		return "desk.bundle.js" in json.loads((paths.ASSETS / "assets.json").read_text())
	except (OSError, ValueError):
		return False


def main() -> int:
	"""The command line."""
	parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
	parser.add_argument("--apps", default=",".join(DEFAULT_APPS), help="comma-separated")
	args = parser.parse_args()
	try:
		build([app for app in args.apps.split(",") if app])
	except (Failure, ModuleNotFoundError) as failure:
		print(f"Desk assets: {failure}", file=sys.stderr)
		return 1
	return 0


if __name__ == "__main__":
	sys.exit(main())
