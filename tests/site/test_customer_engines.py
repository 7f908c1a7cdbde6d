"""What customers bought is the same in every cell on the site's database, DuckDB and ClickHouse."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from relationship_suite.crm_extensions.segmentation import metrics
from relationship_suite.crm_extensions.segmentation.window import Rules
from relationship_suite.relationship_core.facts.engines import (
	ClickHouseEngine,
	DuckDBEngine,
	SiteEngine,
	compile_sql,
)
from tests.factories.selling import COMPANY, COMPANY_2, sales_invoice, sales_return
from tests.site.test_engines import EmbeddedClickHouse, as_set

WINDOW = Rules(months=6).window(date(2026, 6, 30))

METRICS = {
	"figures": lambda: metrics.customer_figures(WINDOW),
	"figures of a company": lambda: metrics.customer_figures(WINDOW, COMPANY),
	"rhythms": lambda: metrics.customer_rhythms(WINDOW.end_day),
}


@pytest.fixture(scope="module")
def parquet(site, tmp_path_factory):
	"""The facts of random sales, exported: returns, unknown costs, revenue only, days outside the window."""
	pytest.importorskip("duckdb", reason="the extra duckdb is not installed on this bench")
	import frappe

	from relationship_suite.relationship_core.facts.parquet import export
	from tests.factories import insights, selling
	from tests.factories.runs import refresh_facts

	frappe.set_user("Administrator")
	insights.start()
	rng = random.Random(5)
	for _ in range(80):
		on = date(2025, 11, 1) + timedelta(days=rng.randrange(270))
		invoice = sales_invoice(
			f"_RS E{rng.randrange(8)}",
			on=on,
			amount=rng.randrange(1, 90_000) / 100,
			qty=rng.choice([0, 1, 1, 3]),
			cost=rng.choice([None, 7.5]),
			company=rng.choice([COMPANY, COMPANY, COMPANY_2]),
		)
		if rng.random() < 0.2 and invoice.items[0].qty:
			sales_return(invoice, on=on + timedelta(days=rng.choice([0, 9])), amount=invoice.items[0].amount)
	frappe.db.commit()
	refresh_facts()
	folder = tmp_path_factory.mktemp("parquet")
	export(folder)
	yield folder
	insights.start()
	selling.cancel_all()


@pytest.mark.parametrize("name", METRICS)
def test_duckdb_gives_the_same_cells(parquet, name):
	expected = as_set(SiteEngine().rows(METRICS[name]()))

	assert len(expected) > 5
	assert as_set(DuckDBEngine(str(parquet)).rows(METRICS[name]())) == expected


@pytest.fixture(scope="module")
def clickhouse(parquet):
	pytest.importorskip("chdb", reason="chdb is not installed: it has no wheel for every machine")
	return ClickHouseEngine(EmbeddedClickHouse(parquet))


@pytest.mark.parametrize("name", METRICS)
def test_clickhouse_gives_the_same_cells(parquet, clickhouse, name):
	assert as_set(clickhouse.rows(METRICS[name]())) == as_set(SiteEngine().rows(METRICS[name]()))


@pytest.mark.parametrize("dialect", ["mysql", "sqlite", "postgres", "duckdb", "clickhouse", "trino"])
@pytest.mark.parametrize("name", METRICS)
def test_every_metric_compiles_for_every_engine(name, dialect):
	assert compile_sql(METRICS[name](), dialect).lstrip().upper().startswith(("SELECT", "WITH"))
