"""A private MariaDB: its own data folder, a unix socket and nothing else, stopped when its owner is done.

	with MariaDB(folder) as server:
		server.site_config("name")

The programs are Debian's (mariadb-server-core, mariadb-client-core). A data folder that was shut down cleanly
can be copied and served by another server, which is how a site is copied in seconds.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from embedded.system import Failure, find_program

START_SECONDS = 60
STOP_SECONDS = 60
PASSWORD = "embedded"  # reached only through a socket in a folder that nobody else can enter

# Frappe's own character set; no durability, because the data is thrown away.
OPTIONS = [
	"--skip-networking",
	"--character-set-server=utf8mb4",
	"--collation-server=utf8mb4_unicode_ci",
	"--skip-character-set-client-handshake",
	"--skip-log-bin",
	"--innodb-flush-log-at-trx-commit=0",
	"--innodb-doublewrite=0",
	"--innodb-buffer-pool-size=256M",
	"--innodb-log-file-size=48M",
	"--innodb-buffer-pool-dump-at-shutdown=0",
	"--innodb-buffer-pool-load-at-startup=0",
	"--performance-schema=off",
	"--max-allowed-packet=256M",
]


class MariaDB(AbstractContextManager):
	"""A server on one data folder, which is made when it is not there."""

	root_user = "root"
	root_password = PASSWORD

	def __init__(self, folder: Path) -> None:
		self.folder = Path(folder).resolve()
		self.process: subprocess.Popen | None = None
		self._run: Path | None = None

	@property
	def socket(self) -> Path:
		"""The unix socket. It lies in a short path of its own: such paths may have 107 characters at most."""
		if self._run is None:
			raise RuntimeError("the server is not running")
		return self._run / "mariadb.sock"

	@property
	def log(self) -> Path:
		"""The server's error log."""
		return self.folder.with_name(self.folder.name + ".log")

	def site_config(self, db_name: str) -> dict[str, str]:
		"""What a site_config.json needs to use this server."""
		return {
			"db_type": "mariadb",
			"db_socket": str(self.socket),
			"db_host": "localhost",
			"db_name": db_name,
			"db_user": db_name,
			"db_password": PASSWORD,
		}

	def start(self) -> MariaDB:
		"""Start the server and return when it answers."""
		if self.process is not None:
			return self
		program = find_program("mariadbd", "mysqld")
		if program is None:
			raise Failure("mariadbd is not on this machine: python3 embedded/setup.py --with mariadb")
		if not (self.folder / "mysql").is_dir():
			self._make_data()
		self._run = Path(tempfile.mkdtemp(prefix="mariadb-"))
		first_sql = self._run / "first.sql"
		first_sql.write_text(f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{PASSWORD}';\n")
		command = [
			*self._die_with_parent(), program, "--no-defaults", f"--datadir={self.folder}",
			f"--socket={self.socket}", f"--pid-file={self._run / 'pid'}", f"--log-error={self.log}", f"--init-file={first_sql}",
			f"--tmpdir={self._run}", *self._user(), *OPTIONS,
		]  # fmt: skip
		self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		atexit.register(self.stop)
		self._wait()
		return self

	def _make_data(self) -> None:
		script = find_program("mariadb-install-db", "mysql_install_db")
		if script is None:
			raise Failure(
				"mariadb-install-db is not on this machine: python3 embedded/setup.py --with mariadb"
			)
		shutil.rmtree(self.folder, ignore_errors=True)
		self.folder.mkdir(parents=True, mode=0o700)
		command = [
			script, "--no-defaults", f"--datadir={self.folder}", "--auth-root-authentication-method=normal",
			"--skip-test-db", "--innodb-log-file-size=48M", *self._user(),
		]  # fmt: skip
		made = subprocess.run(command, capture_output=True, text=True, check=False)
		if made.returncode:
			shutil.rmtree(self.folder, ignore_errors=True)
			raise Failure(
				f"MariaDB's data folder could not be made: {(made.stderr or made.stdout).strip()[-500:]}"
			)

	@staticmethod
	def _user() -> list[str]:
		return ["--user=root"] if os.geteuid() == 0 else []

	@staticmethod
	def _die_with_parent() -> list[str]:
		# so that a killed test run leaves no server behind; setpriv is part of every Debian's util-linux
		program = find_program("setpriv")
		return [program, "--pdeathsig", "TERM"] if program else []

	def _wait(self) -> None:
		import pymysql

		end = time.monotonic() + START_SECONDS
		while time.monotonic() < end:
			if self.process is None or self.process.poll() is not None:
				break
			with suppress(pymysql.err.OperationalError):
				self.query("SELECT 1")
				return
			time.sleep(0.05)
		self.stop()
		tail = self.log.read_text(errors="replace").splitlines()[-5:] if self.log.exists() else []
		raise Failure(f"MariaDB did not start (log: {self.log}): " + " ".join(tail))

	def query(self, sql: str) -> tuple:
		"""Run one statement as root and return its rows."""
		import pymysql

		connection = pymysql.connect(
			unix_socket=str(self.socket), user=self.root_user, password=self.root_password, autocommit=True
		)
		try:
			with connection.cursor() as cursor:
				cursor.execute(sql)
				return cursor.fetchall()
		finally:
			connection.close()

	def stop(self) -> None:
		"""Shut down cleanly, so that the data folder can be copied."""
		process, self.process = self.process, None
		if process is not None:
			atexit.unregister(self.stop)
			if process.poll() is None:
				process.terminate()
			try:
				process.wait(STOP_SECONDS)
			except subprocess.TimeoutExpired:
				process.kill()
				process.wait()
		if self._run is not None:
			shutil.rmtree(self._run, ignore_errors=True)
			self._run = None

	def __enter__(self) -> MariaDB:
		return self.start()

	def __exit__(self, *_) -> None:
		self.stop()
