"""What follows from an interaction: a ToDo or an Event is made, moves with it, and comes back when it is done."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import people, selling
from tests.factories.interactions import interaction
from tests.factories.statements import watched

DAY = "2026-03-20"


@pytest.fixture(autouse=True)
def _masters(clean):
	selling.masters()


@pytest.fixture
def ada() -> str:
	return selling.customer("_RS Ada Follows")


def stored(doc):
	import frappe

	return frappe.get_doc("Interaction", doc.name)


def task_of(doc):
	import frappe

	doc = stored(doc)
	return frappe.get_doc(doc.follow_up, doc.follow_up_document)


class TestToDo:
	def test_a_day_makes_a_todo_of_whoever_it_was(self, ada):
		todo = task_of(interaction(ada, follow_up_on=DAY))

		assert (todo.doctype, todo.status, todo.allocated_to) == ("ToDo", "Open", "Administrator")
		assert todo.date == date(2026, 3, 20)
		assert "_RS Asked for the new drills" in todo.description
		assert ada in todo.description

	def test_its_words_are_text(self, ada):
		todo = task_of(interaction(ada, follow_up_on=DAY, follow_up_text="<img src=x onerror=alert(1)>"))

		assert "<img" not in todo.description

	def test_done_it_comes_back_with_its_day(self, ada):
		from frappe.utils import getdate, nowdate

		doc = interaction(ada, follow_up_on=DAY)
		todo = task_of(doc)
		todo.status = "Closed"
		todo.save()

		assert (stored(doc).follow_up_status, stored(doc).follow_up_done_on) == ("Done", getdate(nowdate()))

		todo.status = "Open"
		todo.save()
		assert (stored(doc).follow_up_status, stored(doc).follow_up_done_on) == ("Open", None)

	def test_put_off_or_handed_on_the_interaction_says_so(self, ada):
		other = people.user("Relationship User")
		doc = interaction(ada, follow_up_on=DAY)
		todo = task_of(doc)
		todo.update({"date": "2026-04-01", "allocated_to": other})
		todo.save()

		assert (stored(doc).follow_up_on, stored(doc).follow_up_by) == (date(2026, 4, 1), other)

	def test_deleted_the_follow_up_is_cancelled(self, ada):
		import frappe

		doc = interaction(ada, follow_up_on=DAY)
		frappe.delete_doc("ToDo", task_of(doc).name)

		assert (stored(doc).follow_up_status, stored(doc).follow_up_document) == ("Cancelled", None)

	def test_another_todo_on_the_interaction_changes_nothing(self, ada):
		import frappe

		doc = interaction(ada, follow_up_on=DAY)
		other = {
			"doctype": "ToDo",
			"description": "x",
			"reference_type": "Interaction",
			"reference_name": doc.name,
		}
		other = frappe.get_doc(other).insert()
		other.status = "Closed"
		other.save()

		assert stored(doc).follow_up_status == "Open"

	def test_a_todo_of_something_else_costs_no_statement_of_ours(self, ada):
		import frappe

		todo = frappe.get_doc({"doctype": "ToDo", "description": "x"}).insert()
		with watched() as statements:
			todo.save()

		assert [s for s in statements if "tabInteraction" in s] == []


class TestChanged:
	def test_the_open_task_moves_with_it(self, ada):
		doc = interaction(ada, follow_up_on=DAY)
		first = task_of(doc).name
		doc.follow_up_on = "2026-03-25"
		doc.save()

		assert (task_of(doc).name, task_of(doc).date) == (first, date(2026, 3, 25))

	def test_taken_away_the_task_is_cancelled(self, ada):
		import frappe

		doc = interaction(ada, follow_up_on=DAY)
		todo = task_of(doc).name
		doc.update({"follow_up": "", "follow_up_on": None})
		doc.save()

		assert frappe.db.get_value("ToDo", todo, "status") == "Cancelled"
		assert not stored(doc).follow_up_status
		assert not stored(doc).follow_up_document

	def test_of_another_kind_the_old_task_is_cancelled(self, ada):
		import frappe

		doc = interaction(ada, follow_up_on=DAY)
		todo = task_of(doc).name
		doc.follow_up = "Event"
		doc.save()

		assert frappe.db.get_value("ToDo", todo, "status") == "Cancelled"
		assert (task_of(doc).doctype, stored(doc).follow_up_status) == ("Event", "Open")

	def test_planned_anew_after_it_was_done_it_is_a_task_of_its_own(self, ada):
		doc = interaction(ada, follow_up_on=DAY)
		todo = task_of(doc)
		todo.status = "Closed"
		todo.save()
		doc = stored(doc)
		doc.follow_up_on = "2026-05-01"
		doc.save()

		assert task_of(doc).name != todo.name
		assert (stored(doc).follow_up_status, stored(doc).follow_up_done_on) == ("Open", None)

	def test_saved_without_a_change_nothing_is_written(self, ada):
		doc = interaction(ada, follow_up_on=DAY)
		doc.notes = "_RS more"
		with watched() as statements:
			doc.save()

		assert [
			s for s in statements if "tabToDo" in s and s.lower().lstrip().startswith(("insert", "update"))
		] == []

	def test_deleted_its_task_is_not_open_any_more(self, ada):
		import frappe

		doc = interaction(ada, follow_up_on=DAY, follow_up="Event")
		event = task_of(doc).name
		frappe.delete_doc("Interaction", doc.name)

		assert frappe.db.get_value("Event", event, "status") == "Cancelled"

	def test_copied_the_copy_has_no_follow_up(self, ada):
		import frappe

		copy = frappe.copy_doc(stored(interaction(ada, follow_up_on=DAY)), ignore_no_copy=False)

		assert not any(copy.get(field) for field in ("follow_up", "follow_up_on", "follow_up_document"))


class TestEvent:
	def test_with_a_time_it_begins_then(self, ada):
		event = task_of(interaction(ada, follow_up_on=DAY, follow_up="Event", follow_up_time="09:30:00"))

		assert (str(event.starts_on), event.all_day) == ("2026-03-20 09:30:00", 0)

	def test_without_a_time_it_is_the_whole_day(self, ada):
		event = task_of(interaction(ada, follow_up_on=DAY, follow_up="Event"))

		assert (str(event.starts_on), event.all_day) == ("2026-03-20 00:00:00", 1)

	def test_it_is_private_to_whoever_it_is_for(self, ada):
		other = people.user("Relationship User")
		event = task_of(interaction(ada, follow_up_on=DAY, follow_up="Event", follow_up_by=other))

		assert (event.event_type, event.owner) == ("Private", other)

	@pytest.mark.parametrize(
		("status", "becomes"), [("Completed", "Done"), ("Closed", "Done"), ("Cancelled", "Cancelled")]
	)
	def test_it_comes_back(self, ada, status, becomes):
		doc = interaction(ada, follow_up_on=DAY, follow_up="Event")
		event = task_of(doc)
		event.status = status
		event.save()

		assert stored(doc).follow_up_status == becomes

	def test_it_is_no_touch(self, ada):
		from relationship_suite.relationship_core.facts import touches

		event = task_of(interaction(ada, follow_up_on=DAY, follow_up="Event"))

		assert list(touches.events([event.name]).run()) == []


class TestRefused:
	def refused(self, match, *args, **values):
		import frappe

		with pytest.raises(frappe.ValidationError, match=match):
			interaction(*args, **values)

	def test_without_a_day(self, ada):
		self.refused("Follow Up On is missing", ada, follow_up="ToDo")

	def test_before_the_interaction(self, ada):
		self.refused("Follow Up On: .*is before the interaction", ada, follow_up_on="2026-03-04")

	def test_by_who_may_not_see_it(self, ada):
		self.refused(
			"may not see this interaction", ada, follow_up_on=DAY, follow_up_by=people.user("Website Manager")
		)

	def test_by_who_does_not_see_this_customer(self, ada, become):
		import frappe

		other = become("Relationship User", ("Customer", selling.customer("_RS Bob Follows")))
		frappe.set_user("Administrator")

		self.refused("may not see this interaction", ada, follow_up_on=DAY, follow_up_by=other)

	def test_by_who_has_left(self, ada):
		import frappe

		other = people.user("Relationship User")
		frappe.db.set_value("User", other, "enabled", 0)
		try:
			self.refused("may not see this interaction", ada, follow_up_on=DAY, follow_up_by=other)
		finally:
			frappe.db.set_value("User", other, "enabled", 1)
