"""Where nothing is left to look for: an empty answer, which MariaDB must not be asked for with ``IN ()``."""

from __future__ import annotations

from datetime import date

import pytest

from relationship_suite.relationship_core.facts import schema
from tests.factories import buying, people
from tests.factories import scorecards as make

RESULT = "Performance Scorecard Result"


@pytest.fixture
def two_suppliers(clean):
	import frappe

	buying.masters()
	make.only_scorecard("_RS Empty")
	for name in ("_RS Mine", "_RS Theirs"):
		make.line(name, date(2026, 3, 3))
	make.refresh()
	yield
	frappe.set_user("Administrator")


@pytest.fixture
def sees_mine_only(two_suppliers):
	"""Of the suppliers' scores: the suppliers themselves are all open to this user."""
	import frappe

	name = people.user("Sourcing User", "Purchase User")
	permission = {
		"doctype": "User Permission",
		"user": name,
		"allow": "Supplier",
		"for_value": buying.named("_RS Mine"),
		"apply_to_all_doctypes": 0,
		"applicable_for": RESULT,
	}
	doc = frappe.get_doc(permission).insert(ignore_permissions=True)
	frappe.clear_cache(user=name)
	frappe.set_user(name)
	yield
	frappe.set_user("Administrator")
	doc.delete(force=True)
	frappe.clear_cache(user=name)


def test_a_page_of_the_supplier_list_with_none_of_mine_has_no_standings(sees_mine_only):
	import json

	from relationship_suite.srm_extensions.scorecards.api import standings

	mine, theirs = buying.named("_RS Mine"), buying.named("_RS Theirs")

	assert standings(json.dumps([theirs])) == {}
	assert set(standings(json.dumps([mine, theirs]))) == {mine}
	assert standings("[]") == standings("") == {}


def test_no_column_is_one_of_no_names(two_suppliers):
	import frappe

	from relationship_suite.reports.scope import within

	supplier = frappe.qb.DocType("Supplier")
	names = frappe.qb.from_(supplier).select(supplier.name)

	assert names.where(within(supplier.name, [])).run() == names.where(within(supplier.name, set())).run()
	assert not names.where(within(supplier.name, [])).run()
	assert names.where(within(supplier.name, [buying.named("_RS Mine")])).run()


def test_reads_of_no_suppliers_and_no_companies_are_empty(two_suppliers):
	from relationship_suite.srm_extensions.scorecards import queries

	(card,) = queries.cards()
	first, last = date(2026, 1, 1), date(2026, 6, 1)

	assert queries.months(card, first, last)
	assert queries.months(card, first, last, []) == {}
	assert queries.latest_results(last)
	assert queries.latest_results(last, suppliers=[]) == queries.latest_results(last, companies=[]) == []
	assert queries.late_open_lines(buying.named("_RS Mine"), []) == 0


def test_where_every_supplier_of_a_period_has_failed_all_results_stay(two_suppliers):
	from relationship_suite.srm_extensions.scorecards import queries, results

	(card,) = queries.cards()
	periods = {each: results.suppliers_of(card, each, None) for each in results.all_periods(card)}
	period, there = next((period, there) for period, there in periods.items() if there)

	assert results.write_period(card, period, there, [], failed=there) == 0
	assert results.suppliers_of(card, period, None) == there


@pytest.mark.parametrize("name", [table.name for table in schema.FACTS])
def test_a_source_without_a_column_of_its_table_is_refused(clean, monkeypatch, name):
	"""A column that is added to a table must be filled by every document that has rows there."""
	from dataclasses import replace

	from relationship_suite.relationship_core.facts import sources

	(constant,) = (each for each, table in vars(schema).items() if getattr(table, "name", "") == name)
	table = getattr(schema, constant)
	more = (*table.columns, replace(table.columns[-1], name="one_more"))
	monkeypatch.setattr(schema, constant, replace(table, columns=more))
	found = [source for (_doctype, of), source in sources.SOURCES.items() if of == name]

	assert found
	for source in found:
		with pytest.raises(ValueError, match="one_more"):
			source(["_RS"])
