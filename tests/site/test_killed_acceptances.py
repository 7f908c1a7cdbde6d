"""The day's job of risks that is killed is made good by the next one: each acceptance ends once, and nobody is told twice."""

from __future__ import annotations

import signal
from datetime import date

import pytest

from tests.factories import processes, scorecards
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
	"""Two risks that were accepted until a day that has passed, each with a treatment of another person that is overdue."""

	def __init__(self, number: str) -> None:
		import frappe
		from frappe.utils import nowdate

		from relationship_suite.srm_extensions.risk.api import accept_risk

		self.user = scorecards.user("Risk Owner")
		overdue = make.treatment(PASSED, 50, responsible=self.user)
		self.risks = [
			make.risk(f"_RS Over {number} {each}", at=(1, 1), treatments=[overdue]) for each in "ab"
		]
		frappe.set_user(self.user)
		for risk in self.risks:
			accept_risk(risk.name, "Cheaper than a second source", "2999-01-01")
		frappe.set_user("Administrator")
		mine = {"risk": ("in", [risk.name for risk in self.risks])}
		frappe.db.set_value("Risk Acceptance", mine, "accepted_until", PASSED)
		self.today = nowdate()
		frappe.db.commit()

	def told(self) -> list[dict]:
		"""What has become of each risk, without its name."""
		import frappe

		found = []
		for risk in self.risks:
			about = {"document_type": "Risk", "document_name": risk.name}
			subjects = frappe.get_all("Notification Log", about, pluck="subject", order_by="creation, name")
			history = {"ref_doctype": "Risk", "docname": risk.name}
			found.append(
				{
					"status": frappe.db.get_value("Risk", risk.name, "status"),
					"acceptances": [
						(row.ended_because, str(row.ended_on) == self.today)
						for row in make.acceptances(risk.name)
					],
					"notices": [subject.partition(":")[2] for subject in subjects],
					"assessments": len(make.history(risk.name)),
					"told": [str(row.told_due_on) for row in frappe.get_doc("Risk", risk.name).treatments],
					"versions": frappe.db.count("Version", history),
				}
			)
		return found


def day() -> None:
	from relationship_suite.srm_extensions.risk import tasks

	tasks.daily()


def dies(point: int) -> None:
	processes.die_at(point)
	day()


@pytest.fixture(scope="module")
def undisturbed(site) -> list[dict]:
	"""What comes of a story when nobody is killed."""
	story = Story("Whole")
	day()
	return story.told()


def test_an_acceptance_ends_with_its_time_and_the_overdue_treatment_is_told(undisturbed):
	for found in undisturbed:
		assert found["status"] == "In Treatment"
		assert found["acceptances"] == [("Its time was over", True)]
		assert found["notices"] == [" something is to be done by you", " a treatment is overdue"]
		assert found["told"] == [str(PASSED)]


@pytest.mark.parametrize("point", [1, 3, 9])
def test_killed_at_a_write_the_next_day_makes_it_good(point, undisturbed):
	story = Story(f"Killed at {point}")
	died = processes.wait(processes.start(lambda: dies(point)))
	assert died == -signal.SIGKILL, "it has to be at work when it is killed"

	day()
	assert story.told() == undisturbed
	day()
	assert story.told() == undisturbed, "a day later there is nothing left to do"
