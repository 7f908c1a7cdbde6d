"""The requirement files are locks: one version and at least one hash for every package, no addresses."""

import re

import pytest

from embedded import paths

LOCKS = sorted(paths.EMBEDDED.glob("requirements*.txt"))
PIN = re.compile(
	r"^(?P<name>[a-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))? \\$", re.IGNORECASE
)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def pins(text):
	"""(name, version, marker, number of hashes) of every entry; anything else in the file is a failure."""
	found = []
	for line in text.splitlines():
		if match := PIN.match(line):
			found.append([match["name"], match["version"], match["marker"], 0])
		elif HASH.match(line):
			found[-1][3] += 1
		else:
			assert line.startswith("    #"), f"not a pin, hash or comment: {line!r}"
	return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
class TestLock:
	def test_every_package_has_hashes(self, lock):
		entries = pins(lock.read_text())
		assert entries
		assert [name for name, _, _, hashes in entries if not hashes] == []

	def test_no_package_has_two_versions_for_the_same_machine(self, lock):
		seen = {}
		for name, _, marker, _ in pins(lock.read_text()):
			assert marker not in seen.setdefault(name, set()), f"{name} twice for {marker}"
			assert marker or not seen[name], f"{name} twice, once without a marker"
			seen[name].add(marker)

	def test_no_index_or_address_is_named(self, lock):
		text = lock.read_text()
		assert "://" not in text
		assert "--index" not in text
		assert "--find-links" not in text

	def test_its_input_is_there(self, lock):
		assert lock.with_suffix(".in").is_file()


def locked(name):
	return {
		version
		for each, version, _, _ in pins((paths.EMBEDDED / "requirements.txt").read_text())
		if each == name
	}


def test_dateutil_stays_within_frappes_pin():
	assert all(version.startswith("2.9.0") for version in locked("python-dateutil"))


def test_the_engine_is_pinned_alone_because_it_is_installed_without_its_dependencies():
	entries = pins((paths.EMBEDDED / "requirements-engine.txt").read_text())
	assert [(name, version) for name, version, _, _ in entries] == [("monoframe", "0.0.1")]


def test_pandas_is_not_pulled_in():
	text = "".join(lock.read_text() for lock in LOCKS)
	assert not re.search(r"(?m)^(pandas|pyarrow)==", text)


def test_the_npm_lock_names_no_address():
	text = (paths.EMBEDDED / "desk" / "package-lock.json").read_text()
	assert '"resolved"' not in text
	assert text.count('"integrity"') > 100
