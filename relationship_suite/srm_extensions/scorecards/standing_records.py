"""The one writer of Supplier Standing Change."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import frappe
from frappe.utils import now_datetime

from relationship_suite.relationship_core.facts import result_rows
from relationship_suite.srm_extensions.scorecards import queries, standing_queries
from relationship_suite.srm_extensions.scorecards.standing_queries import CHANGE, RECIPIENT

FIRST, FIGURES, REDEFINED = "First standing", "Figures", "Changed scorecard"
_FIELDS = (
	"supplier",
	"scorecard",
	"company",
	"changed_on",
	"period",
	"cause",
	"from_standing",
	"from_score",
	"to_standing",
	"to_score",
	"to_colour",
	"is_current",
	"is_waiting",
)


def keep_changes(suppliers: Collection[str] | None, as_of: date, redefined: Collection[str]) -> int:
	"""Note whose latest standing is another than when it was looked at last, inside the running transaction; gives how many.

	A period without a score leaves the standing as it was. The number of statements does not grow with the suppliers.

	Args:
		suppliers: these alone, None for all.
		as_of: the day that counts as today.
		redefined: scorecards that have changed themselves: nobody is told of what that brings.
	"""
	known = standing_queries.known_standings(suppliers)
	now, rows, past = now_datetime(), [], []
	for each in queries.latest_results(as_of, suppliers=suppliers):
		before = known.get((each.scorecard, each.supplier, each.company))
		if not each.is_scored or (before and before.standing == each.standing):
			continue
		cause = FIRST if not before else REDEFINED if each.scorecard in redefined else FIGURES
		last = before.names[-1] if before else ""
		past += before.names if before else ()
		rows.append(
			(
				# After the one before it: two writers cannot both add the same change.
				result_rows.name_of("SC", each.scorecard, each.supplier, each.company, last),
				each.supplier,
				each.scorecard,
				each.company,
				now,
				each.period,
				cause,
				before.standing if before else "",
				before.score if before else 0,
				each.standing,
				each.score,
				each.standing_colour,
				1,
				int(cause == FIGURES),
			)
		)
	change = frappe.qb.DocType(CHANGE)
	for names in result_rows.chunks(past):
		frappe.qb.update(change).set(change.is_current, 0).where(change.name.isin(names)).run()
	result_rows.insert(CHANGE, _FIELDS, rows)
	return len(rows)


def keep_told(name: str, users: Collection[str], addresses: Collection[str]) -> None:
	"""The change waits no more; ``users`` and ``addresses`` that were told of it, none where nobody had to be."""
	told = {"told_on": now_datetime()} if users or addresses else {}
	frappe.db.set_value(CHANGE, name, {"is_waiting": 0, **told}, update_modified=False)
	insert_recipients([*((name, user, None) for user in users), *((name, None, each) for each in addresses)])


def insert_recipients(rows: Collection[tuple[str, str | None, str | None]]) -> None:
	"""Rows of who was told: the change, and a user of ours or an address, as Frappe's requests for a person's data look for it."""
	result_rows.insert(
		RECIPIENT,
		("parent", "parenttype", "parentfield", "idx", "user", "address"),
		[
			(
				frappe.generate_hash(length=10),
				change,
				CHANGE,
				"told",
				place,
				user,
				address and address.lower(),
			)
			for place, (change, user, address) in enumerate(rows, 1)
		],
	)


def forget(**of: str) -> None:
	"""Delete the changes of a supplier or scorecard that goes, ``supplier=`` or ``scorecard=``; plans stay without them."""
	plan = frappe.qb.DocType("Supplier Action Plan")
	theirs = frappe.get_all(CHANGE, of, pluck="name", order_by="name")
	for names in result_rows.chunks(theirs):
		frappe.qb.update(plan).set(plan.standing_change, None).where(plan.standing_change.isin(names)).run()
	result_rows.delete(CHANGE, theirs, [RECIPIENT])
