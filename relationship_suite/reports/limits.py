"""Lists of reports end somewhere, and say where. What they sum up is of everything asked for, and not of the rows shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from frappe import _

Row = TypeVar("Row")


def cut(rows: Sequence[Row], limit: int, count: int) -> tuple[list[Row], str | None]:
	"""The first rows, and the sentence that says how many there are; None where none is left out.

	Args:
		rows: in the order of the list; a query reads one more than are shown, and so knows whether to count.
		limit: so many are shown.
		count: how many rows there are in all.
	"""
	shown = list(rows[:limit])
	if len(shown) == len(rows):
		return shown, None
	said = _("The first {0} of {1} are shown. Choose a supplier or a shorter time for the rest.")
	return shown, said.format(len(shown), count)
