"""What a supplier's standing does to a new document: nothing, a warning, or a stop. Pure.

A standing says what it would do; the gate's setting is the most that is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OFF, WARN, STOP = "Off", "Warn", "Stop"
_STRENGTH = {OFF: 0, WARN: 1, STOP: 2}


@dataclass(frozen=True)
class Gate:
	"""``setting``: field of the settings; ``action``: field of a standing; ``parties``: table of suppliers, "" for one."""

	setting: str
	action: str
	parties: str = ""


#: DocType that a gate is on -> the gate.
GATES = {
	"Purchase Order": Gate("order_gate", "order_action"),
	"Request for Quotation": Gate("rfq_gate", "rfq_action", "suppliers"),
}


@dataclass(frozen=True)
class Finding:
	"""A supplier's standing that warns or stops; ``action`` is what it does by the gate's setting."""

	supplier: str
	company: str
	scorecard: str
	period: str
	standing: str
	score: float
	action: str
	item_group: str = ""  # only orders with an item of this group are judged by its scorecard


def done(action: str, most: str) -> str:
	"""What is done of what a standing would do: as much as the gate's setting allows. Both of them are "" or one of Off, Warn, Stop."""
	return min(action or OFF, most or OFF, key=_STRENGTH.__getitem__)


def worst(findings: Iterable[Finding]) -> list[Finding]:
	"""For each supplier that which does most, and of those that do as much the lowest score; by supplier."""
	found: dict[str, Finding] = {}
	for each in findings:
		known = found.get(each.supplier)
		if known is None or (-_STRENGTH[each.action], each.score) < (-_STRENGTH[known.action], known.score):
			found[each.supplier] = each
	return [found[supplier] for supplier in sorted(found)]


@dataclass(frozen=True)
class Standings:
	"""What suppliers' standings would do to a document.

	``groups``: item -> those of the findings' item groups that it is in.
	"""

	found: tuple[Finding, ...]
	groups: Mapping[str, frozenset[str]]

	def in_the_way(self, items: Iterable[str]) -> list[Finding]:
		"""What warns of or stops lines of these items, one finding for each supplier at most."""
		covering = frozenset().union(*(self.groups.get(item, ()) for item in items))
		return worst(each for each in self.found if not each.item_group or each.item_group in covering)
