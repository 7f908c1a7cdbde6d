"""A report's chart as a picture: what is drawn can be counted by its colours."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from embedded import paths
from relationship_suite.relationship_core.schedules import picture

FONTS = paths.ENGINE / "frappe" / "public" / "css" / "fonts" / "inter"


def chart(labels=("A", "B"), kind="bar", **series):
	datasets = [{"name": name, "values": list(values)} for name, values in (series or {"S": (1, 2)}).items()]
	return picture.chart_of({"type": kind, "data": {"labels": list(labels), "datasets": datasets}})


def drawn(found, number=str) -> Image.Image:
	return Image.open(io.BytesIO(picture.png(found, FONTS, number))).convert("RGB")


def coloured(image: Image.Image, colour: str) -> int:
	"""How many pixels have this colour."""
	wanted = tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
	return sum(pixel == wanted for pixel in image.getdata())


def test_a_bar_is_as_long_as_its_value():
	one, three = (coloured(drawn(chart("AB", S=(value, 10))), picture.COLOURS[0]) for value in (1, 3))
	ten = coloured(drawn(chart("AB", S=(10, 10))), picture.COLOURS[0])
	assert one < three < ten
	assert (three - one) / (ten - one) == pytest.approx(2 / 9, rel=0.05)


def test_each_series_has_its_colour_and_stands_in_the_legend():
	image = drawn(chart("AB", One=(1, 2), Two=(2, 1)))
	assert coloured(image, picture.COLOURS[0]) > 500
	assert coloured(image, picture.COLOURS[1]) > 500
	assert coloured(image, picture.COLOURS[2]) == 0


def test_negative_values_and_zeros_are_drawn():
	assert coloured(drawn(chart("ABC", S=(-5, 0, 5))), picture.COLOURS[0]) > 500


def test_a_line_runs_along_its_labels():
	image = drawn(chart([f"2026-{month:02}" for month in range(1, 13)], "line", S=range(12)))
	assert image.width == picture.WIDTH * picture.SCALE
	columns = {
		place % image.width for place, pixel in enumerate(image.getdata()) if pixel == (0x24, 0x90, 0xEF)
	}
	assert max(columns) - min(columns) > image.width * 0.8


@pytest.mark.parametrize("kind", ["bar", "line", "axis-mixed", "pie", "percentage", "donut", None])
@pytest.mark.parametrize(
	"values",
	[(1e14, 1), (1e-9, 2e-9), (-1, -2), (7, 7), ("5", None), (float("inf"), 1), (float("nan"), 3), ("x", 2)],
)
def test_whatever_a_report_gives_is_drawn(kind, values):
	assert drawn(chart("AB", kind, S=values))


@pytest.mark.parametrize("count", [1, 2, 60, 500])
def test_any_number_of_labels_has_room(count):
	labels = [f"A label of some length {place}" for place in range(count)]
	for kind in ("bar", "line"):
		image = drawn(chart(labels, kind, S=range(1, count + 1)))
		assert image.height < 4000


@pytest.mark.parametrize(
	"nothing",
	[
		None,
		[],
		"x",
		{},
		{"data": None},
		{"data": {"labels": [], "datasets": []}},
		{"data": {"labels": ["A"], "datasets": []}},
		{"data": {"labels": ["A"], "datasets": [{"values": [0]}]}},
		{"data": {"labels": ["A"], "datasets": [{"values": None}]}},
	],
)
def test_nothing_to_draw_is_no_chart(nothing):
	assert picture.chart_of(nothing) is None


def test_letters_of_europe_are_frappes_own_font():
	assert drawn(chart(["Müller", "Łódź", "Ελλάδα", "Россия"], S=(1, 2, 3, 4)))


def test_letters_that_no_font_has_make_no_picture():
	assert picture.png(chart(["\U0010fffd", "B"]), FONTS, str) is None


def test_a_font_that_cannot_be_read_is_passed_over(tmp_path):
	(tmp_path / "Inter-Regular.woff2").write_bytes(b"no font")
	assert picture._has(tmp_path / "Inter-Regular.woff2", frozenset("A")) == set()


@pytest.mark.parametrize(
	("ends", "steps"),
	[
		((0, 100), [0, 25, 50, 75, 100]),
		((0, 7), [0, 2, 4, 6, 8]),
		((0, 0.03), [0, 0.01, 0.02, 0.03]),
		((-12, 94), [-50, 0, 50, 100]),
		((-5, 0), [-6, -4, -2, 0]),
	],
)
def test_an_axis_has_round_values_around_its_ends(ends, steps):
	assert picture._steps(*ends) == steps
