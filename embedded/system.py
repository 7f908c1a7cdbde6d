"""What the machine has and lacks, in plain sentences. Standard library only."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

# extra -> (Debian packages, a program that shows they are there, other names of it)
DEBIAN = {
	"browser": (["chromium"], ["chromium", "chromium-browser", "google-chrome"]),
	"desk": (["nodejs", "npm"], ["npm"]),
	"mariadb": (["mariadb-server-core", "mariadb-client-core"], ["mariadbd", "mysqld"]),
}
SYSTEM_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/sbin"])


DISK_FULL = "the disk is full; about 2 GB are needed: make room and run it again"
_DISK_FULL_SIGNS = ("No space left on device", "database or disk is full", "ENOSPC", "Disk quota exceeded")
_NO_NETWORK_SIGNS = (
	"Temporary failure in name resolution", "Connection refused", "NewConnectionError", "Network is unreachable",
	"ProxyError", "Read timed out", "ConnectTimeoutError", "Max retries exceeded",
	"ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ECONNRESET", "ENETUNREACH",
)  # fmt: skip


class Failure(Exception):
	"""Set-up cannot go on; the message is one sentence that says why and what to do."""


def find_program(*names: str) -> str | None:
	"""The path of the first of these programs that the machine has; server programs lie in sbin."""
	for name in names:
		if found := shutil.which(name, path=SYSTEM_PATH):
			return found
	return None


def says_disk_full(output: str) -> bool:
	"""Whether a program's output says that there was no room to write."""
	return any(sign in output for sign in _DISK_FULL_SIGNS)


def cannot_reach(output: str) -> bool:
	"""Whether the output of pip or npm says that the network let it down."""
	return any(sign in output for sign in _NO_NETWORK_SIGNS)


def why_not_written(error: BaseException) -> str | None:
	"""One sentence for an error that says that there was no room, or no right, to write; None for any other."""
	if is_disk_full(error):
		return DISK_FULL
	if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
		return (
			f"{error.filename} cannot be written ({error.strerror}): "
			"copy the repository into a folder of your own and run it there"
		)
	return None


def is_disk_full(error: BaseException | None) -> bool:
	"""Whether this error, or one that it came from, says so."""
	while error is not None:
		if says_disk_full(str(error)):
			return True
		error = error.__cause__ or error.__context__
	return False


def why_pip_failed(output: str, log: Path) -> str:
	"""One sentence for a failed pip run."""
	if says_disk_full(output):
		return f"{DISK_FULL} (log: {log})"
	if cannot_reach(output):
		return f"the package index cannot be reached: check the network or pip's own settings (log: {log})"
	signs = [
		(("DO NOT MATCH THE HASHES",), "a package is not the one that was pinned: its hash differs"),
		(
			("No matching distribution found", "Could not find a version"),
			"the package index does not hold a package that was pinned, or cannot be reached",
		),
	]  # fmt: skip
	for needles, sentence in signs:
		if any(needle in output for needle in needles):
			return f"{sentence} (log: {log})"
	errors = [line for line in output.splitlines() if line.startswith("ERROR")]
	return f"pip failed: {(errors or output.splitlines() or ['no output'])[-1]} (log: {log})"


def debian_packages(extra: str, say: Callable[[str], None]) -> None:
	"""See that an extra's programs are there; as root on Debian or Ubuntu, install them."""
	if extra not in DEBIAN:
		return
	packages, programs = DEBIAN[extra]
	if find_program(*programs):
		return
	command = f"apt-get install --no-install-recommends {' '.join(packages)}"
	if os.geteuid() != 0 or not find_program("apt-get"):
		raise Failure(
			f"{programs[0]} is needed and not on this machine; on Debian and Ubuntu, as root: {command}"
		)
	say(f"installing {' '.join(packages)} with apt-get ...")
	environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
	for arguments in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
		ran = subprocess.run(
			["apt-get", *arguments], env=environment, capture_output=True, text=True, check=False
		)
	if ran.returncode or not find_program(*programs):
		last = (ran.stderr or ran.stdout).strip().splitlines()[-1:]
		raise Failure(f"apt-get could not install {' '.join(packages)}: {' '.join(last)}")
