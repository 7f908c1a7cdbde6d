"""Results that cannot be calculated: tried again at longer and longer intervals, and told of once a day.

A row stands for all notes of a party: they go in the commit that writes it, and come back, for all that the party has,
when its time has come. What is no party's fault (a whole scorecard, say) keeps its notes, and is only told less often.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import frappe
from frappe.query_builder.functions import Count
from frappe.utils import get_datetime, now_datetime

from relationship_suite.relationship_core.facts import bulk, schema

#: Until the third try; the second is the next run's, since most of what fails has passed by then. Doubled at each further one.
FIRST_PAUSE = timedelta(minutes=30)
#: Between two tries, and between two tracebacks of the same error.
LONGEST = timedelta(days=1)

#: DocType and name.
Record = tuple[str, str]


@dataclass(frozen=True)
class Failure:
	"""What is kept of one; ``retry_at`` is None where its notes are kept, ``told_in`` the run with the traceback."""

	attempts: int
	retry_at: datetime | None
	told_at: datetime
	told_in: str
	error: str  # last lines of its tracebacks


def pause(attempts: int) -> timedelta:
	"""How long to wait after so many failed tries."""
	if attempts < 2:
		return timedelta(0)
	return min(FIRST_PAUSE * 2 ** min(attempts - 2, 10), LONGEST)


def of(consumer: str) -> dict[Record, Failure]:
	"""The failures of a consumer."""
	row = frappe.qb.Table(schema.FAILURE.name)
	rows = (
		frappe.qb.from_(row)
		.select(row.record_type, row.record, row.attempts, row.retry_at, row.told_at, row.told_in, row.error)
		.where(row.consumer == consumer)
		.run()
	)
	return {
		(r[0], r[1]): Failure(r[2], r[3] and get_datetime(r[3]), get_datetime(r[4]), r[5], r[6]) for r in rows
	}


def tried(known: Mapping[Record, Failure], party: str | None, everyone: bool) -> set[Record]:
	"""Which of these a turn tries again: those whose time has come, all of them, or those of one party."""
	now = now_datetime()
	if party is not None:
		return {record for record, each in known.items() if each.retry_at and record[1] == party}
	return {
		record for record, each in known.items() if everyone or each.retry_at is None or each.retry_at <= now
	}


def keep(
	consumer: str,
	party_type: str,
	run: str,
	known: Mapping[Record, Failure],
	*,
	again: Collection[Record],
	failures: Sequence[tuple[str, str, str]],
) -> list[tuple[str, str, str]]:
	"""Keep what has failed in a turn and forget what has not any more, inside the running transaction.

	Args:
		consumer: whose turn it was.
		party_type: of its cells; notes of such parties go.
		run: the Relationship Refresh that tells of it.
		known: what :func:`of` gave before.
		again: of these, what was tried.
		failures: DocType, name and traceback of what has failed.

	Returns:
		The failures that are to be told: new ones, with another error than before, or not told for a day.
	"""
	now, found, told = now_datetime(), {}, []
	tracebacks: dict[Record, list[str]] = defaultdict(list)  # of a supplier, one from each scorecard
	for record_type, record, traceback in failures:
		tracebacks[record_type, record].append(traceback)
	for key, texts in tracebacks.items():
		before = known.get(key) or Failure(0, None, now, "", "")
		error = "\n".join(sorted({text.strip().rpartition("\n")[2] for text in texts}))[:500]
		attempts, retry_at = before.attempts + 1, None
		if key[0] == party_type:
			retry_at = now + pause(attempts)
			if key not in again and before.retry_at and before.retry_at > now:
				attempts, retry_at = before.attempts, before.retry_at  # met while others were worked on
		found[key] = replace(before, attempts=attempts, retry_at=retry_at)
		if not before.told_in or before.error != error or before.told_at <= now - LONGEST:
			found[key] = replace(found[key], told_at=now, told_in=run, error=error)
			told += [(*key, text) for text in texts]
	_replace(consumer, found, {*found, *again})
	parties = sorted({record for record_type, record in found if record_type == party_type})
	stale = frappe.qb.Table(schema.STALE.name)
	if parties:
		mine = (stale.consumer == consumer) & stale.party.isin(parties)
		frappe.qb.from_(stale).delete().where(mine).run()
	return told


def _replace(consumer: str, found: Mapping[Record, Failure], gone: Collection[Record]) -> None:
	row = frappe.qb.Table(schema.FAILURE.name)
	for record_type in sorted({record_type for record_type, _record in gone}):
		records = sorted(record for of_type, record in gone if of_type == record_type)
		mine = (row.consumer == consumer) & (row.record_type == record_type) & row.record.isin(records)
		frappe.qb.from_(row).delete().where(mine).run()
	columns = ("attempts", "retry_at", "told_at", "told_in", "error")
	bulk.insert(
		schema.FAILURE.name,
		("consumer", "record_type", "record", *columns),
		[
			(consumer, *record, *(getattr(each, column) for column in columns))
			for record, each in found.items()
		],
	)


def told_before(
	run: str, limit: int, party: Record | None = None
) -> tuple[list[tuple[Record, Failure]], int]:
	"""What keeps failing and is not told of by this run: some of it, the latest first, and how much there is.

	``party``: of this one alone.
	"""
	row = frappe.qb.Table(schema.FAILURE.name)
	others = row.told_in != run
	if party is not None:
		others &= (row.record_type == party[0]) & (row.record == party[1])
	rows = (
		frappe.qb.from_(row)
		.select(row.record_type, row.record, row.attempts, row.retry_at, row.told_at, row.told_in, row.error)
		.where(others)
		.orderby(row.told_at, order=frappe.qb.desc)
		.orderby(row.record_type, row.record)
		.limit(limit)
		.run()
	)
	count = len(rows)
	if count == limit:
		count = frappe.qb.from_(row).select(Count("*")).where(others).run()[0][0]
	return [((r[0], r[1]), Failure(r[2], r[3], get_datetime(r[4]), r[5], r[6])) for r in rows], count


def is_any() -> bool:
	"""Whether anything keeps failing, of whatever consumer."""
	row = frappe.qb.Table(schema.FAILURE.name)
	return bool(frappe.qb.from_(row).select(row.record).limit(1).run())


def count() -> int:
	"""How many parties cannot be calculated; one that two consumers fail with counts twice."""
	row = frappe.qb.Table(schema.FAILURE.name)
	return frappe.qb.from_(row).select(Count("*")).where(row.retry_at.notnull()).run()[0][0]


def retry_all() -> None:
	"""Let the next run try all parties again, however long they should rest."""
	row, now = frappe.qb.Table(schema.FAILURE.name), now_datetime()
	frappe.qb.update(row).set(row.retry_at, now).where(row.retry_at > now).run()


def resting(consumer: str):
	"""SELECT of the parties whose next try is still to come."""
	row = frappe.qb.Table(schema.FAILURE.name)
	mine = (row.consumer == consumer) & (row.retry_at > now_datetime())
	return frappe.qb.from_(row).select(row.record).where(mine)


def count_due():
	"""SELECT of how many parties' time has come."""
	row = frappe.qb.Table(schema.FAILURE.name)
	return frappe.qb.from_(row).select(Count("*")).where(row.retry_at <= now_datetime())
