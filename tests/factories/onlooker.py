"""A consumer of the supplier months as another feature would be one: it writes down which cells it was told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import frappe
import pytest
from frappe.utils import getdate

from relationship_suite.relationship_core.facts import consumers, notes, schema
from relationship_suite.relationship_core.facts.refresh import Outcome, no_progress

NAME = "onlooker"

#: (supplier, month) of each run in which there were any.
seen: list[set[tuple[str, date]]] = []
#: Called in the middle of its work.
troubles: list[Callable[[], None]] = []


@contextmanager
def registered(first: bool = False) -> Iterator[None]:
	"""The onlooker stands on the supplier months; ``first``: its turn comes before that of the scores."""
	known = consumers.registered()
	months = next(index for index, each in enumerate(known) if each.name == "supplier_months") + 1
	mine = consumers.Consumer(NAME, "supplier_months", __name__)
	place = months if first else len(known)
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(consumers, "registered", lambda: (*known[:place], mine, *known[place:]))
		seen.clear()
		troubles.clear()
		try:
			yield
		finally:
			troubles.clear()
	frappe.db.rollback()
	consumers.forget_others()
	frappe.db.commit()


def waiting(consumer: str) -> set[tuple[str, date]]:
	"""The cells that are noted for a consumer."""
	stale = frappe.qb.Table(schema.STALE.name)
	rows = frappe.qb.from_(stale).select(stale.party, stale.month).where(stale.consumer == consumer).run()
	return {(party, getdate(month)) for party, month in rows}


def note_everything(as_of: date, parties=None) -> None:
	month = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	cells = frappe.qb.from_(month).select(month.company, month.supplier.as_("party"), month.month)
	notes.note_for(NAME, cells.distinct())


def refresh_results(lease, as_of: date, progress=no_progress, *, party: str | None = None) -> Outcome:
	lease.renew()
	stale = frappe.qb.Table(schema.STALE.name)
	rows = (
		frappe.qb.from_(stale)
		.select(stale.party, stale.month, stale.id)
		.where(notes.of(stale, NAME, party))
		.orderby(stale.id)
		.run()
	)
	for trouble in troubles:
		trouble()
	if rows:
		seen.append({(row[0], getdate(row[1])) for row in rows})
		notes.settle(NAME, rows[-1][2], party=party)
	frappe.db.commit()
	return Outcome(rows_written=len(rows))


def is_idle(as_of: date, marks) -> bool:
	return True
