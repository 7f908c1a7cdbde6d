"""`make demo` on a machine that lacks something: one sentence each; and its two tables."""

import argparse
import os
import socket
import subprocess
import sys

import pytest

from embedded import assets, in_use, paths, serve, system
from embedded.demo import __main__ as demo
from embedded.demo import findings


def test_a_port_in_use_is_told_before_any_work():
	with socket.socket() as taken:
		taken.bind((serve.HOST, 0))
		taken.listen()
		port = taken.getsockname()[1]
		command = [sys.executable, "-m", "embedded.demo", "--port", str(port)]
		ran = subprocess.run(command, cwd=paths.REPO, capture_output=True, text=True, check=False, timeout=60)

	assert ran.returncode == 1
	assert ran.stderr == f"demo: port {port} is in use: choose another, as in make demo PORT=8001\n"
	assert ran.stdout == ""


@pytest.mark.parametrize("text", ["0", "65536", "80x", "-1", ""])
def test_what_is_no_port_is_told(text):
	with pytest.raises(argparse.ArgumentTypeError, match="is no port"):
		serve.port_number(text)


def test_a_machine_without_node_is_told_what_to_install(monkeypatch):
	monkeypatch.setattr(assets, "find_program", lambda *names: None)
	with pytest.raises(system.Failure, match="apt-get install nodejs npm"):
		assets.node()


def test_an_old_node_is_named(monkeypatch, tmp_path):
	for name in ("node", "npm"):
		(tmp_path / name).write_text("#!/bin/sh\necho v16.20.0\n")
		(tmp_path / name).chmod(0o755)
	monkeypatch.setattr(system, "SYSTEM_PATH", f"{tmp_path}{os.pathsep}")
	with pytest.raises(system.Failure, match=r"Node.js 18 or newer is needed .* this is v16.20.0"):
		assets.node()


def test_npm_without_a_network_is_one_sentence(monkeypatch, tmp_path):
	monkeypatch.setattr(paths, "LOGS", tmp_path)
	command = ["sh", "-c", "echo 'npm error code ECONNREFUSED'; exit 1"]
	with pytest.raises(system.Failure, match="npm cannot reach its registry: check the network"):
		assets._run(command, tmp_path, "npm.log", "npm")


def result(name: str, score: float, standing: str = "Good") -> dict:
	row = {"supplier": name, "abbr": "TW", "due": 20, "otif": 75.0, "ppm": 2000.0}
	return row | {"score": score, "standing": standing}


def test_suppliers_are_shown_from_both_ends():
	scored = [result(f"Supplier {number:02}", number) for number in range(20)]

	lines = list(findings.supplier_lines(scored, 3))

	assert "Supplier 00" in lines[1]
	assert "75.0 %" in lines[1]
	assert "2,000" in lines[1]
	assert lines[6] == "... 10 more"
	assert "Supplier 19" in lines[-2]
	assert lines[-1] == "23 results: 20 Good, 3 with too little evidence"


def test_a_kpi_without_evidence_has_no_rate():
	row = result("A", 1) | {"due": 0, "otif": None, "ppm": None}
	[line] = list(findings.supplier_lines([row], 0))[1:-1]
	assert line.split()[2:5] == ["0", "-", "-"]


def test_no_result_is_said():
	assert list(findings.supplier_lines([], 0))[-1] == "0 results: none"


def test_customers_are_counted_by_segment_and_currencies_are_not_added():
	def row(abbr: str, currency: str, segment: str | None, customers: int, revenue: float) -> dict:
		return {
			"abbr": abbr,
			"currency": currency,
			"segment": segment,
			"customers": customers,
			"revenue": revenue,
		}

	rows = [
		row("TW", "EUR", "Loyal", 2, 10.0),
		row("TW", "EUR", None, 9, 0.0),
		row("TU", "USD", "Loyal", 3, 20.0),
		row("TU", "USD", "At risk", 1, 5.0),
	]

	head, *lines = findings.customer_lines(rows)

	assert "revenue USD" in head
	assert "revenue EUR" in head
	assert [line.split() for line in lines] == [
		["Loyal", "3", "20", "2", "10"],
		["At", "risk", "1", "5", "-", "-"],
		["no", "purchase", "in", "a", "year", "-", "-", "9", "0"],
	]


HOLDER = "import sys; from pathlib import Path; from embedded import in_use; held = in_use.hold(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def served(tmp_path):
	"""A folder that another process serves."""
	folder = tmp_path / "served"
	folder.mkdir()
	process = subprocess.Popen(
		[sys.executable, "-c", HOLDER, str(folder)],
		cwd=paths.REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
	)  # fmt: skip
	assert process.stdout.readline() == "held\n"
	yield folder, process
	process.communicate()


def test_a_demo_that_is_served_stays_and_others_of_its_data_go(served, monkeypatch, capsys):
	folder, process = served
	(folder.parent / "stale").mkdir()
	monkeypatch.setattr(paths, "REPO", folder.parent)

	demo.remove_old(folder.parent)

	assert [path.name for path in folder.parent.iterdir()] == ["served"]
	assert capsys.readouterr().out == "An older demo is still being served: it stays in served.\n"
	process.communicate()
	demo.remove_old(folder.parent)
	assert list(folder.parent.iterdir()) == []


def test_several_may_serve_one_folder_but_not_while_it_is_held_alone(tmp_path):
	with in_use.hold(tmp_path), in_use.hold(tmp_path):
		assert in_use.is_used(tmp_path)
		assert in_use.hold(tmp_path, alone=True) is None
	assert not in_use.is_used(tmp_path)
	with in_use.hold(tmp_path, alone=True):
		assert in_use.hold(tmp_path) is None


def test_two_that_load_the_same_data_are_told_apart(tmp_path, monkeypatch):
	monkeypatch.setattr(demo, "SITES", tmp_path)
	for data in ("demo", "real"):
		(tmp_path / data).mkdir()
	told = pytest.raises(system.Failure, match=r"another make demo is loading this data \(DATA=real\)")
	with demo.alone("real"), demo.alone("demo"), told, demo.alone("real"):
		pass


def test_without_a_terminal_a_line_comes_every_few_seconds(monkeypatch, capsys):
	now = 0.0
	bar = demo.Bar(lambda: now)
	monkeypatch.setattr(sys.stdout, "isatty", lambda: False, raising=False)
	for now in (1.0, 4.9, 5.0, 6.0, 10.0):
		bar(int(now * 100), 1000, "Sales Invoice")

	assert capsys.readouterr().out.splitlines() == [
		"  500 of 1,000 Sales Invoice",
		"  1,000 of 1,000 Sales Invoice",
	]


@pytest.mark.parametrize(
	("said", "taken"), [("Europe/Berlin", "Europe/Berlin"), (":/etc/localtime", "UTC"), ("CEST-2", "UTC")]
)
def test_the_demo_has_the_clock_of_its_machine(monkeypatch, said, taken):
	monkeypatch.setenv("TZ", said)
	assert demo.local_time_zone() == taken
