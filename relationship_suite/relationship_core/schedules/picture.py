"""A report's chart as a picture: mail clients show neither SVG nor scripts.

Drawn with Pillow and in the font Inter, both of which come with Frappe 15 and 16. Inter has Latin, Greek and Cyrillic;
for other scripts a font of the server is taken where there is one. Without a font for every letter there is no picture,
and the mail shows the same figures as bars of a table.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

#: Colours of the series: distinct by lightness too, for whoever sees no colours.
COLOURS = ("#2490ef", "#f59e0b", "#0f766e", "#a855f7", "#dc2626", "#64748b", "#84cc16")
#: Series and points that one picture can show.
MOST_SERIES, MOST_POINTS = len(COLOURS), 60
#: Drawn at twice its size, for screens with small pixels; as narrow as its letters are still read on a phone.
SCALE, WIDTH = 2, 480
_INK, _FAINT, _GRID = "#1f272e", "#6b7280", "#e5e7eb"
_SIZE, _ROW, _BAR = 13, 26, 14
#: Where servers keep fonts with Chinese, Japanese and Korean letters.
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
_OTHER_FONTS = (
	"*CJK*Regular*",
	"wqy-*",
	"*DroidSansFallback*",
	"*SourceHanSans*",
	"*Noto*SC*",
	"DejaVuSans.ttf",
)


@dataclass(frozen=True)
class Chart:
	"""What is drawn.

	Attributes:
		labels: of the points or bars.
		series: name -> values, one for each label.
		is_line: along time; bars otherwise.
	"""

	labels: Sequence[str]
	series: Sequence[tuple[str, Sequence[float]]]
	is_line: bool = False

	@property
	def highest(self) -> float:
		return max((value for _name, values in self.series for value in values), default=0)

	@property
	def lowest(self) -> float:
		return min((value for _name, values in self.series for value in values), default=0)


def chart_of(found: object) -> Chart | None:
	"""A chart as Frappe's reports describe it; None where there is nothing that could be drawn."""
	data = found.get("data") if isinstance(found, dict) else None
	if not isinstance(data, dict) or not data.get("labels") or not data.get("datasets"):
		return None
	labels = [str(label) for label in data["labels"]][:MOST_POINTS]
	series = []
	for number, each in enumerate(data["datasets"][:MOST_SERIES], 1):
		values = [_number(value) for value in (each.get("values") or [])][: len(labels)]
		values += [0.0] * (len(labels) - len(values))
		series.append((str(each.get("name") or number), values))
	kinds = {found.get("type"), *(each.get("chartType") for each in data["datasets"])}
	chart = Chart(labels, series, "line" in kinds and "bar" not in kinds)
	return chart if any(value for _name, values in series for value in values) else None


def _number(value: object) -> float:
	try:
		number = float(value or 0)
	except (TypeError, ValueError):
		return 0.0
	return number if abs(number) < 1e15 else 0.0  # not a number, or nothing that an axis could show


def png(chart: Chart, fonts: Path, number: Callable[[float], str]) -> bytes | None:
	"""The chart as PNG, :data:`WIDTH` pixels wide at :data:`SCALE`; None where no font has all its letters.

	Args:
		fonts: folder of the font Inter.
		number: how a value is written.
	"""
	letters = "".join((*chart.labels, *(name for name, _values in chart.series)))
	letters += "".join(number(value) for _name, values in chart.series for value in values)
	path = _font_for(frozenset(letters), fonts)
	if path is None:
		return None
	font = ImageFont.truetype(str(path), _SIZE * SCALE)
	draw = _lines if chart.is_line and len(chart.labels) > 1 else _bars
	file = io.BytesIO()
	draw(chart, font, number).save(file, "PNG", optimize=True)
	return file.getvalue()


def _font_for(letters: frozenset[str], fonts: Path) -> Path | None:
	return next((path for path in _fonts(fonts) if letters <= _has(path, letters)), None)


@cache
def _fonts(fonts: Path) -> tuple[Path, ...]:
	"""Inter first, then what the server has."""
	return tuple(
		path
		for path in (fonts / "Inter-Regular.woff2", *_of_the_server())
		if path.is_file() and path.suffix.lower() in (".woff2", ".ttf", ".otf", ".ttc")
	)


def _of_the_server() -> Iterator[Path]:
	for pattern in _OTHER_FONTS:
		for folder in FONT_FOLDERS:
			yield from sorted(Path(folder).expanduser().rglob(pattern))[:1]


def _has(path: Path, letters: frozenset[str]) -> set[str]:
	"""Those of the letters that the font draws: one that it lacks looks as all do that it lacks."""
	try:
		font = ImageFont.truetype(str(path), 16)
	except OSError:  # a kind of file that this server's FreeType does not read
		return set()
	lacking = bytes(font.getmask("\U0010ffff"))
	return {each for each in letters if each.isspace() or bytes(font.getmask(each)) != lacking}


def _canvas(height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
	image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), "white")
	return image, ImageDraw.Draw(image)


