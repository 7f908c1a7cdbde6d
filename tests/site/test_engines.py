"""Every metric gives the same cells on the site's database, DuckDB and ClickHouse, and compiles for the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from relationship_suite.relationship_core.facts.engines import (
	ClickHouseEngine,
	DuckDBEngine,
	SiteEngine,
	compile_sql,
)
from relationship_suite.relationship_core.facts.expressions import of_chosen
from relationship_suite.srm_extensions.cost.metrics import Baseline, variance_by_month, variances
from relationship_suite.srm_extensions.scorecards import metrics, orders
from relationship_suite.srm_extensions.scorecards.buckets import commitments_by_month, ended_buckets
from tests.factories import buying, planning, selling
from tests.factories.histories import END, History, few

RULES = metrics.DeliveryRules(early_days=3, late_days=2, quantity_tolerance=0.05, count_non_stock=True)
MONTHS = [date(2026, 2, 1), date(2026, 3, 1)]

BASELINES = {
	"order": Baseline("order"),
	"standard": Baseline(
		"standard",
		price_list=buying.PRICE_LIST,
		company_currency={buying.COMPANY: "EUR", buying.COMPANY_2: "USD"},
	),
	"last": Baseline("last"),
	"mean": Baseline("mean", look_back=90),
}


def judged(months=None):
	return metrics.judged_lines(END, RULES, months)


def due(months):
	return of_chosen(metrics.due_lines(END, RULES), "supplier", "order_month", months)


METRICS: dict[str, Callable] = {
	"judged lines": judged,
	"delivery by month": lambda: metrics.delivery_by_month(judged()),
	"delivery of two months": lambda: metrics.delivery_by_month(judged(MONTHS)),
	"completed days": lambda: metrics.completed_days(END, RULES),
	"quality by month": lambda: metrics.quality_by_month(END)[0],
	"what failed samples add to it": lambda: metrics.quality_by_month(END)[1],
	"orders by month": lambda: orders.orders_by_month(judged(), due(None), END, RULES),
	"orders of two months": lambda: orders.judged_orders(
		of_chosen(judged(), "supplier", "order_month", MONTHS), due(MONTHS), END, RULES
	),
	**{f"variance against {name}": partial(variances, base, END) for name, base in BASELINES.items()},
	**{
		f"variance by month, {name}": partial(variance_by_month, base, END, MONTHS)
		for name, base in BASELINES.items()
	},
	"commitments by month": lambda: commitments_by_month(ended_buckets(END)),
	"commitments of two months": lambda: commitments_by_month(ended_buckets(END, MONTHS)),
	"lead times": lambda: metrics.lead_times(END),
	"lead times by month": lambda: metrics.lead_time_by_month(END),
	"receipts with defects": lambda: metrics.receipts_with_defects(END, MONTHS),
}


class EmbeddedClickHouse:
	"""ClickHouse in this process (chdb), with the one method of a client that the engine uses."""

	def __init__(self, folder) -> None:
		from chdb.session import Session

		self.session = Session()
		for path in sorted(folder.glob("*.parquet")):
			self.session.query(
				f"CREATE TABLE {path.stem} ENGINE = Memory AS SELECT * FROM file('{path}', Parquet)"
			)

	def query(self, sql: str):
		import json
		from types import SimpleNamespace

		lines = str(self.session.query(sql, "JSONCompactEachRow")).splitlines()
		return SimpleNamespace(result_rows=[json.loads(line) for line in lines])


@pytest.fixture(scope="module")
def parquet(site, tmp_path_factory):
	"""The facts of some random histories, exported."""
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts.parquet import export

	buying.masters()
	selling.masters()
	buying.standard_price("_RS Item", 6, from_day=date(2025, 10, 1))
	buying.standard_price("_RS Item", 7, from_day=date(2026, 2, 1), to_day=date(2026, 5, 1))
	for seed in range(20_000, 20_000 + few(20)):
		History(seed).run(steps=9)
	order = buying.purchase_order("_RS Sampled", ordered=date(2026, 2, 1), due=date(2026, 3, 10))
	buying.inspection(buying.purchase_receipt(order, on=date(2026, 3, 9), qty=10), 2, "Rejected")
	# The few histories of a bench may bill nothing.
	for day, rate in ((date(2026, 2, 20), 5), (date(2026, 3, 20), 5.5)):
		buying.purchase_invoice(order, on=day, qty=2, rate=rate)
	planned = planning.agreement("_RS Sampled", order.items[0].item_code, bucket="Week", horizon=6)
	planning.release(planned, date(2026, 2, 26))
	planning.answer(planned, date(2026, 2, 26), 4)
	frappe.db.commit()
	tasks.run("Refresh", as_of=END)
	folder = tmp_path_factory.mktemp("parquet")
	export(folder)
	return folder


def as_set(rows: list[dict]) -> list:
	return sorted(tuple(row.items()) for row in rows)


@pytest.mark.parametrize("name", METRICS)
def test_duckdb_gives_the_same_cells(parquet, name):
	expected = as_set(SiteEngine().rows(METRICS[name]()))

	assert expected
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
