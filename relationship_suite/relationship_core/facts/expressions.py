"""The fact tables as ibis expressions; metrics start here. ibis compiles, the engines run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cache

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema
from relationship_suite.relationship_core.facts.pages import Page

_TYPES = {
	"key": "string",
	"doctype": "string",
	"text": "string",
	"date": "date",
	"datetime": "timestamp",
	"flag": "int64",
	"int": "int64",
	"serial": "int64",
	"decimal": "float64",
}


@cache
def fact(table: schema.Table) -> Expression:
	"""The ibis table of a fact or roll-up."""
	return ibis.table(
		{column.name: ibis.dtype(_TYPES[column.kind], nullable=column.nullable) for column in table.columns},
		name=table.name,
	)


#: Which rows of a fact table: of these months, of these :func:`cells`, or all of them.
Chosen = Sequence[date] | Expression | None


def cells(consumer: str, after: int, last_note: int) -> Expression:
	"""The cells that are noted as stale for a consumer after a note and up to another: company, party, month, each once."""
	note = fact(schema.STALE)
	note = note.filter(note.consumer == consumer, note.id > after, note.id <= last_note)
	return note.select("company", "party", "month").distinct()


def with_names(rows: Expression, names: Mapping[str, Collection[str] | None]) -> Expression:
	"""The rows with one of these names in each of these columns; all where it is None.

	A :class:`Page` is for the site's database, which made it: others put names in another order.
	"""
	wanted = [_is_among(rows[column], some) for column, some in names.items() if some is not None]
	return rows.filter(*wanted) if wanted else rows


def _is_among(column, names: Collection[str]):
	return column.between(names[0], names[-1]) if isinstance(names, Page) else column.isin(list(names))


def of_chosen(
	table: Expression, party: str, month: str, chosen: Chosen, *, by_party: bool = False
) -> Expression:
	"""The rows of a fact table that feed what is chosen.

	Args:
		table: a fact table, filtered or not.
		party: its column with the party.
		month: its column with the month of the cell.
		chosen: months; or cells, whose rows are looked up one cell after another.
		by_party: look them up by an index that begins with the party, not by the primary key, which begins with the
			company: a database that knows the key alone to be clustered would read every month of a party by it.
	"""
	if chosen is None:
		return table
	if not isinstance(chosen, Expression):
		return table.filter(table[month].isin(list(chosen)))
	wanted = chosen.select(of_company="company", of_party="party", of_month="month")
	company = table.company.concat("") if by_party else table.company  # no key serves an expression
	is_of_it = [
		company == wanted.of_company,
		table[party] == wanted.of_party,
		table[month] == wanted.of_month,
	]
	return table.inner_join(wanted, is_of_it).select(*table.columns)
