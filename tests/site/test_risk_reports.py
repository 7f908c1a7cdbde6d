"""Top Risks and Treatments Due: what they show first, what they sum up, and of what."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people
from tests.factories import risks as make
from tests.factories.statements import watched

PAST, FUTURE = date(2020, 1, 1), date(2999, 1, 1)


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


def top(**filters) -> tuple:
	from relationship_suite.srm_extensions.report.top_risks.top_risks import execute

	return execute({"register": make.register(), **filters})


def due(**filters) -> tuple:
	from relationship_suite.srm_extensions.report.treatments_due.treatments_due import execute

	return execute({"register": make.register(), **filters})


def figures(result: tuple) -> list:
	return [each["value"] for each in result[4]]


class TestTopRisks:
	def test_the_highest_score_comes_first_with_what_is_late(self):
		low = make.risk(at=(1, 2), review_on="2999-01-01")
		high = make.risk(
			treatments=[make.treatment(PAST), make.treatment(FUTURE), make.treatment(PAST, 100)],
			review_on="2020-01-01",
		)
		make.risk(at=None)
		make.risk(is_closed=1, closing_reason="Over")
		result = top()

		assert [row["risk"] for row in result[1]] == [high.name, low.name]
		assert [(row["open"], row["overdue"]) for row in result[1]] == [(2, 1), (0, 0)]
		assert figures(result) == [2, 1, 1]

	def test_by_expected_loss_within_a_company(self):
		dear = make.risk(at=(1, 1), loss_amount=10_000_000)
		cheap = make.risk(at=(5, 5), loss_amount=10)
		result = top(sort_by="Expected Loss", company=buying.COMPANY)

		assert [row["risk"] for row in result[1]] == [dear.name, cheap.name]
		assert figures(result)[-1] == 200_009
		assert result[3]["currency"] == "EUR"

	def test_losses_of_several_companies_are_neither_ranked_nor_added(self):
		import frappe

		make.risk(loss_amount=10)
		assert len(figures(top())) == 3
		with pytest.raises(frappe.ValidationError, match="Choose a company"):
			top(sort_by="Expected Loss")

	def test_a_short_list_sums_up_all_and_says_so(self):
		for _each in range(3):
			make.risk()
		result = top(top=2)

		assert len(result[1]) == 2
		assert "The first 2 of 3 open risks" in result[2]
		assert figures(result)[0] == 3

	def test_of_one_owner(self):
		make.risk()
		theirs = make.risk(risk_owner=people.user("Risk Owner"))

		assert [row["risk"] for row in top(risk_owner=theirs.risk_owner)[1]] == [theirs.name]

	def test_nothing_assessed_is_said(self):
		make.risk(at=None)
		_columns, rows, message, chart, summary = top()

		assert (rows, summary, chart["data"]["labels"]) == ([], None, [])
		assert "No open risk is assessed here" in message


class TestTreatmentsDue:
	def test_the_longest_overdue_comes_first(self):
		from frappe.utils import add_days, date_diff, nowdate

		late = make.risk(treatments=[make.treatment(add_days(nowdate(), -3)), make.treatment(PAST)])
		ahead = make.risk(treatments=[make.treatment(add_days(nowdate(), 5)), make.treatment(FUTURE)])
		make.risk(treatments=[make.treatment(PAST, 100)])
		make.risk(treatments=[make.treatment(PAST)], is_closed=1, closing_reason="Over")
		result = due()

		assert [(row["risk"], row["days_overdue"]) for row in result[1]] == [
			(late.name, date_diff(nowdate(), PAST)),
			(late.name, 3),
			(ahead.name, None),
		]
		assert figures(result) == [2, 1]
		assert [each["values"] for each in result[3]["data"]["datasets"]] == [[2], [1]]

	def test_until_another_day_and_of_one_person(self):
		someone = people.user("Risk Owner")
		make.risk(treatments=[make.treatment(FUTURE), make.treatment(FUTURE, responsible=someone)])

		assert len(due(until=FUTURE)[1]) == 2
		assert [row["responsible"] for row in due(until=FUTURE, responsible=someone)[1]] == [someone]
		assert "Nothing is due until" in due(until="2026-01-01")[2]

	def test_cost_is_added_within_a_company(self):
		make.risk(treatments=[make.treatment(PAST, cost=100), make.treatment(PAST, cost=50)])

		assert figures(due(company=buying.COMPANY))[-1] == 150
		assert len(figures(due())) == 2

	def test_risks_that_nobody_assessed_have_treatments_too(self):
		doc = make.risk(at=None, treatments=[make.treatment(PAST)])

		assert [row["risk"] for row in due()[1]] == [doc.name]


def test_their_statements_do_not_grow_with_the_risks():
	register = make.register()

	def statements() -> int:
		from relationship_suite.srm_extensions.report.top_risks.top_risks import execute as run_top
		from relationship_suite.srm_extensions.report.treatments_due.treatments_due import execute as run_due

		with watched() as found:
			run_top({"register": register})
			run_due({"register": register})
		return len(found)

	make.risk(treatments=[make.treatment(PAST)])
	statements()  # fills the caches
	few = statements()
	for _each in range(10):
		make.risk(treatments=[make.treatment(PAST)])

	assert statements() == few
	assert few <= 6


@pytest.mark.parametrize("report", [top, due])
def test_whoever_does_not_see_a_party_does_not_see_its_risks(become, report):
	for name in ("_RS Mine", "_RS Theirs"):
		make.risk(supplier=name, treatments=[make.treatment(PAST)])
	register = make.register()
	become("Sourcing User", ("Supplier", buying.named("_RS Mine")))

	assert {row["about"] for row in report(register=register)[1]} == {buying.named("_RS Mine")}
