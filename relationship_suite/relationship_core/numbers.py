"""Numbers in sentences and tables, in the user's number format."""

from __future__ import annotations

import math

from frappe.utils import fmt_money


def percent(value: float) -> str:
	"""Per cent with one decimal."""
	return f"{number(value)} %"


def number(value: float) -> str:
	"""One decimal."""
	return fmt_money(value, precision=1)


def figure(value: object) -> str:
	"""As it was typed: a number with the decimals that it has; anything else as text."""
	if not isinstance(value, float) or not math.isfinite(value):
		return str(value)
	decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
	return fmt_money(value, precision=decimals)


def whole(value: float, currency: str | None = None) -> str:
	"""No decimals; an amount with its currency."""
	return fmt_money(round(value), precision=0, currency=currency)
