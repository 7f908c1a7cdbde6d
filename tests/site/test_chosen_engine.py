"""The engine of the settings computes large work on a copy of the facts, and what cannot work is told at once."""

from __future__ import annotations

import json
from datetime import date
from types import SimpleNamespace

import pytest

from relationship_suite.relationship_core.facts import chosen, schema
from relationship_suite.relationship_core.facts.engines import (
	ClickHouseEngine,
	DuckDBEngine,
	SiteEngine,
)
from relationship_suite.srm_extensions.scorecards import metrics
from tests.factories import buying

AS_OF = date(2026, 6, 30)


@pytest.fixture
def settings(clean):
	"""``settings(engine)``: the engine is chosen, without a save."""
	import frappe

	from relationship_suite import tasks

	buying.masters()
	for name in ("_RS First", '_RS "Quoted", with\nall'):
		buying.purchase_order(name, ordered=date(2026, 2, 1), due=date(2026, 3, 10))
	frappe.db.commit()
	tasks.run("Refresh", as_of=AS_OF)
	frappe.flags.in_test = True

	def choose(engine: str):
		frappe.db.set_single_value("Relationship Suite Settings", "engine", engine)
		frappe.clear_document_cache("Relationship Suite Settings", "Relationship Suite Settings")
		return frappe.get_doc("Relationship Suite Settings")

	yield choose
	frappe.db.rollback()
	frappe.clear_document_cache("Relationship Suite Settings", "Relationship Suite Settings")


class Client:
	"""ClickHouse in this process (chdb), with the methods of clickhouse-connect's client that are used."""

	def __init__(self) -> None:
		from chdb.session import Session

		self.session, self.created = Session(), 0

	def command(self, sql: str) -> None:
		self.created += sql.startswith("CREATE TABLE")
		self.session.query(sql)

	def insert(self, table: str, rows: list[list], column_names: list[str]) -> None:
		lines = "\n".join(json.dumps(dict(zip(column_names, row, strict=True)), default=str) for row in rows)
		self.session.query(f"INSERT INTO {table} FORMAT JSONEachRow {lines}")

	def query(self, sql: str):
		lines = str(self.session.query(sql, "JSONCompactEachRow")).splitlines()
		return SimpleNamespace(result_rows=[json.loads(line) for line in lines])


def _lease_of(holder: str) -> None:
	import frappe

	lease = frappe.qb.Table(schema.LEASE.name)
	frappe.qb.update(lease).set(lease.holder, holder).run()


def cells(engine) -> list:
	rules = metrics.DeliveryRules(early_days=3, late_days=2, quantity_tolerance=0.05, count_non_stock=True)
	months = metrics.delivery_by_month(metrics.judged_lines(AS_OF, rules))
	return sorted(tuple(row.items()) for row in engine.rows(months))


def test_without_a_choice_the_sites_database_computes(settings):
	settings("")
	assert isinstance(chosen.engine_for(1, 10**9), SiteEngine)


def test_small_work_stays_on_the_sites_database(settings):
	settings("DuckDB")
	assert isinstance(chosen.engine_for(1, chosen.LARGE - 1), SiteEngine)


def test_large_work_goes_to_duckdb_and_gives_the_same_cells(settings):
	pytest.importorskip("duckdb", reason="the extra duckdb is not on this bench")
	settings("DuckDB")

	engine = chosen.engine_for(4_000_000_001, chosen.LARGE)

	assert isinstance(engine, DuckDBEngine)
	assert cells(engine) == cells(SiteEngine()) != []


def test_a_copy_serves_one_lease_and_the_next_one_makes_its_own(settings, monkeypatch):
	pytest.importorskip("duckdb", reason="the extra duckdb is not on this bench")
	settings("DuckDB")
	made = []
	monkeypatch.setattr(
		chosen.parquet, "export", lambda folder: (folder.mkdir(exist_ok=True), made.append(folder))
	)

	for token in (4_000_000_002, 4_000_000_002, 4_000_000_003):
		chosen.engine_for(token, chosen.LARGE)

	assert len(made) == 2


def test_large_work_goes_to_clickhouse_and_gives_the_same_cells(settings, monkeypatch):
	import frappe

	pytest.importorskip("chdb", reason="chdb is not installed: it has no wheel for every machine")
	client = Client()
	settings("ClickHouse")
	monkeypatch.setattr(chosen, "check", lambda engine: None)
	monkeypatch.setattr(chosen, "clickhouse_client", lambda: client)
	monkeypatch.setitem(frappe.conf, chosen.ADDRESS, "clickhouse://localhost/facts")

	engine = chosen.engine_for(7, chosen.LARGE)

	assert isinstance(engine, ClickHouseEngine)
	assert cells(engine) == cells(SiteEngine()) != []
	chosen.engine_for(7, chosen.LARGE)
	assert client.created == len(schema.FACTS)
	chosen.engine_for(8, chosen.LARGE)
	assert client.created == 2 * len(schema.FACTS)
	_lease_of("another holder")  # as on a site that was restored: its numbers come again
	chosen.engine_for(8, chosen.LARGE)
	assert client.created == 3 * len(schema.FACTS)
	monkeypatch.setitem(frappe.conf, "db_name", "_another_site")
	with pytest.raises(frappe.ValidationError, match="another site's"):
		chosen.engine_for(8, chosen.LARGE)
	assert client.created == 3 * len(schema.FACTS)


@pytest.mark.parametrize("engine", ["DuckDB", "ClickHouse"])
def test_an_engine_whose_client_is_missing_is_told_by_the_settings(settings, monkeypatch, engine):
	import frappe

	monkeypatch.setattr(chosen.importlib.util, "find_spec", lambda name: None)

	with pytest.raises(frappe.ValidationError, match=rf"{engine} is not installed.*pip install"):
		settings(engine).save()


def test_clickhouse_without_an_address_is_told_by_the_settings(settings, monkeypatch):
	import frappe

	monkeypatch.setattr(chosen.importlib.util, "find_spec", lambda name: name)

	with pytest.raises(frappe.ValidationError, match=f"Set {chosen.ADDRESS}"):
		settings("ClickHouse").save()
