"""Transactions of SQLite that wait for each other instead of failing with "database is locked".

SQLite has one writer at a time. Frappe opens every transaction with a plain BEGIN, whose snapshot is as old as its
first read: when another connection has written meanwhile, the first write fails at once, however long one is ready
to wait. Here a transaction begins with its first write or savepoint and takes the right to write then; what is read
before is read as it stands. In the served Desk a write waits long enough for a batch of a rebuild to end.
"""

from __future__ import annotations

import sqlite3

#: How long a write waits for the one before it, in ms. Frappe's own 5 s are for a process that nobody shares.
wait_ms = 5_000


def wait_long() -> None:
	"""For a served site, whose requests and background jobs write side by side. Connections made from now on wait."""
	global wait_ms  # noqa: PLW0603
	wait_ms = 60_000


def install() -> None:
	"""Change how transactions begin on every connection made from now on. Call after `import frappe`."""
	from frappe.database.sqlite.database import SQLiteDatabase

	connect, begin, savepoint = (
		SQLiteDatabase.get_connection,
		SQLiteDatabase.begin,
		SQLiteDatabase.savepoint,
	)

	def get_connection(self, read_only: bool = False) -> sqlite3.Connection:
		connection = connect(self, read_only)
		# Python begins a transaction with it before the first INSERT, UPDATE, DELETE or REPLACE.
		connection.isolation_level = "IMMEDIATE"
		connection.execute(f"PRAGMA busy_timeout={wait_ms:d}")
		return connection

	def begin_with_the_first_write(self, *, read_only: bool = False) -> None:
		import frappe

		if read_only or frappe.flags.read_only or getattr(self, "read_only", False):
			begin(self, read_only=read_only)  # it changes to another connection

	def savepoint_within_a_transaction(self, save_point: str) -> None:
		# One that stands alone would be a transaction of its own, and releasing it would commit.
		if not self._conn.in_transaction:
			self.sql("BEGIN IMMEDIATE")
		savepoint(self, save_point)

	SQLiteDatabase.get_connection = get_connection
	SQLiteDatabase.begin = begin_with_the_first_write
	SQLiteDatabase.savepoint = savepoint_within_a_transaction
