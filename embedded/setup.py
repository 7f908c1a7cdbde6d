"""Set up all that the embedded site needs, from PyPI, Debian and npm: `python3 embedded/setup.py`.

Run with the system's python; standard library only. Each step leaves a stamp with the hash of its inputs, so
that a second run has nothing to do and a run that was killed midway is repaired by the next.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from embedded import paths, stamps
from embedded.check_python import python_problem
from embedded.system import Failure, debian_packages, why_not_written, why_pip_failed

EXTRAS = {
	"browser": "Playwright and Chromium, for the browser tests",
	"clickhouse": "chDB, for the tests that compare engines",
	"desk": "the Desk's JavaScript and CSS, built with Node.js",
	"docs": "MkDocs, for the guides as pages",
	"mariadb": "MariaDB's server programs, for a private server",
}
MARKER = "made-by-embedded-setup"  # so that a virtual environment of the user's own is never removed


def say(text: str) -> None:
	"""A progress line."""
	print(text, flush=True)


def step(title: str, stamp: Path, key: str, work: Callable[[], None]) -> None:
	"""Do the work unless the stamp says that it is done."""
	if stamps.is_current(stamp, key):
		return
	started = time.monotonic()
	say(f"{title} ...")
	stamp.unlink(missing_ok=True)
	work()
	stamps.write(stamp, key)
	say(f"{title}: done in {time.monotonic() - started:.0f} s")


def pip(*arguments: str | Path) -> None:
	"""Run the environment's pip; a failure becomes one sentence."""
	paths.LOGS.mkdir(parents=True, exist_ok=True)
	log = paths.LOGS / "pip.log"
	command = [paths.venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
	with open(log, "w") as output:
		code = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
	if code:
		raise Failure(why_pip_failed(log.read_text(errors="replace"), log))


def make_venv() -> None:
	"""The virtual environment with everything that requirements.txt pins."""
	if paths.VENV.exists() and not (paths.VENV / MARKER).exists():
		raise Failure(
			f"{paths.VENV.name}/ exists and was not made by this script: move it away and run again"
		)
	shutil.rmtree(paths.VENV, ignore_errors=True)
	paths.VENV.mkdir(parents=True)
	(paths.VENV / MARKER).touch()
	made = subprocess.run(
		[sys.executable, "-m", "venv", str(paths.VENV)], capture_output=True, text=True, check=False
	)
	if made.returncode:
		raise Failure(
			"the virtual environment could not be made; on Debian and Ubuntu: apt-get install python3-venv "
			f"({(made.stdout + made.stderr).strip().splitlines()[-1:]})"
		)
	pip("install", "--require-hashes", "--no-deps", "-r", paths.EMBEDDED / "requirements.txt")


def replace_folder(new: Path, old: Path) -> None:
	"""Put a finished folder in the place of an old one."""
	away = old.with_name(old.name + ".old")
	shutil.rmtree(away, ignore_errors=True)
	if old.exists():
		old.rename(away)
	new.rename(old)
	shutil.rmtree(away, ignore_errors=True)


def unpack_engine(version: str) -> None:
	"""The engine under its original name in .build/engine/frappe."""
	from embedded.engine import source

	work = paths.BUILD / "engine.part"
	shutil.rmtree(work, ignore_errors=True)
	work.mkdir(parents=True)
	pip(
		"download", "--require-hashes", "--no-deps", "--only-binary", ":all:",
		"-r", paths.EMBEDDED / "requirements-engine.txt", "-d", work,
	)  # fmt: skip
	source.unpack(next(work.glob("*.whl")), work, version)
	subprocess.run(
		[paths.venv_python(), "-W", "ignore", "-m", "compileall", "-q", "-j", "0", work / "frappe"],
		stdout=subprocess.DEVNULL,
		check=False,
	)
	paths.ENGINE.mkdir(parents=True, exist_ok=True)
	replace_folder(work / "frappe", paths.ENGINE / "frappe")
	shutil.rmtree(work, ignore_errors=True)


def write_standin(contract_file: Path) -> None:
	"""The stand-in erpnext in .build/engine/erpnext."""
	from embedded.contract import model, standin

	work = paths.BUILD / "standin.part"
	shutil.rmtree(work, ignore_errors=True)
	standin.write(model.load(contract_file), work, standin.engine_doctypes(paths.ENGINE / "frappe"))
	compileall.compile_dir(work, quiet=2)
	paths.ENGINE.mkdir(parents=True, exist_ok=True)
	replace_folder(work / "erpnext", paths.ENGINE / "erpnext")
	shutil.rmtree(work, ignore_errors=True)


def set_up_extra(name: str, venv_key: str) -> None:
	"""One of EXTRAS: its Debian packages, its requirements, and what has to be built."""
	debian_packages(name, say)
	requirements = paths.EMBEDDED / f"requirements-{name}.txt"
	if requirements.exists():
		key = stamps.digest([requirements], venv_key)
		step(
			f"installing {EXTRAS[name]}",
			paths.VENV / f"stamp-{name}",
			key,
			lambda: pip("install", "--require-hashes", "--no-deps", "-r", requirements),
		)
	if name == "desk":
		built = subprocess.run([paths.venv_python(), "-m", "embedded.assets"], cwd=paths.REPO, check=False)
		if built.returncode:
			raise Failure("the Desk assets could not be built; see the line above")


def set_up(extras: list[str], contract: str) -> None:
	"""All steps, in order."""
	if problem := python_problem():
		raise Failure(problem)
	requirements = paths.EMBEDDED / "requirements.txt"
	venv_key = stamps.digest([requirements], sys.version, str(paths.VENV))
	step("virtual environment (.venv)", paths.VENV / "stamp", venv_key, make_venv)

	contract_file = paths.CONTRACTS / f"erpnext-{contract}.json"
	from embedded.contract.model import load

	version = load(paths.CONTRACTS / "erpnext-16.json").versions["frappe"]
	engine_key = stamps.digest(
		[paths.EMBEDDED / "requirements-engine.txt", paths.EMBEDDED / "engine" / "source.py"],
		version,
		sys.version,
	)
	step("engine", paths.STAMPS / "engine", engine_key, lambda: unpack_engine(version))
	standin_key = stamps.digest([contract_file, paths.EMBEDDED / "contract"], engine_key)
	step(
		f"stand-in for ERPNext {contract}",
		paths.STAMPS / "standin",
		standin_key,
		lambda: write_standin(contract_file),
	)
	for name in extras:
		set_up_extra(name, venv_key)


def main() -> int:
	"""The command line."""
	parser = argparse.ArgumentParser(description="Set up the embedded site's .venv and .build.")
	parser.add_argument(
		"--with",
		dest="extras",
		action="append",
		default=[],
		choices=sorted(EXTRAS),
		help="; ".join(f"{name}: {what}" for name, what in EXTRAS.items()),
	)
	parser.add_argument(
		"--contract", choices=["15", "16"], default="16", help="whose fields ERPNext's stand-in has"
	)
	args = parser.parse_args()
	try:
		set_up(args.extras, args.contract)
	except Failure as failure:
		print(f"set-up stopped: {failure}", file=sys.stderr)
		return 1
	except OSError as error:
		where = f" ({error.filename})" if error.filename else ""
		why = why_not_written(error) or f"{error.strerror or error}{where}"
		print(f"set-up stopped: {why}", file=sys.stderr)
		return 1
	except KeyboardInterrupt:
		print("set-up interrupted; run it again to go on", file=sys.stderr)
		return 130
	return 0


if __name__ == "__main__":
	os.umask(0o022)
	sys.exit(main())
