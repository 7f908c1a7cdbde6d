"""Errors of the set-up are one sentence that says what to do."""

import ast
import errno
import importlib.util
from pathlib import Path

import pytest

from embedded import check_python, setup, system

LOG = Path("pip.log")


@pytest.mark.parametrize(
	("output", "sentence"),
	[
		("ERROR: [Errno 28] No space left on device", "the disk is full"),
		("sqlite3.OperationalError: database or disk is full", "the disk is full"),
		("NewConnectionError: Temporary failure in name resolution", "the package index cannot be reached"),
		("ERROR: No matching distribution found for x==1", "does not hold a package that was pinned"),
		("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "its hash differs"),
		("ERROR: something else", "pip failed: ERROR: something else"),
		("", "pip failed: no output"),
	],
)
def test_a_failed_pip_run_becomes_one_sentence(output, sentence):
	message = system.why_pip_failed(output, LOG)
	assert sentence in message
	assert "\n" not in message
	assert str(LOG) in message


def test_npm_without_a_network_is_told_so():
	assert system.cannot_reach("npm error code ECONNREFUSED")
	assert not system.cannot_reach("npm error code ERESOLVE")


@pytest.mark.parametrize("text", ["database or disk is full", "[Errno 28] No space left on device"])
def test_a_full_disk_is_known_also_behind_another_error(text):
	error = ValueError("could not save")
	error.__cause__ = OSError(text)
	assert system.is_disk_full(error)
	assert not system.is_disk_full(ValueError("could not save"))


def test_a_folder_that_may_not_be_written_is_named_with_what_to_do():
	error = PermissionError(errno.EACCES, "Permission denied", "/opt/app/.venv")
	assert system.why_not_written(error) == (
		"/opt/app/.venv cannot be written (Permission denied): "
		"copy the repository into a folder of your own and run it there"
	)
	assert system.why_not_written(OSError(errno.ENOSPC, "No space left on device")) == system.DISK_FULL
	assert system.why_not_written(OSError(errno.ENOENT, "No such file or directory", "x")) is None


def test_an_old_python_is_named():
	assert check_python.python_problem((3, 9, 1, "final")).startswith(
		"Python 3.10 or newer is needed, this is 3.9.1:"
	)


def test_this_python_will_do():
	assert check_python.python_problem() is None


@pytest.mark.parametrize("feature", [(3, 7), (3, 8)])
def test_old_pythons_can_read_the_check(feature):
	source = Path(check_python.__file__).read_text()
	assert ast.parse(source, feature_version=feature)
	newer = {ast.JoinedStr, ast.NamedExpr, ast.Match, ast.AnnAssign}
	assert not [node for node in ast.walk(ast.parse(source)) if type(node) in newer]  # nor can 2.7


def test_a_missing_venv_module_names_the_package(monkeypatch):
	monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
	assert "apt-get install python3-venv" in check_python.python_problem()


def test_a_missing_program_names_the_command_when_not_root(monkeypatch):
	monkeypatch.setattr(system, "find_program", lambda *names: None)
	monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
	with pytest.raises(system.Failure, match=r"apt-get install .* mariadb-server-core"):
		system.debian_packages("mariadb", print)


def test_a_virtual_environment_of_the_users_own_is_left_alone(monkeypatch, tmp_path):
	(tmp_path / ".venv").mkdir()
	monkeypatch.setattr(setup.paths, "VENV", tmp_path / ".venv")
	with pytest.raises(system.Failure, match="was not made by this script"):
		setup.make_venv()
	assert (tmp_path / ".venv").is_dir()


def test_a_step_is_done_once_and_again_after_its_inputs_change(tmp_path, capsys):
	done = []
	for key in ("a", "a", "b"):
		setup.step("work", tmp_path / "stamp", key, lambda key=key: done.append(key))
	assert done == ["a", "b"]
	assert capsys.readouterr().out.count("work ...") == 2


def test_a_step_that_fails_is_done_again(tmp_path):
	def fail():
		raise system.Failure("no")

	setup.step("work", tmp_path / "stamp", "a", lambda: None)
	with pytest.raises(system.Failure):
		setup.step("work", tmp_path / "stamp", "b", fail)
	assert not (tmp_path / "stamp").exists()
