"""What a Supplier's tab says of its open risks, and to whom."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import indicators as make_indicators
from tests.factories import risks as make
from tests.factories.statements import watched

NAME = "_RS Watched"


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


def tab(name: str = NAME) -> dict:
	from relationship_suite.srm_extensions.risk.api import supplier_risks

	return supplier_risks(buying.supplier(name))


def test_the_highest_risk_comes_first_with_how_it_has_moved():
	import frappe

	make.risk("_RS Small", supplier=NAME, at=(1, 2))
	high = make.risk("_RS Strike", supplier=NAME, at=(2, 5))
	make.risk("_RS Elsewhere", at=(5, 5))
	make.risk("_RS Over", supplier=NAME, at=(5, 5), is_closed=1, closing_reason="Over")
	frappe.db.set_value("Risk Assessment", {"risk": high.name}, "assessed_on", "2020-01-01")
	high.inherent_likelihood = "4"
	high.save()
	found = tab()

	assert found["sentence"] == "Highest risk: _RS Strike. Score 20 (Extreme), up from 10."
	assert found["count"] == 2
	assert [(row["title"], row["rating"], row["score"], row["change"]) for row in found["risks"]] == [
		("_RS Strike", "Extreme", 20, 10),
		("_RS Small", "Low", 2, None),
	]


def test_it_names_three_and_counts_all():
	for _ in range(4):
		make.risk(supplier=NAME)

	assert tab()["count"] == 4
	assert len(tab()["risks"]) == 3


def test_what_is_not_assessed_is_no_risk_of_score_0():
	make.risk("_RS Rumour", supplier=NAME, at=None)
	found = tab()

	assert found["sentence"] == "_RS Rumour is written down and not assessed yet."
	assert (found["risks"][0]["rating"], found["risks"][0]["change"]) == ("", None)


def test_no_risk_is_said():
	assert tab() == {
		"sentence": "No open risk is written down about this supplier.",
		"count": 0,
		"proposals": 0,
		"risks": [],
	}


def test_it_counts_the_proposals_that_wait_for_a_decision():
	make_indicators.proposal(NAME)
	make_indicators.proposal(NAME, status="Dismissed")
	make_indicators.proposal("_RS Other")

	assert tab()["proposals"] == 1


def test_it_tells_of_no_risk_that_is_hidden_from_the_user(become):
	make.risk("_RS Here", supplier=NAME)
	make.risk("_RS There", supplier=NAME, register=make.register("_RS Two", buying.COMPANY_2))
	become("Sourcing User", "Purchase User", ("Company", buying.COMPANY))

	assert [row["title"] for row in tab()["risks"]] == ["_RS Here"]


def test_nor_of_a_supplier_that_is_hidden(become):
	import frappe

	make.risk(supplier=NAME)
	other = buying.supplier("_RS Other")
	become("Sourcing User", "Purchase User", ("Supplier", other))

	with pytest.raises(frappe.PermissionError):
		tab()


def test_the_number_of_statements_does_not_grow_with_the_risks():
	def statements() -> int:
		with watched() as found:
			tab()
		return len(found)

	make.risk(supplier=NAME)
	statements()  # fills the caches
	few = statements()
	for _ in range(5):
		make.risk(supplier=NAME)

	assert statements() == few
	assert few <= 6