def _bars(chart: Chart, font, number) -> Image.Image:
	"""Horizontal bars, a group per label: names have room, however long."""
	many = len(chart.series)
	legend = _ROW if many > 1 else 0
	group = max(_ROW, many * (_BAR + 3) + 8)
	image, draw = _canvas(legend + group * len(chart.labels) + 8)
	names = [_fitted(draw, label, font, WIDTH * SCALE / 3) for label in chart.labels]
	left = int(max(draw.textlength(name, font) for name in names)) + 12 * SCALE
	values = [number(value) for _name, values in chart.series for value in values]
	room = max(draw.textlength(value, font) for value in values) + 12 * SCALE
	low, high = min(chart.lowest, 0), max(chart.highest, 0)
	per_unit = (WIDTH * SCALE - left - room * (2 if low < 0 else 1)) / ((high - low) or 1)
	zero = left + (room if low < 0 else 0) - low * per_unit
	if many > 1:
		_legend(draw, chart, font)
	for row, name in enumerate(names):
		top = (legend + row * group + 4) * SCALE
		middle = top + (group - 8) * SCALE / 2
		draw.text((left - 8 * SCALE, middle), name, _INK, font, anchor="rm")
		for place, (_name, values) in enumerate(chart.series):
			value = values[row]
			bar = top + (place * (_BAR + 3) + (0 if many > 1 else 2)) * SCALE
			ends = sorted((zero, zero + value * per_unit))
			draw.rectangle((ends[0], bar, max(ends[1], ends[0] + SCALE), bar + _BAR * SCALE), COLOURS[place])
			at, anchor = (ends[0] - 5 * SCALE, "rm") if value < 0 else (ends[1] + 5 * SCALE, "lm")
			draw.text((at, bar + _BAR * SCALE / 2), number(value), _FAINT, font, anchor=anchor)
	return image


def _lines(chart: Chart, font, number) -> Image.Image:
	"""Lines along the labels, with an axis of at most five values."""
	legend = _ROW if len(chart.series) > 1 else 8
	height = 240
	image, draw = _canvas(height + legend)
	steps = _steps(min(chart.lowest, 0), max(chart.highest, 0))
	words = [number(step) for step in steps]
	left = int(max(draw.textlength(word, font) for word in words)) + 10 * SCALE
	top, bottom = (legend + 10) * SCALE, (legend + height - 34) * SCALE
	right = WIDTH * SCALE - 16 * SCALE

	def y(value: float) -> float:
		return bottom - (value - steps[0]) / (steps[-1] - steps[0]) * (bottom - top)

	def x(place: int) -> float:
		return left + place * (right - left) / (len(chart.labels) - 1)

	for step, word in zip(steps, words, strict=True):
		draw.line((left, y(step), right, y(step)), _GRID, SCALE)
		draw.text((left - 6 * SCALE, y(step)), word, _FAINT, font, anchor="rm")
	_ticks(draw, chart, font, x=x, bottom=bottom, ends=(left, right))
	for place, (_name, values) in enumerate(chart.series):
		points = [(x(each), y(value)) for each, value in enumerate(values)]
		draw.line(points, COLOURS[place], 2 * SCALE, joint="curve")
		for across, down in points:
			dot = 3 * SCALE
			draw.ellipse((across - dot, down - dot, across + dot, down + dot), COLOURS[place])
	if len(chart.series) > 1:
		_legend(draw, chart, font)
	return image


def _ticks(draw, chart: Chart, font, *, x, bottom: float, ends: tuple[float, float]) -> None:
	"""As many labels below the axis as have room, the last one among them."""
	widest = max(draw.textlength(label, font) for label in chart.labels) + 12 * SCALE
	every = max(1, -int(-widest * (len(chart.labels) - 1) // (ends[1] - ends[0])))
	for place, label in enumerate(chart.labels):
		if (len(chart.labels) - 1 - place) % every == 0:
			half = draw.textlength(label, font) / 2
			at = min(max(x(place), ends[0] + half - 20 * SCALE), WIDTH * SCALE - half - 2)
			draw.text((at, bottom + 8 * SCALE), label, _FAINT, font, anchor="mt")


def _steps(low: float, high: float) -> list[float]:
	"""Three to six round values from at most ``low`` to at least ``high``."""
	rough = (high - low or 1) / 4
	power = 10.0 ** math.floor(math.log10(rough))
	step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
	first = math.floor(low / step)
	count = max(math.ceil(high / step) - first, 1)
	return [round((first + place) * step, 10) for place in range(count + 1)]


def _legend(draw, chart: Chart, font) -> None:
	at = 4 * SCALE
	for place, (name, _values) in enumerate(chart.series):
		short = _fitted(draw, name, font, 150 * SCALE)
		draw.rectangle((at, 8 * SCALE, at + 10 * SCALE, 18 * SCALE), COLOURS[place])
		draw.text((at + 15 * SCALE, 13 * SCALE), short, _INK, font, anchor="lm")
		at += 30 * SCALE + draw.textlength(short, font)


def _fitted(draw, text: str, font, width: float) -> str:
	"""The text as far as it has room, on one line."""
	text = " ".join(text.split())
	if draw.textlength(text, font) <= width:
		return text
	while text and draw.textlength(f"{text}...", font) > width:
		text = text[:-1]
	return f"{text.rstrip()}..."
