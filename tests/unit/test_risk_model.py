"""Scores, controls, losses and authority, in memory."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relationship_suite.srm_extensions.risk import model, starting
from relationship_suite.srm_extensions.risk.model import (
	IMPACT,
	LIKELIHOOD,
	Control,
	Limit,
	Placed,
	Position,
	Rating,
	Scales,
)

SCALES = Scales(
	likelihood=tuple(name for name, _share, _meaning in starting.LIKELIHOOD),
	impact=tuple(name for name, _meaning in starting.IMPACT),
	probability=tuple(share / 100 for _name, share, _meaning in starting.LIKELIHOOD),
	ratings=tuple(Rating(*row) for row in starting.RATINGS),
)
controls = st.lists(
	st.builds(Control, st.sampled_from([LIKELIHOOD, IMPACT]), st.floats(min_value=0, max_value=1))
)
positions = st.builds(Position, st.sampled_from(model.LEVELS), st.sampled_from(model.LEVELS))


@pytest.mark.parametrize(
	("score", "name"),
	[(1, "Low"), (4, "Low"), (5, "Medium"), (10, "High"), (17, "Extreme"), (25, "Extreme")],
)
def test_each_score_has_the_rating_that_begins_at_or_below_it(score, name):
	assert SCALES.rating(score).name == name


@pytest.mark.parametrize(
	("effects", "level"),
	[
		([], 5),
		([0.5], 3),  # 2.5, half up
		([0.5, 0.5], 1),
		([0.3], 4),  # 3.5, which floats fall short of
		([1], 1),  # nothing is impossible
		([0.05], 5),
	],
)
def test_controls_leave_what_each_of_them_leaves_of_the_others(effects, level):
	found = model.residual(Position(5, 4), [Control(LIKELIHOOD, share) for share in effects])

	assert found == Position(level, 4)


def test_a_control_lowers_what_it_acts_on_alone():
	assert model.residual(Position(4, 4), [Control(IMPACT, 0.5)]) == Position(4, 2)


@given(positions, controls)
def test_controls_never_raise_a_risk_and_never_take_it_off_the_map(inherent, found):
	after = model.residual(inherent, found)

	assert 1 <= after.likelihood <= inherent.likelihood
	assert 1 <= after.impact <= inherent.impact


@given(positions, controls, st.floats(min_value=0, max_value=1e9))
def test_controls_never_raise_the_expected_loss(inherent, found, amount):
	losses = model.losses(amount, inherent, found, SCALES)

	assert 0 <= losses.residual <= losses.inherent * (1 + 1e-9)
	assert losses.residual_amount <= amount


def test_the_expected_loss_is_the_probability_of_the_level_times_the_amount():
	losses = model.losses(1000, Position(4, 5), [Control(LIKELIHOOD, 0.5), Control(IMPACT, 0.25)], SCALES)

	assert losses.inherent == pytest.approx(600)  # likely: 60 %
	assert losses.residual_amount == pytest.approx(750)
	assert losses.residual == pytest.approx(75)  # level 2, unlikely: 10 %


@pytest.mark.parametrize(
	("values", "expected"),
	[
		({}, "Identified"),
		({"is_assessed": True}, "Assessed"),
		({"is_assessed": True, "progress": [100, 40]}, "In Treatment"),
		({"is_assessed": True, "progress": [100]}, "Assessed"),
		({"is_assessed": True, "is_accepted": True, "progress": [40]}, "Accepted"),
		({"is_assessed": True, "is_accepted": True, "is_closed": True}, "Closed"),
	],
)
def test_the_status_follows_from_what_was_done(values, expected):
	nothing = {"is_closed": False, "is_accepted": False, "is_assessed": False, "progress": []}

	assert model.status(**{**nothing, **values}) == expected


LIMITS = [
	Limit("Risk Owner", "", 4, None),
	Limit("Sourcing Manager", "Hull Ltd", 25, 5000),
	Limit("Sourcing Manager", "", 9, None),
]


@pytest.mark.parametrize(
	("roles", "company", "score", "loss", "reaches"),
	[
		(["Risk Owner"], "Hull Ltd", 4, 1e9, True),
		(["Risk Owner"], "Hull Ltd", 5, 0, False),
		(["Sourcing Manager"], "Hull Ltd", 25, 5000, True),
		(["Sourcing Manager"], "Hull Ltd", 25, 5001, False),
		(["Sourcing Manager"], "Hull Ltd", 9, 5001, True),  # by the row of all companies
		(["Sourcing Manager"], "York Ltd", 10, 0, False),
		([], "Hull Ltd", 1, 0, False),
		(["Risk Owner", "Sourcing Manager"], "York Ltd", 9, 0, True),
	],
)
def test_nobody_accepts_more_than_a_limit_of_one_of_their_roles(roles, company, score, loss, reaches):
	found = model.limit_for(LIMITS, roles, company, score, loss)

	assert (found is not None) == reaches


@pytest.mark.parametrize(
	("score", "loss", "grown"), [(12, 100, False), (13, 100, True), (12, 100.005, False), (12, 101, True)]
)
def test_a_risk_outgrows_what_was_accepted_by_its_score_or_its_loss(score, loss, grown):
	assert model.has_outgrown(score, loss, 12, 100) == grown


def test_a_treatment_is_overdue_from_the_day_after_it_was_due():
	assert not model.is_overdue(date(2026, 3, 1), 50, date(2026, 3, 1))
	assert model.is_overdue(date(2026, 3, 1), 50, date(2026, 3, 2))
	assert not model.is_overdue(date(2026, 3, 1), 100, date(2026, 3, 2))


def test_the_change_is_that_of_the_score_after_controls():
	here, before = Position(3, 4), Position(2, 4)

	assert Placed("R", Position(5, 5), here, before=before).change == 4
	assert Placed("R", Position(5, 5), here).change is None
