"""Notes of the scorecards: which results the roll-up has made stale, and which scorecards leave none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import getdate
from pypika.terms import ValueWrapper

from relationship_suite.relationship_core.facts import bulk, result_rows, schema, store

#: Party type of the notes that stand for results; those of "Supplier" stand for cells of the roll-up.
SCORE = "Supplier Score"
#: ... and of those that say of a scorecard that its results have to go.
CARD = "Performance Scorecard"


def note_cells(last_note: int, months: Sequence[date], suppliers: Collection[str] | None = None) -> None:
	"""Turn the notes of cells that have just been written into notes of results, in the same transaction.

	``suppliers``: of these alone; None for all.
	"""
	stale = frappe.qb.Table(schema.STALE.name)
	written = (stale.party_type == "Supplier") & (stale.id <= last_note) & stale.month.isin(list(months))
	if suppliers is not None:
		written &= stale.party.isin(sorted(suppliers))
	frappe.qb.update(stale).set(stale.party_type, SCORE).where(written).run()


def noted_months() -> tuple[dict[date, set[str]], int]:
	"""Months with the suppliers whose results are stale, and the highest note among them."""
	stale = frappe.qb.Table(schema.STALE.name)
	rows = (
		frappe.qb.from_(stale)
		.select(stale.month, stale.party, Max(stale.id))
		.where(stale.party_type == SCORE)
		.groupby(stale.month, stale.party)
		.run()
	)
	found: dict[date, set[str]] = {}
	for month, supplier, _last in rows:
		found.setdefault(getdate(month), set()).add(supplier)
	return found, max((row[2] for row in rows), default=0)


def note_suppliers(suppliers: Collection[str]) -> None:
	"""Note every result of these suppliers, in one INSERT."""
	month = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	store.note_cells(
		frappe.qb.from_(month)
		.select(
			month.company, ValueWrapper(SCORE).as_("party_type"), month.supplier.as_("party"), month.month
		)
		.distinct()
		.where(month.supplier.isin(sorted(suppliers)))
	)


def settle(last_note: int, failed: Collection[str] = ()) -> None:
	"""Remove the notes of results that were worked off; those of failed suppliers stay."""
	result_rows.settle(SCORE, last_note, failed=failed)


def note_removal(scorecard: str = "") -> None:
	"""Note that a scorecard is being deleted or disabled, in one INSERT: the next run removes its results.

	Without a name: whatever was deleted or disabled behind our back.
	"""
	values = ("", CARD, scorecard, getdate())
	bulk.insert(schema.STALE.name, ("company", "party_type", "party", "month"), [values])


def removals() -> list[int]:
	"""The notes of scorecards that are gone or disabled."""
	stale = frappe.qb.Table(schema.STALE.name)
	rows = frappe.qb.from_(stale).select(stale.id).where(stale.party_type == CARD).run()
	return [row[0] for row in rows]


def settle_removals(ids: Sequence[int]) -> None:
	"""Remove just these notes: a request that is still under way may commit one with a lower number."""
	stale = frappe.qb.Table(schema.STALE.name)
	for some in result_rows.chunks(ids):
		frappe.qb.from_(stale).delete().where(stale.id.isin(some)).run()
