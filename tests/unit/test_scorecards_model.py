"""Scorecards: target curves, templates, standings and scores."""

from __future__ import annotations

import math
import re
from dataclasses import FrozenInstanceError, replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relationship_suite.relationship_core.problems import ProblemsError
from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from relationship_suite.srm_extensions.scorecards.model import (
	Kpi,
	Standing,
	TargetCurve,
	Template,
	score,
	standing_of,
)
from relationship_suite.srm_extensions.scorecards.rates import Rate, Tally, share

OTIF_CURVE = TargetCurve(threshold=80, target=95, stretch=100)
PPM_CURVE = TargetCurve(threshold=10_000, target=1_000, stretch=100)
PPV_CURVE = TargetCurve(threshold=10, target=2, stretch=-5)
POOR = Standing("Poor", 0, 50, "Red")
FAIR = Standing("Fair", 50, 80, "Orange")
GOOD = Standing("Good", 80, 100, "Green")
TEMPLATE = Template(
	kpis=(Kpi("OTIF", 50, OTIF_CURVE), Kpi("PPM", 30, PPM_CURVE), Kpi("PPV %", 20, PPV_CURVE)),
	standings=(POOR, FAIR, GOOD),
)
FULL_MARKS = {"OTIF": Rate(100, 40), "PPM": Rate(0, 900), "PPV %": Rate(-5, 40)}

finite = st.floats(-1e9, 1e9)


@st.composite
def curves(draw) -> TargetCurve:
	low, middle, high = sorted(
		draw(st.lists(st.integers(-(10**6), 10**6), min_size=3, max_size=3, unique=True))
	)
	mid_score = draw(st.floats(1, 99))
	ends = (low, high) if draw(st.booleans()) else (high, low)
	return TargetCurve(ends[0], middle, ends[1], mid_score)


@st.composite
def templates(draw) -> Template:
	"""Valid templates: whole weights that add up to 100, standings cut at whole scores, in any order."""
	cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=5)))
	weights = [high - low for low, high in pairwise([0, *cuts, 100])]
	kpis = tuple(Kpi(f"kpi_{i}", weight, draw(curves())) for i, weight in enumerate(weights))
	bounds = [0, *sorted(draw(st.sets(st.integers(1, 99), max_size=5))), 100]
	standings = [Standing(f"standing {low}", low, high) for low, high in pairwise(bounds)]
	return Template(kpis, tuple(draw(st.permutations(standings))))


@st.composite
def judged_templates(draw) -> tuple[Template, dict[str, Rate]]:
	template = draw(templates())
	values = {
		kpi.key: Rate(draw(st.none() | finite), draw(st.integers(0, 30)), 10)
		for kpi in template.kpis
		if draw(st.booleans())
	}
	return template, values


def problems_of(template: Template) -> list[str]:
	return [str(problem) for problem in template.problems()]


class TestTargetCurve:
	@pytest.mark.parametrize(
		("value", "points"), [(0, 0), (80, 0), (87.5, 40), (95, 80), (97.5, 90), (100, 100), (120, 100)]
	)
	def test_a_rising_curve_is_straight_between_its_three_points(self, value, points):
		assert OTIF_CURVE.score(value) == pytest.approx(points)

	@pytest.mark.parametrize(
		("value", "points"),
		[(50_000, 0), (10_000, 0), (5_500, 40), (1_000, 80), (550, 90), (100, 100), (0, 100)],
	)
	def test_a_falling_curve_gives_more_for_less(self, value, points):
		assert PPM_CURVE.score(value) == pytest.approx(points)

	def test_the_score_at_target_can_be_chosen(self):
		assert replace(OTIF_CURVE, mid_score=60).score(95) == 60

	def test_a_score_of_zero_never_reads_minus_zero(self):
		assert math.copysign(1, PPM_CURVE.score(10_000)) == 1

	@given(curves())
	def test_the_three_points_score_exactly_what_they_promise(self, curve):
		assert [curve.score(x) for x in (curve.threshold, curve.target, curve.stretch)] == [
			0,
			curve.mid_score,
			100,
		]

	@given(curves(), finite)
	def test_a_score_lies_within_0_and_100(self, curve, value):
		assert 0 <= curve.score(value) <= 100

	@given(curves(), finite, finite)
	def test_a_better_value_never_scores_less(self, curve, one, other):
		worse, better = sorted((one, other), reverse=not curve.is_rising)
		assert curve.score(worse) <= curve.score(better)

	@pytest.mark.parametrize(
		("field", "points"),
		[
			("target", (80, 80, 100)),
			("target", (80, 100, 100)),
			("target", (80, 70, 100)),
			("target", (1000, 2000, 10)),
			("stretch", (90, 90, 90)),
			("threshold", (math.nan, 90, 100)),
			("stretch", (80, 90, math.inf)),
			("mid_score", (80, 90, 100, 0)),
			("mid_score", (80, 90, 100, 100)),
		],
	)
	def test_points_out_of_order_are_refused_by_the_name_of_the_field(self, field, points):
		with pytest.raises(ValueError, match=rf"^{field}: ") as caught:
			TargetCurve(*points)
		assert [problem.field for problem in caught.value.problems] == [field]

	def test_a_value_that_is_not_a_number_is_refused(self):
		with pytest.raises(ProblemsError, match=r"^value: "):
			OTIF_CURVE.score(math.nan)

	def test_a_curve_cannot_be_changed(self):
		with pytest.raises(FrozenInstanceError):
			OTIF_CURVE.target = 90


