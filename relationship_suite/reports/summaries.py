"""Cards above a report: short to write, alike everywhere. Labels come translated."""

from __future__ import annotations

from typing import Any

Card = dict[str, Any]


def count(label: str, value: int) -> Card:
	return {"label": label, "value": value, "datatype": "Int"}


def money(label: str, value: float, currency: str | None) -> Card:
	return {"label": label, "value": value, "datatype": "Currency", "currency": currency}


def text(label: str, value: str) -> Card:
	"""A figure as it is written in sentences: :mod:`relationship_core.numbers`."""
	return {"label": label, "value": value, "datatype": "Data"}


def alarm(card: Card, colour: str = "Red", calm: str = "Grey") -> Card:
	"""The card in a colour where its figure is above 0, and in another one where all is well."""
	return {**card, "indicator": colour if card["value"] > 0 else calm}
