"""Indexes: ours on ERPNext's documents are made once and gone with the app; those of the facts are read by."""

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


def test_a_page_of_documents_is_read_from_its_first_name_on():
	import frappe

	from relationship_suite.compat import analyze
	from relationship_suite.relationship_core.facts import bulk, documents, schema

	if frappe.db.db_type != "mariadb":
		pytest.skip("only MariaDB tells how many rows it has read")
	prices = schema.STANDARD_PRICE
	values = {"key": "_RS", "int": 1, "decimal": 1.0, "doctype": "Item Price"}
	rows = [
		[
			f"_RS {n:04}" if column.name in ("line", "voucher") else values[column.kind]
			for column in prices.columns
		]
		for n in range(2000)
	]
	bulk.insert(prices.name, prices.column_names, rows)
	frappe.db.commit()
	analyze([prices.name])
	before = _rows_read()
	try:
		page = next(documents.pages("Item Price", 20, after="_RS 1000"))
		read = _rows_read() - before
	finally:  # no document has them: what compares facts with their documents would find them
		price = frappe.qb.Table(prices.name)
		frappe.qb.from_(price).delete().where((price.item_code == "_RS") & (price.price_list == "_RS")).run()
		frappe.db.commit()

	assert page == tuple(f"_RS {n}" for n in range(1001, 1021))
	assert read < 200


def _rows_read() -> int:
	"""How many rows the session has read from indexes, one after another."""
	import frappe

	return int(frappe.db.sql("SHOW SESSION STATUS LIKE 'Handler_read_next'")[0][1])
