"""Sales documents become customer insights: recency, frequency, monetary value, rhythm, scores."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories import people
from tests.factories.insights import AS_OF, facts, history, insight, refresh, rfm, set_rules
from tests.factories.selling import COMPANY_2, named, sales_invoice, sales_return


@pytest.fixture(autouse=True)
def _masters(clean):
	from tests.factories import insights

	insights.start()
	yield
	insights.start()


class TestFigures:
	def test_a_purchase_gives_recency_frequency_and_revenue(self):
		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=600, cost=400)
		sales_invoice("_RS Ada", on=date(2026, 6, 20), amount=100)
		sales_invoice("_RS Ada", on=date(2026, 5, 1), amount=500)
		refresh()

		found = insight("_RS Ada")

		assert (found.last_purchase_on, found.purchase_days, found.revenue) == (date(2026, 6, 20), 2, 1200)
		assert (found.margin, found.cost_known, found.currency) == (200, 50, "EUR")
		assert (found.r, found.f, found.m, found.segment) == (5, 2, 2, "Potential loyalist")
		assert found.method == "Fixed limits"

	def test_returns_are_netted(self):
		invoice = sales_invoice("_RS Bob", on=date(2026, 6, 1), amount=1500)
		sales_return(invoice, on=date(2026, 6, 8), amount=600)
		refresh()

		found = insight("_RS Bob")

		assert (found.purchase_days, found.revenue, found.m) == (1, 900, 1)
		assert found.last_purchase_on == date(2026, 6, 1)

	def test_what_comes_back_on_the_same_day_was_no_purchase(self):
		sales_invoice("_RS Bob", on=date(2026, 3, 1))
		invoice = sales_invoice("_RS Bob", on=date(2026, 6, 1))
		sales_return(invoice, on=date(2026, 6, 1), amount=100)
		refresh()

		assert (insight("_RS Bob").last_purchase_on, insight("_RS Bob").purchase_days) == (
			date(2026, 3, 1),
			1,
		)

	def test_who_gave_everything_back_is_not_scored(self):
		invoice = sales_invoice("_RS Bob", on=date(2026, 6, 1))
		sales_return(invoice, on=date(2026, 6, 8), amount=100)
		refresh()

		assert (insight("_RS Bob").segment, rfm("_RS Bob"), history("_RS Bob")) == ("", (0, 0, 0), [])

	def test_revenue_without_quantity_makes_no_purchase_day(self):
		sales_invoice("_RS Cy", on=date(2026, 5, 1), amount=100)
		sales_invoice("_RS Cy", on=date(2026, 6, 1), amount=50, qty=0)
		refresh()

		found = insight("_RS Cy")

		assert (found.last_purchase_on, found.purchase_days, found.revenue) == (date(2026, 5, 1), 1, 150)

	def test_drafts_and_cancelled_invoices_do_not_count(self):
		sales_invoice("_RS Dee", on=date(2026, 6, 1), submit=False)
		sales_invoice("_RS Dee", on=date(2026, 6, 2)).cancel()
		refresh()

		assert insight("_RS Dee") is None

	def test_the_window_holds_its_first_day_and_not_the_one_before(self):
		sales_invoice("_RS Edge", on=date(2025, 7, 1), amount=7)
		sales_invoice("_RS Edge", on=date(2025, 6, 30), amount=9)
		refresh()

		assert (insight("_RS Edge").purchase_days, insight("_RS Edge").revenue) == (1, 7)

	def test_who_bought_before_the_window_only_is_known_but_not_scored(self):
		sales_invoice("_RS Old", on=date(2024, 6, 1))
		refresh()

		found = insight("_RS Old")

		assert (found.last_purchase_on, found.purchase_days, found.segment) == (date(2024, 6, 1), 0, "")

	def test_the_rhythm_is_the_median_gap_and_says_from_when_a_customer_is_overdue(self):
		for on in (
			date(2026, 1, 1),
			date(2026, 1, 11),
			date(2026, 1, 31),
			date(2026, 3, 2),
			date(2026, 3, 2),
		):
			sales_invoice("_RS Gap", on=on)
		sales_invoice("_RS Once", on=date(2026, 1, 1))
		refresh()

		found = insight("_RS Gap")

		assert (found.gaps, found.median_gap_days, found.overdue_from) == (3, 20, date(2026, 4, 12))
		assert (insight("_RS Once").gaps, insight("_RS Once").overdue_from) == (0, None)

	def test_companies_and_their_currencies_are_kept_apart(self):
		sales_invoice("_RS Two", on=date(2026, 6, 1), amount=1000, currency="USD", exchange_rate=0.5)
		sales_invoice("_RS Two", on=date(2026, 1, 1), amount=70, company=COMPANY_2)
		refresh()

		one, other = insight("_RS Two"), insight("_RS Two", COMPANY_2)

		assert (one.revenue, one.currency, one.purchase_days) == (500, "EUR", 1)
		assert (other.revenue, other.currency, other.last_purchase_on) == (70, "USD", date(2026, 1, 1))

	def test_by_margin_a_customer_of_unknown_cost_is_not_scored(self):

		sales_invoice("_RS Known", on=date(2026, 6, 1), amount=9000, cost=1000)
		sales_invoice("_RS Unknown", on=date(2026, 6, 1), amount=9000)
		set_rules(basis="Margin")
		refresh()

		assert (insight("_RS Known").m, insight("_RS Unknown").segment) == (3, "")


class TestScores:
	def test_from_a_hundred_customers_on_equal_values_score_equal_quintiles(self):
		for index in range(100):
			sales_invoice(f"_RS Q{index:03}", on=AS_OF - timedelta(days=index // 2), amount=100 + index // 20)
		refresh()

		assert insight("_RS Q000").method == "Quintiles"
		assert {rfm(f"_RS Q{index:03}")[2] for index in range(20)} == {1}
		assert {rfm(f"_RS Q{index:03}")[2] for index in range(80, 100)} == {5}
		assert {rfm(f"_RS Q{index:03}")[1] for index in range(100)} == {1}
		assert rfm("_RS Q000")[0] == rfm("_RS Q001")[0] == 5
		assert rfm("_RS Q099")[0] == 1

	def test_a_purchase_moves_others_as_well_and_only_what_differs_is_written(self):
		import frappe

		for index in range(100):
			sales_invoice(f"_RS Q{index:03}", on=AS_OF - timedelta(days=index), amount=100 + index)
		refresh()
		before = dict(frappe.get_all("Customer Insight", fields=["name", "modified"], as_list=True))

		sales_invoice("_RS Q000", on=AS_OF, amount=1000)
		written = refresh()

		after = dict(frappe.get_all("Customer Insight", fields=["name", "modified"], as_list=True))
		assert (rfm("_RS Q000")[2], rfm("_RS Q020")[2]) == (5, 1)  # it was on the edge of the second fifth
		changed = [name for name in after if after[name] != before[name]]
		assert 2 <= len(changed) <= written < 20

	def test_limits_of_the_settings_score_few_customers(self):
		sales_invoice("_RS Ada", on=AS_OF - timedelta(days=11), amount=60)
		refresh()
		assert rfm("_RS Ada") == (5, 1, 1)

		set_rules(
			recency_limits="5, 10, 15, 20", frequency_limits="1, 2, 3, 4", monetary_limits="10;20;50;70"
		)
		refresh()

		assert rfm("_RS Ada") == (3, 2, 4)

	def test_from_how_many_on_quintiles_hold_can_be_set(self):
		for index in range(5):
			sales_invoice(f"_RS Q{index}", on=AS_OF - timedelta(days=index), amount=10 + index)
		set_rules(quintiles_from=5)
		refresh()

		assert [insight(f"_RS Q{index}").method for index in range(5)] == ["Quintiles"] * 5
		assert [rfm(f"_RS Q{index}")[2] for index in range(5)] == [1, 2, 3, 4, 5]

	@pytest.mark.parametrize(
		("field", "value", "message"),
		[
			("rfm_recency_limits", "30, 20, 10, 5", "Recency Limits .*30, 90, 180, 365"),
			("rfm_frequency_limits", "two", "Frequency Limits .*2, 4, 7, 12"),
			("rfm_monetary_limits", "1,000, 5,000, 20,000, 100,000", "Monetary Limits.*1000, 5000"),
			("rfm_window_months", 0, "Window in Months must be from 1 to 240"),
			("rfm_window_months", -3, "Window in Months"),
			("rfm_window_months", 99_999, "Window in Months"),
			("rfm_quintiles_from", -1, "Active Customers for Quintiles"),
		],
	)
	def test_settings_that_cannot_be_name_the_field_and_what_would_be_right(self, field, value, message):
		import frappe

		settings = frappe.get_doc("Relationship Suite Settings")
		settings.set(field, value)

		with pytest.raises(frappe.ValidationError, match=message):
			settings.save()

	def test_settings_of_an_older_version_have_the_defaults(self):
		import frappe

		from relationship_suite.crm_extensions.segmentation.queries import rules_from_settings
		from relationship_suite.crm_extensions.segmentation.window import Rules

		new = ("quintiles_from", "recency_limits", "frequency_limits", "monetary_limits")
		fields = [f"rfm_{name}" for name in new]
		frappe.db.delete("Singles", {"doctype": "Relationship Suite Settings", "field": ("in", fields)})
		frappe.clear_document_cache("Relationship Suite Settings", "Relationship Suite Settings")

		assert rules_from_settings() == Rules()


class TestNames:
	def test_a_renamed_customer_takes_the_history_along(self):
		import frappe

		sales_invoice("_RS Before", on=date(2026, 6, 20))
		refresh()
		frappe.rename_doc("Customer", named("_RS Before"), named("_RS After"), force=True)
		refresh(date(2026, 7, 1))

		assert insight("_RS Before") is None
		assert history("_RS After") == [("New customer", AS_OF, None, "First scored")]
		assert insight("_RS After").revenue == 100

	def test_merged_customers_are_one_with_one_open_row(self):
		import frappe

		sales_invoice("_RS Left", on=date(2026, 6, 20), amount=10)
		sales_invoice("_RS Right", on=date(2026, 2, 20), amount=20)
		refresh()
		frappe.rename_doc("Customer", named("_RS Left"), named("_RS Right"), force=True, merge=True)
		refresh(date(2026, 7, 1))

		found = insight("_RS Right")

		assert (found.revenue, found.purchase_days, found.last_purchase_on) == (30, 2, date(2026, 6, 20))
		assert insight("_RS Left") is None
		assert len([row for row in history("_RS Right") if row[2] is None]) == 1

	def test_a_rename_between_facts_and_results_gives_no_row_of_the_old_name(self):
		import frappe

		from tests.factories.runs import refresh_customers

		sales_invoice("_RS Mid", on=date(2026, 6, 20))
		facts()
		frappe.rename_doc("Customer", named("_RS Mid"), named("_RS Mid New"), force=True)
		frappe.db.commit()
		refresh_customers(AS_OF)
		assert insight("_RS Mid") is None

		refresh()

		assert insight("_RS Mid New").revenue == 100

	def test_a_name_with_a_quote_is_a_name(self):
		sales_invoice("_RS O'Brien", on=date(2026, 6, 20))
		refresh()

		assert insight("_RS O'Brien").segment == "New customer"


class TestRights:
	@pytest.mark.parametrize(
		("role", "may_read"),
		[("Relationship Manager", True), ("Relationship User", True), ("Sourcing User", False)],
	)
	def test_results_are_read_by_their_roles_and_written_by_nobody(self, role, may_read):
		import frappe

		frappe.set_user(people.user(role))
		try:
			for doctype in ("Customer Insight", "Customer Segment Membership"):
				assert bool(frappe.has_permission(doctype, "read")) is may_read
				for right in ("create", "write", "delete"):
					assert not frappe.has_permission(doctype, right)
		finally:
			frappe.set_user("Administrator")
