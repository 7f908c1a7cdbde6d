"""How a forecast stands with its supplier, and what a commitment of the portal says of its buckets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from relationship_suite.srm_extensions.planning import commitment
from relationship_suite.srm_extensions.planning.commitment import Promise, Wanted
from relationship_suite.srm_extensions.portal import forecasts
from relationship_suite.srm_extensions.portal.forecasts import Commitment, Forecast, Typed

JULY = Wanted("Bolt", "Nos", date(2026, 7, 1), date(2026, 7, 31), 10)
AUGUST = Wanted("Bolt", "Nos", date(2026, 8, 1), date(2026, 8, 31), 20)
SAID = Commitment("C1", "V1", "2026-07-02", is_accepted=False, remark="")
FORECAST = Forecast(
	"PLA", "Smith", "Us", "V1", 1, date(2026, 7, 1), "Month", 0, 0, AUGUST.last_day, ("Bolt",), SAID
)


@pytest.mark.parametrize(
	("said", "expected"),
	[
		(None, forecasts.TO_COMMIT),
		(SAID, forecasts.COMMITTED),
		(replace(SAID, release="V0"), forecasts.NEWER),
		(replace(SAID, is_accepted=True), forecasts.ACCEPTED),
		(replace(SAID, release="V0", is_accepted=True), forecasts.NEWER),
	],
)
def test_a_forecast_stands_as_its_latest_commitment_says(said, expected):
	assert replace(FORECAST, commitment=said).state == expected


@pytest.mark.parametrize(
	"change",
	[
		{"release": "V2"},
		{"commitment": None},
		{"commitment": replace(SAID, name="C2")},
		{"commitment": replace(SAID, modified="2026-07-03")},
	],
)
def test_what_a_page_was_made_of_changes_with_each_release_commitment_and_decision(change):
	assert replace(FORECAST, **change).seen != FORECAST.seen


def test_a_bucket_is_open_until_its_last_day():
	assert forecasts.still_open([JULY, AUGUST], date(2026, 7, 31)) == [JULY, AUGUST]
	assert forecasts.still_open([JULY, AUGUST], date(2026, 8, 1)) == [AUGUST]


def test_what_is_typed_replaces_what_was_said_of_its_bucket_alone():
	before = {JULY.key: [Promise(JULY.last_day, 3, "By sea")], AUGUST.key: [Promise(AUGUST.last_day, 4)]}
	typed = {AUGUST.key: [Typed(5), Typed(6, date(2026, 8, 3), "By air")]}
	assert forecasts.promises([JULY, AUGUST], before, typed) == {
		JULY.key: before[JULY.key],
		AUGUST.key: [Promise(AUGUST.last_day, 5), Promise(date(2026, 8, 3), 6, "By air")],
	}
	assert forecasts.promises([JULY, AUGUST], before, {JULY.key: []}) == {AUGUST.key: before[AUGUST.key]}


def test_a_commitment_starts_with_what_was_said_else_with_all_that_is_asked_on_the_last_day():
	said = {JULY.key: [Promise(JULY.first_day, 3)]}
	assert list(commitment.start(JULY, said, is_answered=False)) == said[JULY.key]
	assert list(commitment.start(AUGUST, said, is_answered=False)) == [Promise(AUGUST.last_day, 20)]


def test_what_was_left_open_of_this_very_release_starts_empty():
	said = {JULY.key: [Promise(JULY.first_day, 3)]}
	assert list(commitment.start(JULY, said, is_answered=True)) == said[JULY.key]
	assert list(commitment.start(AUGUST, said, is_answered=True)) == []


@pytest.mark.parametrize(
	("said", "expected"),
	[
		([Promise(JULY.last_day, 0)], None),
		([Promise(JULY.last_day, 1), Promise(JULY.first_day, -1)], (1, commitment.NO_QUANTITY)),
		([Promise(JULY.last_day, float("nan"))], (0, commitment.NO_QUANTITY)),
		([Promise(JULY.last_day, commitment.LARGEST * 2)], (0, commitment.TOO_MUCH)),
		(
			[Promise(JULY.first_day, commitment.LARGEST), Promise(JULY.last_day, 1)],
			(1, commitment.TOO_MUCH),
		),
		([Promise(JULY.last_day, 1.5)], (0, commitment.NOT_WHOLE)),
		([Promise(date(2026, 6, 30), 1)], (0, commitment.TOO_EARLY)),
		([Promise(JULY.last_day, 1), Promise(JULY.last_day, 2)], (0, commitment.TWICE)),
		([Promise(date(2026, 9, 5), 1)], None),
	],
)
def test_the_first_delivery_that_cannot_be_is_named(said, expected):
	assert commitment.wrong(JULY, said, (), is_whole=True, released_on=date(2026, 7, 15)) == expected


def test_a_delivery_before_the_release_can_be_left_as_it_was_and_not_be_made_more():
	early, rule = Promise(date(2026, 6, 20), 4), {"is_whole": True, "released_on": date(2026, 7, 15)}
	assert commitment.wrong(JULY, [early], [early], **rule) is None
	assert commitment.wrong(JULY, [Promise(early.day, 5)], [early], **rule) == (0, commitment.TOO_EARLY)
