"""Which engine computes: the one of the settings, with the facts copied there first.

A copy belongs to one lease. Facts change under the lease only, so a copy made after the facts of a run are written
holds for all of its results, and the next run makes its own. Copying pays for large work: what a usual quarter of an
hour brings is computed on the site's database, whose cells are the same.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import frappe
from frappe import _

from relationship_suite.relationship_core.facts import parquet, schema
from relationship_suite.relationship_core.facts.engines import (
	ClickHouseEngine,
	DuckDBEngine,
	Engine,
	SiteEngine,
)
from relationship_suite.relationship_core.facts.transactions import LEASE

SITE_DATABASE, DUCKDB, CLICKHOUSE = "Site database", "DuckDB", "ClickHouse"
#: Key of the site's config with ClickHouse's address: ``clickhouse://user:password@host:8123/database``.
ADDRESS = "relationship_suite_clickhouse"
#: Engine -> the module that its client is, and the extra of this app that brings it.
CLIENTS = {DUCKDB: ("duckdb", "duckdb"), CLICKHOUSE: ("clickhouse_connect", "clickhouse")}
#: From so many results on (months of suppliers, customers) the copy is worth its time.
LARGE = 2000

_CLICKHOUSE_TYPES = {
	"key": "String",
	"doctype": "String",
	"text": "String",
	"date": "Date32",
	"datetime": "DateTime64(6)",
	"flag": "Int64",
	"int": "Int64",
	"serial": "Int64",
	"decimal": "Float64",
}


def check(engine: str | None) -> None:
	"""Raise ValidationError, with the way out, where this engine cannot be used on this site."""
	if engine not in CLIENTS:
		return
	module, extra = CLIENTS[engine]
	if importlib.util.find_spec(module) is None:
		frappe.throw(
			_("{0} is not installed. On the bench: {1}").format(
				engine, f"<code>./env/bin/pip install 'relationship_suite[{extra}]'</code>"
			)
		)
	if engine == CLICKHOUSE and not frappe.conf.get(ADDRESS):
		frappe.throw(_("The site's config names no ClickHouse. Set {0} in site_config.json.").format(ADDRESS))


def engine_for(token: int, work: int) -> Engine:
	"""The engine that computes ``work`` results under the lease with this token."""
	engine = frappe.get_cached_doc("Relationship Suite Settings").engine
	if engine not in CLIENTS or work < LARGE:
		return SiteEngine()
	check(engine)
	if engine == DUCKDB:
		return DuckDBEngine(str(_parquet_of(token)))
	client = clickhouse_client()
	copy_to_clickhouse(client, token)
	return ClickHouseEngine(client)


def clickhouse_client():
	"""A client of the ClickHouse that the site's config names."""
	import clickhouse_connect

	return clickhouse_connect.get_client(dsn=frappe.conf[ADDRESS])


def _parquet_of(token: int) -> Path:
	folder = Path(frappe.get_site_path("private", "relationship_facts"))
	mark, mine = folder / "token", _mark(token)
	if not mark.exists() or mark.read_text() != mine:
		mark.unlink(missing_ok=True)
		parquet.export(folder)
		mark.write_text(mine)
	return folder


def _mark(token: int) -> str:
	"""What a copy is known by: the site's database, and the lease with its holder, whose name no other lease has.

	The token alone comes again on a restored or cloned site.
	"""
	lease = frappe.qb.Table(schema.LEASE.name)
	holder = frappe.qb.from_(lease).select(lease.holder).where(lease.name == LEASE).run()[0][0]
	return f"{frappe.conf.db_name}:{token}:{re.sub('[^A-Za-z0-9 ]', '', holder)}"


def copy_to_clickhouse(client, token: int) -> None:
	"""Make the fact tables there what they are here, once per lease; each table is swapped in whole.

	Args:
		client: anything with ``command(sql)``, ``query(sql)`` and ``insert(table, rows, column_names=...)``.
		token: of the lease, kept in the comment of the tables.

	Raises:
		frappe.ValidationError: the tables there are another site's.
	"""
	mine, last = _mark(token), schema.FACTS[-1].name
	found = client.query(
		f"SELECT comment FROM system.tables WHERE database = currentDatabase() AND name = '{last}'"
	)
	comments = [row[0] for row in found.result_rows]
	if comments == [mine]:
		return
	if any(comment.partition(":")[0] != mine.partition(":")[0] for comment in comments):
		frappe.throw(
			_(
				"The tables in this ClickHouse database are another site's. Give each site one of its own: {0}"
			).format(ADDRESS)
		)
	for table in schema.FACTS:
		new = f"{table.name}_new"
		client.command(f"DROP TABLE IF EXISTS {new}")
		client.command(
			f"CREATE TABLE {new} ({', '.join(map(_clickhouse_column, table.columns))}) "
			f"ENGINE = MergeTree ORDER BY ({', '.join(table.primary_key)}) COMMENT '{mine}'"
		)
		for rows in parquet.chunks(table):
			client.insert(new, rows, column_names=list(table.column_names))
		client.command(f"DROP TABLE IF EXISTS {table.name}")
		client.command(f"RENAME TABLE {new} TO {table.name}")


def _clickhouse_column(column: schema.Column) -> str:
	kind = _CLICKHOUSE_TYPES[column.kind]
	return f"{column.name} {f'Nullable({kind})' if column.nullable else kind}"
