"""Whoever is to treat a risk is told as it is given to them, and once as each due date has passed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people
from tests.factories import risks as make

DUE, LATER = date(2026, 3, 10), date(2026, 4, 10)
FUTURE = date(2999, 1, 1)


@pytest.fixture(autouse=True)
def _site(clean):
	"""Nothing of a test stays: what tells of overdue treatments is called as the job calls it, without its commits."""


@pytest.fixture
def user() -> str:
	return people.user("Risk Owner")


def told(risk) -> list[tuple[str, str]]:
	"""(user, subject) of the notices about a risk."""
	import frappe

	of = {"document_type": "Risk", "document_name": risk.name}
	rows = frappe.get_all("Notification Log", of, ["for_user", "subject"], order_by="creation, name")
	return [(row.for_user, row.subject) for row in rows]


def run(risk, day: date) -> list[tuple[str, str]]:
	"""What the job of a day tells of a risk."""
	from relationship_suite.srm_extensions.risk import queries, treatment_records

	before = told(risk)
	if risk.name in queries.risks_overdue(day):
		treatment_records.tell_overdue(risk.name, day)
	return told(risk)[len(before) :]


ASSIGNED, OVERDUE = "_RS Strike: something is to be done by you", "_RS Strike: a treatment is overdue"


class TestAssigned:
	def test_whoever_is_given_treatments_is_told_of_them_in_one_notice(self, user):
		import frappe

		rows = [
			make.treatment(FUTURE, responsible=user, treatment=name) for name in ("Buy <b>more</b>", "Look")
		]
		risk = make.risk(treatments=rows)

		assert told(risk) == [(user, ASSIGNED)]
		text = frappe.get_all("Notification Log", {"document_name": risk.name}, pluck="email_content")[0]
		assert "Buy &lt;b&gt;more&lt;/b&gt;, until" in text
		assert "Look, until" in text

	def test_another_save_tells_nobody_and_another_person_is_told(self, user):
		risk = make.risk(treatments=[make.treatment(FUTURE, responsible=user)])
		risk.cause = "Wages"
		risk.save()
		assert len(told(risk)) == 1

		other = people.user("Sourcing Manager")
		risk.treatments[0].responsible = other
		risk.save()
		assert told(risk)[1:] == [(other, ASSIGNED)]

	def test_nobody_is_told_of_what_they_give_to_themselves_nor_of_what_is_done_or_closed(self, user):
		done = make.treatment(FUTURE, 100, responsible=user)
		mine = make.treatment(FUTURE)
		assert told(make.risk(treatments=[done, mine])) == []
		closed = make.risk(
			treatments=[make.treatment(FUTURE, responsible=user)], is_closed=1, closing_reason="Over"
		)
		assert told(closed) == []

	def test_who_may_not_see_the_risk_is_not_told(self, user, become):
		import frappe

		become("Risk Owner", ("Supplier", buying.supplier("_RS Calm")))
		frappe.set_user("Administrator")
		hidden = make.risk(treatments=[make.treatment(FUTURE, responsible=user)])
		stranger = people.user("Relationship User")
		theirs = make.risk(treatments=[make.treatment(FUTURE, responsible=stranger)])

		assert told(hidden) == []
		assert told(theirs) == []


class TestOverdue:
	@pytest.fixture
	def risk(self, user):
		risk = make.risk(treatments=[make.treatment(DUE, 50, responsible=user)])
		assert told(risk) == [(user, ASSIGNED)]
		return risk

	def test_the_day_after_it_is_told_and_never_again(self, risk, user):
		assert run(risk, DUE) == []
		assert run(risk, date(2026, 3, 11)) == [(user, OVERDUE)]
		assert run(risk, date(2026, 3, 11)) == []
		assert run(risk, date(2026, 5, 1)) == []

	def test_another_due_date_that_passes_is_told_again(self, risk, user):
		run(risk, LATER)
		risk.reload()
		risk.treatments[0].due_on = LATER
		risk.save()

		assert run(risk, LATER) == []
		assert run(risk, date(2026, 4, 11)) == [(user, OVERDUE)]

	def test_who_saves_an_older_form_has_nobody_told_twice(self, risk):
		old = risk.as_dict()
		run(risk, LATER)
		import frappe

		frappe.get_doc(old).save()
		assert frappe.get_doc("Risk", risk.name).treatments[0].told_due_on == DUE
		assert run(risk, LATER) == []

	def test_what_is_done_and_what_belongs_to_a_closed_risk_is_not_overdue(self, risk):
		risk.treatments[0].progress = 100
		risk.save()
		assert run(risk, LATER) == []

		risk.treatments[0].progress = 0
		risk.is_closed, risk.closing_reason = 1, "Over"
		risk.save()
		assert run(risk, LATER) == []

	def test_the_owner_of_the_risk_is_told_where_whoever_is_responsible_may_not_see_it(
		self, risk, user, become
	):
		import frappe

		become("Risk Owner", ("Supplier", buying.supplier("_RS Calm")))
		frappe.set_user("Administrator")

		assert run(risk, LATER) == [("Administrator", OVERDUE)]

	def test_several_of_one_person_are_one_notice(self, user):
		rows = [make.treatment(DUE, responsible=user), make.treatment(LATER, responsible=user)]
		risk = make.risk(treatments=rows)

		assert run(risk, date(2026, 5, 1)) == [(user, OVERDUE)]

	def test_it_is_told_in_the_language_of_whoever_reads_it(self, risk, user):
		import frappe

		frappe.db.set_value("User", user, "language", "zh")

		assert run(risk, LATER) == [(user, "_RS Strike：一项应对措施已逾期")]

	def test_the_job_of_the_day_tells_of_each_and_one_that_fails_stops_no_other(self, user, monkeypatch):
		import frappe

		from relationship_suite.srm_extensions.risk import tasks, treatment_records

		broken, whole = (make.risk(treatments=[make.treatment(DUE, responsible=user)]) for _each in range(2))
		frappe.db.commit()
		real = treatment_records.tell_overdue

		def fails(name: str, day: date) -> None:
			if name == broken.name:
				raise ValueError("no words for it")
			real(name, day)

		with monkeypatch.context() as patch:
			patch.setattr(treatment_records, "tell_overdue", fails)
			tasks.daily()
		found = told(broken), told(whole)
		tasks.daily()
		again = told(broken), told(whole)
		for risk in (broken, whole):
			frappe.delete_doc("Risk", risk.name)
			frappe.db.delete("Notification Log", {"document_name": risk.name})
		frappe.db.delete("Error Log", {"reference_name": broken.name})
		frappe.db.commit()

		assert [len(each) for each in found] == [1, 2]
		assert [len(each) for each in again] == [2, 2]
