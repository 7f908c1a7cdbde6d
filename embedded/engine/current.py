"""Which site and apps this process works with: one site at a time, for Frappe's caches are per process."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

DATABASE_KEYS = ("db_type", "db_name", "db_host", "db_port", "db_user", "db_password", "db_socket")


@dataclass
class State:
	"""The process's state. `bench` is a folder with sites/<site>, sites/assets and logs, as Frappe expects."""

	apps: list[str] = field(default_factory=list)
	bench: Path | None = None
	site: str = ""
	origin: Path | None = None  # the working folder before the first site was entered

	@property
	def sites_path(self) -> Path:
		"""The folder of the sites, which is also the working folder, as on a bench."""
		if self.bench is None:
			raise RuntimeError("no embedded site is open: call open_site or open_copy first")
		return self.bench / "sites"

	@property
	def site_path(self) -> Path:
		"""The open site's folder."""
		return self.sites_path / self.site


STATE = State()


def read_config() -> dict:
	"""The open site's site_config.json, with what an embedded site needs on top; {} when no site is open."""
	if STATE.bench is None:
		return {}
	try:
		stored = json.loads((STATE.site_path / "site_config.json").read_text())
	except OSError:
		stored = {}
	return {
		"lang": "en",
		"max_file_size": 25 * 1024 * 1024,
		"server_port": 8000,
		"webserver_port": 8000,
		"redis_cache": "redis://127.0.0.1:1",  # never dialled: redis_local answers
		"redis_queue": "redis://127.0.0.1:1",
		"use_mysqlclient": 0,
		"developer_mode": 0,
		"allow_tests": 1,
		"maintenance_mode": 0,
		"mute_emails": 1,  # mail is queued and never sent; the sender below only fills the column
		"mail_server": "localhost",
		"auto_email_id": "embedded@example.com",
		"read_from_replica": 0,
		"db_type": "sqlite",
		**stored,
	}


def enter(bench: Path, site: str) -> None:
	"""Make this the process's site and its sites folder the working folder, as every bench command does."""
	bench = bench.resolve()
	STATE.bench, STATE.site = bench, site
	STATE.origin = STATE.origin or Path.cwd()
	os.environ["FRAPPE_BENCH_ROOT"] = str(bench)
	os.chdir(bench / "sites")


def leave(bench: Path) -> None:
	"""Forget this site and go back to the first working folder, if this is the process's site."""
	if STATE.bench == bench.resolve():
		os.chdir(STATE.origin or "/")
		STATE.bench, STATE.site, STATE.origin = None, "", None
