"""What a timeline is made of: a provider gives the rows of one kind, in one SELECT of a page's two statements each.

Which there are, ``hooks.py`` says in ``relationship_timeline``: modules, each with its ``PROVIDERS``. Another app adds its own
the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

import frappe
from frappe.query_builder import Order
from frappe.query_builder.functions import Coalesce
from frappe.utils import strip_html
from pypika.queries import QueryBuilder, Selectable
from pypika.terms import Criterion, Field, Term, ValueWrapper

from relationship_suite.compat import as_text, in_this_order, is_one_of
from relationship_suite.relationship_core.facts.keys import PARTIES
from relationship_suite.relationship_core.timeline.asked import Asked, Place

#: What a row tells, beside what and when it is.
COLUMNS = ("title", "detail", "person", "channel", "direction", "figure", "currency")
#: Letters of a row's text; more is in the record itself.
LONGEST = 300


class Provider:
	"""Rows of one kind on the timeline of a party.

	A subclass says what is its own: which DocType, which of its records are the party's (:meth:`of_party`, and :meth:`names`
	where other tables say so), and what stands in the columns (:meth:`values`). Rights, filters, order and paging are the same
	for all, and here.
	"""

	#: What people choose in the filter, and read beside the row; "" for the DocType.
	kind: str = ""
	doctype: str = ""
	#: Kinds of party that have such rows.
	parties: tuple[str, ...] = PARTIES
	#: Field of the day or time.
	at: str = "creation"
	#: Whether each record asks for its own right to be read; otherwise it stands on the form of the party, for all its readers.
	has_rights: bool = True

	@property
	def name(self) -> str:
		return self.kind or self.doctype

	def names(self, asked: Asked) -> Selectable | None:
		"""Names of the party's records, each once, where the records themselves cannot tell.

		Each record is then read by its name: of an OR over several tables MariaDB would read whole tables.
		"""
		return None

	def of_party(self, doc, asked: Asked) -> Criterion:
		"""Which records are the party's; where there are :meth:`names`, which of these are shown."""
		raise NotImplementedError

	def values(self, doc) -> dict[str, Term]:
		"""Those of :data:`COLUMNS` that are not empty; ``title`` always."""
		raise NotImplementedError

	def may_show(self) -> bool:
		"""Whether the user may see rows of this kind at all, beyond the right to read the DocType."""
		return True

	def text(self, row) -> str:
		"""What stands on the timeline for a row, as plain text in the reader's language."""
		return strip_html(row.title)[:LONGEST]

	def keys(self, asked: Asked, right_to: Callable[[str], Criterion | None]) -> QueryBuilder | None:
		"""``kind``, ``doctype``, ``moment``, ``name`` and ``at`` of the newest rows after ``asked.after``, one more than a page.

		``right_to`` is ``compat.readable``, which a page asks once for each DocType. None where there can be no rows. A table
		without an alias, since Frappe's rule of rights names it by its own name.
		"""
		doc = frappe.qb.DocType(self.doctype)
		values = self._values_shown(doc)
		narrowed_by = {"channel": asked.channel, "person": asked.person, "title": asked.words}
		if any(words and column not in values for column, words in narrowed_by.items()):
			return None
		if not self.may_show():
			return None
		try:
			right = right_to(self.doctype) if self.has_rights else None
		except frappe.PermissionError:
			return None
		# As a text the time is no column of an index: MariaDB would else walk through the times of all parties.
		at = as_text(doc[self.at])
		conditions = [self.of_party(doc, asked), *self._filters(values, doc[self.at], asked), at.isnotnull()]
		if asked.after:
			conditions.append(self._is_after(at, doc.name, asked.after))
		if right is not None:
			conditions.append(right)
		query = frappe.qb.from_(doc)
		if (names := self.names(asked)) is not None:
			names = names.as_("of_party")
			query = in_this_order(frappe.qb.from_(names).join(doc).on(Field("name", table=names) == doc.name))
		return (
			query.select(*self._identity(), doc.name, at.as_("at"))
			.where(Criterion.all(conditions))
			.orderby(at, doc.name, order=Order.desc)
			.limit(asked.size + 1)
		)

	def rows(self, names: Collection[str]) -> QueryBuilder:
		""":data:`COLUMNS` of these records, with ``kind``, ``doctype``, ``moment`` and ``name``."""
		doc = frappe.qb.DocType(self.doctype)
		values = self._values_shown(doc)
		empty = {column: ValueWrapper(0 if column == "figure" else "") for column in COLUMNS}
		told = empty | {column: Coalesce(value, empty[column]) for column, value in values.items()}
		return (
			frappe.qb.from_(doc)
			.select(*self._identity(), doc.name, *(told[column].as_(column) for column in COLUMNS))
			.where(is_one_of(doc.name, names))
		)

	def _values_shown(self, doc) -> dict[str, Term]:
		"""The :meth:`values` without those of fields at a level that the session's user may not read."""
		values = self.values(doc)
		if not self.has_rights or frappe.session.user == "Administrator":
			return values
		meta = frappe.get_meta(self.doctype)
		level_of = {df.fieldname: df.permlevel for df in meta.fields if df.permlevel}
		if not level_of:
			return values
		levels = {0, *meta.get_permlevel_access()}
		hidden = {
			column
			for column, value in values.items()
			if any(level_of.get(field.name, 0) not in levels for field in value.fields_())
		}
		if "figure" in hidden:
			hidden.add("currency")  # which by itself would tell of an amount of nothing
		return {column: value for column, value in values.items() if column not in hidden}

	@property
	def identity(self) -> tuple[str, str, str]:
		"""Which provider a row is of: a record may be there twice, as it begins and as it ends."""
		return self.name, self.doctype, self.at

	def _identity(self) -> list[Term]:
		names = ("kind", "doctype", "moment")
		return [ValueWrapper(value).as_(name) for name, value in zip(names, self.identity, strict=True)]

	def _filters(self, values: dict[str, Term], at: Term, asked: Asked) -> Iterator[Criterion]:
		if asked.channel:
			yield values["channel"] == asked.channel
		if asked.person:
			yield values["person"] == asked.person
		if asked.first:
			yield at >= asked.first
		if asked.last:
			yield at < asked.last + timedelta(days=1)
		if asked.words:
			yield values["title"].like(f"%{_literal(asked.words)}%")

	def _is_after(self, at: Term, name: Term, last: Place) -> Criterion:
		"""Keyset: older than the last row, or as old and behind it by DocType and name."""
		if self.doctype > last.doctype:
			return at < last.at
		if self.doctype < last.doctype:
			return at <= last.at
		return (at < last.at) | ((at == last.at) & (name < last.name))


