"""Many rows in few statements. PyPika renders every value by itself, which for a hundred thousand cells takes seconds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import frappe
from pypika.terms import Parameter

#: Rows a statement; with 25 columns below SQLite's limit of 32,766 values.
CHUNK = 1000


def insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], clause: str = "") -> None:
	"""Insert rows in chunks; values are bound by the driver, names quoted by the query builder.

	``clause`` is put behind the values of every statement.
	"""
	marks = [Parameter("%s")] * len(columns)
	head = frappe.qb.into(frappe.qb.Table(table)).columns(*columns).insert(*marks).get_sql()
	values = head[head.index(" VALUES ") + len(" VALUES ") :]
	for start in range(0, len(rows), CHUNK):
		chunk = rows[start : start + CHUNK]
		statement = head + f",{values}" * (len(chunk) - 1) + clause
		frappe.db.sql(statement, [value for row in chunk for value in row])
