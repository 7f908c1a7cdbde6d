"""Reads of a back-test: how large it is, and the scores themselves. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date

import frappe
from frappe.query_builder.functions import Count

from relationship_suite.relationship_core.facts import schema
from relationship_suite.srm_extensions.scorecards import results
from relationship_suite.srm_extensions.scorecards.backtest import Verdict, looked_back_on
from relationship_suite.srm_extensions.scorecards.history import first_month
from relationship_suite.srm_extensions.scorecards.periods import Period
from relationship_suite.srm_extensions.scorecards.queries import Card

Progress = Callable[[int, int], None]


def size(card: Card, as_of: date) -> int:
	"""Rows of the roll-up that a back-test would read, for all suppliers."""
	month = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	first = first_month(card.template, looked_back_on(card.template, as_of)[0])
	query = frappe.qb.from_(month).select(Count("*")).where((month.month >= first) & (month.month <= as_of))
	if card.company:
		query = query.where(month.company == card.company)
	return int(query.run()[0][0])


def verdicts(
	card: Card,
	as_of: date,
	*,
	suppliers: Collection[str] | None,
	companies: Collection[str] | None,
	progress: Progress,
) -> dict[Period, list[Verdict]]:
	"""What the scorecard says of each period; a supplier that cannot be scored is left out.

	Args:
		card: as it stands in the form; need not be saved.
		as_of: the day that counts as today.
		suppliers, companies: those that may be seen, None for all.
		progress: called with the periods done and all of them.
	"""
	periods = looked_back_on(card.template, as_of)
	wanted = dict.fromkeys(periods, None if suppliers is None else set(suppliers))
	found: dict[Period, list[Verdict]] = {}
	for period, scored in results.scored_periods(card, wanted, {}):
		found[period] = [
			Verdict(each.supplier, each.company, each.result.score, each.result.standing)
			for each in scored
			if companies is None or each.company in companies
		]
		progress(len(found), len(periods))
	return found
