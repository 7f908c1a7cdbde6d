"""One story through all of it: every sentence of it is seen where it says."""

from __future__ import annotations

import pytest

#: Are these words on the screen, as text or in a field?
SHOWN = """words => document.body.innerText.includes(words)
	|| [...document.querySelectorAll("input, textarea")].some(each => each.offsetParent && each.value.includes(words))"""
CHAPTERS = 11


def test_the_story_is_whole(chapters):
	assert len(chapters) == CHAPTERS


@pytest.mark.parametrize("number", range(CHAPTERS))
def test_a_chapter_is_seen_where_it_says(number, desk_page, chapters):
	chapter = chapters[number]
	desk_page.goto(chapter.route)
	desk_page.wait_for_function(SHOWN, arg=chapter.shows, timeout=30_000)
