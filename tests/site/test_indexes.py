"""Indexes of ours on ERPNext's documents: made once, found by what reads them, gone with the app."""

from __future__ import annotations

import pytest

from relationship_suite.setup import indexes


@pytest.fixture(autouse=True)
def _indexed(clean):
	yield
	indexes.create()


def indexed(doctype: str) -> set[str]:
	"""Names of our indexes on a DocType's table."""
	import frappe

	table = f"tab{doctype}"
	if frappe.db.db_type == "mariadb":
		names = [row.Key_name for row in frappe.db.sql(f"SHOW INDEX FROM `{table}`", as_dict=True)]
	else:
		names = [row.name for row in frappe.db.sql(f"PRAGMA index_list(`{table}`)", as_dict=True)]
	return {name for name in names if name.startswith("relationship_")}


def test_inspections_are_found_by_the_receipt_they_refer_to():
	assert any("reference_name" in name for name in indexed("Quality Inspection"))


def test_making_the_indexes_twice_changes_nothing():
	before = {doctype: indexed(doctype) for doctype, _columns in indexes.INDEXES}

	indexes.create()

	assert {doctype: indexed(doctype) for doctype in before} == before


def test_a_table_that_frappe_alters_keeps_the_index():
	import frappe

	if frappe.db.db_type != "mariadb":
		pytest.skip("SQLite makes an altered table anew, and the next migrate the index with it")
	frappe.db.updatedb("Quality Inspection")

	assert any("reference_name" in name for name in indexed("Quality Inspection"))


def test_removing_them_leaves_none():
	indexes.delete()

	assert {name for doctype, _columns in indexes.INDEXES for name in indexed(doctype)} == set()