class TestTemplate:
	def test_a_sound_template_has_no_problems(self):
		assert TEMPLATE.problems() == ()
		TEMPLATE.validate()

	@given(templates())
	def test_standings_may_be_listed_in_any_order(self, template):
		assert template.problems() == ()

	@pytest.mark.parametrize("count", [3, 6, 7])
	def test_equal_weights_typed_with_two_decimals_add_up(self, count):
		kpis = tuple(Kpi(f"k{i}", round(100 / count, 2), OTIF_CURVE) for i in range(count))
		assert replace(TEMPLATE, kpis=kpis).problems() == ()

	@pytest.mark.parametrize(
		("change", "problem"),
		[
			({"kpis": ()}, "kpis: at least one KPI is needed"),
			(
				{"kpis": (Kpi("OTIF", 99, OTIF_CURVE),)},
				"kpis.weight: the weights add up to 99 and not to 100",
			),
			(
				{"kpis": (Kpi("OTIF", 50, OTIF_CURVE), Kpi("OTIF", 50, OTIF_CURVE))},
				"kpis.key (row 2): OTIF is there twice",
			),
			(
				{"kpis": (Kpi("OTIF", 110, OTIF_CURVE), Kpi("PPM", -10, PPM_CURVE))},
				"kpis.weight (row 2): -10 is not above 0 and up to 100",
			),
			({"kpis": (Kpi("OTIF", 100, OTIF_CURVE, minimum=-1),)}, "kpis.minimum (row 1): -1 is below 0"),
			(
				{"kpis": (Kpi("PPM", 100, TargetCurve(0, 1_000, 20_000)),)},
				"kpis.stretch (row 1): lower is better here: the stretch 20000 has to lie below the threshold 0",
			),
			(
				{"kpis": (Kpi("OTIF", 100, TargetCurve(100, 50, 0)),)},
				"kpis.stretch (row 1): higher is better here: the stretch 0 has to lie above the threshold 100",
			),
			(
				{"kpis": (Kpi("OTIF", 100, TargetCurve(60, 150, 200)),)},
				"kpis.target (row 1): 150 is not within 0 and 100",
			),
			({"standings": ()}, "standings: at least one standing is needed"),
			({"standings": (POOR, GOOD)}, "standings.min_score: no standing covers 50 to 80"),
			({"standings": (FAIR, GOOD)}, "standings.min_score: no standing covers 0 to 50"),
			({"standings": (POOR, FAIR)}, "standings.max_score: no standing covers 80 to 100"),
			(
				{"standings": (POOR, Standing("Fair", 49, 80), GOOD)},
				"standings.min_score: Poor and Fair overlap",
			),
			(
				{"standings": (Standing("All", 0, 100), FAIR)},
				"standings.min_score: All and Fair overlap",
			),
			({"standings": (POOR, FAIR, GOOD, POOR)}, "standings.name (row 4): Poor is there twice"),
			(
				{"standings": (POOR, FAIR, Standing("Good", 80, 101))},
				"standings.min_score (row 3): 80 to 101 is not a range within 0 and 100",
			),
			(
				{"standings": (POOR, FAIR, GOOD, Standing("None", 80, 80))},
				"standings.min_score (row 4): 80 to 80 is not a range within 0 and 100",
			),
			({"window_months": 0}, "window_months: 0 is below 1"),
			({"window_months": -6}, "window_months: -6 is below 1"),
			({"window_months": 121}, "window_months: 121 is above 120"),
			({"half_life_months": -1}, "half_life_months: -1 is below 0"),
			({"half_life_months": 0}, "half_life_months: 0 is not above 0"),
			({"minimum_coverage": 101}, "minimum_coverage: 101 is not within 0 and 100"),
			(
				{"frequency": "Daily"},
				"frequency: Daily is not one of Monthly, Quarterly, Yearly",
			),
		],
	)
	def test_each_fault_is_named_with_its_field_and_value(self, change, problem):
		template = replace(TEMPLATE, **change)
		assert problem in problems_of(template)
		with pytest.raises(ValueError, match=re.escape(problem)):
			template.validate()

	def test_all_faults_are_told_at_once(self):
		template = replace(TEMPLATE, kpis=TEMPLATE.kpis[:2], standings=(POOR, GOOD), window_months=-1)
		with pytest.raises(ProblemsError) as caught:
			template.validate()
		assert [problem.field for problem in caught.value.problems] == [
			"window_months",
			"kpis.weight",
			"standings.min_score",
		]

	@given(templates(), st.data())
	def test_leaving_out_any_standing_leaves_scores_that_have_none(self, template, data):
		missing = data.draw(st.sampled_from(template.standings))
		rest = tuple(standing for standing in template.standings if standing != missing)
		assert replace(template, standings=rest).problems()


