"""Export of the fact tables as Parquet, for DuckDB and for replication to other engines."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import frappe

from relationship_suite.relationship_core.facts import schema

_TYPES = {
	"key": "VARCHAR",
	"doctype": "VARCHAR",
	"text": "VARCHAR",
	"date": "DATE",
	"datetime": "TIMESTAMP",
	"flag": "BIGINT",
	"int": "BIGINT",
	"serial": "BIGINT",
	"decimal": "DOUBLE",
}
CHUNK = 20_000
_NULL = "\\N"


def export(folder: Path) -> None:
	"""Write one file per fact table; each appears whole or not at all."""
	folder.mkdir(parents=True, exist_ok=True)
	for table in schema.FACTS:
		export_table(table, folder / f"{table.name}.parquet")


def export_table(table: schema.Table, path: Path) -> None:
	"""Write a table's rows in the order of its primary key, so that row groups can be skipped."""
	import duckdb

	connection = duckdb.connect()
	columns = ", ".join(f'"{c.name}" {_TYPES[c.kind]}' for c in table.columns)
	connection.execute(f"CREATE TABLE fact ({columns})")
	unfinished, text = path.with_suffix(".unfinished"), path.with_suffix(".csv")
	with open(
		text, "w", newline="", encoding="utf-8"
	) as file:  # DuckDB reads a file at once, but rows one by one
		writer = csv.writer(file, lineterminator="\n")
		for rows in chunks(table):
			writer.writerows([[_NULL if value is None else value for value in row] for row in rows])
	options = "FORMAT csv, HEADER false, AUTO_DETECT false, DELIMITER ',', QUOTE '\"', ESCAPE '\"'"
	connection.execute(f"COPY fact FROM $path ({options}, NULLSTR '{_NULL}')", {"path": str(text)})
	connection.table("fact").write_parquet(str(unfinished))
	connection.close()
	text.unlink()
	os.replace(unfinished, path)


def chunks(table: schema.Table) -> Iterator[list[list]]:
	"""A fact table's rows in the order of its primary key, some thousands at a time."""
	fact = frappe.qb.Table(table.name)
	query = frappe.qb.from_(fact).select(*table.column_names)
	for column in table.primary_key:
		query = query.orderby(fact[column])
	start = 0
	while rows := query.limit(CHUNK).offset(start).run():
		yield [list(row) for row in rows]
		start += CHUNK
