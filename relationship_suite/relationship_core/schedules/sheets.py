"""A table as a workbook for spreadsheets (XLSX)."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from relationship_suite.relationship_core.schedules.cells import Column, Table, safe

_FORMATS = {"Int": "#,##0", "Percent": '0.0" %"', "Date": "yyyy-mm-dd", "Datetime": "yyyy-mm-dd hh:mm"}
#: Pixels of a column of the Desk that make one character.
_PIXELS = 8
_NARROWEST, _WIDEST = 9, 60


def as_xlsx(table: Table, title: str) -> bytes:
	"""The workbook: one sheet, headings that stay in view, a filter, numbers as numbers."""
	book = Workbook(write_only=True)
	sheet = book.create_sheet(_sheet_name(title))
	sheet.freeze_panes = "A2"
	for place, column in enumerate(table.columns, 1):
		sheet.column_dimensions[get_column_letter(place)].width = _width(column)
	sheet.append([_cell(sheet, column.label, is_bold=True) for column in table.columns])
	for row in table.rows:
		sheet.append([_cell(sheet, row.get(column.field), column) for column in table.columns])
	if table.rows and table.columns:
		sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
	if table.total:
		sheet.append(
			[_cell(sheet, table.total.get(column.field), column, is_bold=True) for column in table.columns]
		)
	file = io.BytesIO()
	book.save(file)
	return file.getvalue()


def _cell(sheet, value: Any, column: Column | None = None, is_bold: bool = False) -> WriteOnlyCell:
	value = safe(float(value) if isinstance(value, Decimal) else value)
	cell = WriteOnlyCell(sheet, value)
	if isinstance(value, str):
		cell.data_type = "s"  # openpyxl would take a leading = for a formula
	elif column and not isinstance(value, bool):
		cell.number_format = _number_format(value, column)
	if is_bold:
		cell.font = Font(bold=True)
	return cell


def _number_format(value: Any, column: Column) -> str:
	if isinstance(value, datetime):
		return _FORMATS["Datetime"]
	if isinstance(value, date):
		return _FORMATS["Date"]
	if isinstance(value, timedelta):
		return "[h]:mm:ss"
	if column.kind in ("Int", "Percent"):
		return _FORMATS[column.kind]
	if column.kind in ("Float", "Currency"):
		decimals = 2 if column.precision is None else column.precision
		return "#,##0" + ("." + "0" * decimals if decimals else "")
	return "General"


def _width(column: Column) -> float:
	return min(max(column.width / _PIXELS, len(column.label) + 2, _NARROWEST), _WIDEST)


def _sheet_name(title: str) -> str:
	"""What Excel takes: 31 characters, none of its own marks."""
	return re.sub(r"[\[\]:*?/\\'\x00-\x1f]", " ", title).strip()[:31] or "Report"
