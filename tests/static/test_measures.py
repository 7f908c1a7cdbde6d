"""What has to repeat the table of KPIs, since no code runs there: JSON, JavaScript, columns of the roll-ups, reports."""

from __future__ import annotations

import re

import pytest

from relationship_suite.relationship_core.facts import schema
from relationship_suite.srm_extensions.scorecards import starting
from relationship_suite.srm_extensions.scorecards.measures import MEASURES
from tests.static import code

SRM = code.ROOT / "srm_extensions"


def test_the_form_offers_every_kpi_and_no_other():
	(field,) = (f for f in code.doctypes()["Performance Scorecard KPI"]["fields"] if f["fieldname"] == "kpi")
	assert field["options"].split("\n") == list(MEASURES)


def test_an_item_of_a_plan_may_be_for_every_kpi_and_for_none():
	(field,) = (f for f in code.doctypes()["Supplier Action Plan Item"]["fields"] if f["fieldname"] == "kpi")
	assert field["options"].split("\n") == ["", *MEASURES]


def test_the_form_draws_curves_in_the_unit_of_their_kpi():
	script = (SRM / "doctype/performance_scorecard/performance_scorecard.js").read_text()
	units = dict(re.findall(r'(\w+|"[^"]+"): "([^"]+)"', re.search(r"const UNITS = \{(.*)\}", script)[1]))
	assert units == {each.name: each.unit for each in MEASURES.values() if each.unit != "%"}


def test_a_new_scorecard_starts_with_kpis_that_exist():
	assert {row["kpi"] for row in starting.tables()["kpis"]} <= set(MEASURES)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
def test_a_kpi_is_made_of_columns_of_its_roll_up(measure):
	rollup = schema.SUPPLIER_ORDERS if measure.is_of_orders else schema.SUPPLIER_MONTH
	assert set(measure.columns) <= set(rollup.column_names)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
def test_quantities_are_never_added_over_units(measure):
	is_quantity = any("qty" in column.split("_") for column in measure.columns)
	assert measure.is_by_uom == is_quantity


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda each: each.name)
def test_what_is_behind_a_kpi_is_a_report_with_these_filters(measure):
	name = measure.evidence.report.lower().replace(" ", "_")
	script = (SRM / "report" / name / f"{name}.js").read_text()
	for field, value in measure.evidence.filters.items():
		assert f'"{field}"' in script
		assert f'"{value}"' in script
