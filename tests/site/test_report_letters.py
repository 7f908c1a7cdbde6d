"""The mail that a report schedule makes, of reports of every kind."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.factories import buying
from tests.factories import schedules as make
from tests.factories.schedules import GIVEN, gives, schedule

COLUMNS = [
	{"fieldname": "supplier", "label": "Supplier", "fieldtype": "Link", "options": "Supplier", "width": 200},
	{"fieldname": "amount", "label": "Amount", "fieldtype": "Currency", "options": "currency"},
	{"fieldname": "share", "label": "Share", "fieldtype": "Percent"},
	{"fieldname": "currency", "label": "Currency", "fieldtype": "Link", "options": "Currency", "hidden": 1},
]
ROWS = [
	{"supplier": "<b>Steel</b> & Söhne", "amount": 1234.5, "share": 12.34, "currency": "EUR"},
	{"supplier": "=cmd()", "amount": -2, "share": 0, "currency": "USD"},
]
CHART = {
	"type": "bar",
	"data": {"labels": ["Steel", "Other"], "datasets": [{"name": "Late", "values": [7, 3]}]},
}


@pytest.fixture(autouse=True)
def _start(clean):
	buying.masters()
	make.start()
	yield
	make.start()


def writes(doc, as_of: date = date(2026, 6, 1)):
	from relationship_suite.relationship_core.schedules import mail_wording

	return mail_wording.write(doc, as_of)


@pytest.mark.parametrize("said", ["", "It got worse."])
def test_what_the_report_says_is_the_headline_and_not_its_age(said):
	from relationship_suite.reports.age import dated

	aged = dated(lambda filters: (COLUMNS, ROWS, said))
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	with gives(COLUMNS, ROWS, message=aged()[2]):
		html = writes(doc).html

	bold = [each for each in html.split("<p ") if "font-weight: bold" in each]
	assert [said in each for each in bold] == ([True] if said else [])
	assert "relationship-age" not in html


def test_the_mail_says_what_changed_with_the_picture_and_the_rows():
	doc = schedule(
		GIVEN,
		make.reader("Sourcing User"),
		title="Late & overdue",
		message="Hello.\n\n{{ frappe.session.user }}",
		filters={"company": "_RS Company", "from_date": ("Last Month", "First Day")},
	)
	summary = [{"label": "Late", "value": 7, "datatype": "Int"}]
	with gives(COLUMNS, ROWS, message="<p>It got <i>worse</i>.</p>", chart=CHART, summary=summary):
		letter = writes(doc)

	assert letter.subject == "Late & overdue: 2026-06-01"
	assert letter.rows == 2
	html = letter.html
	assert "Late &amp; overdue" in html
	assert "{{ frappe.session.user }}" in html  # nothing of a schedule is evaluated
	assert ">It got worse.</p>" in html
	assert "Company: _RS Company · From Date: 2026-05-01" in html
	assert "Steel &amp; Söhne" in html
	assert "€ 1,234.50" in html
	assert "$ -2.00" in html
	assert "12.3 %" in html
	assert 'src="http://chart.invalid/picture"' in html
	assert 'alt="Steel 7; Other 3"' in html
	assert "All rows of the report: 2." in html
	assert "/query-report/Supplier%20Lead%20Times" in html
	assert letter.picture.startswith(b"\x89PNG")
	assert "data:image/png;base64," in letter.html_to_look_at()
	assert "Steel & Söhne" in letter.text
	assert "<" not in letter.text


def test_bars_of_a_table_stand_in_for_a_picture_that_cannot_be_drawn(monkeypatch):
	from relationship_suite.relationship_core.schedules import picture

	monkeypatch.setattr(picture, "png", lambda *args: None)
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	with gives(COLUMNS, ROWS, chart=CHART):
		letter = writes(doc)

	assert (letter.picture, "<img" in letter.html) == (b"", False)
	assert 'width="60%" bgcolor="#2490ef"' in letter.html
	assert 'width="26%"' in letter.html


def test_a_mail_has_so_many_rows_and_the_columns_that_have_room():
	columns = [{"fieldname": f"c{place}", "label": f"C{place}", "fieldtype": "Int"} for place in range(9)]
	rows = [{f"c{place}": row * 10 + place for place in range(9)} for row in range(30)]
	doc = schedule(GIVEN, make.reader("Sourcing User"), rows_in_mail=3)
	with gives(columns, rows):
		letter = writes(doc)

	assert "3 of 30 rows. 6 of 9 columns." in letter.html
	assert ">25<" in letter.html
	assert ">30<" not in letter.html


def test_rows_that_hold_nothing_and_columns_that_only_a_browser_draws_are_left_out():
	columns = [*COLUMNS[:1], {"fieldname": "trend", "label": "Trend"}]
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	with gives(columns, [{"supplier": "A", "trend": [1, 2]}, {}, {"supplier": None, "trend": ""}]):
		letter = writes(doc)

	assert letter.rows == 1
	assert "Trend" not in letter.html


def test_rows_may_be_lists_and_columns_texts():
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	with gives(["Supplier:Link/Supplier:120", "Amount:Float:100"], [["Acme", 2.5]]):
		letter = writes(doc)

	assert ">Acme<" in letter.html
	assert ">2.5<" in letter.html


def test_without_rows_there_is_no_mail_unless_it_is_wanted():
	doc = schedule(GIVEN, make.reader("Sourcing User"))
	with gives(COLUMNS, []):
		assert writes(doc).html == ""
		doc.only_with_data = 0
		assert "The report has no rows this time." in writes(doc).html


def test_files_hold_all_rows_and_evaluate_nothing():
	doc = schedule(
		GIVEN, make.reader("Sourcing User"), title="A/B: c", attach_xlsx=1, attach_csv=1, rows_in_mail=0
	)
	with gives(COLUMNS, ROWS):
		letter = writes(doc)

	assert list(letter.files) == ["A-B- c.xlsx", "A-B- c.csv"]
	sheet = load_workbook(io.BytesIO(letter.files["A-B- c.xlsx"])).active
	assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
		["Supplier", "Amount", "Share"],
		["Steel & Söhne", 1234.5, 12.34],
		["'=cmd()", -2, 0],
	]
	assert b"'=cmd(),-2,0" in letter.files["A-B- c.csv"]


def test_a_pdf_has_what_the_mail_says_and_all_columns(monkeypatch):
	from relationship_suite.relationship_core.schedules import mail_wording

	pages = []
	monkeypatch.setattr(
		mail_wording, "get_pdf", lambda html, options: pages.append((html, options)) or b"%PDF-1"
	)
	doc = schedule(GIVEN, make.reader("Sourcing User"), attach_pdf=1, rows_in_mail=0)
	with gives(COLUMNS, ROWS, chart=CHART):
		letter = writes(doc)

	[(html, options)] = pages
	assert letter.files == {"_RS Schedule.pdf": b"%PDF-1"}
	assert options == {"orientation": "Portrait"}
	assert "Steel &amp; Söhne" in html
	assert "data:image/png;base64," in html
	assert "Open the report" not in html


def test_a_server_without_a_program_for_pdf_says_so(monkeypatch):
	import frappe

	from relationship_suite.relationship_core.schedules import mail_wording

	def missing(html, options):
		raise OSError("No wkhtmltopdf executable found")

	monkeypatch.setattr(mail_wording, "get_pdf", missing)
	doc = schedule(GIVEN, make.reader("Sourcing User"), attach_pdf=1)
	with gives(COLUMNS, ROWS), pytest.raises(frappe.ValidationError, match="wkhtmltopdf"):
		writes(doc)


def test_a_file_that_is_too_large_for_a_mail_is_left_out_and_said_so(monkeypatch):
	from relationship_suite.relationship_core.schedules import mail_wording

	monkeypatch.setattr(mail_wording, "MOST_BYTES", 10)
	doc = schedule(GIVEN, make.reader("Sourcing User"), attach_csv=1)
	with gives(COLUMNS, ROWS):
		letter = writes(doc)

	assert letter.files == {}
	assert "The CSV file is left out: it is too large for a mail." in letter.html


# Every kind of report -------------------------------------------------------------------------------------


def test_a_report_of_sql_is_sent():
	buying.supplier("_RS Acme")
	name = make.query_report(
		"_RS By SQL",
		"SELECT name AS 'Supplier:Link/Supplier:200' FROM `tabSupplier` WHERE supplier_group = %(group)s ORDER BY name",
	)
	letter = writes(schedule(name, make.reader("Sourcing User"), filters={"group": "_RS Suppliers"}))

	assert buying.named("_RS Acme") in letter.html


def test_a_report_of_the_report_builder_is_sent_with_its_filters():
	import frappe

	one, other = buying.supplier("_RS Acme"), buying.supplier("_RS Bolt")
	frappe.db.set_value("Supplier", other, "creation", "2020-01-05 10:00:00", update_modified=False)
	name = make.built_report("_RS Built", ["name", "supplier_group", "creation"])

	assert one in writes(schedule(name, make.reader("Sourcing User"), filters={"name": one})).html
	of_two = writes(schedule(name, make.reader("Sourcing User"), filters={"name": [one, other]}))
	assert of_two.rows == 2
	doc = schedule(
		name, make.reader("Sourcing User"), filters={"creation": ("This Month", "First and Last Day")}
	)
	found = writes(doc, date(2020, 1, 31))
	assert found.rows >= 1
	assert other in found.text
	assert one not in found.text


def test_a_custom_report_is_sent_with_its_own_filters_below_ours():
	import json

	import frappe

	if not frappe.db.exists("Report", "_RS Custom"):
		saved = {"columns": COLUMNS[:2], "filters": {"company": "_RS Company", "supplier": "X"}}
		frappe.get_doc(
			{
				"doctype": "Report",
				"report_name": "_RS Custom",
				"is_standard": "No",
				"report_type": "Custom Report",
				"reference_report": GIVEN,
				"ref_doctype": "Supplier",
				"json": json.dumps(saved),
			}
		).insert()
	asked = []
	from relationship_suite.srm_extensions.report.supplier_lead_times import supplier_lead_times

	doc = schedule("_RS Custom", make.reader("Sourcing User"), filters={"supplier": "Y"})
	with pytest.MonkeyPatch.context() as patch:
		patch.setattr(
			supplier_lead_times,
			"execute",
			lambda filters=None: asked.append(dict(filters)) or (COLUMNS, ROWS),
		)
		letter = writes(doc)

	assert asked == [{"company": "_RS Company", "supplier": "Y"}]
	assert "€ 1,234.50" in letter.html


def test_every_report_of_ours_can_be_sent():
	from tests.site.test_roles import REPORTS

	for report in REPORTS:
		doc = schedule(
			report["name"],
			make.reader("Sourcing User"),
			only_with_data=0,
			attach_xlsx=1,
			attach_csv=1,
			filters={
				"company": buying.COMPANY,
				"from_date": ("Last Year", "First Day"),
				"to_date": ("Yesterday", "Last Day"),
			},
		)
		letter = writes(doc)
		assert report["name"].replace(" ", "%20") in letter.html
		assert len(letter.files) == 2


def test_the_totals_of_a_report_are_below_its_rows_and_no_row_themselves():
	import frappe

	name = make.query_report("_RS Total", "SELECT 2 AS 'Number:Float:100' UNION ALL SELECT 3")
	frappe.db.set_value("Report", name, "add_total_row", 1)
	letter = writes(schedule(name, make.reader("Sourcing User"), attach_csv=1))

	assert letter.rows == 2
	assert ">5<" in letter.html.replace("<b>", "").replace("</b>", "")
	assert next(iter(letter.files.values())).decode("utf-8-sig").split() == ["Number", "2", "3", "5.0"]
