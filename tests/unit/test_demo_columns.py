"""The columns that the demo data are written to: ERPNext's own, with amounts that add up."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

import pytest

from embedded.demo.columns import Accounts, document_rows, record_rows, tree_row
from embedded.demo.company import generate
from embedded.demo.rows import Dataset, child_name
from relationship_suite.setup.custom_fields import CUSTOM_FIELDS

CONTRACTS = Path(__file__).resolve().parents[1] / "contract"
SYSTEM_COLUMNS = {
	"name", "owner", "creation", "modified", "modified_by", "docstatus", "idx",
	"parent", "parenttype", "parentfield",
}  # fmt: skip


@pytest.fixture(scope="module")
def data() -> Dataset:
	return generate(7, date(2026, 6, 30), size=0.3)


@pytest.fixture(scope="module")
def contract() -> dict[str, set[str]]:
	"""The columns of a DocType in either major, and ours."""
	found = defaultdict(set)
	for major in (15, 16):
		path = CONTRACTS / f"erpnext-{major}.json"
		for doctype, meta in json.loads(path.read_text())["doctypes"].items():
			found[doctype] |= set(meta["fields"])
	for doctype, fields in CUSTOM_FIELDS.items():
		found[doctype] |= {field["fieldname"] for field in fields}
	return found


def test_every_column_is_one_of_erpnext(data, contract):
	wrong: set[tuple[str, str]] = set()

	def check(doctype: str, row: dict[str, object]) -> None:
		if doctype in contract:
			wrong.update((doctype, column) for column in set(row) - contract[doctype] - SYSTEM_COLUMNS)

	for document in data.documents:
		parent, rows = document_rows(document, data.items, "Administrator", "EUR", Accounts(cost_center="x"))
		check(document.doctype, parent)
		for row in rows:
			check(f"{document.doctype} Item", row)
	for record in (*data.masters, *data.records):
		parent, children = record_rows(record, "Administrator", child_name)
		check(record.doctype, parent)
		for doctype, found in children.items():
			for row in found:
				check(doctype, row)
	for node in data.trees:
		check(node.doctype, tree_row(node, "Administrator", datetime(2026, 1, 1)))
	assert wrong == set()


def test_amounts_add_up(data):
	for document in data.documents:
		parent, rows = document_rows(document, data.items, "Administrator", "EUR", Accounts())
		for row, line in zip(rows, document.lines, strict=True):
			assert row["stock_qty"] == pytest.approx(line.qty * line.conversion_factor)
			assert row["base_net_amount"] == pytest.approx(row["net_amount"] * document.conversion_rate)
		assert parent["net_total"] == pytest.approx(sum(row["net_amount"] for row in rows))
		assert parent["base_net_total"] == pytest.approx(sum(row["base_net_amount"] for row in rows))


def test_a_debit_note_without_quantity_has_its_rate_as_amount(data):
	note = next(document for document in data.documents if document.fields.get("is_debit_note"))
	_, (row,) = document_rows(note, data.items, "Administrator", "EUR", Accounts())
	assert row["qty"] == 0
	assert row["amount"] == row["rate"] > 0
