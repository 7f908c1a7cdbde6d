"""Every report, asked what no form would ask: a clear error or a result, and nothing unescaped in what it says."""

from __future__ import annotations

import re
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.factories import buying, selling
from tests.static import code

HTML = "<img src=x onerror=alert(1)>"
ATTRIBUTE = '" onmouseover="alert(1)" x=\''
HOSTILE = {
	"html": HTML,
	"attribute": ATTRIBUTE,
	"quotes": 'O\'Brien "& Sons" \\',
	"sql": "x' or 1=1 -- ",
	"percent": "%s %(x)s {0} {x} %",
	"list": ["Company", HTML],
	"operator": ["like", "%"],
	"dict": {"$ne": HTML},
	"empty list": [],
	"huge number": 10**40,
	"negative": -1,
	"zero": 0,
	"true": True,
	"fraction": 1.5,
	"not a number": float("nan"),
	"huge text": "x" * 100_000,
	"null character": "a\0b",
	"half a letter": "a\ud800b",
	"emoji": "\N{PILE OF POO}",
	"no such day": "2026-02-31",
	"year 0": "0000-00-00",
	"year 9999": "9999-12-31",
	"a word": "yesterday",
	"a moment": datetime(2026, 1, 1, 12),
	"none": None,
}
UNSTORABLE = ("null character", "half a letter")
REPORTS = sorted(path.parent.name for path in code.records("report"))
#: Name of a shared piece of script -> its text.
TOOLKIT = dict(
	re.findall(
		r"^\t(\w+): (\(.*?)(?=^\t\w+: \(|^\}\))",
		(code.REPO / "relationship_suite/reports/toolkit.js").read_text(),
		re.MULTILINE | re.DOTALL,
	)
)
PATHS = {path.parent.name: path.parent for path in code.records("report")}


def filters_of(report: str) -> list[str]:
	"""Names of the filters that the report's form has."""
	script: Path = PATHS[report] / f"{report}.js"
	return names_in(script.read_text().split("formatter")[0])


def names_in(script: str) -> list[str]:
	"""Names of filters in a piece of script; what it takes from the toolkit is named in the call or made there."""
	names = re.findall(r'fieldname: "(\w+)"', script)
	for shared, name in re.findall(r'relationship_suite\.reports\.(\w+)\((?:"(\w+)")?', script):
		names += [name] if name else names_in(TOOLKIT[shared])
	return names


CASES = [(report, name) for report in REPORTS for name in filters_of(report)]


@pytest.fixture(autouse=True, scope="module")
def _company(site):
	import frappe

	selling.masters()
	frappe.db.commit()


def run(report: str, filters) -> tuple:
	import frappe

	return frappe.get_attr(f"{code.dotted(PATHS[report] / report)}.execute")(filters)


def good(report: str) -> dict:
	return {"company": buying.COMPANY, "from_date": date(2026, 1, 1), "to_date": date(2026, 6, 30)}


def said(result) -> str:
	"""Everything that the page shows as HTML: message, labels, names of the summary."""
	columns, _rows, *more = result
	return repr((columns, more))


def ask(report: str, filters) -> str:
	"""What the report says, or the error that it raises on purpose."""
	import frappe

	frappe.clear_messages()
	try:
		return said(run(report, filters))
	except frappe.ValidationError as error:  # every one of them is below 500
		return f"{error} {frappe.local.message_log}"


def test_every_report_is_asked():
	assert len(REPORTS) >= 5
	# People are in touch with a party, and not with a company.
	assert [report for report in REPORTS if "company" not in filters_of(report)] == ["interaction_activity"]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize(("report", "name"), CASES)
def test_a_filter_of_any_type_is_answered(clean, report, name, value):
	text = ask(report, {**good(report), name: HOSTILE[value]})

	assert "<img" not in text
	assert handlers(text) == []


class Handlers(HTMLParser):
	"""Attributes that run a script. In a text their names do nothing, and Frappe 16 writes quotes there as they are."""

	def __init__(self) -> None:
		super().__init__()
		self.found: list[str] = []

	def handle_starttag(self, tag, attrs) -> None:
		self.found += [name for name, _value in attrs if name.startswith("on")]


def handlers(text: str) -> list[str]:
	parser = Handlers()
	parser.feed(text)
	parser.close()
	return parser.found


def test_a_handler_is_found_where_there_is_one():
	assert handlers(f"""<a href="{ATTRIBUTE}'>""") == ["onmouseover"]
	assert handlers(f"<p>{ATTRIBUTE}</p>") == []


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize(
	"filters", [None, {}, [], "", [1, 2], HTML, 7, {HTML: HTML, 5: [HTML]}, {"a\ud800": 1}]
)
def test_filters_as_a_whole_of_any_type_are_answered(clean, report, filters):
	assert "<img" not in ask(report, filters)


@pytest.mark.parametrize(("report", "name"), CASES)
def test_a_text_that_no_database_takes_is_refused_by_the_name_of_its_filter(clean, report, name):
	import frappe

	for text in UNSTORABLE:
		with pytest.raises(frappe.ValidationError, match=f"{frappe.unscrub(name)}: .*cannot be stored"):
			run(report, {**good(report), name: HOSTILE[text]})


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("name", ["from_date", "as_of", "company"])
def test_a_list_is_refused_by_the_name_of_its_filter(clean, report, name):
	import frappe

	with pytest.raises(frappe.ValidationError, match=frappe.unscrub(name)):
		run(report, {**good(report), name: [HTML]})
