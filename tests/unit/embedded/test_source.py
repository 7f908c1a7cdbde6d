"""Restoring the engine's name."""

import zipfile

import pytest

from embedded.engine import source


def test_every_spelling_of_the_name_is_restored():
	assert source.restore_text("monoframe Monoframe MONOFRAME MonoFrame") == "frappe Frappe FRAPPE Frappe"


def test_newer_syntax_becomes_an_assignment():
	text = "if TYPE_CHECKING:\n\ttype Columns = list[str]\n"
	assert source.restore_module("x.py", text, "16.0.0") == "if TYPE_CHECKING:\n\tColumns = list[str]\n"


def test_a_variable_called_type_is_left_alone():
	text = "\ttype = 1\n\ttype_of = 2\n"
	assert source.restore_module("x.py", text, "16.0.0") == text


def test_the_version_is_the_one_asked_for():
	text = source.restore_module("__init__.py", '__version__ = "0.0.1"\n', "16.13.0")
	assert text == '__version__ = "16.13.0"\n'


def test_a_passage_that_is_not_there_stops_the_set_up():
	with pytest.raises(ValueError, match=r"apps\.py"):
		source.restore_module("apps.py", "nothing of the kind", "16.13.0")


@pytest.fixture
def wheel(tmp_path):
	path = tmp_path / "monoframe-0.0.1-py3-none-any.whl"
	with zipfile.ZipFile(path, "w") as archive:
		archive.writestr("monoframe/monoframeclient.py", "import monoframe\n")
		archive.writestr("monoframe/public/images/monoframe-logo.png", b"\x89PNG monoframe")
		archive.writestr("monoframe/templates/x.html", "{{ monoframe.session.user }}")
		archive.writestr("monoframe/__pycache__/x.pyc", b"")
		archive.writestr("monoframe-0.0.1.dist-info/METADATA", "Name: monoframe")
	return path


def test_unpacking_restores_paths_and_text_but_not_binary_files(wheel, tmp_path):
	assert source.unpack(wheel, tmp_path, "16.13.0") == 3
	package = tmp_path / "frappe"
	assert (package / "frappeclient.py").read_text() == "import frappe\n"
	assert (package / "templates" / "x.html").read_text() == "{{ frappe.session.user }}"
	assert (package / "public" / "images" / "frappe-logo.png").read_bytes() == b"\x89PNG monoframe"
	assert not (package / "__pycache__").exists()


def test_a_wheel_of_something_else_is_refused(tmp_path):
	path = tmp_path / "other.whl"
	with zipfile.ZipFile(path, "w") as archive:
		archive.writestr("other/__init__.py", "")
	with pytest.raises(ValueError, match="holds no package"):
		source.unpack(path, tmp_path, "16.13.0")
