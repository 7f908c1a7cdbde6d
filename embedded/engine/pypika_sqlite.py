"""Make PyPI's PyPika serve for SQLite, where Frappe relies on its own fork of PyPika."""

from __future__ import annotations


def install() -> None:
	"""Patch the SQLite query builder. Call before `import frappe`, which subclasses it."""
	from pypika import dialects

	builder = dialects.SQLLiteQueryBuilder
	insert_sql = builder._insert_sql

	def __init__(self, **kwargs):
		# the fork lets the caller choose the class that wraps values, upstream does not
		kwargs.setdefault("wrapper_cls", dialects.SQLLiteValueWrapper)
		dialects.QueryBuilder.__init__(self, dialect=dialects.Dialects.SQLLITE, **kwargs)
		self._insert_or_replace = False

	def _insert_sql(self, **kwargs):
		return insert_sql(self, **kwargs).replace("INSERT IGNORE", "INSERT OR IGNORE", 1)

	builder.__init__ = __init__
	builder._insert_sql = _insert_sql
	builder.for_update = lambda self, *args, **kwargs: self  # one writer at a time: nothing to lock
