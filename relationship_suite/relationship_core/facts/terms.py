"""Terms that the SELECTs of the fact sources share."""

from __future__ import annotations

from frappe.query_builder import Case, CustomFunction
from frappe.query_builder.functions import Coalesce
from pypika.queries import QueryBuilder
from pypika.terms import NullValue, Term, ValueWrapper

from relationship_suite.relationship_core.facts import schema

Round = CustomFunction("ROUND", ["value", "digits"])
NullIf = CustomFunction("NULLIF", ["value", "other"])

#: The channel of calls, in the word of Interactions.
CALL = "Call"
#: Frappe's own precision of Float and Currency; SQLite would keep more than MariaDB.
DIGITS = 9


def rounded(value: Term) -> Term:
	"""To the digits that a fact keeps."""
	return Round(value, DIGITS)


def per_unit(amount: Term, qty: Term) -> Term:
	"""Amount per stock unit, 0 where there is no quantity."""
	return Coalesce(rounded(amount / NullIf(qty, 0)), 0)


def flag(condition: Term) -> Term:
	"""1 where the condition holds, else 0."""
	return Case().when(condition, 1).else_(0)


def text(value: Term) -> Term:
	"""The text, "" for NULL."""
	return Coalesce(value, "")


def channel_of(medium: Term) -> Term:
	"""The channel of a Communication's medium: Frappe says Phone of what is a call everywhere else."""
	return Case().when(medium == "Phone", CALL).else_(Coalesce(medium, "Other"))


def null() -> Term:
	"""NULL as a column."""
	return NullValue()


def select(query: QueryBuilder, table: schema.Table, values: dict[str, Term | int | str]) -> QueryBuilder:
	"""Put values in the table's column order; a missing or unknown column is a programming error."""
	if set(values) != set(table.column_names):
		raise ValueError(f"{table.name}: {sorted(set(values) ^ set(table.column_names))}")
	terms = {name: v if isinstance(v, Term) else ValueWrapper(v) for name, v in values.items()}
	return query.select(*(terms[name].as_(name) for name in table.column_names))
