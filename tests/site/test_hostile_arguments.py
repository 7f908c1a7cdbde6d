"""Every whitelisted method, asked what no form would ask: an answer or a clear error, never a fault of the server."""

from __future__ import annotations

import ast
import inspect
import json

import pytest

from tests.factories import buying, indicators, planning, portal, risks, schedules, segments, selling
from tests.factories import scorecards as make
from tests.site.test_hostile_filters import HOSTILE, HTML, UNSTORABLE
from tests.static import code

#: Texts that are read as JSON somewhere.
JSON = {
	"open list": "[",
	"open lists": "[" * 100_000,
	"open name in a list": '["',
	"half a letter in a list": '["a\\ud800"]',
	"half a letter in an object": '{"kinds": ["a\\ud800"], "customer_name": "a\\ud800", "search": "a\\ud800"}',
	"half a letter in a row": '[{"line": "a\\ud800", "item": "a\\ud800", "first_day": "a\\ud800"}]',
	"half a letter as a name": '{"a\\ud800": 1}',
	"null character in a list": '["a\\u0000"]',
	"number": "5",
	"text": '"x"',
	"null": "null",
	"object": "{}",
	"empty list as text": "[]",
	"list of lists": json.dumps([["a"], [HTML]]),
	"list of objects": json.dumps([{"name": HTML}]),
	"list of other things": "[null, true, 1e999, NaN, 5]",
	"object of a list": '{"doctype": ["Performance Scorecard"]}',
}
VALUES = {**HOSTILE, **JSON}
SCORECARD = "Performance Scorecard"


def whitelisted() -> list[str]:
	"""Dotted paths of the app's whitelisted functions."""
	return sorted(
		f"{code.dotted(path)}.{node.name}"
		for path in code.app_files()
		for node in ast.walk(code.tree(path))
		if isinstance(node, code.Function)
		and any("whitelist" in ast.unparse(each) for each in node.decorator_list)
	)


def text_arguments(path: str) -> list[str]:
	"""Names of its arguments that take a text."""
	module, _dot, name = path.rpartition(".")
	tree = code.tree(code.module_file(module, code.REPO))
	(function,) = (n for n in ast.walk(tree) if isinstance(n, code.Function) and n.name == name)
	return [
		each.arg for each in function.args.args if each.annotation and "str" in ast.unparse(each.annotation)
	]


METHODS = whitelisted()
CASES = [(path, argument) for path in METHODS for argument in text_arguments(path)]


@pytest.fixture(autouse=True)
def _masters(clean, monkeypatch):
	import frappe

	selling.masters()
	monkeypatch.setattr(frappe, "enqueue", lambda *args, **values: None)
	# Frappe checks the types of arguments in requests.
	monkeypatch.setattr(frappe.local, "request", frappe._dict(method="POST"), raising=False)


def good(argument: str, path: str = "") -> str:
	"""A value that a form would send, to this method where it matters."""
	values = {
		"customer": lambda: selling.customer("_RS Asked"),
		"supplier": lambda: buying.supplier("_RS Asked"),
		"suppliers": lambda: json.dumps([buying.supplier("_RS Asked")]),
		"doc": lambda: make.scorecard("_RS Asked").as_json(),
		"company": lambda: buying.COMPANY,
		"doctype": lambda: "Purchase Order",
		"items": lambda: "[]",
		"risk": lambda: risks.risk(at=(1, 1)).name,
		"proposal": lambda: indicators.proposal().name,
		"register": risks.register,
		"reason": lambda: "Cheap",
		"note": lambda: "Looked at",
		"until": lambda: "2999-01-01",
		"forecast": planning.one_forecast,
		"agreement": planning.one_agreement,
		"release": planning.one_release,
		"commitment": planning.one_commitment,
		"warehouse": planning.warehouse,
		"confirmation": portal.proposal,
		"answer": lambda: "In August",
		"order": lambda: portal.own_order().name,
		"seen": lambda: portal.seen(portal.own_order()),
		"lines": lambda: "[]",
		"remark": lambda: "Thanks",
		"kind": lambda: "Refresh",
		"run": lambda: "",
		"filters": lambda: "[]",
		"wanted": lambda: "{}",
		"party_type": lambda: "Customer",
		"party": lambda: selling.customer("_RS Asked"),
		"after": lambda: "",
		"schedule": lambda: schedules.any_schedule().name,
		"delivery": schedules.any_delivery,
		"segment": lambda: segments.once("_RS Asked"),
		"customers": lambda: json.dumps([selling.customer("_RS Asked")]),
		"condition": lambda: "Territory",
		"txt": lambda: "_RS",
		"form": segments.form,
		"indicator": indicators.form,
	}
	if path.endswith("portal.forecast_api.commit"):
		values |= of_forecast()
	return values[argument]()


def of_forecast() -> dict:
	"""What the page of a forecast sends."""
	release = portal.own_forecast()
	line = {"item": release.lines[0].item, "first_day": str(release.lines[0].first_day), "qty": 1}
	return {
		"supplier": lambda: release.supplier,
		"agreement": lambda: release.agreement,
		"seen": lambda: portal.forecast_seen(release),
		"lines": lambda: json.dumps([line]),
	}


