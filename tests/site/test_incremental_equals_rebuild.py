"""Whatever happens to documents, in whatever order: facts and results kept up step by step equal those made anew.

``RELATIONSHIP_SUITE_HISTORIES=10000 make test`` runs as many random histories; a bench has 10 unless told.
"""

from __future__ import annotations

import os

import pytest

from tests.factories import cells, segments, selling
from tests.factories import scorecards as make
from tests.factories.histories import END, History, few

HISTORIES = int(os.environ.get("RELATIONSHIP_SUITE_HISTORIES") or few(300))
GROUP = 50


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	segments.forget()  # those of other tests have whoever came today only from tomorrow on
	selling.masters()
	make.only_scorecard("_RS Histories")
	selling.sales_invoice("_RS Histories", on=END)  # a bench's few histories may sell nothing
	frappe.db.commit()


@pytest.mark.parametrize("first", range(0, HISTORIES, GROUP))
def test_incremental_equals_rebuild_in_every_cell(first: int):
	import frappe

	from relationship_suite import tasks

	taken, refused = [], []
	for seed in range(first, min(first + GROUP, HISTORIES)):
		history = History(seed)
		history.run(steps=4)
		frappe.db.commit()
		tasks.run("Refresh", as_of=END)
		history.run(steps=4)
		frappe.db.commit()
		taken += history.taken
		refused += history.refused
	assert len(refused) < len(taken) / 4, refused  # on the stand-in none is
	refreshed = tasks.run("Refresh", as_of=END)
	assert refreshed.status == "Completed"
	incremental = cells.everything()

	cells.empty()
	rebuilt = tasks.run("Rebuild", as_of=END)

	assert rebuilt.status == "Completed"
	after = cells.everything()
	for table in (
		"relationship_purchase_line",
		"relationship_supplier_orders",
		"relationship_planned_bucket",
		"Performance Scorecard KPI Result",
		"Customer Insight",
	):
		assert incremental[table], f"the histories left nothing to compare in {table}"
	if not first:  # other fifty may have none
		assert any(row[-1] for row in incremental["relationship_supplier_orders"]), (
			"no order was ever perfect"
		)
	for table, rows in incremental.items():
		assert rows == after[table], table
