"""What comes in from outside: texts that no database takes are refused here, by the name of what holds them; no Time is made up.

JSON can name half of a letter (a lone surrogate, as a cut emoji leaves it behind), which is no UTF-8, and the null character,
which ends a statement for some databases. Every method of ours goes through :func:`whitelist`, every DocType through :class:`Record`,
and what is read as JSON or as filters through :func:`check_text`.

Frappe 15 gives a Time that is empty the time of the insert; a :class:`Record` has it as on Frappe 16: empty, or the field's default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import signature
from typing import Any

import frappe
from frappe import _
from frappe.model.base_document import BaseDocument
from frappe.model.document import Document
from frappe.utils import cstr

from relationship_suite.relationship_core.messages import say

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
	"""Whether every database can hold this text."""
	return not _UNSTORABLE.search(text)


def check_text(value: object, name: str) -> None:
	"""Refuse a value that has an unstorable text in it, however deep.

	Args:
		value: anything that JSON can hold.
		name: of the argument or field; where the text is in an object, what it is there named is told instead.

	Raises:
		frappe.ValidationError: it has.
	"""
	todo: list[tuple[str, object]] = [(name, value)]  # no recursion: it may be as deep as somebody likes
	while todo:
		holder, value = todo.pop()
		if isinstance(value, str):
			if not is_storable(value):
				frappe.throw(
					say(
						_(
							"{0}: this text has a character that cannot be stored. Delete it, or type it anew."
						),
						holder,
					)
				)
		elif isinstance(value, Mapping):
			todo += [(str(key), each) for key, each in value.items()]
			todo += [
				(holder, str(key)) for key in value
			]  # looked at first, so that only sound names are told
		elif isinstance(value, list | tuple):
			todo += [(holder, each) for each in value]


def whitelist(methods: Iterable[str]) -> Callable:
	"""``frappe.whitelist`` for all methods of ours: what they are asked is checked before they look at it."""

	def at_the_door(function: Callable) -> Callable:
		takes = signature(function)

		@wraps(function)
		def asked(*args: Any, **values: Any) -> Any:
			check_text(takes.bind(*args, **values).arguments, function.__name__)
			return function(*args, **values)

		return frappe.whitelist(methods=methods)(asked)

	return at_the_door


class Record(Document):
	"""A document of ours: before Frappe looks into its links, its texts are checked, with those of its rows."""

	def insert(self, *args: Any, **values: Any) -> Document:
		self._check_texts()
		return super().insert(*args, **values)

	def save(self, *args: Any, **values: Any) -> Document:
		self._check_texts()
		return super().save(*args, **values)

	def before_rename(self, old: str, new: str, merge: bool = False) -> None:
		"""Before Frappe asks the database for the new name; it is told by the field that it is made of."""
		_way, _colon, field = cstr(self.meta.autoname).partition("field:")
		check_text(new, _label(self, field or "name"))

	def __setup__(self) -> None:
		# As frappe.new_doc of Frappe 15 makes it, which REST inserts with: of all times its now alone has microseconds.
		if self.get("__islocal"):
			times = self._times()
			self.update({name: times[name] for name in times if "." in cstr(self.get(name))})

	def update_if_missing(self, d: Mapping | BaseDocument) -> None:
		"""Defaults, without the now that Frappe 15 has for each Time; one whose default is now keeps it."""
		given = dict(d.get_valid_dict() if isinstance(d, BaseDocument) else d)
		super().update_if_missing(given | self._times())

	def _times(self) -> dict[str, str | None]:
		"""What each Time of a new document is, but where its default is now: Frappe works that out."""
		times = self.meta.get("fields", {"fieldtype": "Time"})
		return {each.fieldname: each.default or None for each in times if cstr(each.default).lower() != "now"}

	def _check_texts(self) -> None:
		for doc in (self, *self.get_all_children()):
			for field, value in tuple(vars(doc).items()):  # Frappe keeps more in it as it is asked
				if isinstance(value, str):
					check_text(value, _label(doc, field))


def _label(doc: Document, field: str) -> str:
	"""What people call a field, with the number of its row where it is one of a table."""
	label = _(doc.meta.get_label(field))
	return _("Row {0}: {1}").format(doc.idx, label) if doc.meta.istable and doc.get("idx") else label
