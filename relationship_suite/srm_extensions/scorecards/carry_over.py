"""ERPNext's Supplier Scorecards as scorecards of ours: what of them has an equal here, and what has not. Pure.

ERPNext has a scorecard for each supplier, with formulas over variables; ours judge all suppliers by KPIs with target curves.
Scorecards that are alike become one. A criterion becomes the KPI that counts the same events; its formula does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from relationship_suite.relationship_core.problems import Problem
from relationship_suite.srm_extensions.scorecards.gates import STOP, WARN
from relationship_suite.srm_extensions.scorecards.measures import MEASURES

#: Variable of ERPNext -> the KPI that counts what it counts.
KPI_OF: Mapping[str, str] = {
	"total_accepted_items": "PPM",
	"total_accepted_amount": "PPM",
	"total_rejected_items": "PPM",
	"total_rejected_amount": "PPM",
	"on_time_shipment_num": "On Time",
	"tot_days_late": "On Time",
	"cost_of_on_time_shipments": "OTIF by Value",
	"cost_of_delayed_shipments": "OTIF by Value",
}
#: Variables that others are divided by: they say nothing of their own.
WHOLES = frozenset(
	{
		"total_received_items",
		"total_received_amount",
		"total_shipments",
		"tot_cost_shipments",
		"total_ordered",
		"tot_item_days",
		"total_working_days",
	}
)
FREQUENCY = {"Per Week": "Monthly", "Per Month": "Monthly", "Per Year": "Yearly"}
COLOURS = {"Purple": "Blue", "Yellow": "Orange"}
#: Suppliers that a note names.
NAMED = 5
_VARIABLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class OldCriterion:
	"""``weight`` is per cent."""

	name: str
	weight: float
	formula: str


@dataclass(frozen=True)
class OldStanding:
	"""Scores from ``low`` to ``high``, and what they do; ``employee`` is told of it where ``tells_us``."""

	name: str
	low: float
	high: float
	colour: str
	warns_rfqs: bool = False
	warns_orders: bool = False
	stops_rfqs: bool = False
	stops_orders: bool = False
	tells_us: bool = False
	mails_supplier: bool = False
	employee: str = ""


@dataclass(frozen=True)
class OldCard:
	"""What a supplier is judged by in ERPNext."""

	period: str
	weighting: str
	criteria: tuple[OldCriterion, ...]
	standings: tuple[OldStanding, ...]


@dataclass(frozen=True)
class Carried:
	"""A scorecard to be made, and what of the old ones is not in it; ``kpis`` are empty where there is nothing to make."""

	suppliers: tuple[str, ...]
	frequency: str
	kpis: tuple[tuple[str, float], ...]  # KPI and weight
	standings: tuple[dict, ...]  # rows of the table
	notes: tuple[Problem, ...]

	@property
	def name(self) -> str:
		return f"ERPNext: {self.suppliers[0]}"[:140]


def carried(cards: Mapping[str, OldCard]) -> list[Carried]:
	"""One scorecard for all suppliers whose old ones are alike, by the first supplier's name.

	Args:
		cards: supplier -> its scorecard.
	"""
	alike: dict[OldCard, list[str]] = {}
	for supplier in sorted(cards):
		alike.setdefault(cards[supplier], []).append(supplier)
	return [_carried(card, tuple(suppliers)) for card, suppliers in alike.items()]


def kpi_of(formula: str) -> str | None:
	"""The KPI that counts what a formula counts; None where it has none, or more than one."""
	names = {*_VARIABLE.findall(formula)} - WHOLES
	found = {KPI_OF.get(name) for name in names}
	return found.pop() if len(found) == 1 else None


def _carried(card: OldCard, suppliers: tuple[str, ...]) -> Carried:
	kpis = _kpis(card.criteria)
	notes = (
		*_scope_notes(card, suppliers),
		*_criterion_notes(card.criteria),
		*_standing_notes(card.standings),
	)
	if not kpis:
		notes = (
			*notes,
			Problem("criteria", "no criterion has a KPI that counts the same, so no scorecard was made"),
		)
	return Carried(
		suppliers,
		FREQUENCY.get(card.period, "Monthly"),
		kpis,
		tuple(_standing(each) for each in card.standings),
		notes,
	)


def _kpis(criteria: Iterable[OldCriterion]) -> tuple[tuple[str, float], ...]:
	"""KPIs with the weights of their criteria, scaled to 100."""
	weights: dict[str, float] = {}
	for each in criteria:
		if kpi := kpi_of(each.formula):
			weights[kpi] = weights.get(kpi, 0) + each.weight
	total = sum(weights.values())
	if total <= 0:
		return ()
	scaled = {kpi: round(100 * weight / total, 2) for kpi, weight in weights.items() if weight > 0}
	last = next(reversed(scaled))
	scaled[last] = round(100 - sum(weight for kpi, weight in scaled.items() if kpi != last), 2)
	return tuple(scaled.items())


def _standing(old: OldStanding) -> dict:
	def action(stops: bool, warns: bool) -> str:
		return STOP if stops else WARN if warns else ""

	return {
		"standing": old.name,
		"min_score": old.low,
		"max_score": old.high,
		"colour": COLOURS.get(old.colour, old.colour),
		"rfq_action": action(old.stops_rfqs, old.warns_rfqs),
		"order_action": action(old.stops_orders, old.warns_orders),
		"tell_owner": int(old.tells_us),
		"tell_supplier": int(old.mails_supplier),
	}


def _scope_notes(card: OldCard, suppliers: tuple[str, ...]) -> Iterator[Problem]:
	values = {"count": len(suppliers), "suppliers": ", ".join(suppliers[:NAMED])}
	yield Problem(
		"supplier", "it judged {count} suppliers ({suppliers}); the new one judges all of them", values
	)
	if card.period == "Per Week":
		yield Problem("period", "scores were given per week, and are given per month now")
	if card.weighting:
		text = "the weighting {weighting} is not carried over: a rolling window of 12 months and a half-life take its place"
		yield Problem("weighting_function", text, {"weighting": card.weighting})


def _criterion_notes(criteria: Iterable[OldCriterion]) -> Iterator[Problem]:
	for each in criteria:
		kpi = kpi_of(each.formula)
		values = {"name": each.name, "weight": f"{each.weight:g}", "formula": each.formula}
		if kpi:
			yield Problem(
				"criteria",
				"the criterion {name} is the KPI {key} now; its formula {formula} is not carried over: look at the target curve",
				{**values, "key": MEASURES[kpi].name},
			)
		else:
			yield Problem(
				"criteria",
				"the criterion {name} of {weight} % has no KPI that counts the same ({formula}): its weight went to the others",
				values,
			)


def _standing_notes(standings: Iterable[OldStanding]) -> Iterator[Problem]:
	for each in standings:
		if each.employee:
			text = "at {name} the employee {employee} was told: choose who is told in Told of Changes"
			yield Problem("standings", text, {"name": each.name, "employee": each.employee})
