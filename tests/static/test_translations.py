"""Every text that people read has its Chinese, and no Chinese is left of a text that is gone."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter

import pytest

from tests.static import code, texts

TEXTS = texts.all_texts()
ROWS = texts.translations("zh")
SHARED = texts.shared_words()
PLACEHOLDER = re.compile(r"\{\w*\}|<[^>]+>|%\w")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Names of figures that Chinese texts write as everyone does.
SAME = {"RFM", "{0} PPM"}


def test_every_text_is_translated():
	missing = sorted(set(TEXTS) - {row[0] for row in ROWS} - SHARED)
	assert missing == [], f"{len(missing)} missing; list them with: .venv/bin/python -m tests.static.texts"


def test_nothing_is_translated_that_is_gone():
	assert sorted(({row[0] for row in ROWS} | SHARED) - set(TEXTS)) == []


def test_words_of_the_whole_desk_stay_as_they_are():
	assert sorted({row[0] for row in ROWS if len(row) == 2} & SHARED) == []


def test_contexts_are_doctypes_of_ours():
	assert {row[2] for row in ROWS if len(row) == 3} <= set(code.doctypes())


def test_words_that_mean_something_else_to_erpnext_have_a_context():
	"""Its Chinese has a weight in kilograms, the variance of statistics, a financial return, a receipt for money."""
	bare = re.compile(r"""_\(\s*["'](Score|Weight|Variance|Return|Receipt)["']\s*\)""")
	scripts = [path for path in code.ROOT.rglob("*.js") if "node_modules" not in path.parts]
	files = [*code.app_files(), *scripts]
	assert [(path.name, found) for path in files for found in bare.findall(path.read_text())] == []


def test_no_text_is_translated_twice():
	assert [key for key, count in Counter((row[0], *row[2:]) for row in ROWS).items() if count > 1] == []


def test_rows_are_what_frappe_reads():
	assert [row for row in ROWS if len(row) not in (2, 3) or not row[1].strip()] == []


def test_translations_are_chinese():
	assert [row[0] for row in ROWS if not CHINESE.search(row[1]) and row[0] not in SAME] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_placeholders_are_kept(row):
	assert sorted(PLACEHOLDER.findall(row[1])) == sorted(PLACEHOLDER.findall(row[0]))


def test_rows_are_in_order():
	assert [row[0] for row in ROWS] == sorted(row[0] for row in ROWS)


# The checks find what they look for


def test_texts_of_python_are_found():
	source = (
		'_("One")\nfrappe.throw(_("Two {0}").format(x))\n_("Th" "ree")\nProblem("a", "Four")\n_(variable)\n'
		'Measure("Six", "Seven", "eight")\n'
		'TABLE = {"a": "Five", "b": 6}\n_(TABLE[key])'
	)
	found = [text for text in texts.of_python(ast.parse(source)) if isinstance(text, str)]
	assert sorted(found) == ["Five", "Four", "One", "Seven", "Six", "Three", "Two {0}"]


def test_texts_of_scripts_and_templates_are_found():
	assert list(texts.of_script("__(\"It's {0}\", [x]); __('a \\'b\\''); __(`c`)")) == [
		"It's {0}",
		"a 'b'",
		"c",
	]
	options = '{ fieldtype: "Select", options: ["Overdue", "Open"] }, { fieldtype: "Link", options: "Item" }'
	assert list(texts.of_script(options)) == ["Overdue", "Open"]
	assert list(texts.of_template("<p>{{ _('One') }}</p>{% if _(\"Two\") %}")) == ["One", "Two"]


def test_texts_of_records_are_found():
	field = {"fieldtype": "Select", "label": "A label", "description": "Some help", "options": "\nOne\nTwo"}
	record = {"name": "Name", "fields": [field], "links": [{"group": "Group"}]}
	assert {*texts.of_doctype(record)} - {""} == {"Name", "A label", "Some help", "One", "Two", "Group"}
	card = {"doctype": "Number Card", "name": "Card", "links": [{"label": "Link", "type": "x"}]}
	assert set(texts.of_record(card)) == {"Card", "Link"}
	blocks = json.dumps([{"type": "header", "data": {"text": "<b>Heading</b>", "col": 12}}])
	assert set(texts.of_record({"doctype": "Workspace", "name": "Space", "content": blocks})) == {
		"Space",
		"Heading",
	}
