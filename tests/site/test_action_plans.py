"""Action plans: what is to be done with a supplier, by whom, and what it did to the score."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying, people
from tests.factories import scorecards as make
from tests.factories.mails import outgoing_account

PLAN = "Supplier Action Plan"

pytestmark = pytest.mark.usefixtures("clean")


@pytest.fixture(autouse=True, scope="module")
def _scored(site):
	"""Weak scores 50; nobody knows New."""
	import frappe

	buying.masters()
	outgoing_account()
	make.only_scorecard("_RS Plans")
	make.line("_RS Weak", date(2026, 3, 3))
	make.line("_RS Weak", date(2026, 3, 4), late=True)
	buying.supplier("_RS New")
	people.user("Sourcing User")
	make.refresh()
	yield
	frappe.set_user("Administrator")
	make.only_scorecard("_RS After")
	frappe.db.commit()


def item(action: str = "Move to weekly deliveries", **values) -> dict:
	return {"action": action, "due_on": date(2026, 8, 1), "kpi": "OTIF", **values}


def plan(supplier: str = "_RS Weak", items=(), **values):
	import frappe

	known = {
		"goal": "On time again",
		"supplier": buying.supplier(supplier),
		"company": buying.COMPANY,
		"responsible": "Administrator",
		"due_on": date(2026, 9, 1),
		"items": list(items) or [item()],
	}
	return frappe.get_doc({"doctype": PLAN, **known, **values})


def completed(doc):
	for row in doc.items:
		row.status = "Done"
	doc.status, doc.outcome = "Completed", "They deliver on Tuesdays now"
	return doc.save()


def better(score: float) -> None:
	"""The supplier's latest score, as a refresh would bring it."""
	import frappe

	mine = {"supplier": buying.named("_RS Weak"), "scorecard": "_RS Plans"}
	values = {"score": score, "standing": "Best", "period": "2026-03"}
	frappe.db.set_value("Performance Scorecard Result", mine, values)


# The score ------------------------------------------------------------------------------------------------


def test_a_plan_keeps_the_score_before_and_once_it_is_completed_the_one_after():
	doc = plan().insert()
	assert (doc.before_score, doc.before_standing, doc.before_period) == (50, "Fair", "2026-03")
	assert (doc.scorecard, doc.after_standing) == ("_RS Plans", None)

	better(90)
	completed(doc)

	assert (doc.before_score, doc.after_score, doc.after_standing) == (50, 90, "Best")


def test_a_plan_that_is_opened_again_has_no_score_after():
	doc = completed(plan().insert())
	doc.status = "Open"
	doc.save()

	assert (doc.after_standing, doc.after_score, doc.before_score) == (None, None, 50)


def test_nobody_types_a_score():
	doc = plan(before_score=99, before_standing="Best", after_score=99, progress=100).insert()
	doc.before_score = 1
	doc.save()

	assert (doc.before_score, doc.before_standing, doc.after_score, doc.progress) == (50, "Fair", None, 0)


def test_a_supplier_without_a_score_can_have_a_plan():
	doc = plan("_RS New").insert()

	assert (doc.before_standing, doc.scorecard) == (None, None)


def test_the_form_shows_the_score_of_today_to_who_may_see_scores(become):
	import frappe

	name = plan().insert().name
	better(77)
	become("Sourcing User", "Purchase User")
	doc = frappe.get_doc(PLAN, name)
	doc.run_method("onload")

	assert doc.get_onload("now")["score"] == 77
	completed(frappe.get_doc(PLAN, name)).run_method("onload")


# How far it is --------------------------------------------------------------------------------------------


def test_items_say_how_far_a_plan_is_and_what_is_next():
	doc = plan(items=[item(due_on=date(2026, 7, 1)), item(due_on=date(2026, 8, 1)), item(status="Dropped")])
	doc.insert()
	assert (doc.progress, doc.next_due_on) == (0, date(2026, 7, 1))

	doc.items[0].status = "Done"
	doc.save()

	assert (doc.progress, doc.next_due_on) == (50, date(2026, 8, 1))
	assert doc.items[0].done_on
	assert not doc.items[1].done_on


def test_the_day_on_which_an_item_was_done_stays():
	import frappe

	doc = plan().insert()
	doc.items[0].status = "Done"
	doc.save()
	frappe.db.set_value("Supplier Action Plan Item", doc.items[0].name, "done_on", date(2026, 1, 2))
	doc.reload()
	doc.items[0].done_on = date(2020, 1, 1)
	doc.save()

	assert doc.items[0].done_on == date(2026, 1, 2)


