"""`make demo` on a machine that lacks something: one sentence each; and its two tables."""

import argparse
import os
import socket
import subprocess
import sys

import pytest

from embedded import assets, paths, serve, system
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
	row = {"supplier": name, "abbr": "TW", "due": 20, "otif": 15, "received": 1000, "defective": 2}
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


def test_a_supplier_of_whom_nothing_was_due_has_no_rate():
	[line] = list(findings.supplier_lines([result("A", 1) | {"due": 0, "received": 0}], 0))[1:-1]
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
