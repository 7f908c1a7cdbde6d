"""Limits that are written as four rising numbers in one field, such as ``30, 90, 180, 365``. Knows no frappe."""

from __future__ import annotations

import re
from itertools import pairwise

Limits = tuple[float, float, float, float]

_NUMBER = re.compile(r"\d+(\.\d+)?")
_THOUSANDS = re.compile(r"\d\.\d{3}(?!\d)")


def parse_limits(text: str) -> Limits:
	"""The four numbers of a text, parted by commas, semicolons or spaces; they are above 0 and rise.

	Raises:
		ValueError: there are not four, one is no number or has a separator of thousands, or they do not rise.
	"""
	if _THOUSANDS.search(text):
		raise ValueError(f"{text!r} has separators of thousands, which some read as decimals")
	parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
	if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
		raise ValueError(f"{text!r} is not four numbers")
	limits = tuple(float(part) for part in parts)
	if limits[0] <= 0 or any(later <= earlier for earlier, later in pairwise(limits)):
		raise ValueError(f"{text!r} does not rise from above 0")
	return limits
