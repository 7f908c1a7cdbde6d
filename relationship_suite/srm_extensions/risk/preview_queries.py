"""What an indicator would find as it stands in the form, as far as the session's user may see it; nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from relationship_suite.reports.scope import narrowed, permitted, permitted_parties
from relationship_suite.srm_extensions.risk import (
	concentration_queries,
	indicator_queries,
	proposal_queries,
	scope,
)
from relationship_suite.srm_extensions.risk.indicator_queries import Asked
from relationship_suite.srm_extensions.risk.indicators import (
	Event,
	Indicator,
	Reading,
	Subject,
	events,
	within,
)
from relationship_suite.srm_extensions.risk.proposal_queries import PROPOSAL
from relationship_suite.srm_extensions.risk.watched import WATCHED


@dataclass(frozen=True)
class Found:
	"""A figure, and what the next run would make of it: None where it is in no breach and was in none."""

	subject: Subject
	reading: Reading
	event: Event | None

	@property
	def is_breach(self) -> bool:
		return self.event in (Event.BEGAN, Event.GOES_ON)


@dataclass(frozen=True)
class Look:
	"""What an indicator would find now.

	Attributes:
		first, as_of: the days that it looks at.
		companies: which would be watched, of those that the user may see.
		found: the figures, the highest first, and the breaches that would end.
		unknown: how many have too little evidence for a figure.
		hides: it is a figure of all suppliers, and the user may see some of them only; then nothing is found.
	"""

	first: date
	as_of: date
	companies: Sequence[str]
	found: Sequence[Found] = ()
	unknown: int = 0
	hides: bool = False


def look(indicator: Indicator, as_of: date) -> Look:
	"""Look at what an indicator is about, as the next run would. What is seen is what the user would see of its proposals.

	Raises:
		frappe.PermissionError: it is of a company that the user may not see.
	"""
	first, companies = indicator_queries.first_day(indicator, as_of), _companies(indicator.company)
	readings = indicator_queries.readings(indicator, Asked(as_of, companies, None))
	if _hides(readings, first, as_of, companies):
		return Look(first, as_of, companies, hides=True)
	active = within(proposal_queries.active(indicator.name), companies, None)
	absent_ends = not WATCHED[indicator.measure].is_of_supplier
	happened = list(events(readings, active, indicator.thresholds, absent_ends=absent_ends))
	event_of = {subject: event for subject, event, _reading in happened}
	all_readings = {**readings, **{subject: reading for subject, _event, reading in happened}}
	found = [Found(subject, reading, event_of.get(subject)) for subject, reading in all_readings.items()]
	seen = _seen(found)
	figures = [each for each in seen if each.reading.value is not None]
	figures.sort(key=lambda each: (-each.reading.value, each.subject))
	return Look(first, as_of, companies, figures, len(seen) - len(figures))


def _companies(company: str) -> list[str]:
	"""Those with an enabled register, of those that the user may see; ``company``: this one alone."""
	seen = narrowed(company, permitted("Company", PROPOSAL), "Company")
	return sorted(each for each in indicator_queries.registers() if seen is None or each in seen)


def _hides(readings, first: date, as_of: date, companies: Sequence[str]) -> bool:
	"""Whether there are figures of no party, which are of all suppliers, and the user may see some of these only."""
	if all(subject.party for subject in readings):
		return False
	allowed = permitted_parties("Supplier", PROPOSAL)
	if allowed is None:
		return False
	spend = concentration_queries.spend("company", first=first, last=as_of, companies=companies)
	return not scope.sees_all({supplier for amounts in spend.values() for supplier in amounts}, allowed)


def _seen(found: Sequence[Found]) -> list[Found]:
	"""Those of parties, items and item groups that the user may see."""
	allowed: dict[str, Collection[str] | None] = {}
	for kind in {doctype for each in found for doctype, _name in each.subject.records}:
		if kind in ("Supplier", "Customer"):
			parties = permitted_parties(kind, PROPOSAL)
			allowed[kind] = None if parties is None else set(parties)
		else:
			allowed[kind] = permitted(kind, PROPOSAL)
	return [
		each
		for each in found
		if all(allowed[kind] is None or name in allowed[kind] for kind, name in each.subject.records)
	]
