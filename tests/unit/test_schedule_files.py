"""Files of a report: nothing in them is evaluated, numbers stay numbers."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from relationship_suite.relationship_core.schedules.cells import (
	Column,
	Table,
	as_csv,
	paragraphs,
	plain,
	safe,
)
from relationship_suite.relationship_core.schedules.sheets import as_xlsx

FORMULAS = [
	"=1+1",
	"+1",
	"-1+cmd|' /C calc'!A0",
	"@SUM(A1)",
	"  =1+1",
	"\t=1+1",
	"\r=1+1",
	"\n@A1",
	"\x00=1+1",
	"<b>=HYPERLINK(1)</b>",
	"<br>=1+1",
	"&#61;1+1",
	"＝1+1",
	"＋1",
	"－1",
	"＠A",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_formula_is_text(formula):
	assert safe(formula).startswith("'")


@pytest.mark.parametrize(
	"value", [5, -5, 0.5, -0.5, None, True, date(2026, 1, 2), datetime(2026, 1, 2, 3), timedelta(1)]
)
def test_a_number_or_date_stays_what_it_is(value):
	assert safe(value) is value


@pytest.mark.parametrize(
	"text", ["Acme", "2026-01", "a=b", "A < B", "3 > 2 < 4", "O'Brien", "Müller & Söhne", "供应商"]
)
def test_any_other_text_stays_as_it_is(text):
	assert safe(text) == text


def test_markup_is_taken_away():
	assert plain("<p>One<br>two</p> &amp; <b>three</b>") == "One two & three"
	assert plain("a <script>alert(1)</script>") == "a alert(1)"


def test_a_text_with_markup_has_its_lines():
	assert paragraphs("<p>One</p><div class='small'>Two <b>&lt;3</b></div><br>") == ["One", "Two <3"]
	assert paragraphs("One & all") == ["One & all"]


TABLE = Table(
	columns=[
		Column("name", "=Name"),
		Column("amount", "Amount", "Currency", "currency"),
		Column("on", "On", "Date"),
	],
	rows=[
		{"name": "=1+1", "amount": -5.5, "on": date(2026, 1, 2)},
		{"name": 'Müller, "Söhne"', "amount": None, "on": None},
	],
	total={"name": "Total", "amount": -5.5, "on": ""},
)


def test_csv_opens_in_excel_and_evaluates_nothing():
	content = as_csv(TABLE)
	assert content.startswith("\ufeff".encode())
	assert list(csv.reader(io.StringIO(content.decode("utf-8-sig")))) == [
		["'=Name", "Amount", "On"],
		["'=1+1", "-5.5", "2026-01-02"],
		['Müller, "Söhne"', "", ""],
		["Total", "-5.5", ""],
	]


def cells(table: Table, title: str = "T"):
	return load_workbook(io.BytesIO(as_xlsx(table, title))).active


def test_a_workbook_has_numbers_and_dates_and_no_formula():
	sheet = cells(TABLE)
	assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
		["'=Name", "Amount", "On"],
		["'=1+1", -5.5, datetime(2026, 1, 2)],
		['Müller, "Söhne"', None, None],
		["Total", -5.5, None],
	]
	assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}
	assert sheet["B2"].number_format == "#,##0.00"
	assert sheet.freeze_panes == "A2"
	assert sheet.auto_filter.ref == "A1:C3"  # the totals are no row to filter


@pytest.mark.parametrize("title", ["a/b:c*d?e[f]g", "'", "", "x" * 100, "供应商\x00"])
def test_any_title_is_a_sheets_name(title):
	name = cells(TABLE, title).title
	assert 1 <= len(name) <= 31


@given(some.text() | some.text(alphabet="=+-@ \t\r\n'<>b/&#61;"))
def test_whatever_a_cell_holds_no_file_evaluates_it(text):
	table = Table([Column("a", text)], [{"a": text}])
	sheet = cells(table)
	values = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
	assert all(cell.data_type in ("s", "inlineStr") for cell in values)
	for row in csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig"))):
		for each in row:
			assert not each.lstrip(" \x00").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_an_empty_report_is_a_file_of_headings():
	table = Table(TABLE.columns, [])
	assert [cell.value for cell in cells(table)[1]] == ["'=Name", "Amount", "On"]
	assert as_csv(table).decode("utf-8-sig") == "'=Name,Amount,On\r\n"
