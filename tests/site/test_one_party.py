"""Refresh Now of one party: its documents, its notes and its results; what is stale of all others waits for the run."""

from __future__ import annotations

from datetime import date
from itertools import count

import pytest

from tests.factories import buying, insights, onlooker, runs, selling
from tests.factories import scorecards as make

_number = count(1)
AS_OF = date(2026, 6, 30)
MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _masters(clean):
	buying.masters()
	insights.start()
	make.only_scorecard("_RS One Party")
	make.refresh()


@pytest.fixture
def names() -> tuple[str, str]:
	number = next(_number)
	return f"_RS Mine {number}", f"_RS Other {number}"


def refresh_party(party_type: str, party: str):
	from relationship_suite import tasks

	log = tasks.refresh_party(party_type, party, as_of=AS_OF)
	assert log.status == "Completed", [row.error for row in log.failures]
	return log


def scores(supplier: str) -> list[tuple[str, float]]:
	return [(row["period"], row["score"]) for row in make.results(supplier=supplier)]


def months(supplier: str) -> int:
	import frappe

	name = buying.named(supplier)
	return len(frappe.db.sql("select 1 from relationship_supplier_month where supplier = %s", (name,)))


def test_one_suppliers_refresh_leaves_the_notes_of_all_others(names):
	mine, other = names
	for supplier in names:
		make.line(supplier, date(2026, 3, 3))
	runs.refresh_facts()  # the months of both are stale
	refresh_party("Supplier", buying.named(mine))

	assert scores(mine) == [("2026-03", 100)]
	assert (months(mine), months(other)) == (1, 0)
	assert scores(other) == []
	assert onlooker.waiting("supplier_months") == {(buying.named(other), MARCH)}
	assert onlooker.waiting("supplier_scores") == set()

	make.refresh()

	assert scores(other) == [("2026-03", 100)]


def test_scores_of_others_that_are_stale_stay_so(monkeypatch, names):
	mine, other = names
	from relationship_suite.srm_extensions.scorecards import queries

	for supplier in names:
		make.line(supplier, date(2026, 3, 3))

	def fails():
		raise ValueError("no score now")

	with monkeypatch.context() as patch:
		patch.setattr(queries, "cards", fails)
		make.refresh()
	noted = {(buying.named(supplier), MARCH) for supplier in names}
	assert onlooker.waiting("supplier_scores") == noted

	refresh_party("Supplier", buying.named(mine))

	assert (scores(mine), scores(other)) == ([("2026-03", 100)], [])
	assert onlooker.waiting("supplier_scores") == noted - {(buying.named(mine), MARCH)}


def test_a_scorecard_that_has_changed_is_left_to_the_run_of_everybody(names):
	import frappe

	mine, other = names
	for supplier in names:
		make.line(supplier, date(2026, 3, 3))
		make.line(supplier, date(2026, 3, 4), late=True)
	make.refresh()
	before = make.results(supplier=other)
	card = frappe.get_doc("Performance Scorecard", "_RS One Party")
	card.kpis[0].target = 50
	card.save()
	make.line(mine, date(2026, 3, 5))
	frappe.db.commit()

	refresh_party("Supplier", buying.named(mine))

	assert make.results(supplier=other) == before
	make.refresh()
	assert make.results(supplier=other) != before


def test_one_customers_refresh_writes_nobody_else(names):
	mine, other = names
	for customer in names:
		selling.sales_invoice(customer, on=date(2026, 5, 2))
	runs.refresh_facts()
	refresh_party("Customer", selling.named(mine))

	assert insights.insight(mine).segment
	assert insights.insight(other) is None
	waiting = {party for party, _month in onlooker.waiting("customer_segments")}
	assert selling.named(other) in waiting
	assert selling.named(mine) not in waiting

	make.refresh()

	assert insights.insight(other).segment
	assert onlooker.waiting("customer_segments") == set()


def test_where_others_would_be_scored_anew_the_note_stays_for_the_next_run(names):
	"""Scores by quintiles are relative: what one buys moves others."""
	insights.set_rules(quintiles_from=2)
	mine, other = names
	crowd = [other, *(f"{other} {letter}" for letter in "ABCD")]
	for rank, customer in enumerate(crowd):
		selling.sales_invoice(customer, on=date(2026, 5, 2 + rank), amount=100 * (rank + 1))
	selling.sales_invoice(mine, on=date(2026, 5, 1), amount=50)
	make.refresh()
	before = {customer: insights.insight(customer) for customer in crowd}
	selling.sales_invoice(mine, on=date(2026, 6, 20), amount=9000)
	import frappe

	frappe.db.commit()
	refresh_party("Customer", selling.named(mine))

	assert insights.rfm(mine)[0] == 5
	assert {customer: insights.insight(customer) for customer in crowd} == before
	assert {party for party, _month in onlooker.waiting("customer_segments")} == {selling.named(mine)}

	make.refresh()

	assert {customer: insights.insight(customer) for customer in crowd} != before
	assert onlooker.waiting("customer_segments") == set()
