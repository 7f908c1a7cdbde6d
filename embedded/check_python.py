"""Is this Python good enough for the set-up? Run before everything else; written so that Python 2.7 reads it too."""

import sys

MINIMUM = (3, 10)


def python_problem(version=None):
	"""What is wrong with the running Python in one sentence, or None."""
	version = version or sys.version_info
	if tuple(version[:2]) < MINIMUM:
		have = ".".join(str(part) for part in version[:3])
		need = ".".join(str(part) for part in MINIMUM)
		return "Python %s or newer is needed, this is %s: name another, as in make demo PYTHON=python3.11" % (
			need,
			have,
		)
	import importlib.util

	for module in ("venv", "ensurepip"):
		if importlib.util.find_spec(module) is None:
			return (
				"Python's %s module is missing; on Debian and Ubuntu: apt-get install python3-venv" % module
			)
	if importlib.util.find_spec("sqlite3") is None:
		return "Python's sqlite3 module is missing"
	return None


if __name__ == "__main__":
	problem = python_problem()
	if problem:
		sys.exit("set-up stopped: " + problem)
