"""A scorecard that an import or a script has broken: left out, and said once."""

from __future__ import annotations

from tests.factories import buying
from tests.factories import scorecards as make

LOGGED = {"reference_doctype": "Performance Scorecard", "reference_name": "_RS Broken"}


def logged() -> int:
	import frappe

	return frappe.db.count("Error Log", LOGGED)


def break_it(weight: float) -> None:
	import frappe

	row = frappe.get_doc("Performance Scorecard", "_RS Broken").kpis[0].name
	frappe.db.set_value("Performance Scorecard KPI", row, "weight", weight)
	frappe.db.set_value("Performance Scorecard", "_RS Broken", "enabled", 1)
	frappe.clear_document_cache("Performance Scorecard", "_RS Broken")


def test_it_is_logged_once_for_as_long_as_it_is_the_same(clean):
	import frappe

	from relationship_suite.srm_extensions.scorecards import queries

	frappe.db.delete("Error Log", LOGGED)  # a bench keeps those of an earlier run
	buying.masters()
	make.only_scorecard("_RS Broken")
	break_it(-5)
	for _run in range(3):
		assert queries.cards() == []
	assert logged() == 1

	break_it(-6)
	queries.cards()
	queries.cards()
	assert logged() == 2
