"""SQL functions that Frappe's queries use and an older SQLite library lacks (Debian 12 has 3.40)."""

from __future__ import annotations

import sqlite3


def concat(*values: object) -> str:
	"""SQLite 3.44's CONCAT: NULL counts as an empty string."""
	return "".join(str(value) for value in values if value is not None)


def concat_ws(separator: str | None, *values: object) -> str | None:
	"""SQLite 3.44's CONCAT_WS: NULL values are skipped, a NULL separator gives NULL."""
	if separator is None:
		return None
	return separator.join(str(value) for value in values if value is not None)


def install() -> None:
	"""Add them to every connection. Call after `import frappe`."""
	if sqlite3.sqlite_version_info >= (3, 44):
		return
	from frappe.database.sqlite.database import SQLiteDatabase

	connect = SQLiteDatabase.get_connection

	def get_connection(self, read_only: bool = False) -> sqlite3.Connection:
		connection = connect(self, read_only)
		connection.create_function("concat", -1, concat, deterministic=True)
		connection.create_function("concat_ws", -1, concat_ws, deterministic=True)
		return connection

	SQLiteDatabase.get_connection = get_connection
