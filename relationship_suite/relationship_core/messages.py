"""Text on its way to where Frappe shows HTML: errors and the messages of reports.

The one place of the server that escapes. What a method returns is plain text, and the browser escapes what it shows; what
is drawn on the server is a Jinja template, with ``| e``.
"""

from __future__ import annotations

from collections.abc import Iterable

from frappe.utils import escape_html


def say(text: str, *values: object) -> str:
	"""A translated sentence with its values filled in, each escaped."""
	return text.format(*(escape_html(str(value)) for value in values))


def lines(texts: Iterable[str]) -> str:
	"""Plain sentences, each on a line of its own."""
	return "<br>".join(map(escape_html, texts))


def paragraph(texts: Iterable[str]) -> str:
	"""Plain sentences, one after another."""
	return f"<p>{escape_html(' '.join(texts))}</p>"
