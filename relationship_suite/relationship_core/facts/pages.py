"""A page of names. No import of frappe: metrics are asked for pages as well."""

from __future__ import annotations


class Page(tuple[str, ...]):
	"""Names in the order of the site's database, with all from the first to the last that count or have rows.

	A statement names its ends only: thousands of names cost more to write and to read than the rows that they are of.
	"""

	__slots__ = ()
