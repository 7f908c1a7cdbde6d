"""Jobs of the indicators: look at what the supplier months have changed, and once a day at everything.

Windows move with the days and a share is one of all, so that a day on which nothing was booked can begin a breach or end
one. A breach, its task and its notice are one transaction: wherever a run is killed, the next one finds each of them once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import frappe

from relationship_suite.relationship_core.facts import notes, watermarks
from relationship_suite.relationship_core.facts.refresh import Outcome, Progress, no_progress, one_of_many
from relationship_suite.relationship_core.facts.transactions import Lease, retrying
from relationship_suite.srm_extensions.risk import (
	indicator_notes,
	indicator_queries,
	proposal_queries,
	proposal_records,
)
from relationship_suite.srm_extensions.risk.indicator_notes import CONSUMER
from relationship_suite.srm_extensions.risk.indicator_queries import INDICATOR, Asked, Register
from relationship_suite.srm_extensions.risk.indicators import (
	Event,
	Indicator,
	Reading,
	Subject,
	events,
	within,
)
from relationship_suite.srm_extensions.risk.watched import WATCHED

#: Subjects of a transaction.
BATCH = 50
#: Suppliers that are named in a statement; of more, all are looked at.
NAMED = 500

#: What has happened to a subject, with its figure.
Happened = tuple[Subject, Event, Reading]


def refresh_results(
	lease: Lease, as_of: date, progress: Progress = no_progress, *, party: str | None = None
) -> Outcome:
	"""Look at the suppliers and companies that the notes name; once a day, and after a change of the settings, at everything.

	``party``: at figures of this supplier alone; those of its companies are left to the next run of everybody.
	"""
	outcome = Outcome()
	marks = watermarks.every()
	wishes, noted = indicator_notes.wishes(marks), indicator_notes.noted(party)
	everything = party is None and (bool(wishes) or not indicator_notes.is_judged(marks, as_of))
	if not (everything or noted.last):
		return outcome
	registers, indicators = indicator_queries.registers(), indicator_queries.indicators()
	companies = sorted(registers if everything else noted.companies & registers.keys())
	suppliers = None if everything or len(noted.suppliers) > NAMED else noted.suppliers
	look = Look(Asked(as_of, companies, suppliers), registers)
	if party is not None:
		indicators = [each for each in indicators if WATCHED[each.measure].is_of_supplier]
	elif everything:
		retrying(lambda: _end_unwatched(lease, indicators, look))
	for done, indicator in enumerate(indicators, 1):
		with one_of_many(outcome, INDICATOR, indicator.name):
			outcome.rows_written += look.evaluate(lease, indicator, outcome)
		progress(done, len(indicators), indicator.name)
	retrying(lambda: _finish(lease, as_of, noted.last, wishes, outcome, party=party, everything=everything))
	return outcome


def note_everything(as_of: date, parties: Collection[str] | None = None) -> None:
	"""Have everything looked at; ``parties``: the figures of these suppliers, and of their companies."""
	indicator_notes.note_months(parties)
	if parties is None:
		indicator_notes.want_everything()


def is_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Has everything been looked at today, and no indicator changed since?"""
	return not indicator_notes.wishes(marks) and indicator_notes.is_judged(marks, as_of)


@dataclass(frozen=True)
class Look:
	"""One evaluation: of what, and where its risks are proposed."""

	asked: Asked
	registers: Mapping[str, Register]

	def evaluate(self, lease: Lease, indicator: Indicator, outcome: Outcome) -> int:
		"""Find what has happened to the subjects of an indicator and keep it; gives the number of proposals written."""
		companies = [each for each in self.asked.companies if indicator.company in ("", each)]
		is_of_supplier = WATCHED[indicator.measure].is_of_supplier
		asked = replace(
			self.asked, companies=companies, suppliers=self.asked.suppliers if is_of_supplier else None
		)
		readings = indicator_queries.readings(indicator, asked)
		known = proposal_queries.active(indicator.name)
		active = within(known, asked.companies, asked.suppliers)
		frappe.db.rollback()  # end the snapshot of these reads
		happened = list(events(readings, active, indicator.thresholds, absent_ends=not is_of_supplier))
		written = 0
		for start in range(0, len(happened), BATCH):
			some = happened[start : start + BATCH]
			written += self._write_or_single_out(lease, indicator, some, known, outcome)
		return written

	def _write_or_single_out(
		self, lease: Lease, indicator: Indicator, some: Sequence[Happened], known, outcome: Outcome
	) -> int:
		"""Write them; where that fails for good, one by one, and the outcome names those at fault."""
		trial = Outcome()
		with one_of_many(trial, INDICATOR, indicator.name):
			return retrying(lambda: self._write(lease, indicator, some, known))
		written = 0
		for each in some:
			with one_of_many(outcome, INDICATOR, indicator.name):
				written += retrying(lambda e=each: self._write(lease, indicator, [e], known))
		return written

	def _write(
		self, lease: Lease, indicator: Indicator, some: Sequence[Happened], known: Mapping[Subject, str]
	) -> int:
		lease.renew()
		begun = []
		for subject, event, reading in some:
			if event is Event.BEGAN:
				register = self.registers[subject.company]
				begun.append(proposal_records.begin(indicator, subject, reading, register, self.asked.as_of))
			elif event is Event.ENDED:
				proposal_records.end(known[subject], self.asked.as_of)
			else:
				proposal_records.go_on(known[subject], reading, indicator, self.asked.as_of)
		proposal_records.tell(begun)
		frappe.db.commit()
		return len(some)


def _end_unwatched(lease: Lease, indicators: Sequence[Indicator], look: Look) -> None:
	lease.renew()
	for name in proposal_queries.unwatched(indicators, look.registers):
		proposal_records.end(name, look.asked.as_of)
	frappe.db.commit()


def _finish(
	lease: Lease,
	as_of: date,
	last_note: int,
	wishes: Sequence[str],
	outcome: Outcome,
	*,
	party: str | None,
	everything: bool,
) -> None:
	"""Settle the notes. Where an indicator has failed, or only one supplier was looked at, the next run looks at everything."""
	lease.renew()
	notes.settle(CONSUMER, last_note, party=party)
	if everything and not outcome.failures:
		watermarks.grant(wishes)
		indicator_notes.keep_judged(as_of)
	elif not everything and (party is not None or outcome.failures):
		indicator_notes.want_everything()
	frappe.db.commit()
