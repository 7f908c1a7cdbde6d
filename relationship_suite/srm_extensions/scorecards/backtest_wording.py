"""What a back-test shows, in plain text and translated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from frappe import _

from relationship_suite.relationship_core.numbers import number
from relationship_suite.srm_extensions.scorecards.backtest import Verdict, counts, latest, means
from relationship_suite.srm_extensions.scorecards.gates import STOP, WARN
from relationship_suite.srm_extensions.scorecards.model import Template
from relationship_suite.srm_extensions.scorecards.periods import Period

#: Suppliers with the lowest scores that are shown.
SHOWN = 5


def shown(
	template: Template, verdicts: Mapping[Period, Sequence[Verdict]], order_actions: Mapping[str, str]
) -> dict[str, Any]:
	"""Everything the form draws.

	Args:
		template: of the scorecard.
		verdicts: of each period.
		order_actions: standing -> what it does to a Purchase Order.

	Returns:
		``labels`` (periods, oldest first), ``series`` (``name``, ``colour``, ``values`` of each standing, the worst
		first), ``means``, ``lowest`` (rows of the suppliers with the lowest scores) and ``sentences``.
	"""
	colours = {each.name: each.colour for each in template.standings}
	by_standing = counts(template, verdicts)
	last = latest(verdicts)
	scored = [each for each in last if each.score is not None]
	return {
		"labels": [period.key for period in sorted(verdicts)],
		"series": [
			{
				"name": _(name) if name else _("Not enough data"),
				"colour": colours.get(name, ""),
				"values": values,
			}
			for name, values in by_standing.items()
			if any(values)
		],
		"means": means(verdicts),
		"lowest": [
			{
				"supplier": each.supplier,
				"company": each.company,
				"score": each.score,
				"standing": each.standing.name if each.standing else "",
				"colour": each.standing.colour if each.standing else "",
			}
			for each in scored[:SHOWN]
		],
		"sentences": _sentences(last, scored, order_actions),
	}


def _sentences(
	last: Sequence[Verdict], scored: Sequence[Verdict], order_actions: Mapping[str, str]
) -> list[str]:
	if not last:
		return [
			_(
				"Nothing has been due, received or invoiced in the last twelve months, so there is nothing to judge."
			)
		]
	mean = sum(each.score or 0 for each in scored) / len(scored) if scored else 0
	said = [
		_("{0} of {1} suppliers would have a score, {2} of 100 in the mean.").format(
			len(_names(scored)), len(_names(last)), number(mean)
		)
	]
	does = {
		action: _names(
			each for each in scored if each.standing and order_actions.get(each.standing.name) == action
		)
		for action in (STOP, WARN)
	}
	said.append(
		_("At their next order {0} would be stopped and {1} warned of, where the gate allows it.").format(
			len(does[STOP]), len(does[WARN] - does[STOP])
		)
	)
	return said


def _names(verdicts: Iterable[Verdict]) -> set[str]:
	"""Suppliers, whatever the companies."""
	return {each.supplier for each in verdicts}
