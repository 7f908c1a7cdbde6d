"""Segments have a history, and results are written when something changes and only then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.insights import (
	AS_OF,
	facts,
	forget_results,
	history,
	insight,
	refresh,
	set_rules,
)
from tests.factories.selling import COMPANY, COMPANY_2, named, sales_invoice
from tests.factories.statements import counted


@pytest.fixture(autouse=True)
def _masters(clean):
	from tests.factories import insights

	insights.start()
	yield
	insights.start()


class TestHistory:
	def test_a_first_purchase_opens_a_row(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=100)
		refresh()

		assert history("_RS Ada") == [("New customer", AS_OF, None, "First scored")]
		assert insight("_RS Ada").segment_since == AS_OF

	def test_a_change_closes_one_row_and_opens_another(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 20))
		refresh()
		sales_invoice("_RS Ada", on=date(2026, 7, 3))
		refresh(date(2026, 7, 4))

		assert history("_RS Ada") == [
			("New customer", AS_OF, date(2026, 7, 4), "First scored"),
			("Potential loyalist", date(2026, 7, 4), None, "Own purchases or returns"),
		]
		assert insight("_RS Ada").previous_segment == "New customer"

	def test_a_change_of_figures_within_a_segment_is_no_move(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=100)
		refresh()
		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=4000)
		refresh(date(2026, 7, 4))

		assert history("_RS Ada") == [("New customer", AS_OF, None, "First scored")]
		assert (insight("_RS Ada").revenue, insight("_RS Ada").segment_since) == (4100, AS_OF)

	def test_changes_of_one_day_leave_what_was_true_at_its_end(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 20))
		refresh()
		later = date(2026, 7, 4)
		extra = sales_invoice("_RS Ada", on=date(2026, 7, 3))
		refresh(later)
		extra.reload()
		extra.cancel()
		refresh(later)

		assert history("_RS Ada") == [("New customer", AS_OF, None, "First scored")]
		assert (insight("_RS Ada").segment, insight("_RS Ada").segment_since) == ("New customer", AS_OF)
		assert insight("_RS Ada").previous_segment == ""

	def test_time_alone_crosses_a_fixed_limit(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 1))
		refresh()
		assert insight("_RS Ada").r == 5

		refresh(date(2026, 7, 1))
		assert insight("_RS Ada").r == 5  # 30 days
		refresh(date(2026, 7, 2))

		assert insight("_RS Ada").r == 4
		assert history("_RS Ada")[-1] == ("Promising", date(2026, 7, 2), None, "Passing of time")

	def test_a_purchase_that_leaves_the_window_is_forgotten(self):
		sales_invoice("_RS Ada", on=date(2025, 7, 10), amount=70)
		sales_invoice("_RS Ada", on=date(2026, 6, 10), amount=30)
		refresh()
		assert insight("_RS Ada").revenue == 100

		refresh(date(2026, 7, 9))
		assert insight("_RS Ada").revenue == 100
		refresh(date(2026, 7, 10))

		assert (insight("_RS Ada").revenue, insight("_RS Ada").purchase_days) == (30, 1)

	def test_the_last_purchase_leaving_the_window_closes_the_history(self):
		sales_invoice("_RS Ada", on=date(2025, 7, 10))
		refresh()
		refresh(date(2026, 7, 10))

		found = insight("_RS Ada")

		assert [row[2] for row in history("_RS Ada")] == [date(2026, 7, 10)]
		assert (found.segment, found.segment_since, found.previous_segment) == ("", None, "Hibernating")

	def test_cancelling_the_only_invoice_takes_the_insight_away(self):
		invoice = sales_invoice("_RS Ada", on=date(2026, 6, 20))
		refresh()
		invoice.reload()
		invoice.cancel()
		refresh(date(2026, 7, 4))

		assert insight("_RS Ada") is None
		assert [row[2] for row in history("_RS Ada")] == [date(2026, 7, 4)]

	def test_a_sale_of_a_later_day_waits_for_its_day(self):
		sales_invoice("_RS Soon", on=date(2026, 7, 15), amount=500)
		refresh()
		assert (insight("_RS Soon").segment, insight("_RS Soon").revenue) == ("", 0)

		refresh(date(2026, 7, 15))

		assert (insight("_RS Soon").segment, insight("_RS Soon").revenue) == ("New customer", 500)

	def test_a_day_before_the_last_one_gives_the_figures_of_that_day(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=40)
		sales_invoice("_RS Ada", on=date(2026, 7, 5), amount=60)
		refresh(date(2026, 7, 10))
		assert insight("_RS Ada").revenue == 100

		refresh()

		assert (insight("_RS Ada").revenue, insight("_RS Ada").last_purchase_on) == (40, date(2026, 6, 20))
		assert [(row[1], row[2]) for row in history("_RS Ada")] == [(AS_OF, None)]


class TestChangeOnly:
	def test_a_night_without_change_reads_twice_and_writes_nothing(self):
		import frappe

		from relationship_suite.crm_extensions.segmentation import tasks
		from relationship_suite.relationship_core.facts.transactions import leased

		for index in range(5):
			sales_invoice(f"_RS N{index}", on=date(2026, 6, 1 + index))
		refresh()
		frappe.get_cached_doc("Relationship Suite Settings")

		with leased("test") as lease, counted() as statements:
			outcome = tasks.refresh_results(lease, AS_OF + timedelta(days=1))

		assert outcome.rows_written == 0
		assert len(statements) == 2
		assert all(statement.lstrip("( ").upper().startswith("SELECT") for statement in statements)

	def test_the_number_of_statements_does_not_depend_on_the_number_of_customers(self):
		from tests.factories.runs import refresh_customers

		counts = []
		for size in (1, 3, 60):
			for index in range(size):
				sales_invoice(f"_RS S{size}-{index}", on=date(2026, 6, 20))
			facts()
			with counted() as statements:
				refresh_customers(AS_OF)
			counts.append(len(statements))

		assert counts[1] == counts[2] <= 30

	def test_other_rules_score_everybody_anew(self):

		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=30)
		sales_invoice("_RS Ada", on=date(2026, 1, 20), amount=70)
		refresh()
		set_rules(months=1)

		refresh()

		assert insight("_RS Ada").revenue == 30
		assert refresh() == 0

	def test_a_run_that_is_killed_loses_no_note(self, monkeypatch):
		from relationship_suite.crm_extensions.segmentation import records

		sales_invoice("_RS Ada", on=date(2026, 6, 20))
		sales_invoice("_RS Two", on=date(2026, 6, 20), company=COMPANY_2)

		with monkeypatch.context() as patch:

			def killed(*args):
				raise KeyboardInterrupt

			patch.setattr(records, "settle", killed)
			with pytest.raises(KeyboardInterrupt):
				refresh()
		import frappe

		frappe.db.rollback()
		assert insight("_RS Ada") is None

		refresh()

		assert insight("_RS Ada").segment == insight("_RS Two", COMPANY_2).segment == "New customer"
		assert refresh() == 0

	def test_in_steps_and_at_once_give_the_same_insights(self):
		import frappe

		for index in range(12):
			for step in range(1 + index % 4):
				sales_invoice(
					f"_RS I{index}",
					on=date(2025, 6, 1) + timedelta(days=31 * step + 29 * index),
					amount=90 + index,
				)
		for as_of in (date(2026, 6, 1), date(2026, 6, 20), date(2026, 7, 9), date(2026, 8, 30)):
			refresh(as_of)
		fields = [
			"customer",
			"revenue",
			"purchase_days",
			"last_purchase_on",
			"r",
			"f",
			"m",
			"segment",
			"changes_on",
		]
		ours = {"company": COMPANY}
		in_steps = frappe.get_all("Customer Insight", filters=ours, fields=fields, order_by="customer")
		assert len(in_steps) == 12
		forget_results()
		from relationship_suite.tasks import run

		frappe.db.commit()
		run("Rebuild", as_of=date(2026, 8, 30))
		refresh(date(2026, 8, 30))

		at_once = frappe.get_all("Customer Insight", filters=ours, fields=fields, order_by="customer")
		assert at_once == in_steps


class TestSegmentOnTheCustomer:
	def shown(self, customer: str) -> tuple:
		import frappe

		return frappe.db.get_value("Customer", named(customer), ["relationship_segment", "modified"])

	def test_it_is_that_of_the_company_of_the_last_purchase(self):
		sales_invoice("_RS Both", on=date(2026, 6, 20), company=COMPANY_2)
		sales_invoice("_RS Both", on=date(2026, 1, 20))
		modified = self.shown("_RS Both")[1]
		refresh()

		assert insight("_RS Both").segment == "Needs attention"
		assert self.shown("_RS Both") == ("New customer", modified)

	def test_it_goes_with_the_last_purchase(self):
		invoice = sales_invoice("_RS Gone", on=date(2026, 6, 20))
		refresh()
		assert self.shown("_RS Gone")[0] == "New customer"
		invoice.reload()
		invoice.cancel()
		refresh(date(2026, 7, 1))

		assert self.shown("_RS Gone")[0] == ""

	def test_a_form_opened_before_does_not_set_it_back(self):
		import frappe

		sales_invoice("_RS Form", on=date(2026, 6, 20))
		doc = frappe.get_doc("Customer", named("_RS Form"))
		refresh()
		doc.relationship_segment = "Champions"
		doc.save()

		assert self.shown("_RS Form")[0] == "New customer"


class TestBackfill:
	def test_a_first_run_scores_the_month_ends_before_it(self):
		import frappe

		from tests.factories.runs import backfill_customers, refresh_customers

		sales_invoice("_RS Ada", on=date(2026, 3, 20))
		sales_invoice("_RS Ada", on=date(2026, 6, 25))
		facts()
		backfill_customers(AS_OF, months=5)
		refresh_customers(AS_OF)

		assert history("_RS Ada") == [
			("New customer", date(2026, 3, 31), date(2026, 4, 30), "First scored"),
			("Promising", date(2026, 4, 30), date(2026, 6, 30), "Passing of time"),
			("Potential loyalist", AS_OF, None, "Own purchases or returns"),
		]
		in_steps = frappe.get_all(
			"Customer Insight", fields=["customer", "revenue", "r", "f", "m", "segment"]
		)
		frappe.db.delete("Customer Insight")
		frappe.db.delete("Customer Segment Membership")
		facts_again()
		refresh_customers(AS_OF)
		assert (
			frappe.get_all("Customer Insight", fields=["customer", "revenue", "r", "f", "m", "segment"])
			== in_steps
		)

	@pytest.mark.parametrize("dies_at", [0, 2, 4])
	@pytest.mark.parametrize("is_written", [False, True], ids=["before a month end", "after it"])
	def test_a_history_that_was_broken_off_goes_on_where_it_was(self, monkeypatch, dies_at, is_written):
		from relationship_suite.crm_extensions.segmentation import tasks
		from tests.factories.runs import backfill_customers, refresh_customers

		sales_invoice("_RS Ada", on=date(2026, 3, 20))
		sales_invoice("_RS Ada", on=date(2026, 6, 25))
		facts()
		real, ends = tasks.score, []

		def score(lease, end, *more):
			ends.append(end)
			dies = len(ends) - 1 == dies_at
			done = real(lease, end, *more) if is_written or not dies else None
			if dies:
				raise MemoryError
			return done

		with monkeypatch.context() as patch:
			patch.setattr(tasks, "score", score)
			with pytest.raises(MemoryError):
				backfill_customers(AS_OF, months=5)
		backfill_customers(AS_OF, months=5)
		refresh_customers(AS_OF)

		assert history("_RS Ada") == [
			("New customer", date(2026, 3, 31), date(2026, 4, 30), "First scored"),
			("Promising", date(2026, 4, 30), date(2026, 6, 30), "Passing of time"),
			("Potential loyalist", AS_OF, None, "Own purchases or returns"),
		]
		assert backfill_customers(date(2026, 9, 1)) == 0, "it is made once"

	def test_a_history_that_is_there_is_left_alone(self):
		from tests.factories.runs import backfill_customers

		sales_invoice("_RS Ada", on=date(2026, 6, 20))
		refresh()

		assert backfill_customers(date(2026, 9, 1)) == 0
		assert history("_RS Ada") == [("New customer", AS_OF, None, "First scored")]


def facts_again() -> None:
	from tests.factories.runs import rebuild_facts

	rebuild_facts()
