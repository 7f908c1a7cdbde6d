"""A new version's tables: other columns are made anew and filled, other indexes beneath the rows, and no mark is lost."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, cells
from tests.factories import scorecards as make
from tests.factories.histories import END
from tests.factories.statements import watched


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	make.line("_RS Migrated Tables", date(2026, 2, 10))
	frappe.db.commit()
	run("Refresh")


def run(kind: str):
	from relationship_suite import tasks

	return tasks.run(kind, as_of=END)


def test_a_table_of_another_definition_is_made_anew_and_filled_by_the_next_run():
	import frappe

	from relationship_suite.relationship_core.facts import watermarks
	from relationship_suite.setup import tables

	before = cells.every_cell()
	watermarks.keep("made_as:relationship_purchase_line", "an older one")
	frappe.db.commit()

	tables.create_tables()
	frappe.db.commit()
	assert cells.every_cell()["relationship_purchase_line"] == []
	tables.create_tables()
	following = run("Refresh")

	assert following.kind == "Rebuild"
	assert cells.every_cell() == before


def test_marks_that_no_rebuild_brings_back_outlive_their_table():
	import frappe

	from relationship_suite.relationship_core.facts import schema, watermarks
	from relationship_suite.setup import tables

	watermarks.keep(watermarks.BACKFILL_WANTED, "PO-17")
	watermarks.keep("made_role:Somebody", "1")
	watermarks.keep(f"made_as:{schema.WATERMARK.name}", "an older one")
	frappe.db.commit()
	try:
		tables.create_tables()
		frappe.db.commit()

		marks = watermarks.every()
		assert (marks[watermarks.BACKFILL_WANTED], marks["made_role:Somebody"]) == ("PO-17", "1")
		assert marks[f"made_as:{schema.WATERMARK.name}"] == schema.WATERMARK.fingerprint
		assert list(watermarks.wanted()) == ["Rebuild"]
	finally:
		for name in (watermarks.BACKFILL_WANTED, "made_role:Somebody"):
			watermarks.forget(name)
		frappe.db.commit()


def test_other_indexes_are_made_beneath_the_rows_and_ask_for_no_rebuild():
	import frappe

	from relationship_suite import compat
	from relationship_suite.relationship_core.facts import schema, watermarks
	from relationship_suite.setup import tables

	before, name = cells.every_cell(), schema.RECEIPT_LINE.name
	indexes = sorted(compat.index_names(name))
	assert indexes == sorted(
		schema.index_name(schema.RECEIPT_LINE, each) for each in schema.RECEIPT_LINE.indexes
	)
	on = f" ON {name}" if frappe.db.db_type == "mariadb" else ""
	frappe.db.sql_ddl(f"DROP INDEX {indexes[0]}{on}")
	frappe.db.sql_ddl(f"CREATE INDEX {name}_of_an_older_version ON {name} (item_code)")
	watermarks.keep(f"indexed_as:{name}", "another version")
	frappe.db.commit()

	tables.create_tables()
	frappe.db.commit()

	assert sorted(compat.index_names(name)) == indexes
	assert cells.every_cell() == before
	assert watermarks.wanted() == {}
	with watched() as statements:
		tables.create_tables()
	assert [each for each in statements if "INDEX" in each.upper()] == []
