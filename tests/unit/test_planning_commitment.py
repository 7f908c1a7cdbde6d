"""What a supplier commits to, held against what was released, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.planning.commitment import (
	CHANGED,
	EXCESS,
	GAP,
	LATE,
	Known,
	OrderLine,
	Promise,
	Request,
	Wanted,
	commit_rate,
	differences,
	due,
	order_lines,
	orders,
	settle,
)

FIRST, LAST, LATER = date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 9)
WANTED = Wanted("A", "Nos", FIRST, LAST, release_qty=100)
MOVED = replace(WANTED, change_qty=40.0, is_beyond=True)


def found(*promises: tuple[date, float], wanted: Wanted = WANTED, is_answered: bool = True) -> list:
	said = {wanted.key: [Promise(*each) for each in promises]} if promises else {}
	return [(each.kind, each.qty) for each in differences([wanted], said, is_answered=is_answered)]


@pytest.mark.parametrize(
	("promises", "kinds"),
	[
		([], []),  # nothing is said
		([(LAST, 100)], []),
		([(FIRST, 60), (LAST, 40)], []),
		([(LAST, 0)], [(GAP, 100)]),
		([(LAST, 99.9996)], []),  # less than the last digit of a quantity
		([(LAST, 70)], [(GAP, 30)]),
		([(LAST, 130)], [(EXCESS, 30)]),
		([(FIRST, 70), (LATER, 30)], [(LATE, 30)]),
		([(FIRST, 50), (LATER, 30)], [(GAP, 20), (LATE, 30)]),
	],
)
def test_gap_excess_and_late(promises, kinds):
	assert found(*promises) == kinds


def test_a_change_inside_the_fence_is_open_until_the_supplier_has_answered_it():
	assert found(wanted=MOVED) == [(CHANGED, 40)]
	assert found((LAST, 60), wanted=MOVED, is_answered=False) == [(CHANGED, 40), (GAP, 40)]
	assert found((LAST, 60), wanted=MOVED) == [(GAP, 40)]


[SHORT] = differences([WANTED], {WANTED.key: [Promise(LAST, 70)]}, is_answered=True)
[SHORTER] = differences([WANTED], {WANTED.key: [Promise(LAST, 60)]}, is_answered=True)


def settled(now, *known: tuple[str, object]) -> tuple:
	found = settle(now, [Known(str(place), *each) for place, each in enumerate(known)])
	return found.new, found.changed, found.closed


def test_an_exception_is_made_once_follows_its_figures_and_closes_when_it_is_gone():
	assert settled([SHORT]) == ([SHORT], [], [])
	assert settled([SHORT], ("Open", SHORT)) == ([], [], [])
	assert settled([SHORTER], ("Open", SHORT)) == ([], [("0", SHORTER)], [])
	assert settled([], ("Open", SHORT)) == ([], [], ["0"])


def test_what_people_have_resolved_comes_up_again_only_when_its_figures_differ():
	assert settled([SHORT], ("Resolved", SHORT)) == ([], [], [])
	assert settled([SHORTER], ("Resolved", SHORT)) == ([SHORTER], [], [])
	assert settled([], ("Resolved", SHORT)) == ([], [], [])


@pytest.mark.parametrize(
	("first_day", "until"),
	[
		(date(2026, 12, 31), date(2026, 12, 8)),
		(date(2026, 12, 4), date(2026, 12, 3)),
		(date(2026, 11, 1), date(2026, 12, 1)),
	],
)
def test_an_exception_is_due_in_a_week_or_before_its_bucket_begins(first_day, until):
	assert due(date(2026, 12, 1), first_day) == until


def test_the_commit_rate_counts_no_excess_against_a_gap():
	assert commit_rate([(100, 50), (100, 300)]) == 75
	assert commit_rate([(0, 5)]) is None


def ordered(*promises, covered: float = 0, requests: tuple = ()) -> list:
	said = {WANTED.key: [Promise(*each) for each in promises]}
	lines = order_lines({"A": "Nos"}, said, {"A": covered}, {"A": requests})
	return [(line.day, line.qty, line.request and line.request.row) for line in lines]


def test_what_is_on_order_is_not_ordered_again_the_earliest_delivery_first():
	promises = [(LATER, 40), (FIRST, 60)]
	assert ordered(*promises) == [(FIRST, 60, None), (LATER, 40, None)]
	assert ordered(*promises, covered=70) == [(LATER, 30, None)]
	assert ordered(*promises, covered=100) == []


def test_open_requests_are_taken_up_in_their_order_and_never_beyond_what_they_ask_for():
	requests = (Request("M1", "one", 50), Request("M2", "two", 30))
	assert ordered((FIRST, 60), (LAST, 40), requests=requests) == [
		(FIRST, 50, "one"),
		(FIRST, 10, "two"),
		(LAST, 20, "two"),
		(LAST, 20, None),
	]


def test_an_order_takes_a_request_up_once_and_where_the_site_says_so_an_item():
	two, none = (Request("M", "two", 2), None)
	lines = [OrderLine("A", "Nos", FIRST, qty, request) for qty, request in ((1, two), (2, two), (3, none))]

	def split(**rule) -> list:
		return [[line.qty for line in order] for order in orders(lines, **rule)]

	assert split(is_item_once=False) == [[1, 3], [2]]
	assert split(is_item_once=True) == [[1], [2], [3]]
	assert orders([], is_item_once=True) == []


QUANTITIES = st.lists(st.integers(0, 50), max_size=4)


@given(QUANTITIES, st.integers(-120, 120), QUANTITIES)
def test_orders_and_what_is_on_order_are_what_is_committed(promised, covered, asked):
	promises = [(FIRST + timedelta(days=place), qty) for place, qty in enumerate(promised)]
	requests = tuple(Request("M", str(place), qty) for place, qty in enumerate(asked) if qty)
	lines = ordered(*promises, covered=covered, requests=requests)

	assert sum(qty for _day, qty, _row in lines) == max(sum(promised) - max(covered, 0), 0)
	for request in requests:
		assert sum(qty for _day, qty, row in lines if row == request.row) <= request.qty
