"""Interaction Activity: who was in touch with whom, how often, by which channel? By person, channel, party group or party."""

from __future__ import annotations

from collections import defaultdict

import frappe
from frappe import _
from frappe.utils import get_fullname

from relationship_suite.crm_extensions.interactions import queries
from relationship_suite.crm_extensions.segmentation import segment_queries
from relationship_suite.relationship_core.facts.keys import PARTIES
from relationship_suite.relationship_core.messages import say
from relationship_suite.reports import charts, columns
from relationship_suite.reports.age import dated
from relationship_suite.reports.filters import choice, read
from relationship_suite.reports.limits import cut
from relationship_suite.reports.periods import empty, span
from relationship_suite.reports.scope import kinds_of_party

#: What people choose -> the column of the facts, or the group of the party.
BY = {"Person": "person", "Channel": "channel", "Party Group": "group", "Party": "party"}
#: Rows of the list, and of the chart, whose names have room.
LIMIT, SHOWN = 500, 6


@dated
def execute(filters: dict | None = None) -> tuple:
	"""Columns, rows, message and chart of the report. Touches that people made, from the first day to the last."""
	filters = read(filters)
	by = choice(filters.by or "Person", BY, _("Group By"))
	days = span(filters, months=3)
	parties = None
	if filters.customer_segment:
		filters.party_type = filters.party_type or "Customer"
		segment_queries.check_may_read(filters.customer_segment, kind=filters.party_type)
		parties = segment_queries.members_now(filters.customer_segment)
	rows = _rows(queries.activity(days, _kinds(filters.party_type), BY[by], parties), by)
	shown, said = cut(rows, LIMIT, len(rows))
	if not rows:
		said = empty(_("Nobody was in touch with anybody in this time."), days, by_month=False)
	return get_columns(by), shown, said, get_chart(shown)


def _kinds(asked: str | None) -> list[str]:
	choice(asked, PARTIES, _("Party Type"))
	mine = kinds_of_party()
	if asked and asked not in mine:
		frappe.throw(
			say(_("Your roles are not for parties of the kind {0}."), _(asked)), frappe.PermissionError
		)
	return [asked] if asked else list(mine)


def _rows(found: list[dict], by: str) -> list[dict]:
	"""People and channels are summed over all kinds of party; a group or party is of one kind."""
	sums: dict[tuple, dict] = defaultdict(
		lambda: {"touches": 0, "parties": 0, "ours": 0, "theirs": 0, "last_on": ""}
	)
	for row in found:
		kind = row["kind"] if by in ("Party", "Party Group") else ""
		total = sums[row["key"] or "", kind]
		for name in ("touches", "parties", "ours", "theirs"):
			total[name] += int(row[name])
		total["last_on"] = max(total["last_on"], str(row["last_on"])[:10])
	rows = [
		{"key": _words(key, by), "kind": _(kind) if kind else "", **total}
		for (key, kind), total in sums.items()
	]
	return sorted(rows, key=lambda row: (-row["touches"], row["key"], row["kind"]))


def _words(key: str, by: str) -> str:
	if not key:
		return _("Unknown")
	if by == "Person":
		return get_fullname(key)
	return key if by == "Party" else _(key)


def get_columns(by: str) -> list[columns.Column]:
	kind = [columns.text("kind", _("Party Type"), 120)] if by in ("Party", "Party Group") else []
	return [
		columns.text("key", _(by), 240),
		*kind,
		columns.count("touches", _("Interactions"), 120),
		columns.count("parties", _("Parties Reached"), 140),
		columns.count("ours", _("From Us"), 100),
		columns.count("theirs", _("From Them"), 120),
		columns.date("last_on", _("Latest"), 120),
	]


def get_chart(rows: list[dict]) -> dict:
	"""Interactions from us and from them of those with the most."""
	shown = rows[:SHOWN]
	return charts.bar(
		[row["key"] for row in shown],
		{
			_("From us"): [row["ours"] for row in shown],
			_("From them"): [row["theirs"] for row in shown],
			_("Neither"): [row["touches"] - row["ours"] - row["theirs"] for row in shown],
		},
		colors=[charts.BLUE, charts.GREEN, charts.GRAY],
		is_stacked=True,
		fieldtype="Int",
	)
