"""How an order stands with its supplier by the last reply, and what a supplier may reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relationship_suite.srm_extensions.portal import model
from relationship_suite.srm_extensions.portal.model import Answer, Line, Wanted

DAY, LATER = date(2026, 8, 10), date(2026, 8, 20)
LINE = Line("a", "Bolt", "Bolt M8", "Nos", qty=10, received_qty=0, wanted_on=DAY)
AS_IS = Answer("a", ordered_qty=10, wanted_on=DAY, qty=10, day=DAY)


@pytest.mark.parametrize(
	("status", "expected"),
	[
		(None, model.TO_CONFIRM),
		(model.CONFIRMED, model.CONFIRMED),
		(model.PROPOSED, model.PROPOSED),
		(model.ACCEPTED, model.ACCEPTED),
		(model.REFUSED, model.REFUSED),
	],
)
def test_an_order_stands_as_its_last_reply_says(status, expected):
	assert model.state([LINE], status, [AS_IS]) == expected


@pytest.mark.parametrize("status", [model.CONFIRMED, model.PROPOSED, model.ACCEPTED])
@pytest.mark.parametrize(
	"lines",
	[
		[replace(LINE, qty=12)],
		[replace(LINE, wanted_on=LATER)],
		[LINE, replace(LINE, name="b")],
	],
	ids=["another quantity", "another day", "a line more"],
)
def test_a_reply_to_an_order_that_was_changed_counts_for_nothing(status, lines):
	assert model.state(lines, status, [AS_IS]) == model.CHANGED


def test_the_quantity_that_was_accepted_is_the_order_s_own():
	accepted = replace(AS_IS, qty=8)

	assert model.state([replace(LINE, qty=8)], model.ACCEPTED, [accepted]) == model.ACCEPTED
	assert model.state([LINE], model.PROPOSED, [accepted]) == model.PROPOSED
	assert model.state([LINE], model.ACCEPTED, [accepted]) == model.CHANGED


def test_a_line_that_has_come_asks_for_nothing():
	come = replace(LINE, name="b", received_qty=10)

	assert model.state([LINE, come], model.CONFIRMED, [AS_IS]) == model.CONFIRMED
	assert [each.line for each in model.answers([LINE, come], {})] == ["a"]


def test_a_reply_is_a_proposal_where_it_differs_from_what_is_expected():
	promised = replace(LINE, promised_on=LATER)

	assert not model.is_proposal([LINE], model.answers([LINE], {}))
	assert not model.is_proposal([promised], model.answers([promised], {"a": Wanted(10, LATER)}))
	assert model.is_proposal([promised], model.answers([promised], {"a": Wanted(day=DAY)}))
	assert model.is_proposal([LINE], model.answers([LINE], {"a": Wanted(qty=9)}))


@pytest.mark.parametrize(
	("values", "line", "expected"),
	[
		({}, {}, None),
		({"qty": 0}, {}, model.NO_NUMBER),
		({"qty": float("nan")}, {}, model.NO_NUMBER),
		({"qty": float("inf")}, {}, model.NO_NUMBER),
		({"qty": 3}, {"received_qty": 4}, model.TOO_FEW),
		({"qty": 4}, {"received_qty": 4}, None),
		({"qty": 9.5}, {"must_be_whole": True}, model.NOT_WHOLE),
		({"qty": 9.5}, {}, None),
		({"day": DAY + timedelta(days=1)}, {}, model.TOO_EARLY),
		({"day": date(2026, 9, 1)}, {}, None),
		({"day": date(2029, 9, 5)}, {}, model.TOO_FAR),
	],
)
def test_what_cannot_be_is_found(values, line, expected):
	"""As of 1 September the day that was wanted has passed: it may stay, no other passed one may be proposed."""
	assert model.wrong(replace(LINE, **line), replace(AS_IS, **values), date(2026, 9, 1)) == expected
