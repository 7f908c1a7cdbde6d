"""What a plain table is made of: ``schema.py`` says which tables there are. No import of frappe."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

#: No number that people type is larger: a decimal has twelve digits before the point.
LARGEST = 1e12

Kind = Literal["key", "doctype", "text", "date", "datetime", "flag", "decimal", "int", "serial"]


@dataclass(frozen=True)
class Column:
	"""A column: ``decimal`` is DECIMAL(21, 9) as Frappe's Float and Currency; ``flag`` is 0 or 1.

	``key`` is a name; ``doctype`` that of a DocType, which is shorter: a MariaDB key has 3,072 bytes.
	"""

	name: str
	kind: Kind
	nullable: bool = False


@dataclass(frozen=True)
class Table:
	"""A plain table: ``primary_key`` is the clustered order of the reads.

	Lines are kept in the order of the cells that they feed: the sums of a month then come from one stretch of rows and
	without a temporary table, which on MariaDB is what a GROUP BY over names costs most. An index of a column with few
	values goes on with ``line``: equal entries would else be told apart by the whole primary key, name by name.
	"""

	name: str
	columns: tuple[Column, ...]
	primary_key: tuple[str, ...]
	indexes: tuple[tuple[str, ...], ...] = ()

	@property
	def column_names(self) -> tuple[str, ...]:
		return tuple(column.name for column in self.columns)

	@property
	def fingerprint(self) -> str:
		"""Changes with what the rows are made of and kept by: the columns and the primary key."""
		return _digest((self.name, self.columns, self.primary_key))

	@property
	def indexes_fingerprint(self) -> str:
		"""Changes with the indexes, which may be made anew while the rows stay."""
		return _digest(self.indexes)

	def column(self, name: str) -> Column:
		return next(column for column in self.columns if column.name == name)


def _digest(value: object) -> str:
	return hashlib.sha1(repr(value).encode(), usedforsecurity=False).hexdigest()


def columns(**kinds: str) -> tuple[Column, ...]:
	"""``name="kind"`` or ``name="kind?"`` for a nullable column, in order."""
	return tuple(
		Column(name, kind.rstrip("?"), kind.endswith("?"))  # type: ignore[arg-type]
		for name, kind in kinds.items()
	)


def index_name(table: Table, columns: tuple[str, ...]) -> str:
	"""Name of an index of a table, as long as MariaDB takes it."""
	return f"{table.name}_{'_'.join(columns)}"[:60]


def index_by(table: Table, column: str) -> str:
	"""Name of the index of a table that begins with a column."""
	return index_name(table, next(columns for columns in table.indexes if columns[0] == column))
