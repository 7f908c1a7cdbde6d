"""Reads of the facts about contact with parties: who was in touch with whom, and with whom nobody was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import frappe
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Max, Sum
from pypika.queries import Selectable

from relationship_suite.compat import is_one_of
from relationship_suite.relationship_core.facts import result_rows, schema
from relationship_suite.relationship_core.facts.keys import LINES_OF
from relationship_suite.reports.periods import Span
from relationship_suite.reports.scope import of_seen_parties, permitted_parties, within

REFERENCE = "Interaction"
#: Kind of party -> the field of its group.
GROUP_OF = {"Customer": "customer_group", "Supplier": "supplier_group", "Prospect": "customer_group"}


def activity(days: Span, kinds: Collection[str], by: str, parties: Selectable | None = None) -> list[dict]:
	"""Touches that people made, of parties that the session's user may see, by ``person``, ``channel``, ``party`` or ``group``.

	``kind`` (of party), ``key``, ``touches``, ``parties``, ``ours`` (we sought them), ``theirs``, ``last_on``. A kind of party
	without groups is its own group. Issues are what customers report, and count as theirs. ``parties``: a subquery that gives
	these alone.
	"""
	return [{**row, "kind": kind} for kind in kinds for row in _activity_of(kind, days, by, parties)]


def _activity_of(kind: str, days: Span, by: str, parties: Selectable | None) -> list[dict]:
	touch = frappe.qb.Table(schema.TOUCH.name)
	query, key = frappe.qb.from_(touch), touch.party_type if by == "group" else touch[by]
	if by == "group" and kind in GROUP_OF:
		party = frappe.qb.DocType(kind)
		query, key = query.inner_join(party).on(party.name == touch.party), party[GROUP_OF[kind]]
	if parties is not None:
		query = query.where(is_one_of(touch.party, parties))
	return (
		query.select(
			key.as_("key"),
			Count("*").as_("touches"),
			Count(touch.party).distinct().as_("parties"),
			Sum(Case().when(touch.direction == "Sent", 1).else_(0)).as_("ours"),
			Sum(Case().when(touch.direction == "Received", 1).else_(0)).as_("theirs"),
			Max(touch.happened_on).as_("last_on"),
		)
		.where(of_seen_parties(touch.party_type, touch.party, [kind], REFERENCE))
		.where((touch.posting_month >= days.first.replace(day=1)) & (touch.is_automated == 0))
		.where((touch.happened_on >= days.first) & (touch.happened_on < days.last + timedelta(days=1)))
		.groupby(key)
		.orderby(key)
		.run(as_dict=True)
	)


def values(kind: str, company: str, first: date, last: date) -> dict[str, float]:
	"""Party -> net value between two days at a company, in its currency; of the parties that the session's user may see.

	Of customers what was invoiced, returns netted; of suppliers what was ordered.
	"""
	table, party_field, day_field = LINES_OF[kind]
	line = frappe.qb.Table(table.name)
	party = line[party_field]
	query = (
		frappe.qb.from_(line)
		.select(party, Sum(line.net_amount))
		.where((line.company == company) & (line[day_field] >= first) & (line[day_field] <= last))
	)
	parties = permitted_parties(kind, REFERENCE)
	if parties is not None:
		query = query.where(within(party, parties))
	return {name: float(value) for name, value in query.groupby(party).orderby(party).run()}


def last_touches(kind: str, parties: Collection[str], until: date) -> dict[str, date]:
	"""Party -> when people were last in touch with it, up to the end of a day; without those with whom nobody was."""
	touch = frappe.qb.Table(schema.TOUCH.name)
	found = {}
	for chunk in result_rows.chunks(sorted(parties)):
		rows = (
			frappe.qb.from_(touch)
			.select(touch.party, Max(touch.happened_on))
			.where((touch.party_type == kind) & touch.party.isin(chunk) & (touch.is_automated == 0))
			.where(touch.happened_on < until + timedelta(days=1))
			.groupby(touch.party)
			.orderby(touch.party)
			.run()
		)
		found.update(rows)
	return found


def promised(party_type: str, party: str) -> dict | None:
	"""What was promised to a party: the open follow-up that is due first, else the one that was done last; None without any.

	Of the interactions that the session's user may read: ``name``, ``text``, ``due_on``, ``done_on`` (None: open), ``by``.
	"""
	if not frappe.has_permission(REFERENCE, "read"):
		return None
	fields = ["name", "subject", "follow_up_text", "follow_up_on", "follow_up_done_on", "follow_up_by"]
	for status, order in (
		("Open", "follow_up_on asc, name asc"),
		("Done", "follow_up_done_on desc, name asc"),
	):
		of_party = {"party_type": party_type, "party": party, "follow_up_status": status}
		if found := frappe.get_list(REFERENCE, filters=of_party, fields=fields, order_by=order, limit=1):
			[row] = found
			return {
				"name": row.name,
				"text": row.follow_up_text or row.subject,
				"due_on": row.follow_up_on,
				"done_on": row.follow_up_done_on,
				"by": row.follow_up_by,
			}
	return None
