"""The fact tables as ibis expressions; metrics start here. ibis compiles, the engines run."""

from __future__ import annotations

from functools import cache

import ibis
from ibis.expr.types import Table as Expression

from relationship_suite.relationship_core.facts import schema

_TYPES = {
	"key": "string",
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
