"""Fact rows that carry a value of another document's row: they follow when that one changes.

A return counts in the month of the receipt that it gives back, and is priced as the invoice that it takes back; an
invoice line carries its order line's price. When the receipt, invoice or order changes, the documents that lean on it are noted in the outbox like any other change, but only
where the value they carry is no longer right, so that a chain of notes always ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import frappe
from frappe.query_builder.functions import Coalesce
from pypika.terms import Criterion

from relationship_suite.compat import using_index
from relationship_suite.relationship_core.facts import changes, schema


@dataclass(frozen=True)
class Lean:
	"""Rows of ``child`` point with ``link`` at a row of ``parent`` and carry ``carried``, a copy of ``original``."""

	parent: schema.Table
	child: schema.Table
	link: str
	carried: str
	original: str


LEANS: tuple[Lean, ...] = (
	Lean(schema.RECEIPT_LINE, schema.RECEIPT_LINE, "original_line", "quality_month", "posting_month"),
	Lean(schema.PURCHASE_LINE, schema.PURCHASE_PRICE, "order_line", "order_unit_rate", "unit_rate"),
	Lean(schema.PURCHASE_PRICE, schema.PURCHASE_PRICE, "original_line", "baseline_day", "invoiced_day"),
)

Voucher = tuple[str, str]


def leaning_on(table: schema.Table, voucher_type: str, names: Sequence[str]) -> set[Voucher]:
	"""Documents with rows that point at these documents' rows; ask before the rows are replaced."""
	return {
		found
		for lean in LEANS
		if lean.parent is table
		for found in _vouchers(lean, voucher_type, names, only_wrong=False)
	}


def note_wrong(table: schema.Table, voucher_type: str, names: Sequence[str], before: set[Voucher]) -> None:
	"""Note the documents whose carried value is wrong now, or whose row to lean on is gone.

	Args:
		table: the fact table just replaced.
		voucher_type: DocType of the replaced documents.
		names: the replaced documents.
		before: what :func:`leaning_on` gave before the replacement.
	"""
	wrong = {
		found
		for lean in LEANS
		if lean.parent is table
		for found in _vouchers(lean, voucher_type, names, only_wrong=True)
	}
	gone = before - leaning_on(table, voucher_type, names) if before else set()
	replaced = {(voucher_type, name) for name in names}
	changes.note_vouchers(sorted(wrong | (gone - replaced)))


def _vouchers(lean: Lean, voucher_type: str, names: Sequence[str], only_wrong: bool) -> list[Voucher]:
	parent = frappe.qb.Table(lean.parent.name).as_("parent_row")
	child = frappe.qb.Table(lean.child.name).as_("child_row")
	query = (
		using_index(frappe.qb.from_(child), schema.index_by(lean.child, lean.link))
		.inner_join(parent)
		.on(child[lean.link] == parent.line)
		.select(child.voucher_type, child.voucher)
		.distinct()
		.where((parent.voucher_type == voucher_type) & parent.voucher.isin(names))
	)
	if lean.child is lean.parent:  # a returned line is one of its own kind of document
		query = query.where(child.voucher_type == voucher_type)
	if only_wrong:
		query = query.where(_differs(child[lean.carried], parent[lean.original], lean))
	return [tuple(row) for row in query.run()]


def _differs(carried, original, lean: Lean) -> Criterion:
	if lean.child.column(lean.carried).kind == "decimal":
		return Coalesce(carried, 0) != original
	return carried != original
