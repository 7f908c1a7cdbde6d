"""Notes of stale cells: a changed cell is noted once for each consumer, which removes its own and no other's.

They are written under the lease, so that none with a lower number than one that was read can turn up later.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

import frappe
from frappe.query_builder.functions import Max
from frappe.utils import getdate
from pypika.terms import Criterion, ValueWrapper

from relationship_suite.compat import union
from relationship_suite.relationship_core.facts import bulk, consumers, schema

#: A cell: what a SELECT of cells gives, in this order.
CELL = ("company", "party", "month")


def note_cells(stands_on: str, source) -> None:
	"""Note the cells that a SELECT of company, party, month gives for whoever stands on them: an INSERT for each.

	Args:
		stands_on: a kind of party whose facts have changed, or a consumer whose rows have.
		source: the SELECT.
	"""
	for consumer in consumers.standing_on(stands_on):
		note_for(consumer, source)


def note_for(consumer: str, source) -> None:
	"""Note the cells that a SELECT gives for one consumer; one INSERT."""
	cell, stale = source.as_("source"), frappe.qb.Table(schema.STALE.name)
	query = frappe.qb.into(stale).columns("consumer", *CELL).from_(cell)
	query.select(ValueWrapper(consumer), *(cell[column] for column in CELL)).run()


def note_supplier_months(consumer: str, suppliers: Collection[str] | None) -> None:
	"""Note every month of the suppliers' roll-up for one consumer, in one INSERT; ``suppliers``: of these alone, None for all."""
	month = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	cells = frappe.qb.from_(month).select(month.company, month.supplier.as_("party"), month.month).distinct()
	if suppliers is not None:
		cells = cells.where(month.supplier.isin(sorted(suppliers)))
	note_for(consumer, cells)


def note_rows(consumer: str, cells: Sequence[tuple[str, str, date]]) -> None:
	"""Note these cells for one consumer."""
	bulk.insert(schema.STALE.name, ("consumer", *CELL), [(consumer, *cell) for cell in cells])


def of(stale, consumer: str, party: str | None = None) -> Criterion:
	"""The notes of a consumer; ``party``: of this one alone."""
	mine = stale.consumer == consumer
	return mine if party is None else mine & (stale.party == party)


def parties_by(column: str, consumer: str, party: str | None = None) -> tuple[dict, int]:
	"""``company`` or ``month`` of a consumer's stale cells -> their parties, and the highest note among them.

	``party``: of this one alone.
	"""
	stale = frappe.qb.Table(schema.STALE.name)
	query = frappe.qb.from_(stale).select(stale[column], stale.party, Max(stale.id))
	rows = query.where(of(stale, consumer, party)).groupby(stale[column], stale.party).run()
	found: dict = {}
	for value, name, _last in rows:
		found.setdefault(getdate(value) if column == "month" else value, set()).add(name)
	return found, max((last for _value, _name, last in rows), default=0)


def hand_on(
	consumer: str,
	last_note: int,
	months: Sequence[date],
	parties: Collection[str] | None = None,
	*,
	after: int = 0,
) -> None:
	"""The cells of these months are written: their notes become notes of whoever stands on them, in the same commit.

	``parties``: of these alone, None for all; ``after``: only notes that come after this one.
	"""
	stale = frappe.qb.Table(schema.STALE.name)
	written = of(stale, consumer) & (stale.id > after) & (stale.id <= last_note)
	written &= stale.month.isin(list(months))
	if parties is not None:
		written &= stale.party.isin(sorted(parties))
	_pass_on(consumer, stale, written)


def _pass_on(consumer: str, stale, fulfilled: Criterion) -> None:
	cells = frappe.qb.from_(stale).select(*(stale[column] for column in CELL)).distinct().where(fulfilled)
	note_cells(consumer, cells)
	frappe.qb.from_(stale).delete().where(fulfilled).run()


def settle(
	consumer: str,
	last_note: int,
	*,
	company: str | None = None,
	party: str | None = None,
	failed: Collection[str] = (),
) -> None:
	"""Hand the notes that a consumer has fulfilled, up to ``last_note``, on to whoever stands on it, in the same commit.

	Those of failed parties stay.
	"""
	stale = frappe.qb.Table(schema.STALE.name)
	done = of(stale, consumer, party) & (stale.id <= last_note)
	if company is not None:
		done &= stale.company == company
	if failed:
		done &= stale.party.notin(sorted(failed))
	_pass_on(consumer, stale, done)


def has_stale(party_type: str, party: str) -> bool:
	"""Whether results of a party are still to be calculated, because a run is at it or has failed with them."""
	stale = frappe.qb.Table(schema.STALE.name)
	names = [each.name for each in consumers.of_party_type(party_type)]
	mine = stale.consumer.isin(names) & (stale.party == party)
	failed = frappe.qb.Table(schema.FAILURE.name)
	theirs = failed.consumer.isin(names) & (failed.record_type == party_type) & (failed.record == party)
	noted = frappe.qb.from_(stale).select(stale.party).where(mine)
	return bool(union(noted, frappe.qb.from_(failed).select(failed.record).where(theirs)).run())
