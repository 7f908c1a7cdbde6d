"""What a feature says of its page in the supplier's portal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Entry:
	"""An entry of the navigation, and its card on the home page.

	``route`` below ``/supplier``; ``label`` in the navigation; ``count`` of what waits for the supplier; ``sentence`` that says
	what it is; ``action`` that leads there. All texts translated, plain. ``found``: what it was made of, for its own page.
	"""

	route: str
	label: str
	count: int
	sentence: str
	action: str
	found: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Page:
	"""An opened page: the ``supplier`` that it is about, and what its entry of the navigation was made of."""

	supplier: str
	found: Any
