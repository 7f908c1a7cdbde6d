"""Whoever owns a risk or accepted it is told, once, that its acceptance has ended by itself: by its time, or as the risk grew."""

from __future__ import annotations

import pytest

from tests.factories import buying, people
from tests.factories import risks as make

TITLE, UNTIL = "_RS Ended", "2026-02-10"
RUN_OUT, GROWN = f"{TITLE}: its acceptance has run out", f"{TITLE}: it is more than was accepted"


@pytest.fixture(autouse=True)
def _site(clean):
	"""Nothing of a test stays: what the job of the day does with a risk is called without its commits."""
	make.register()


@pytest.fixture
def user() -> str:
	"""Who accepts; risks are the Administrator's own unless a test says otherwise."""
	return people.user("Risk Owner")


def accepted(user: str, **values):
	"""A risk that the user has accepted until a day that has passed."""
	import frappe

	from relationship_suite.srm_extensions.risk.api import accept_risk

	risk = make.risk(TITLE, **{"at": (2, 2), **values})
	frappe.set_user(user)
	accept_risk(risk.name, "Cheaper than a second source", "2999-01-01")
	frappe.set_user("Administrator")
	frappe.db.set_value("Risk Acceptance", {"risk": risk.name}, "accepted_until", UNTIL)
	return risk.reload()


def passes(risk) -> None:
	"""What the job of the day does with it."""
	from relationship_suite.srm_extensions.risk import tasks

	tasks._end_acceptance(risk.name)


def told(risk) -> list[tuple[str, str]]:
	"""(user, subject) of the notices about a risk, by user."""
	import frappe

	of = {"document_type": "Risk", "document_name": risk.name}
	rows = frappe.get_all("Notification Log", of, ["for_user", "subject"], order_by="for_user, creation")
	return [(row.for_user, row.subject) for row in rows]


def text(risk, user: str) -> str:
	import frappe

	return frappe.db.get_value(
		"Notification Log", {"document_name": risk.name, "for_user": user}, "email_content"
	)


def test_its_owner_and_whoever_accepted_it_are_told_once_that_its_time_is_over(user):
	import frappe
	from frappe.utils import formatdate, get_fullname

	risk = accepted(user)
	assert told(risk) == []
	for _again in range(2):
		passes(risk)
		assert told(risk) == [("Administrator", RUN_OUT), (user, RUN_OUT)]

	said = f"The acceptance by {get_fullname(user)} until {formatdate(UNTIL)} has run out. "
	for one in ("Administrator", user):
		assert text(risk, one) == f"<p>{said}The risk is to be treated, or accepted anew.</p>"
	assert frappe.db.get_value("Risk", risk.name, "status") == "Assessed"


def test_whoever_has_accepted_their_own_risk_is_told_once(user):
	risk = accepted(user, risk_owner=user)
	passes(risk)

	assert told(risk) == [(user, RUN_OUT)]


def test_a_save_that_comes_before_the_job_tells_as_well(user):
	risk = accepted(user)
	risk.cause = "Wages"
	risk.save()
	risk.cause = "Wages, and strikes"
	risk.save()
	passes(risk)

	assert told(risk) == [("Administrator", RUN_OUT), (user, RUN_OUT)]


def test_another_acceptance_that_runs_out_is_told_again(user):
	import frappe

	from relationship_suite.srm_extensions.risk.api import accept_risk

	risk = accepted(user, risk_owner=user)
	passes(risk)
	frappe.set_user(user)
	accept_risk(risk.name, "Still cheaper", "2999-01-01")
	frappe.set_user("Administrator")
	frappe.db.set_value("Risk Acceptance", {"risk": risk.name, "ended_on": None}, "accepted_until", UNTIL)
	passes(risk)

	assert told(risk) == [(user, RUN_OUT)] * 2


def test_of_a_risk_that_grows_it_is_told_that_it_is_more_than_was_accepted(user):
	risk = accepted(user)
	risk.inherent_likelihood = "3"
	risk.save()

	assert told(risk) == [("Administrator", GROWN), (user, GROWN)]
	assert " has ended: the risk is more than was accepted. The risk is to be treated," in text(risk, user)


def test_of_a_risk_that_grows_by_changed_scales_it_is_told_too(user):
	settings = make.settings()
	risk, cheap = accepted(user, loss_amount=1000), accepted(user)
	settings.likelihood_levels[1].probability = settings.likelihood_levels[2].probability - 1
	settings.save()

	assert told(risk) == [("Administrator", GROWN), (user, GROWN)]
	assert told(cheap) == []


def test_an_acceptance_that_somebody_ends_is_told_to_nobody(user):
	from relationship_suite.srm_extensions.risk.api import withdraw_acceptance

	withdrawn, closed = accepted(user), accepted(user)
	withdraw_acceptance(withdrawn.name)
	closed.update({"is_closed": 1, "closing_reason": "Contract ended"})
	closed.save()

	assert (told(withdrawn), told(closed)) == ([], [])


def test_who_may_not_see_the_risk_is_not_told(user, become):
	import frappe

	stranger = people.user("Relationship User")
	theirs = accepted(user, risk_owner=stranger)
	become("Risk Owner", ("Supplier", buying.supplier("_RS Calm")))
	frappe.set_user("Administrator")
	passes(theirs)

	assert told(theirs) == []


def test_who_is_disabled_is_not_told(user):
	import frappe

	risk = accepted(user)
	frappe.db.set_value("User", user, "enabled", 0)
	passes(risk)

	assert told(risk) == [("Administrator", RUN_OUT)]


def test_each_is_told_in_the_language_that_they_read(user):
	import frappe

	risk = accepted(user)
	frappe.db.set_value("User", user, "language", "zh")
	passes(risk)

	assert told(risk) == [("Administrator", RUN_OUT), (user, f"{TITLE}：风险接受已到期")]
	assert "已到期。" in text(risk, user)


def test_a_name_is_shown_as_text():
	import frappe

	from relationship_suite.srm_extensions.risk import wording

	acceptance = {
		"accepted_by": "<b>Ann</b>",
		"accepted_until": UNTIL,
		"ended_because": "Its time was over",
	}
	_subject, said = wording.ended(frappe._dict(risk_title=TITLE), acceptance)

	assert "The acceptance by &lt;b&gt;Ann&lt;/b&gt; until" in said
