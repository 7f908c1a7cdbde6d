"""Accepting a risk: who may, up to how much, until when; and what ends it."""

from __future__ import annotations

import pytest

from tests.factories import buying
from tests.factories import risks as make


@pytest.fixture(autouse=True)
def _clean(clean):
	make.register()


@pytest.fixture
def accept():
	from relationship_suite.srm_extensions.risk.api import accept_risk

	return lambda doc, until="2999-01-01", reason="Cheaper than a second source": accept_risk(
		doc.name, reason, until
	)


@pytest.mark.parametrize(
	("role", "score", "may"),
	[
		("Risk Owner", (2, 2), True),
		("Risk Owner", (1, 5), False),
		("Sourcing Manager", (3, 3), True),
		("Sourcing Manager", (2, 5), False),
		("Relationship Manager", (4, 4), True),
		("Relationship Manager", (5, 5), False),
		("System Manager", (1, 1), False),
		("Sourcing User", (1, 1), False),
	],
)
def test_nobody_accepts_more_than_the_role_may(become, accept, role, score, may):
	import frappe

	doc = make.risk(at=score)
	become(role)
	if may:
		accept(doc)
	else:
		with pytest.raises(frappe.PermissionError):
			accept(doc)
	frappe.set_user("Administrator")

	doc.reload()
	assert (doc.status == "Accepted") == may
	assert [row.by_role for row in make.acceptances(doc.name)] == [role] * may


def test_who_may_is_named(become, accept):
	import frappe

	doc = make.risk(at=(3, 3))
	become("Risk Owner")
	with pytest.raises(frappe.PermissionError, match=r"Score 9 .* Relationship Manager, Sourcing Manager"):
		accept(doc)


def test_an_amount_that_is_too_high_is_not_accepted(become, accept):
	import frappe

	settings = make.settings()
	settings.acceptance_limits = []
	settings.append(
		"acceptance_limits",
		{"role": "Risk Owner", "only_company": buying.COMPANY, "highest_score": 25, "highest_loss": 700},
	)
	settings.save()
	small, large = (make.risk(at=(4, 5), loss_amount=amount) for amount in (1000, 2000))
	elsewhere = make.risk(at=(1, 1), register=make.register("_RS Two", buying.COMPANY_2))
	become("Risk Owner")

	accept(small)
	for doc in (large, elsewhere):
		with pytest.raises(frappe.PermissionError):
			accept(doc)


@pytest.mark.parametrize("until", ["", "2020-01-01", "tomorrow", "2026-02-31"])
def test_it_ends_on_a_day_of_the_future(accept, until):
	import frappe

	with pytest.raises(frappe.ValidationError, match="Accepted Until"):
		accept(make.risk(at=(1, 1)), until=until)


def test_it_needs_a_reason_and_an_assessment(accept):
	import frappe

	with pytest.raises(frappe.ValidationError, match="reason is needed"):
		accept(make.risk(at=(1, 1)), reason="  ")
	with pytest.raises(frappe.ValidationError, match="assessed"):
		accept(make.risk(at=None))


def test_it_ends_when_the_risk_grows_and_not_before(become, accept):
	import frappe

	doc = make.risk(at=(2, 2))
	become("Risk Owner")
	accept(doc)
	frappe.set_user("Administrator")
	doc.reload()
	doc.inherent_likelihood = "1"
	doc.save()
	assert doc.status == "Accepted"

	doc.inherent_likelihood = "3"
	doc.save()
	assert doc.status == "Assessed"
	assert make.acceptances(doc.name)[0].ended_because == "The risk has grown"


def test_it_ends_when_changed_scales_make_more_of_the_risk_than_was_accepted(accept):
	from frappe.utils import nowdate

	settings = make.settings()
	settings.append("acceptance_limits", {"role": "System Manager", "highest_score": 25})
	settings.save()
	grown, cheap, ended = (make.risk(at=(2, 2), loss_amount=amount) for amount in (1000, 0, 1000))
	for doc in (grown, cheap):
		accept(doc)
	before = len(make.history(grown.name))
	settings.likelihood_levels[1].probability = settings.likelihood_levels[2].probability - 1
	settings.save()

	assert [doc.reload().status for doc in (grown, cheap, ended)] == ["Assessed", "Accepted", "Assessed"]
	[ended_one] = make.acceptances(grown.name)
	assert (ended_one.ended_because, str(ended_one.ended_on)) == ("The risk has grown", nowdate())
	notes = [row.note for row in make.history(grown.name)]
	assert notes[before:] == ["The scales were changed in Risk Settings."]
	assert len(make.history(cheap.name)) == 1


def test_it_ends_with_its_time(become, accept):
	import frappe

	from relationship_suite.srm_extensions.risk.tasks import daily

	running, over = make.risk(at=(1, 1)), make.risk(at=(1, 1))
	become("Risk Owner")
	for doc in (running, over):
		accept(doc)
	frappe.set_user("Administrator")
	frappe.db.set_value("Risk Acceptance", {"risk": over.name}, "accepted_until", "2020-01-01")
	daily()
	daily()

	assert [frappe.db.get_value("Risk", each.name, "status") for each in (running, over)] == [
		"Accepted",
		"Assessed",
	]
	assert [row.ended_because for row in make.acceptances(over.name)] == ["Its time was over"]
	for doc in (running, over):
		frappe.delete_doc("Risk", doc.name)
	frappe.db.commit()


def test_it_can_be_taken_back_and_given_again(become, accept):
	from relationship_suite.srm_extensions.risk.api import withdraw_acceptance

	doc = make.risk(at=(1, 1))
	become("Risk Owner")
	accept(doc)
	withdraw_acceptance(doc.name)
	accept(doc)

	assert [row.ended_because or "" for row in make.acceptances(doc.name)] == ["Withdrawn", ""]
	doc.reload()
	assert doc.status == "Accepted"


def test_it_ends_when_the_risk_is_closed(become, accept):
	import frappe

	doc = make.risk(at=(1, 1))
	become("Risk Owner")
	accept(doc)
	frappe.set_user("Administrator")
	doc.reload()
	doc.update({"is_closed": 1, "closing_reason": "Contract ended"})
	doc.save()

	assert doc.status == "Closed"
	assert make.acceptances(doc.name)[0].ended_because == "The risk was closed"
