"""A report's result as plain cells, and cells that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

#: What a text begins with that spreadsheets evaluate: =, +, -, @, and what they pass over in front of these.
_FORMULA = re.compile(r"^[\s\x00]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]")
_TAG = re.compile(r"<(?:[a-zA-Z!/][^>]*)>")
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|h[1-6])\b[^>]*>", re.IGNORECASE)
#: What XML, and so a workbook, cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: Characters that one cell of a workbook holds.
LONGEST = 32_767
NUMBERS = frozenset({"Int", "Float", "Currency", "Percent", "Duration", "Rating"})


@dataclass(frozen=True)
class Column:
	"""A column of a report.

	Attributes:
		field: key of its cells in a row.
		label: heading, translated.
		kind: Frappe's field type.
		options: of a Currency the field of the row that holds the currency, or the DocType of a Link.
		width: in pixels; 0 where the report says nothing.
		precision: decimals; None where the site's own hold.
	"""

	field: str
	label: str
	kind: str = "Data"
	options: str = ""
	width: int = 0
	precision: int | None = None

	@property
	def is_number(self) -> bool:
		return self.kind in NUMBERS


@dataclass(frozen=True)
class Table:
	"""What a report has given.

	Attributes:
		columns: those that are shown.
		rows: field -> cell, raw values.
		total: the row of totals, where the report makes one.
		is_cut: there were more rows than are kept.
	"""

	columns: Sequence[Column]
	rows: Sequence[Mapping[str, Any]]
	total: Mapping[str, Any] | None = None
	is_cut: bool = False

	def everything(self) -> Iterable[Mapping[str, Any]]:
		"""The rows, and the totals behind them."""
		yield from self.rows
		if self.total:
			yield self.total


def plain(value: Any) -> str:
	"""A text without markup: reports put HTML into their cells."""
	text = str(value)
	if "<" in text:
		text = " ".join(_TAG.sub("", _BREAK.sub(" ", text)).split())
	return html.unescape(text).strip() if "&" in text else text.strip()


def paragraphs(text: str) -> list[str]:
	"""The lines of a text with markup, without it."""
	return [line for part in _BREAK.split(text) if (line := plain(part))]


def safe(value: Any) -> Any:
	"""A cell of a file: a number or date as it is, anything else as text that no spreadsheet evaluates.

	A text that begins as a formula does gets an apostrophe in front, after markup is taken away that would hide it
	(OWASP, CSV Injection). Numbers are no texts: -5 stays -5.
	"""
	if value is None or isinstance(value, bool | int | float | date | datetime | timedelta):
		return value
	text = _FORBIDDEN.sub("", plain(value))[: LONGEST - 1]
	return f"'{text}" if _FORMULA.match(text) else text


def as_csv(table: Table) -> bytes:
	"""The table as CSV in UTF-8 with the mark by which Excel knows it."""
	text = io.StringIO()
	writer = csv.writer(text, lineterminator="\r\n")
	writer.writerow([safe(column.label) for column in table.columns])
	for row in table.everything():
		writer.writerow([safe(row.get(column.field)) for column in table.columns])
	return text.getvalue().encode("utf-8-sig")
