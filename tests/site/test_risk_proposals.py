"""What an indicator may be set to, and who decides on what it proposes."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import indicators as make
from tests.factories import risks as made
from tests.factories.indicators import decide


@pytest.fixture(autouse=True)
def _clean(clean):
	made.register()


class TestWhatMayBeSet:
	@pytest.mark.parametrize(
		("values", "said"),
		[
			({"ends_below": 30}, "Breach Ends Below must be above 0, and not above Breach From"),
			({"breach_from": 0, "ends_below": 0}, "Breach From must be above 0 and 100 at most"),
			({"breach_from": 101}, "Breach From must be above 0 and 100 at most"),
			({"window_months": 0}, "Months of the Window must be from 1 to 24"),
			({"window_months": 25}, "Months of the Window must be from 1 to 24"),
			(
				{"measure": "Single Source", "minimum_share": 101},
				"Share of Spend Needed must be from 0 to 100",
			),
		],
	)
	def test_what_makes_no_sense_is_refused_with_the_field(self, values, said):
		import frappe

		with pytest.raises(frappe.ValidationError, match=said):
			make.indicator(**values)

	def test_a_register_is_one_of_its_company(self):
		import frappe

		theirs = made.register("_RS Theirs", buying.COMPANY_2)
		with pytest.raises(frappe.ValidationError, match="is one of"):
			make.indicator(register=theirs)

		assert make.indicator(only_company=None, register=theirs).only_company == buying.COMPANY_2

	def test_every_measure_has_an_indicator_that_a_site_begins_with(self):
		from relationship_suite.srm_extensions.risk import indicator_queries, starting
		from relationship_suite.srm_extensions.risk.watched import WATCHED

		assert sorted(row["measure"] for row in starting.indicators()) == sorted(WATCHED)
		assert sorted(indicator_queries._READ) == sorted(WATCHED)


@pytest.mark.parametrize("accept", [True, False])
def test_a_decision_needs_a_reason_and_is_made_once(accept):
	import frappe

	proposal = make.proposal()
	with pytest.raises(frappe.ValidationError, match="reason is needed"):
		decide(proposal.name, "  ", accept=accept)
	decide(proposal.name, accept=accept)

	with pytest.raises(frappe.ValidationError, match="decided or over already"):
		decide(proposal.name, accept=not accept)


def test_who_is_kept_to_some_suppliers_sees_their_proposals_alone(become):
	from tests.site.test_roles import seen

	mine, theirs = make.proposal("_RS Mine"), make.proposal("_RS Theirs")
	become("Risk Owner", ("Supplier", mine.party))

	assert seen(make.PROPOSAL, {mine.name, theirs.name}) == {
		place: {mine.name} for place in ("list", "form", "report", "link")
	}


def test_they_decide_on_no_other_either(become):
	import frappe

	mine, theirs = make.proposal("_RS Mine"), make.proposal("_RS Theirs")
	become("Risk Owner", ("Supplier", mine.party))

	for accept in (True, False):
		with pytest.raises(frappe.PermissionError):
			decide(theirs.name, accept=accept)
	decide(mine.name)


def test_a_sourcing_user_reads_what_was_found_and_decides_nothing(become):
	import frappe

	proposal = make.proposal()
	become("Sourcing User")

	assert frappe.get_doc(make.PROPOSAL, proposal.name).overview()["sentence"]
	for accept in (True, False):
		with pytest.raises(frappe.PermissionError):
			decide(proposal.name, accept=accept)


def test_nobody_writes_a_proposal_by_hand(become):
	import frappe

	proposal = make.proposal()
	become("Relationship Manager")

	with pytest.raises(frappe.PermissionError):
		frappe.client.set_value(make.PROPOSAL, proposal.name, "status", "Dismissed")