class TestStandings:
	def test_a_score_of_100_belongs_to_the_best_standing(self):
		assert standing_of(TEMPLATE, 100) == GOOD

	@pytest.mark.parametrize(
		("points", "standing"), [(0, POOR), (49.9, POOR), (50, FAIR), (79.9, FAIR), (80, GOOD)]
	)
	def test_a_score_on_a_bound_belongs_to_the_better_side(self, points, standing):
		assert standing_of(TEMPLATE, points) == standing

	@given(templates(), st.floats(0, 100))
	def test_every_score_has_exactly_one_standing(self, template, points):
		matches = [
			standing
			for standing in template.standings
			if standing.min_score <= points < standing.max_score or points == standing.max_score == 100
		]
		assert matches == [standing_of(template, points)]

	@pytest.mark.parametrize("points", [-0.1, 100.1, math.nan])
	def test_what_is_no_score_has_no_standing(self, points):
		with pytest.raises(ProblemsError, match=r"^score: "):
			standing_of(TEMPLATE, points)


class TestScore:
	def test_full_marks_are_100_with_full_coverage_and_the_best_standing(self):
		result = score(TEMPLATE, FULL_MARKS)
		assert (result.score, result.coverage, result.standing) == (100, 100, GOOD)

	def test_the_score_is_the_weighted_mean_of_the_curves(self):
		values = {"OTIF": Rate(95, 40), "PPM": Rate(5_500, 900), "PPV %": Rate(10, 40)}
		assert score(TEMPLATE, values).score == pytest.approx(0.5 * 80 + 0.3 * 40 + 0.2 * 0)

	def test_what_costs_the_most_points_comes_first(self):
		values = {"OTIF": Rate(95, 40), "PPM": Rate(5_500, 900), "PPV %": Rate(10, 40)}
		result = score(TEMPLATE, values)
		assert [(each.key, each.points_lost) for each in result.contributions] == [
			("PPV %", pytest.approx(20)),
			("PPM", pytest.approx(18)),
			("OTIF", pytest.approx(10)),
		]

	def test_a_kpi_without_evidence_gives_its_weight_to_the_others_and_comes_last(self):
		values = FULL_MARKS | {"OTIF": share(Tally(2, 4))}
		result = score(TEMPLATE, values)
		assert (result.score, result.coverage) == (100, 50)
		assert [each.effective_weight for each in result.contributions] == [
			pytest.approx(60),
			pytest.approx(40),
			0,
		]
		last = result.contributions[-1]
		assert (last.key, last.value, last.n, last.minimum, last.score) == ("OTIF", None, 4, 10, None)

	def test_a_rate_with_less_evidence_than_the_kpi_asks_for_is_not_used(self):
		result = score(TEMPLATE, FULL_MARKS | {"OTIF": Rate(0, 9)})
		assert (result.score, result.coverage) == (100, 50)

	def test_an_idle_period_is_not_scored(self):
		values = {kpi.key: MEASURES[kpi.key].rate(Tally(0, 0), kpi.minimum) for kpi in TEMPLATE.kpis}
		result = score(TEMPLATE, values)
		assert (result.score, result.coverage, result.standing) == (None, 0, None)
		assert len(result.contributions) == 3

	def test_a_template_can_ask_for_a_minimum_coverage(self):
		values = {"PPM": Rate(0, 900), "PPV %": Rate(-5, 40)}
		assert score(replace(TEMPLATE, minimum_coverage=50), values).score == 100
		result = score(replace(TEMPLATE, minimum_coverage=50.1), values)
		assert (result.score, result.standing, result.coverage) == (None, None, 50)

	def test_a_cautious_kpi_is_judged_by_its_wilson_bound(self):
		kpi = Kpi("OTIF", 100, TargetCurve(0, 50, 100, mid_score=50))
		plain, cautious = (
			score(replace(TEMPLATE, kpis=(each,)), {"OTIF": share(Tally(10, 10))})
			for each in (kpi, replace(kpi, is_cautious=True))
		)
		assert (plain.score, cautious.score) == (100, 72.2)

	def test_a_score_is_judged_as_it_is_shown(self):
		kpi = Kpi("OTIF", 100, TargetCurve(0, 50, 100, mid_score=50))
		result = score(replace(TEMPLATE, kpis=(kpi,)), {"OTIF": Rate(79.96, 40)})
		assert (result.score, result.standing) == (80, GOOD)

	def test_a_value_for_a_kpi_that_the_template_lacks_is_refused_by_name(self):
		with pytest.raises(ProblemsError, match="lead_time"):
			score(TEMPLATE, FULL_MARKS | {"lead_time": Rate(3, 40)})

	@given(judged_templates())
	def test_score_and_coverage_lie_within_0_and_100_and_a_score_has_a_standing(self, judged):
		result = score(*judged)
		assert 0 <= result.coverage <= 100
		assert (result.score is None) == (result.standing is None) == (result.coverage == 0)
		assert result.score is None or 0 <= result.score <= 100

	@given(judged_templates())
	def test_redistributed_weights_add_up_to_100_and_keep_their_proportions(self, judged):
		result = score(*judged)
		present = [each for each in result.contributions if each.score is not None]
		assume(present)
		assert sum(each.effective_weight for each in result.contributions) == pytest.approx(100)
		assert sum(each.weight for each in present) == pytest.approx(result.coverage)
		for each in present:
			assert each.effective_weight * result.coverage == pytest.approx(each.weight * 100)

	@given(judged_templates())
	def test_the_points_lost_explain_the_score_and_come_in_order(self, judged):
		result = score(*judged)
		assume(result.score is not None)
		lost = [each.points_lost for each in result.contributions]
		assert 100 - sum(lost) == pytest.approx(result.score, abs=0.0501)
		assert lost == sorted(lost, reverse=True)

	@given(judged_templates(), st.data())
	def test_a_better_value_never_lowers_the_score(self, judged, data):
		template, values = judged
		kpi = data.draw(st.sampled_from(template.kpis))
		worse, better = sorted((data.draw(finite), data.draw(finite)), reverse=not kpi.curve.is_rising)
		scores = [score(template, values | {kpi.key: Rate(value, 30)}).score for value in (worse, better)]
		assert scores[0] <= scores[1]

	@given(judged_templates())
	def test_a_kpi_without_evidence_counts_as_if_the_template_did_not_have_it(self, judged):
		template, values = judged
		present = {key: rate for key, rate in values.items() if rate.value is not None and rate.n >= 10}
		assume(present)
		rest = tuple(kpi for kpi in template.kpis if kpi.key in present)
		assert score(template, values).score == pytest.approx(
			score(replace(template, kpis=rest), present).score, abs=0.1001
		)
