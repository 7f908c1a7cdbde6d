"""What is wrong with settings or figures, as data that a form can show by the field.

Pure: no frappe, so the text is English with placeholders; who shows it translates ``text`` and fills in ``values``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
	"""One thing wrong in one field. ``text`` keeps its placeholders, so that a caller can translate it."""

	field: str
	text: str
	values: Mapping[str, object] = field(default_factory=dict)
	row: int | None = None  # from 1, of the table that ``field`` is in

	@property
	def message(self) -> str:
		return self.text.format(**self.values)

	def __str__(self) -> str:
		place = self.field if self.row is None else f"{self.field} (row {self.row})"
		return f"{place}: {self.message}"


class ProblemsError(ValueError):
	"""All that is wrong, at once: see ``problems``."""

	def __init__(self, *problems: Problem):
		self.problems = problems
		super().__init__("\n".join(map(str, problems)))
