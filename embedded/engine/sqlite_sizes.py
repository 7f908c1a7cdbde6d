"""Sizes of a SQLite site's tables, in one reading of the file.

Frappe's own statement reads the whole file several times per table. The System Health Report shows its figures, and
that report is loaded to see whether a System Manager may open it, which every page of the Desk asks.
"""

from __future__ import annotations

from collections import defaultdict

MEGABYTE = 1024 * 1024


def by_table(pages: list[tuple[str, int]], schema: list[tuple[str, str, str]]) -> list[dict]:
	"""A row per table, the largest first, in megabytes with two decimals.

	Args:
		pages: name of a table or an index, bytes of its pages.
		schema: type (table or index), name, and name of the table, as in ``sqlite_master``.
	"""
	size = dict(pages)
	found: dict[str, dict[str, int]] = defaultdict(lambda: {"table": 0, "index": 0})
	for kind, name, table in schema:
		if kind in ("table", "index") and not table.startswith("sqlite_"):
			found[table][kind] += size.get(name, 0)
	rows = [
		{
			"table": table,
			"size": round((parts["table"] + parts["index"]) / MEGABYTE, 2),
			"data_size": round(parts["table"] / MEGABYTE, 2),
			"index_size": round(parts["index"] / MEGABYTE, 2),
		}
		for table, parts in found.items()
	]
	return sorted(rows, key=lambda row: (-row["size"], row["table"]))


def install() -> None:
	"""Put it in the place of the report's statement. Call after `import frappe`."""
	import frappe
	from frappe.core.report.database_storage_usage_by_tables import database_storage_usage_by_tables as report

	real = report.execute

	def execute(filters=None):
		if frappe.db.db_type != "sqlite":
			return real(filters)
		frappe.only_for("System Manager")
		# "aggregate" has SQLite sum up the pages of each table while it reads the file once
		pages = frappe.db.sql("SELECT name, pgsize FROM dbstat WHERE aggregate = 1")
		schema = frappe.db.sql("SELECT type, name, tbl_name FROM sqlite_master")
		return report.COLUMNS, [frappe._dict(row) for row in by_table(pages, schema)]

	report.execute = execute