def ask(path: str, **values):
	"""The answer, or the sentence of the error; whatever is the server's fault is raised."""
	import frappe

	method = frappe.get_attr(path)
	taken = inspect.signature(method).parameters.items()
	# ERPNext orders nothing that is kept in stock without a warehouse.
	needed = [name for name, each in taken if each.default is each.empty or name == "warehouse"]
	frappe.clear_messages()
	try:
		return method(**{**{name: good(name, path) for name in needed}, **values})
	except Exception as error:
		if getattr(error, "http_status_code", 500) >= 500:  # what Frappe answers to all others
			raise
		return f"{error} {frappe.local.message_log}"


def test_every_method_is_asked():
	assert {path.rpartition(".")[2] for path in METHODS} >= {
		"standings",
		"scorecard_problems",
		"get_overview",
	}
	assert ("relationship_suite.srm_extensions.scorecards.api.standings", "suppliers") in CASES


@pytest.mark.parametrize(("path", "argument"), CASES)
def test_what_a_form_sends_is_answered(path, argument):
	assert not isinstance(ask(path, **{argument: good(argument, path)}), str)


@pytest.mark.parametrize(("path", "argument"), CASES)
def test_an_argument_of_any_content_is_answered(path, argument):
	for name, value in VALUES.items():
		answer = ask(path, **{argument: value})

		assert not isinstance(answer, str) or "<img" not in answer, name


@pytest.mark.parametrize(("path", "argument"), CASES)
def test_a_text_that_no_database_takes_is_refused_by_the_name_of_its_argument(path, argument):
	for text in UNSTORABLE:
		assert f"{argument}: this text has a character" in ask(path, **{argument: HOSTILE[text]})


@pytest.mark.parametrize("text", ['["a\\ud800"]', '["a\\u0000"]', '[["a\\udfff"]]'])
def test_such_a_text_in_a_list_is_refused_by_the_name_of_its_argument(text):
	import frappe

	from relationship_suite.srm_extensions.scorecards.api import standings

	with pytest.raises(frappe.ValidationError, match="suppliers: this text has a character"):
		standings(text)


def test_such_a_text_in_a_form_is_refused_by_the_name_of_its_field():
	import frappe

	from relationship_suite.srm_extensions.scorecards.api import scorecard_problems

	doc = json.loads(good("doc"))
	doc["kpis"][0]["unit"] = "a\ud800"
	with pytest.raises(frappe.ValidationError, match="unit: this text has a character"):
		scorecard_problems(json.dumps(doc))


def test_half_a_letter_with_its_other_half_is_a_letter():
	from relationship_suite.srm_extensions.scorecards.api import standings

	assert standings(json.dumps(["\N{PILE OF POO}"])) == {}


@pytest.mark.parametrize("text", ["[", '["', "5", "{}", "null", "[" * 100_000])
def test_what_is_no_list_is_refused_by_the_name_of_its_argument(text):
	import frappe

	from relationship_suite.srm_extensions.scorecards.api import standings

	with pytest.raises(frappe.ValidationError, match="suppliers must be a JSON list"):
		standings(text)


@pytest.mark.parametrize("text", ["{", "[]", "5"])
def test_what_is_no_object_is_refused_by_the_name_of_its_argument(text):
	import frappe

	from relationship_suite.srm_extensions.scorecards.api import scorecard_problems

	with pytest.raises(frappe.ValidationError, match="doc must be a JSON object"):
		scorecard_problems(text)


def fields(doctype: str) -> list[str]:
	return [row["fieldname"] for path in code.records("doctype") for row in fields_in(path, doctype)]


def fields_in(path, doctype: str) -> list[dict]:
	record = json.loads(path.read_text())
	return record["fields"] if record["name"] == doctype else []


PLACES = [
	*(("", name) for name in (*fields(SCORECARD), "problems", "places", "meta", "flags", "name", "_meta")),
	*(("kpis", name) for name in (*fields("Performance Scorecard KPI"), "doctype", "get", "parent")),
	*(("standings", name) for name in (*fields("Performance Scorecard Standing"), "doctype", "as_dict")),
]
TYPED = {
	**{name: value for name, value in HOSTILE.items() if name != "a moment"},
	"text": "abc",
	"list of a text": ["x"],
}


@pytest.mark.parametrize(("table", "field"), PLACES)
def test_a_scorecard_with_any_value_in_a_field_is_answered(table, field):
	for value in TYPED.values():
		doc = json.loads(good("doc"))
		for row in doc[table] if table else [doc]:
			row[field] = value
		answer = ask(
			"relationship_suite.srm_extensions.scorecards.api.scorecard_problems", doc=json.dumps(doc)
		)

		assert isinstance(answer, list) or "<img" not in answer


@pytest.mark.parametrize("rows", ["x", 5, {"a": 1}, ["x"], [5], [None], [[]]])
@pytest.mark.parametrize("table", ["kpis", "standings"])
def test_a_table_without_rows_is_refused_by_its_name(table, rows):
	import frappe

	from relationship_suite.srm_extensions.scorecards.api import scorecard_problems

	doc = {**json.loads(good("doc")), table: rows}
	with pytest.raises(frappe.ValidationError, match=f"{table} is no list of rows"):
		scorecard_problems(json.dumps(doc))


def test_a_number_that_is_none_is_judged_as_frappe_would_store_it():
	"""Also where the whole document is saved, by REST say."""
	import frappe

	doc = make.scorecard("_RS Typed", window_months="12")
	doc.kpis[0].update({"threshold": "abc", "weight": "100"})
	doc.insert()

	assert frappe.db.get_value("Performance Scorecard KPI", doc.kpis[0].name, "threshold") == 0
