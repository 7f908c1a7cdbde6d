"""What the writers of results share: names, and rows of documents in few statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import frappe
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import bulk

#: So many names go into one statement.
FEW = 1000
#: Owner of records that no person has made.
_OWNER = "Administrator"


def name_of(prefix: str, *parts: str) -> str:
	"""The one name of a result, so that two writers cannot both insert it; its parts may be as long as names can be."""
	key = "\0".join(parts).encode()
	return f"{prefix}-{hashlib.blake2s(key, digest_size=12).hexdigest()}"


def insert(
	doctype: str,
	fieldnames: Sequence[str],
	rows: Sequence[tuple[Any, ...]],
	created: Mapping[str, datetime] | None = None,
	owner: str = _OWNER,
) -> None:
	"""Insert documents, or rows of a child table, past their controllers.

	Args:
		doctype: of a table without anything to submit.
		fieldnames: of the values, without ``name``.
		rows: the name, then the values.
		created: name -> creation, of documents that replace older ones; now for all others.
		owner: whose documents they are.
	"""
	now, created = now_datetime(), created or {}
	columns = ("name", *fieldnames, "owner", "modified_by", "creation", "modified", "docstatus")
	whole = [(*row, owner, owner, created.get(row[0], now), now, 0) for row in rows]
	bulk.insert(f"tab{doctype}", columns, whole)


def delete(doctype: str, names: Sequence[str], children: Sequence[str] = ()) -> None:
	"""Delete documents by name with their rows in child tables: a subquery in DELETE is run for every row there is."""
	for some in chunks(names):
		for child in children:
			row = frappe.qb.DocType(child)
			frappe.qb.from_(row).delete().where((row.parenttype == doctype) & row.parent.isin(some)).run()
		document = frappe.qb.DocType(doctype)
		frappe.qb.from_(document).delete().where(document.name.isin(some)).run()


def chunks(items: Sequence, size: int = FEW) -> Iterator[Sequence]:
	"""The items in parts of ``size``."""
	for start in range(0, len(items), size):
		yield items[start : start + size]
