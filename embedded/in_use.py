"""Which folders a running process needs: a lock that the operating system takes back when the process ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

LOCK = "in-use.lock"


def hold(folder: Path, *, alone: bool = False) -> IO[str] | None:
	"""Mark a folder as needed, until the returned file is closed or the process ends.

	Args:
		folder: has to be there.
		alone: nobody else may need it; otherwise any number of processes may.

	Returns None where that is not to be had.
	"""
	file = open(folder / LOCK, "w")  # noqa: SIM115  its being open is the lock
	try:
		fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
	except OSError:
		file.close()
		return None
	return file


def is_used(folder: Path) -> bool:
	"""Whether some process needs it."""
	held = hold(folder, alone=True)
	if held is None:
		return True
	held.close()
	return False
