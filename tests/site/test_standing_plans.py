"""A standing opens an action plan: where it is to, once, for whoever answers for the scorecard."""

from __future__ import annotations

from datetime import date

import pytest
from frappe.utils import add_days, getdate, nowdate

from tests.factories import buying, people, standings
from tests.factories import scorecards as make
from tests.factories.standings import CARD, CHANGE, bad, good, refresh

PLAN = "Supplier Action Plan"


@pytest.fixture(autouse=True, scope="module")
def _site(site):
	import frappe

	standings.begin()
	frappe.db.commit()
	yield
	standings.end()


@pytest.fixture(autouse=True)
def card(clean):
	"""Coming to Poor opens a plan of 30 days; Sourcing Managers answer for the scorecard."""
	import frappe

	buying.own_names()
	card = frappe.get_doc(CARD, "_RS Told")
	card.standings[0].plan_days = 30
	card.save()
	yield card
	frappe.set_user("Administrator")
	frappe.db.rollback()
	for name in frappe.get_all(PLAN, {"scorecard": card.name}, pluck="name"):
		frappe.delete_doc(PLAN, name, force=True)
	frappe.db.delete("Notification Log", {"document_type": PLAN})
	frappe.db.commit()
	standings.restore(is_card_changed=True)


def plans(**filters) -> list:
	import frappe

	filters = {"supplier": buying.named("_RS Moved"), **filters}
	names = frappe.get_all(PLAN, filters, pluck="name", order_by="creation, name")
	return [frappe.get_doc(PLAN, name) for name in names]


def test_a_plan_begins_with_what_misses_its_target():
	from relationship_suite.srm_extensions.scorecards.plan_wording import to_begin_with

	def kpi(name: str, score: float) -> dict:
		return {"kpi": name, "value": 36.0, "score": score, "points_lost": 100 - score, "is_judged": 1}

	def named(*kpis: dict) -> list[str]:
		return [name for name, _action in to_begin_with(kpis)]

	assert named(kpi("OTIF", 79.9), kpi("PPM", 80), kpi("On Time", 0)) == ["OTIF", "On Time"]
	assert named(kpi("OTIF", 83), kpi("PPM", 100)) == ["OTIF"]
	assert named(kpi("PPM", 100)) == [""]


def told() -> list[tuple[str, str]]:
	"""Plan and user of each notice."""
	import frappe

	of = {"document_type": PLAN, "document_name": ("in", [plan.name for plan in plans()])}
	rows = frappe.get_all("Notification Log", of, ["document_name", "for_user"], order_by="name")
	return [(row.document_name, row.for_user) for row in rows]


def test_by_itself_a_standing_opens_none():
	import frappe

	standings.restore(is_card_changed=True)
	good(3)
	bad(4)

	assert plans() == []
	assert frappe.get_meta("Performance Scorecard Standing").get_field("plan_days").default == "0"


def test_a_fall_opens_a_plan_with_what_cost_most_and_tells_its_owner():
	import frappe

	good(3)
	bad(4)

	[plan] = plans()
	assert (plan.company, plan.scorecard, plan.status) == (buying.COMPANY, "_RS Told", "Open")
	assert plan.responsible == people.user("Sourcing Manager")
	assert getdate(plan.due_on) == getdate(add_days(nowdate(), 30))
	assert plan.goal == "Better than Poor: 0.0 of 100 in 2026-04"
	[item] = plan.items
	assert (item.kpi, item.status) == ("OTIF", "Open")
	assert item.action == "OTIF at 0.0 %: find out why, and agree on what is to change"
	assert (plan.before_standing, plan.before_score) == ("Poor", 0)
	assert frappe.db.get_value(CHANGE, plan.standing_change, "to_standing") == "Poor"
	assert told() == [(plan.name, plan.responsible)]


def test_a_standing_that_says_nothing_opens_none():
	bad(3)
	for day in (date(2026, 4, 1), date(2026, 4, 2)):
		make.line("_RS Moved", day)
	refresh(4)

	assert plans() == [], "neither a first standing, nor one without days"


def test_however_often_a_run_is_done_there_is_one(card):
	from relationship_suite import tasks

	good(3)
	bad(4)
	refresh(4)
	bad(5)
	tasks.run("Rebuild", as_of=date(2026, 5, 28))

	assert len(plans()) == 1
	assert len(told()) == 1


def test_a_run_that_is_killed_leaves_none_and_the_next_opens_one(monkeypatch):
	from relationship_suite.srm_extensions.scorecards import standing_records

	def dies(*args):
		raise KeyboardInterrupt

	good(3)
	with monkeypatch.context() as patch:
		patch.setattr(standing_records, "keep_told", dies)
		with pytest.raises(KeyboardInterrupt):
			bad(4)
	assert plans() == []
	for _again in range(2):
		refresh(4)

	assert (len(plans()), len(told())) == (1, 1)


def test_while_one_is_open_no_other_is_opened_and_after_it_one_is():
	good(3)
	bad(4)
	[first] = plans()
	good(5)
	bad(6)
	assert len(plans()) == 1

	first.reload()
	first.items[0].status, first.status, first.outcome = "Done", "Completed", "On time in May"
	first.save()
	good(7)
	bad(8)

	assert [plan.status for plan in plans()] == ["Completed", "Open"]


def test_one_that_somebody_has_opened_is_enough():
	import frappe

	good(3)
	values = {"supplier": buying.named("_RS Moved"), "company": buying.COMPANY, "scorecard": "_RS Told"}
	item = {"action": "Call them", "due_on": "2030-01-01"}
	mine = {"goal": "On time", "responsible": "Administrator", "due_on": "2030-01-01", "items": [item]}
	frappe.get_doc({"doctype": PLAN, **values, **mine}).insert()
	bad(4)

	assert [plan.goal for plan in plans()] == ["On time"]


def test_the_scorecard_names_who_is_responsible(card):
	card.responsible = people.user("Risk Owner")
	card.save()
	good(3)
	bad(4)

	[plan] = plans()
	assert told() == [(plan.name, card.responsible)]


def test_who_may_not_see_the_supplier_is_not_responsible_for_it():
	import frappe

	user = people.user("Sourcing Manager")
	limit = {"user": user, "allow": "Supplier", "for_value": buying.supplier("_RS Other")}
	kept = frappe.get_doc({"doctype": "User Permission", **limit}).insert()
	frappe.clear_cache(user=user)
	good(3)
	bad(4)
	found = [plan.responsible for plan in plans()]
	kept.delete()
	frappe.db.commit()

	assert found == ["Administrator"]


def test_a_disabled_supplier_gets_none():
	import frappe

	good(3)
	make.line("_RS Moved", date(2026, 4, 4), late=True)
	frappe.db.set_value("Supplier", buying.named("_RS Moved"), "disabled", 1)
	refresh(4)

	assert plans() == []


@pytest.mark.parametrize("days", [-1, 731, 10**9])
def test_days_that_are_none_are_refused_by_row_and_field(card, days):
	import frappe

	card.standings[1].plan_days = days
	with pytest.raises(frappe.ValidationError, match="Open an Action Plan Due in Days"):
		card.save()
	assert {"table": "standings", "row": 2, "field": "plan_days"}.items() <= card.places()[0].items()