@pytest.mark.parametrize(
	("change", "said"),
	[
		({"items": [item(due_on=date(2026, 10, 1))]}, "row 1, Due On: 2026-10-01 is after"),
		({"status": "Completed", "outcome": "x"}, "row 1: still open"),
		({"status": "Completed", "items": [item(status="Done")]}, "Outcome: say"),
		({"status": "Cancelled", "outcome": " "}, "Outcome: say"),
	],
)
def test_what_does_not_fit_is_refused_by_its_field(change, said):
	import frappe

	doc = plan().insert()
	doc.update(change)
	with pytest.raises(frappe.ValidationError, match=said):
		doc.save()


@pytest.mark.parametrize(
	("field", "value"), [("supplier", "_RS New"), ("company", None), ("scorecard", None)]
)
def test_whose_plan_it_is_stays(field, value):
	import frappe

	doc = plan().insert()
	doc.set(field, {"supplier": buying.named("_RS New"), "company": buying.COMPANY_2}.get(field, "_RS Other"))
	make.scorecard_once("_RS Other")
	with pytest.raises(frappe.CannotChangeConstantError):
		doc.save()


# Who does it ----------------------------------------------------------------------------------------------


def told(doc) -> list[tuple[str, str]]:
	import frappe

	filters = {"document_type": PLAN, "document_name": doc.name}
	rows = frappe.get_all("Notification Log", filters, ["for_user", "email_content"], order_by="name")
	return [(row.for_user, row.email_content) for row in rows]


def test_whoever_is_given_something_to_do_is_told_once():
	user = people.user("Sourcing User")
	doc = plan(items=[item("<b>Audit</b>", responsible=user), item("Mine")]).insert()

	[(who, text)] = told(doc)
	assert who == user
	assert "&lt;b&gt;Audit&lt;/b&gt;, until 2026-08-01" in text
	assert "Mine" not in text
	doc.goal = "On time, always"
	doc.save()
	assert len(told(doc)) == 1
	doc.append("items", item("Review", responsible=user))
	doc.save()
	texts = [text for _who, text in told(doc)]
	[of_the_new] = [text for text in texts if "Review" in text]
	assert len(texts) == 2
	assert "Audit" not in of_the_new


def test_an_item_without_a_name_is_for_who_is_responsible_for_the_plan():
	user = people.user("Sourcing User")

	assert [who for who, _text in told(plan(responsible=user).insert())] == [user]


def test_nobody_is_made_responsible_who_may_not_see_the_plan():
	import frappe

	with pytest.raises(frappe.ValidationError, match="Responsible: relationship_user"):
		plan(items=[item(responsible=people.user("Relationship User"))]).insert()


def test_nobody_is_made_responsible_who_may_not_see_the_supplier():
	import frappe

	user = people.user("Sourcing User")
	limit = {"user": user, "allow": "Supplier", "for_value": buying.supplier("_RS New")}
	frappe.get_doc({"doctype": "User Permission", **limit}).insert()
	frappe.clear_cache(user=user)

	with pytest.raises(frappe.ValidationError, match="may not see action plans of"):
		plan(responsible=user).insert()


# Who may --------------------------------------------------------------------------------------------------


def test_who_does_not_see_a_supplier_opens_no_plan_for_it_and_moves_none_to_it(become):
	import frappe

	become("Sourcing User", "Purchase User", ("Supplier", buying.named("_RS New")))
	with pytest.raises(frappe.PermissionError):
		plan(responsible=frappe.session.user).insert()
	mine = plan("_RS New", responsible=frappe.session.user).insert()

	assert frappe.get_list(PLAN, pluck="name") == [mine.name]


def test_a_plan_outlives_the_change_that_it_was_opened_for():
	import frappe

	from relationship_suite.srm_extensions.scorecards import standing_records

	change = frappe.get_doc(
		{
			"doctype": "Supplier Standing Change",
			"supplier": buying.named("_RS Weak"),
			"company": buying.COMPANY,
			"scorecard": "_RS Plans",
			"period": "2026-03",
			"changed_on": "2026-03-31 10:00:00",
			"to_standing": "Fair",
		}
	).insert(ignore_permissions=True)
	doc = plan(standing_change=change.name).insert()
	standing_records.forget(scorecard="_RS Plans")
	doc.reload()

	assert doc.save().standing_change is None
