"""Which sales count, and how: POS, opening, internal, debit notes, costs, days ahead, rates that are missing."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest

from tests.factories import till
from tests.factories.buying import ABBREVIATIONS, is_bench, item
from tests.factories.erpnext_settings import fiscal_year
from tests.factories.insights import AS_OF, history, insight, refresh
from tests.factories.selling import COMPANY, customer, make_internal, named, sales_invoice, sales_return
from tests.factories.stock import in_stock


@pytest.fixture(autouse=True)
def _masters(clean):
	from tests.factories import insights

	insights.start()
	yield
	insights.start()


@contextmanager
def rate_lost(invoice):
	"""The invoice as an import leaves it that knows no exchange rate; put back, for ERPNext cancels none like that."""
	import frappe

	line = invoice.items[0]
	before = invoice.conversion_rate, line.base_net_amount
	invoice.db_set("conversion_rate", 0)
	line.db_set("base_net_amount", 0)
	try:
		yield
	finally:
		invoice.db_set("conversion_rate", before[0])
		line.db_set("base_net_amount", before[1])
		frappe.db.commit()


class TestKindsOfSales:
	def test_a_sale_at_the_till_is_its_buyers_and_counts_once(self):
		sale = till.sale(customer("_RS Till"), on=date(2026, 6, 20), amount=70)
		till.close(sale)
		refresh()

		assert (insight("_RS Till").revenue, insight("_RS Till").purchase_days) == (70, 1)
		till.reopen(sale)
		sale.reload()
		sale.cancel()
		refresh()
		assert insight("_RS Till") is None

	def test_an_opening_invoice_is_no_sale(self):
		invoice = sales_invoice(
			"_RS Opening", on=date(2026, 6, 20), amount=70, is_opening="Yes", submit=False
		)
		if is_bench():  # what was owed before the books were opened is no income of theirs
			invoice.items[0].income_account = f"Temporary Opening - {ABBREVIATIONS[COMPANY]}"
		invoice.submit()
		refresh()

		assert insight("_RS Opening") is None

	def test_an_invoice_to_an_internal_customer_is_no_sale(self):
		make_internal(customer("_RS Internal"))
		sales_invoice("_RS Internal", on=date(2026, 6, 20), amount=70, is_internal_customer=1)
		refresh()

		assert insight("_RS Internal") is None

	@pytest.mark.parametrize("amount", [30, -30])
	def test_an_adjustment_without_quantity_is_revenue_and_no_purchase_day(self, amount):
		if is_bench() and amount < 0:
			pytest.skip("ERPNext takes less than nothing as a return only; imports bring such documents")
		sales_invoice("_RS Adjusted", on=date(2026, 6, 1), amount=100)
		sales_invoice("_RS Adjusted", on=date(2026, 6, 8), amount=amount, qty=0)
		refresh()

		found = insight("_RS Adjusted")

		assert (found.revenue, found.purchase_days) == (100 + amount, 1)
		assert found.last_purchase_on == date(2026, 6, 1)

	def test_a_return_takes_its_cost_along(self):
		article = in_stock("_RS Costly Article", unit_cost=40)
		invoice = sales_invoice("_RS Cost", on=date(2026, 6, 1), amount=100, cost=40, item_code=article)
		back = sales_return(invoice, on=date(2026, 6, 3), amount=100)
		back_line = back.items[0]
		assert (back_line.stock_qty, back_line.base_net_amount) == (-1, -100)
		refresh()

		found = insight("_RS Cost")

		assert (found.revenue, found.segment) == (0, "")
		assert found.margin == 60  # what came back moved no stock here: its cost is unknown ...
		assert found.cost_known == 50  # ... and the figure says so

	def test_an_invoice_without_exchange_rate_is_flagged_and_not_taken_for_a_free_gift(self):
		from relationship_suite.crm_extensions.segmentation.api import get_overview

		sales_invoice("_RS Rate", on=date(2026, 6, 1), amount=200, currency="USD", exchange_rate=0.5)
		lost = sales_invoice("_RS Rate", on=date(2026, 6, 8), amount=500, currency="USD", exchange_rate=0.9)
		with rate_lost(lost):
			refresh()

		found = insight("_RS Rate")

		assert (found.revenue, found.purchase_days, found.lines_without_rate) == (100, 1, 1)
		(shown,) = get_overview(named("_RS Rate"))["insights"]
		assert shown["sentence"].endswith(
			"One invoice line has no exchange rate: its amount is missing here."
		)

	def test_a_deleted_item_leaves_what_was_sold_of_it(self):
		import frappe

		code = item("_RS Short-lived Article")
		invoice = sales_invoice("_RS Item", on=date(2026, 6, 1), amount=100, item_code=code)
		frappe.delete_doc("Item", code, force=True)
		frappe.db.commit()
		invoice.reload()
		invoice.db_set("posting_date", date(2026, 6, 2))
		note(invoice)
		refresh()
		found = insight("_RS Item")
		item(code)  # to cancel the invoice again
		frappe.db.commit()

		assert (found.revenue, found.last_purchase_on) == (100, date(2026, 6, 2))

	def test_a_date_far_ahead_waits_and_breaks_nothing(self):
		if is_bench():
			fiscal_year(2999)
		sales_invoice("_RS Far", on=date(2999, 12, 31), amount=100)
		refresh()

		found = insight("_RS Far")

		assert (found.revenue, found.segment, found.last_purchase_on) == (0, "", None)
		assert history("_RS Far") == []


def note(doc) -> None:
	from relationship_suite.relationship_core.facts.changes import note as note_change

	note_change(doc)


class TestBackDated:
	def test_a_document_dated_back_moves_the_customer_today_and_rewrites_no_history(self):
		sales_invoice("_RS Late", on=date(2026, 6, 20))
		refresh()
		sales_invoice("_RS Late", on=date(2026, 5, 20))
		refresh(date(2026, 7, 5))

		assert history("_RS Late") == [
			("New customer", AS_OF, date(2026, 7, 5), "First scored"),
			("Potential loyalist", date(2026, 7, 5), None, "Own purchases or returns"),
		]

	def test_a_cancelled_invoice_moves_the_customer_back_with_a_row_of_its_own(self):
		sales_invoice("_RS Late", on=date(2026, 6, 20))
		refresh()
		extra = sales_invoice("_RS Late", on=date(2026, 7, 1))
		refresh(date(2026, 7, 5))
		extra.reload()
		extra.cancel()
		refresh(date(2026, 7, 9))

		assert [(row[0], row[1], row[2]) for row in history("_RS Late")] == [
			("New customer", AS_OF, date(2026, 7, 5)),
			("Potential loyalist", date(2026, 7, 5), date(2026, 7, 9)),
			("New customer", date(2026, 7, 9), None),
		]
