"""Every difference between Frappe/ERPNext 15 and 16, and between databases, in one place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from urllib.parse import quote

import frappe
from frappe.database.query import Engine
from frappe.desk.reportview import build_match_conditions
from frappe.permissions import get_role_permissions
from frappe.query_builder import CustomFunction
from frappe.query_builder.functions import IfNull
from frappe.query_builder.terms import NamedParameterWrapper
from packaging.version import Version
from pypika.functions import Cast
from pypika.queries import Selectable
from pypika.terms import Criterion, PseudoColumn, Term, ValueWrapper

SUPPORTED = (Version("15.0.0"), Version("17.0.0.dev0"))


def major_version(app: str = "frappe") -> int:
	"""Major version of an installed app, 15 or 16."""
	return Version(frappe.get_attr(f"{app}.__version__")).major


def desk_path(*parts: str) -> str:
	"""Address of a page of the Desk: below ``/app`` on 15, below ``/desk`` on 16."""
	return "/".join(("/app" if major_version() < 16 else "/desk", *map(quote, parts)))


def dialect() -> str:
	"""SQL dialect of the site: ``mariadb``, ``sqlite`` or ``postgres``."""
	return frappe.db.db_type


def month_start(date: Term) -> Term:
	"""First day of the month of a date expression, as SQL of the site's database."""
	if dialect() == "sqlite":
		return CustomFunction("STRFTIME", ["format", "date"])("%Y-%m-01", date)
	if dialect() == "postgres":
		return CustomFunction("DATE_TRUNC", ["part", "date"])("month", date)
	return CustomFunction("DATE_FORMAT", ["date", "format"])(date, "%Y-%m-01")


def day_number(date: Term) -> Term:
	"""Days since 1970-01-01 of a date expression, a whole number."""
	if dialect() == "sqlite":
		seconds = CustomFunction("STRFTIME", ["format", "date"])("%s", CustomFunction("DATE", ["date"])(date))
		return Cast(Cast(seconds, "INTEGER") / 86400, "INTEGER")
	if dialect() == "postgres":
		return Cast(CustomFunction("DATE_PART", ["part", "date"])("epoch", date) / 86400, "BIGINT")
	return CustomFunction("TO_DAYS", ["date"])(date) - 719528


def is_one_of(column: Term, values: Collection | Selectable) -> Criterion:
	"""Whether a column holds one of the values, or of what a subquery gives.

	Nothing is one of none, for which MariaDB and PostgreSQL know no ``IN``.
	"""
	if isinstance(values, Selectable):
		return column.isin(values)
	return column.isin(list(values)) if values else ValueWrapper(1) == 0


def is_whole_day_off(holiday: Selectable) -> Criterion:
	"""Whether a row of ERPNext's Holiday is more than half a day, which only ERPNext 16 knows."""
	if not frappe.get_meta("Holiday").has_field("is_half_day"):
		return ValueWrapper(1) == 1
	return IfNull(holiday.is_half_day, 0) == 0


def using_index(query, index: str):
	"""Have MariaDB read the query's first table by this index; other databases find it themselves.

	A column that is NULL almost everywhere looks to it as if one value had almost every row.
	"""
	return query.force_index(index) if dialect() == "mariadb" else query


def in_this_order(query):
	"""Have MariaDB read the tables of a join in the order in which they are named; it takes a subquery for large."""
	return query.modifier("STRAIGHT_JOIN") if dialect() == "mariadb" else query


def index_names(table: str) -> list[str]:
	"""Names of a table's indexes, the primary key's left out."""
	if dialect() == "sqlite":
		asked = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
	elif dialect() == "postgres":
		asked = "SELECT indexname FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE '%%_pkey'"
	else:
		asked = (
			"SELECT DISTINCT index_name FROM information_schema.statistics "
			"WHERE table_schema = DATABASE() AND table_name = %s AND index_name <> 'PRIMARY'"
		)
	return [row[0] for row in frappe.db.sql(asked, (table,))]


def analyze(tables: list[str]) -> None:
	"""Have the database look anew at how its tables are filled, which commits.

	MariaDB does so by itself seconds after a table has grown; plans made in between are those of an empty table.
	"""
	quote = "`" if dialect() == "mariadb" else '"'
	for table in tables:
		command = "ANALYZE TABLE" if dialect() == "mariadb" else "ANALYZE"
		frappe.db.sql_ddl(f"{command} {quote}{table}{quote}")


def adding(table: str, key: Sequence[str], sums: Sequence[str]) -> str:
	"""Clause of an INSERT: where a row of this key is there, its ``sums`` grow by the new row's."""
	quote = "`" if dialect() == "mariadb" else '"'

	def named(column: str) -> str:
		return f"{quote}{column}{quote}"

	if dialect() == "mariadb":
		begin, new = "ON DUPLICATE KEY UPDATE", "VALUES({})"
	else:
		begin, new = f"ON CONFLICT ({', '.join(map(named, key))}) DO UPDATE SET", "excluded.{}"
	grown = (f"{named(c)} = {named(table)}.{named(c)} + {new.format(named(c))}" for c in sums)
	return f" {begin} {', '.join(grown)}"


def union(first, *more):
	"""UNION of queries. Parentheses around the parts are an error on SQLite and mean nothing elsewhere."""
	first.wrap_set_operation_queries = False
	joined = first
	for query in more:
		query.wrap_set_operation_queries = False
		joined = joined.union(query)
	return joined


def union_all(first, *more):
	"""UNION ALL of queries, as :func:`union`; each part is one SELECT, without an order of its own."""
	first.wrap_set_operation_queries = False
	joined = first
	for query in more:
		query.wrap_set_operation_queries = False
		joined = joined.union_all(query)
	return joined


def as_text(value: Term) -> Term:
	"""A date or time as the text that the database compares it with."""
	return Cast(value, "CHAR" if dialect() == "mariadb" else "TEXT")


def readable(doctype: str) -> Criterion | None:
	"""Frappe's own rule of which records of a DocType its list shows to the session's user; None where all.

	Roles, User Permissions, owner-only rights, what was shared, hooks and Server Scripts. For a table that has no alias.
	What is only shared, without a right by role, is left out, which spares a statement for each DocType.

	Raises:
		frappe.PermissionError: no role of the user may read any.
	"""
	if not get_role_permissions(frappe.get_meta(doctype)).get("read"):
		raise frappe.PermissionError
	return match_condition(doctype)


def match_condition(doctype: str) -> Criterion | None:
	"""What :func:`readable` says of whoever may read some.

	As text 16 doubles each ``%`` of a hook's condition twice, and a record named with one is not found: only 15 is asked for it.
	"""
	if major_version() < 16:
		text = build_match_conditions(doctype)
		return PseudoColumn(f"({text})") if text else None
	engine = Engine()
	engine.get_query(doctype, db_query_compat=True)
	return engine.get_permission_conditions(doctype, engine.table)


def condition_text(condition: Term) -> str:
	"""SQL of a condition on a DocType's table as ``permission_query_conditions`` wants it, values escaped.

	Frappe 16 binds values into the statement that the text becomes part of, and so reads ``%%`` for ``%``; 15 does not.
	"""
	values = NamedParameterWrapper()
	template = condition.get_sql(quote_char="`", with_namespace=True, param_wrapper=values)
	bound = {
		name: frappe.db.escape(str(value), percent=False) for name, value in values.get_parameters().items()
	}
	text = f"({template % bound})"  # Frappe 15 puts it behind an AND as it is
	return text.replace("%", "%%") if major_version() >= 16 else text
