"""Who stands on what: the registry of results, each with notes of its own in ``relationship_stale``.

A consumer is named in ``hooks.py`` (``relationship_results``; other apps may name theirs) in the order in which a run
goes through them. It stands on the facts of a kind of party, or on the rows of another consumer, which hands its notes
on once they are written. Each fulfils its own notes, in its own turn: one that fails keeps them and holds up no other.
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

import frappe

from relationship_suite.relationship_core.facts import failing, schema
from relationship_suite.relationship_core.facts.transactions import LEASE, Lease

if TYPE_CHECKING:
	from relationship_suite.relationship_core.facts.refresh import Outcome, Progress

HOOK = "relationship_results"

#: DocType, name, traceback.
Failed = tuple[str, str, str]


class Jobs(Protocol):
	"""What a consumer does: a module of its feature."""

	def note_everything(self, as_of: date, parties: Collection[str] | None = None) -> None:
		"""Note all that it has, and all that it could have, for itself; ``parties``: of these alone.

		Inside the running transaction.
		"""

	def refresh_results(
		self, lease: Lease, as_of: date, progress: Progress = ..., *, party: str | None = None
	) -> Outcome:
		"""Fulfil its notes; ``party``: those of this one alone, and nobody else's results."""

	def is_idle(self, as_of: date, marks: Mapping[str, str]) -> bool:
		"""Would there be nothing to do, its notes left aside?"""


@dataclass(frozen=True)
class Consumer:
	"""``name`` is kept in its notes; ``stands_on`` a kind of party or another consumer; ``jobs`` a module's dotted path."""

	name: str
	stands_on: str
	jobs: str

	def load(self) -> Jobs:
		return importlib.import_module(self.jobs)  # type: ignore[return-value]

	@property
	def party_type(self) -> str:
		"""Customer or Supplier: whose cells these are."""
		return next((each.party_type for each in registered() if each.name == self.stands_on), self.stands_on)


def registered() -> tuple[Consumer, ...]:
	"""All consumers, what is stood upon before what stands on it."""
	return tuple(Consumer(**each) for each in frappe.get_hooks(HOOK))


def standing_on(what: str) -> list[str]:
	"""Names of the consumers that stand on a kind of party or on another consumer."""
	return [each.name for each in registered() if each.stands_on == what]


def of_party_type(party_type: str) -> list[Consumer]:
	"""The consumers with cells of this kind of party."""
	return [each for each in registered() if each.party_type == party_type]


def are_idle(as_of: date, marks: Mapping[str, str]) -> bool:
	"""Would no consumer find anything to do, its notes left aside? One that cannot tell is asked in its turn."""
	try:
		return all(each.load().is_idle(as_of, marks) for each in registered())
	except Exception:  # its turn is where that is told, and keeps no other from its own
		return False


# Turns: a row of the lease table for each consumer that has begun --------------------------------------------


def in_turn() -> list[Consumer]:
	"""All consumers, those last that were stopped in their turn: they may stop the worker again, and hold up no other.

	What stands on such a one comes after it all the same: it would find nothing of what is still to be handed on.
	"""
	lease = frappe.qb.Table(schema.LEASE.name)
	rows = frappe.qb.from_(lease).select(lease.name).where((lease.name != LEASE) & (lease.holder != "")).run()
	last = {row[0] for row in rows}
	for each in registered():  # what is stood upon comes first
		if each.stands_on in last:
			last.add(each.name)
	return sorted(registered(), key=lambda each: each.name in last)


@dataclass(frozen=True)
class Turn:
	"""A consumer's own lease, its failures as the turn began, and which of them it tries again."""

	lease: Lease
	known: Mapping[failing.Record, failing.Failure]
	again: Collection[failing.Record]


def begin_turn(lease: Lease, consumer: Consumer, holder: str, as_of: date, party: str | None = None) -> Turn:
	"""Take its own lease. Who has none yet, because it is new or everything is to be made anew, starts with everything noted.

	Failed parties whose time has come are noted with all that they have; ``party``: this one whenever it failed.
	"""
	own, is_new = lease.take(consumer.name, holder)
	known = failing.of(consumer.name)
	again = failing.tried(known, party, is_new)
	parties = {record for record_type, record in again if record_type == consumer.party_type}
	if is_new:
		consumer.load().note_everything(as_of)
	elif parties:
		consumer.load().note_everything(as_of, parties)
	frappe.db.commit()
	return Turn(own, known, again)


def keep_failures(turn: Turn, consumer: Consumer, run: str, failures: Sequence[Failed]) -> list[Failed]:
	"""Keep what has failed; gives what the run is to tell of."""
	if not (failures or turn.again):
		return []
	turn.lease.renew()
	told = failing.keep(
		consumer.name, consumer.party_type, run, turn.known, again=turn.again, failures=failures
	)
	frappe.db.commit()
	return told


def end_turn(lease: Lease, consumer: Consumer) -> None:
	"""Give its lease back; a worker that dies leaves it."""
	table = frappe.qb.Table(schema.LEASE.name)
	mine = (table.name == consumer.name) & (table.token == lease.token)
	frappe.qb.update(table).set(table.holder, "").where(mine).run()
	frappe.db.commit()


def start_over(lease: Lease) -> None:
	"""Have every consumer start with everything noted; whoever is at work on what was there can write nothing more."""
	lease.renew()
	table = frappe.qb.Table(schema.LEASE.name)
	frappe.qb.from_(table).delete().where(table.name != LEASE).run()
	frappe.db.commit()


def forget_others() -> None:
	"""Remove the notes, failures and leases of consumers that are not there any more: nobody would ever fulfil them."""
	names = [each.name for each in registered()]
	lease, stale = frappe.qb.Table(schema.LEASE.name), frappe.qb.Table(schema.STALE.name)
	frappe.qb.from_(lease).delete().where(lease.name.notin([LEASE, *names])).run()
	failed = frappe.qb.Table(schema.FAILURE.name)
	for table in (stale, failed):
		frappe.qb.from_(table).delete().where(table.consumer.notin([LEASE, *names])).run()
