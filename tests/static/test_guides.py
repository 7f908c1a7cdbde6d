"""The guides tell what is there: made tables are current, links lead somewhere, commands and reports exist."""

from __future__ import annotations

import json
import re

import pytest

from tests.static import code, guides

PAGES = sorted(guides.DOCS.rglob("*.md"))
TEXTS = [*PAGES, code.REPO / "README.md", code.REPO / "CHANGELOG.md", code.REPO / "embedded" / "README.md"]


@pytest.mark.parametrize("name", sorted(guides.MADE))
def test_made_tables_are_those_of_the_doctypes(name):
	text = (guides.DOCS / name).read_text()
	assert guides.with_made(text, guides.MADE[name]()) == text, "run: .venv/bin/python -m tests.static.guides"


def test_every_page_is_in_the_navigation():
	navigation = re.findall(r": (\S+\.md)$", (code.REPO / "mkdocs.yml").read_text(), re.MULTILINE)
	assert sorted(navigation) == sorted(page.relative_to(guides.DOCS).as_posix() for page in PAGES)


def test_links_lead_somewhere():
	assert [link for page in TEXTS for link in guides.dead_links(page)] == []


def test_commands_named_are_those_of_the_makefile():
	targets = set(re.findall(r"^([a-z-]+):", (code.REPO / "Makefile").read_text(), re.MULTILINE))
	named = {target for page in TEXTS for target in re.findall(r"`make ([a-z-]+)", page.read_text())}
	assert named <= targets


def test_functions_named_exist():
	from tests.static.test_hooks import function

	named = {
		path for page in TEXTS for path in re.findall(r"\brelationship_suite\.tasks\.\w+", page.read_text())
	}
	assert named
	assert [path for path in named if function(path) is None] == []


def test_every_report_is_in_the_guides():
	reports = [json.loads(path.read_text())["name"] for path in code.records("report")]
	text = "\n".join(page.read_text() for page in PAGES)
	assert [report for report in reports if f"*{report}*" not in text] == []


def test_no_guide_names_a_place_on_one_machine():
	found = re.compile(r"(?<![\w.`])/(?:home|work|opt|root|tmp|usr)/\w+")
	assert [page.name for page in TEXTS if found.search(page.read_text())] == []


def test_a_dead_link_is_found(tmp_path):
	page = tmp_path / "page.md"
	page.write_text("[a](nowhere.md) [b](page.md#there) [c](https://example.com)")
	assert guides.dead_links(page) == ["page.md: nowhere.md"]


def test_a_made_part_is_replaced():
	text = "before\n<!-- made by x -->\nold\n<!-- /made -->\nafter\n"
	assert guides.with_made(text, "new") == "before\n<!-- made by x -->\n\nnew\n\n<!-- /made -->\nafter\n"
