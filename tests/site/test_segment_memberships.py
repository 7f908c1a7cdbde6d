"""Membership in Customer Segments over time: who entered, who left, when and why; and what a run leaves when it is stopped."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import insights, segments
from tests.factories.buying import named
from tests.factories.insights import AS_OF
from tests.factories.segments import MEMBERSHIP, SEGMENT, evaluate, history, members, segment
from tests.factories.selling import COMPANY, COMPANY_2, customer, sales_invoice
from tests.factories.statements import watched

NEXT = AS_OF + timedelta(days=1)
LATER = AS_OF + timedelta(days=40)
BIG = ("Net Revenue", "at least", 1000, 30)
OWN, CHANGED = "Own purchases or returns", "Segment changed"
RECORD, OTHER = "Customer record changed", "Other circumstances"


@pytest.fixture(autouse=True)
def _customers(clean):
	import frappe

	insights.start()
	segments.forget()
	sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=2000)
	sales_invoice("_RS Bob", on=date(2026, 6, 20), amount=500)
	run(AS_OF)
	for name in ("_RS Ada", "_RS Bob"):
		frappe.db.set_value("Customer", named(name), "modified", "2020-01-01", update_modified=False)
	frappe.db.commit()
	yield
	segments.forget()
	insights.start()


def run(as_of: date):
	"""Facts, insights, segments: as a run goes."""
	insights.refresh(as_of)
	return evaluate(as_of)


def names(*short: str) -> set[str]:
	return {named(f"_RS {each}") for each in short}


class TestHistory:
	def test_a_new_segment_holds_its_members_from_the_day_it_is_evaluated(self):
		made = segment("_RS Big", BIG)
		assert made.evaluated_on is None
		assert evaluate().rows_written == 1

		assert members(made) == names("Ada")
		assert history(made, named("_RS Ada")) == [(AS_OF, None, CHANGED, "")]
		made.reload()
		assert made.evaluated_on == AS_OF

	def test_a_second_evaluation_changes_nothing(self):
		made = segment("_RS Big", BIG)
		evaluate()
		assert evaluate(NEXT).rows_written == 0
		assert members(made) == names("Ada")

	def test_a_purchase_lets_a_customer_in_with_the_next_run_of_the_same_day(self):
		made = segment("_RS Big", BIG)
		evaluate()
		sales_invoice("_RS Bob", on=AS_OF, amount=700)
		run(AS_OF)

		assert members(made) == names("Ada", "Bob")
		assert history(made, named("_RS Bob")) == [(AS_OF, None, OWN, "")]

	def test_the_passing_of_time_lets_a_customer_out(self):
		made = segment("_RS Big", BIG)
		evaluate()
		run(LATER)

		assert history(made, named("_RS Ada")) == [(AS_OF, LATER, CHANGED, OTHER)]

	def test_a_changed_record_is_told_as_such(self):
		import frappe

		made = segment("_RS French", ("Language", "is", "fr"))
		evaluate()
		doc = frappe.get_doc("Customer", named("_RS Bob"))
		doc.language = "fr"
		doc.save()
		evaluate(NEXT)

		assert history(made, named("_RS Bob")) == [(NEXT, None, RECORD, "")]

	def test_who_comes_back_on_the_day_they_left_never_left(self):
		import frappe

		made = segment("_RS Big", BIG)
		evaluate()
		made.rules[0].value = "9000"
		made.save()
		assert made.evaluated_on is None
		evaluate(NEXT)
		assert history(made, named("_RS Ada")) == [(AS_OF, NEXT, CHANGED, CHANGED)]
		made.reload()
		made.rules[0].value = "1000"
		made.save()
		evaluate(NEXT)

		assert history(made, named("_RS Ada")) == [(AS_OF, None, CHANGED, "")]
		assert frappe.db.count(MEMBERSHIP, {"customer_segment": made.name}) == 1

	def test_a_stay_that_would_not_last_a_day_is_dropped(self):
		made = segment("_RS Big", BIG)
		evaluate()
		made.reload()
		made.rules[0].value = "9000"
		made.save()
		evaluate()

		assert history(made, named("_RS Ada")) == []

	def test_everybody_leaves_a_segment_that_is_disabled_and_its_history_stays(self):
		made = segment("_RS Big", BIG)
		evaluate()
		made.reload()
		made.enabled = 0
		made.save()
		evaluate(NEXT)

		assert history(made, named("_RS Ada")) == [(AS_OF, NEXT, CHANGED, CHANGED)]

	def test_a_static_list_holds_whom_it_names(self):
		made = segments.of(*names("Ada", "Bob"))
		evaluate()
		assert members(made) == names("Ada", "Bob")
		made.reload()
		made.customers = made.customers[:1]
		made.save()
		evaluate(NEXT)
		assert members(made) == {made.customers[0].customer}

	def test_a_deleted_customer_leaves_lists_and_history(self):
		import frappe

		gone = customer("_RS Gone")
		made = segments.of(gone, named("_RS Ada"))
		evaluate()
		frappe.delete_doc("Customer", gone)
		evaluate(NEXT)

		assert members(made) == names("Ada")
		assert frappe.db.count(MEMBERSHIP, {"customer": gone}) == 0
		made.reload()
		assert [row.customer for row in made.customers] == [named("_RS Ada")]

	def test_a_deleted_segment_takes_its_history_along(self):
		import frappe

		made = segment("_RS Big", BIG)
		evaluate()
		made.delete()
		assert frappe.db.count(MEMBERSHIP, {"segment_set": SEGMENT}) == 0

	def test_two_customers_that_become_one_are_one_member(self):
		import frappe

		other = customer("_RS Other")
		made = segments.of(other, named("_RS Ada"))
		evaluate()
		frappe.rename_doc("Customer", other, named("_RS Ada"), merge=True, force=True)
		run(NEXT)

		assert members(made) == names("Ada")

	def test_segments_of_rfm_are_not_touched(self):
		import frappe

		rfm = {"segment_set": "RFM", "company": ("in", [COMPANY, COMPANY_2])}
		before = frappe.get_all(MEMBERSHIP, rfm, ["*"], order_by="name")
		made = segments.of(*names("Ada", "Bob"))
		evaluate()
		made.delete()
		assert before
		assert frappe.get_all(MEMBERSHIP, rfm, ["*"], order_by="name") == before

	def test_an_old_form_cannot_write_what_is_computed(self):
		made = segment("_RS Big", BIG)
		evaluate()
		made.evaluated_on, made.error, made.rule_mark = "2001-01-01", "Wrong", "x"
		made.strategy = "Call"
		made.save()

		made.reload()
		assert (made.evaluated_on, made.error or "", made.strategy) == (AS_OF, "", "Call")
		assert evaluate().rows_written == 0


class TestARun:
	def test_it_is_a_consumer_that_stands_on_the_insights(self):
		from relationship_suite.relationship_core.facts import consumers

		names = [each.name for each in consumers.registered()]
		assert names.index("own_segments") > names.index("customer_segments")
		(mine,) = (each for each in consumers.registered() if each.name == "own_segments")
		assert (mine.stands_on, mine.party_type) == ("customer_segments", "Customer")

	def test_a_whole_run_evaluates_and_the_next_finds_nothing_to_do(self):
		import frappe

		from relationship_suite import tasks
		from relationship_suite.crm_extensions.segmentation import segment_tasks

		made = segment("_RS Big", BIG)
		frappe.db.commit()
		assert not segment_tasks.is_idle(AS_OF, {})
		log = tasks.run("Refresh", as_of=AS_OF)
		assert log.status == "Completed", log.as_dict()

		assert members(made) == names("Ada")
		assert segment_tasks.is_idle(AS_OF, {})
		assert not segment_tasks.is_idle(NEXT, {})

	def test_the_refresh_of_one_customer_moves_this_one_alone(self):
		from relationship_suite import tasks

		made = segment("_RS Big", BIG)
		evaluate()
		sales_invoice("_RS Bob", on=AS_OF, amount=700)
		sales_invoice("_RS Cy", on=AS_OF, amount=7000)
		tasks.refresh_party("Customer", named("_RS Bob"), as_of=AS_OF)
		assert members(made) == names("Ada", "Bob")
		run(AS_OF)
		assert members(made) == names("Ada", "Bob", "Cy")

	def test_evaluating_whose_documents_changed_gives_what_evaluating_all_gives(self):
		made = [
			segment("_RS Big", BIG),
			segment("_RS Idle", ("Purchase Days", "is", 0, 30)),
			segment("_RS Goods", ("Bought Item Group", "is within", "_RS Goods", 60)),
		]
		evaluate()
		for day, name, amount in ((21, "_RS Bob", 900), (22, "_RS Cy", 100), (23, "_RS Ada", -1500)):
			sales_invoice(
				name,
				on=date(2026, 6, day),
				amount=amount,
				qty=1 if amount > 0 else -1,
				is_return=int(amount < 0),
			)
			run(AS_OF)
		by_parts = [members(each) for each in made]
		from relationship_suite.crm_extensions.segmentation import segment_tasks

		segment_tasks.note_everything(AS_OF)
		assert evaluate().rows_written == 0
		assert by_parts == [members(each) for each in made]

	def test_one_that_cannot_be_evaluated_is_told_and_stops_no_other(self):
		import frappe

		bad, good = segment("_RS A Bad", BIG), segment("_RS B Good", BIG)
		frappe.db.set_value(
			"Customer Segment Rule", {"parent": bad.name}, "criterion", "Colour", update_modified=False
		)
		outcome = evaluate()

		assert [failure[:2] for failure in outcome.failures] == [(SEGMENT, bad.name)]
		assert members(good) == names("Ada")
		bad.reload()
		assert bad.error.endswith("Line 1, Condition: there is no condition Colour")
		frappe.db.set_value(
			"Customer Segment Rule", {"parent": bad.name}, "criterion", BIG[0], update_modified=False
		)
		assert evaluate().failures == []
		assert members(bad) == names("Ada")
		bad.reload()
		assert not bad.error

	def test_one_whose_statement_fails_stops_no_other(self):
		bad, good = segment("_RS A Bad", BIG), segment("_RS B Good", BIG)

		looks = []

		def break_it(statement: str) -> None:
			if "relationship_sales_line" in statement:
				looks.append(statement)
				if len(looks) == 1:
					raise ValueError("broken")

		with watched(break_it):
			outcome = evaluate()

		assert [failure[1] for failure in outcome.failures] == [bad.name]
		assert members(good) == names("Ada")

	def test_a_segment_that_changes_while_it_is_evaluated_is_due_again(self):
		import frappe

		made = segment("_RS Big", BIG)
		frappe.db.commit()
		changed = []

		def change(statement: str) -> None:
			if (
				"FROM `tabCustomer Segment`" in statement.replace('"', "`")
				and "IN (" in statement
				and not changed
			):
				changed.append(1)
				frappe.db.set_value(SEGMENT, made.name, "modified", "2031-01-01", update_modified=False)

		with watched(change):
			evaluate()
		assert changed
		assert members(made) == set()
		evaluate()
		assert members(made) == names("Ada")

	def test_killed_at_any_line_the_next_run_ends_the_same(self):
		import frappe

		made = [segment(f"_RS Killed {n}", ("Net Revenue", "at least", 400 * n, 30)) for n in (1, 2)]
		evaluate()
		expected = [members(each) for each in made]
		statements = 1

		class Killed(BaseException):
			pass

		while True:
			frappe.db.delete(MEMBERSHIP, {"segment_set": SEGMENT})
			from relationship_suite.crm_extensions.segmentation import segment_records

			segment_records.mark_due()
			frappe.db.commit()
			seen = []

			def kill(statement: str, seen=seen, at=statements) -> None:
				seen.append(statement)
				if len(seen) == at:
					raise Killed

			try:
				with watched(kill):
					evaluate()
				break
			except Killed:
				frappe.db.rollback()
				free_the_lease()
			evaluate()
			assert [members(each) for each in made] == expected
			statements += 1
		assert statements > 10


def free_the_lease() -> None:
	"""As if the time of a killed worker's lease had run out."""
	import frappe

	frappe.db.sql("UPDATE relationship_lease SET expires_at = '2000-01-01 00:00:00'")
	frappe.db.commit()


class TestCost:
	def test_a_night_of_twenty_segments_is_three_statements_each_at_most(self):
		twenty = [
			segment(f"_RS Night {n:02}", ("Net Revenue", "at least", 50 * n + 1, 30)) for n in range(20)
		]
		evaluate()
		sales_invoice("_RS Bob", on=date(2026, 7, 25), amount=5000)
		insights.refresh(LATER)
		import frappe

		frappe.db.commit()
		with watched() as statements:
			outcome = evaluate(LATER)

		assert outcome.rows_written >= 20  # Ada leaves where Bob enters or stays
		assert len(statements) <= 3 * len(twenty), statements
		looks = [each for each in statements if "relationship_sales_line" in each]
		assert len(looks) == len(twenty)  # one look at the sales for each

	def test_the_statements_are_the_same_however_many_customers_move(self):
		def cost(customers: int) -> int:
			for n in range(customers):
				sales_invoice(f"_RS Many {n}", on=date(2026, 6, 20), amount=2000)
			insights.refresh(AS_OF)
			evaluate()
			segment(f"_RS Cost {customers}", BIG)
			import frappe

			frappe.db.commit()
			with watched() as statements:
				evaluate()
			return len(statements)

		assert cost(1) == cost(12)
