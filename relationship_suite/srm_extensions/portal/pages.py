"""What a feature says of its page in the supplier's portal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
	"""An entry of the navigation, and its card on the home page.

	``route`` below ``/supplier``; ``label`` in the navigation; ``count`` of what waits for the supplier; ``sentence`` that says
	what it is; ``action`` that leads there. All texts translated, plain.
	"""

	route: str
	label: str
	count: int
	sentence: str
	action: str
