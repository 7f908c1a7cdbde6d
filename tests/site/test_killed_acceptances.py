"""The day's job of risks that is killed is made good by the next one: each acceptance ends once, and nobody is told twice."""

from __future__ import annotations

import signal
from datetime import date

import pytest

from tests.factories import people, processes
from tests.factories import risks as make

PASSED = date(2026, 1, 10)


@pytest.fixture(autouse=True, scope="module")
def _site(site):
	import frappe

	make.register()
	frappe.db.commit()
	yield
	for name in frappe.get_all("Risk", {"risk_title": ("like", "_RS Over%")}, pluck="name", order_by="name"):
		frappe.delete_doc("Risk", name, force=True)
	frappe.db.commit()


class Story:
	"""A risk that was accepted until a day that has passed, with a treatment of another person that is overdue."""

	def __init__(self, number: str) -> None:
		import frappe
		from frappe.utils import nowdate

		from relationship_suite.srm_extensions.risk.api import accept_risk

		user = people.user("Risk Owner")
		overdue = make.treatment(PASSED, 50, responsible=user)
		self.risk, self.today = (
			make.risk(f"_RS Over {number}", at=(1, 1), treatments=[overdue]).name,
			nowdate(),
		)
		frappe.set_user(user)
		accept_risk(self.risk, "Cheaper than a second source", "2999-01-01")
		frappe.set_user("Administrator")
		frappe.db.set_value("Risk Acceptance", {"risk": self.risk}, "accepted_until", PASSED)
		frappe.db.commit()

	def told(self) -> dict:
		"""What has become of it, without its name."""
		import frappe

		about = {"document_type": "Risk", "document_name": self.risk}
		subjects = frappe.get_all("Notification Log", about, pluck="subject", order_by="creation, name")
		ended = [(row.ended_because, str(row.ended_on) == self.today) for row in make.acceptances(self.risk)]
		risk = frappe.get_doc("Risk", self.risk)
		return {
			"status": risk.status,
			"acceptances": ended,
			"notices": [subject.partition(": ")[2] for subject in subjects],
			"assessments": len(make.history(self.risk)),
			"told": [str(row.told_due_on) for row in risk.treatments],
			"versions": frappe.db.count("Version", {"ref_doctype": "Risk", "docname": self.risk}),
		}


def day() -> None:
	from relationship_suite.srm_extensions.risk import tasks

	tasks.daily()


def dies(point: int) -> None:
	processes.die_at(point)
	day()


@pytest.fixture(scope="module")
def undisturbed(site) -> dict:
	"""What comes of a story when nobody is killed."""
	story = Story("Whole")
	day()
	return story.told()


def test_an_acceptance_ends_with_its_time_and_the_overdue_treatment_is_told(undisturbed):
	assert undisturbed["status"] == "In Treatment"
	assert undisturbed["acceptances"] == [("Its time was over", True)]
	# The acceptance is told to the owner of the risk, and to whoever accepted it.
	assert undisturbed["notices"] == [
		"something is to be done by you",
		*["its acceptance has run out"] * 2,
		"a treatment is overdue",
	]
	assert undisturbed["told"] == [str(PASSED)]


def test_killed_at_any_write_the_next_day_makes_it_good(undisturbed):
	point, died = 1, None
	while died != 0:
		story = Story(f"Killed at {point}")
		died = processes.wait(processes.start(lambda at=point: dies(at)))
		assert died in (0, -signal.SIGKILL)
		for _again in range(2):
			day()
			assert story.told() == undisturbed, f"killed at {point}"
		point += 1
	assert point > 11, "it has to be at work when it is killed"
