"""Writers of the embedded SQLite site wait for each other; nobody is told that the database is locked."""

from __future__ import annotations

import sqlite3

import pytest


@pytest.fixture
def other(clean):
	"""A connection beside the session's own, as another request has it."""
	import frappe

	if frappe.db.db_type != "sqlite":
		pytest.skip("about SQLite")
	frappe.db.commit()
	connection = sqlite3.connect(frappe.db.get_db_path(), isolation_level=None)
	yield connection
	connection.close()
	frappe.db.rollback()
	frappe.db.delete("DefaultValue", {"parent": "_RS locks"})
	frappe.db.commit()


def add(connection: sqlite3.Connection, name: str) -> None:
	connection.execute(
		"INSERT INTO `tabDefaultValue` (name, parent, defkey) VALUES (?, '_RS locks', ?)", (name, name)
	)


def kept() -> list[str]:
	import frappe

	filters = {"parent": "_RS locks"}
	return frappe.get_all("DefaultValue", filters=filters, order_by="defkey", pluck="defkey")


def test_who_has_read_before_another_writes_can_still_write(other):
	import frappe

	assert kept() == []
	add(other, "theirs")

	frappe.get_doc({"doctype": "DefaultValue", "parent": "_RS locks", "defkey": "ours"}).db_insert()
	frappe.db.commit()

	assert kept() == ["ours", "theirs"]


def test_a_transaction_that_has_written_keeps_others_from_writing_until_it_ends(other):
	import frappe

	frappe.get_doc({"doctype": "DefaultValue", "parent": "_RS locks", "defkey": "ours"}).db_insert()
	other.execute("PRAGMA busy_timeout = 0")

	with pytest.raises(sqlite3.OperationalError, match="locked"):
		add(other, "theirs")
	frappe.db.rollback()
	add(other, "theirs")

	assert kept() == ["theirs"]


def test_a_savepoint_that_is_released_commits_nothing(other):
	import frappe

	frappe.db.savepoint("one")
	frappe.get_doc({"doctype": "DefaultValue", "parent": "_RS locks", "defkey": "ours"}).db_insert()
	frappe.db.release_savepoint("one")
	frappe.db.rollback()

	assert kept() == []
