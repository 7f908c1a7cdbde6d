"""Stamps: a step is done when the hash of its inputs is what the stamp file says. Standard library only."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

SKIP = {"__pycache__", "node_modules", ".git"}


def files_under(path: Path) -> list[Path]:
	"""The files of a folder, sorted, without caches; a file stands for itself."""
	if path.is_file():
		return [path]
	found = []
	for folder, folders, names in os.walk(path):
		folders[:] = sorted(name for name in folders if name not in SKIP)
		found += [Path(folder, name) for name in sorted(names) if not name.endswith(".pyc")]
	return found


def digest(paths: Iterable[Path], *more: str) -> str:
	"""A hash over the names and contents of files and folders, and over more strings.

	Names count relative to the given path, so that the same inputs give the same hash in any checkout.
	"""
	out = hashlib.sha256("\0".join(more).encode())
	for path in paths:
		for file in files_under(path):
			name = file.name if file == path else f"{path.name}/{file.relative_to(path).as_posix()}"
			out.update(f"\0{name}\0".encode())
			out.update(hashlib.sha256(file.read_bytes()).digest())
	return out.hexdigest()[:20]


def is_current(stamp: Path, key: str) -> bool:
	"""Whether the stamp file holds this key."""
	try:
		return stamp.read_text() == key
	except OSError:
		return False


def write(stamp: Path, key: str) -> None:
	"""Write the stamp in one step, so that a killed run leaves the old one or none."""
	stamp.parent.mkdir(parents=True, exist_ok=True)
	handle, name = tempfile.mkstemp(dir=stamp.parent)
	with os.fdopen(handle, "w") as file:
		file.write(key)
	os.replace(name, stamp)