def _literal(words: str) -> str:
	"""Words as LIKE takes them, its own signs being any letter: which finds a little more, on every database alike."""
	return words.replace("\\", "_").replace("%", "_")


def providers(party_type: str) -> list[Provider]:
	"""The providers for a kind of party, in the order of the hooks."""
	found = [
		each
		for path in frappe.get_hooks("relationship_timeline")
		for each in frappe.get_module(path).PROVIDERS
	]
	return [each for each in found if party_type in each.parties]


def linked(rows, kind: Term, name: Term, parent_type: str, asked: Asked) -> QueryBuilder:
	"""Names of the documents whose child rows name the party."""
	return (
		frappe.qb.from_(rows)
		.select(rows.parent.as_("name"))
		.where(rows.parenttype == parent_type)
		.where((kind == asked.party_type) & (name == asked.party))
	)


def linked_to_contacts(rows, kind: Term, name: Term, parent_type: str, asked: Asked) -> QueryBuilder:
	"""Names of the documents whose child rows name a contact of the party."""
	link = frappe.qb.DocType("Dynamic Link").as_("party_contact")
	return (
		frappe.qb.from_(link)
		.join(rows)
		.on((kind == "Contact") & (name == link.parent))
		.select(rows.parent.as_("name"))
		.where((link.parenttype == "Contact") & (rows.parenttype == parent_type))
		.where((link.link_doctype == asked.party_type) & (link.link_name == asked.party))
	)
