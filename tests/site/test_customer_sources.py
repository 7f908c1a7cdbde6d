"""Which sales count, and how: POS, opening, internal, debit notes, costs, days ahead, rates that are missing."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories.buying import is_bench
from tests.factories.insights import AS_OF, history, insight, refresh
from tests.factories.selling import COMPANY, named, sales_invoice, sales_return


@pytest.fixture(autouse=True)
def _masters(clean):
	from tests.factories import insights

	insights.start()
	yield
	insights.start()


def pos_invoice(customer_name: str, *, on: date, amount: float):
	"""A POS Invoice of one line: the sale that keeps its buyer."""
	import frappe

	from tests.factories.buying import item
	from tests.factories.selling import customer

	line = {
		"item_code": item("_RS Article"),
		"item_name": "_RS Article",
		"qty": 1,
		"stock_qty": 1,
		"conversion_factor": 1,
	}
	amounts = dict.fromkeys(
		("rate", "amount", "net_amount", "base_rate", "base_amount", "base_net_amount"), amount
	)
	doc = frappe.get_doc(
		{
			"doctype": "POS Invoice",
			"customer": customer(customer_name),
			"company": COMPANY,
			"currency": "EUR",
			"conversion_rate": 1,
			"posting_date": on,
			"set_posting_time": 1,
			"items": [{**line, **amounts}],
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()
	return doc


@pytest.fixture
def stand_in():
	if is_bench():
		pytest.skip(
			"ERPNext itself makes these documents from a POS profile, an opening entry or a second company"
		)


@pytest.mark.usefixtures("stand_in")
class TestKindsOfSales:
	def test_a_sale_at_the_till_is_its_buyers_and_counts_once(self):
		sale = pos_invoice("_RS Till", on=date(2026, 6, 20), amount=70)
		sales_invoice("_RS Walk-in", on=date(2026, 6, 20), amount=70, is_consolidated=1)
		refresh()

		assert (insight("_RS Till").revenue, insight("_RS Till").purchase_days) == (70, 1)
		assert insight("_RS Walk-in") is None
		sale.cancel()
		refresh()
		assert insight("_RS Till") is None

	@pytest.mark.parametrize("kind", [{"is_opening": "Yes"}, {"is_internal_customer": 1}])
	def test_opening_and_internal_invoices_are_no_sales(self, kind):
		sales_invoice("_RS Kind", on=date(2026, 6, 20), amount=70, **kind)
		refresh()

		assert insight("_RS Kind") is None

	def test_a_credit_note_without_quantity_takes_revenue_and_no_purchase_day(self):
		sales_invoice("_RS Cred", on=date(2026, 6, 1), amount=100)
		sales_invoice("_RS Cred", on=date(2026, 6, 1), amount=-30, qty=0)
		refresh()

		found = insight("_RS Cred")

		assert (found.revenue, found.purchase_days, found.last_purchase_on) == (70, 1, date(2026, 6, 1))

	def test_a_return_takes_its_cost_along(self):
		invoice = sales_invoice("_RS Cost", on=date(2026, 6, 1), amount=100, cost=40)
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

		sales_invoice("_RS Rate", on=date(2026, 6, 1), amount=100)
		sales_invoice("_RS Rate", on=date(2026, 6, 8), amount=500, currency="USD", exchange_rate=0)
		refresh()

		found = insight("_RS Rate")

		assert (found.revenue, found.purchase_days, found.lines_without_rate) == (100, 1, 1)
		(shown,) = get_overview(named("_RS Rate"))["insights"]
		assert shown["sentence"].endswith(
			"One invoice line has no exchange rate: its amount is missing here."
		)

	def test_a_deleted_item_leaves_what_was_sold_of_it(self):
		import frappe

		from tests.factories.buying import item

		invoice = sales_invoice("_RS Item", on=date(2026, 6, 1), amount=100)
		frappe.db.delete("Item", {"name": item("_RS Article")})
		frappe.db.commit()
		invoice.reload()
		invoice.db_set("posting_date", date(2026, 6, 2))
		note(invoice)
		refresh()
		found = insight("_RS Item")
		item("_RS Article")
		frappe.db.commit()

		assert (found.revenue, found.last_purchase_on) == (100, date(2026, 6, 2))

	def test_a_date_far_ahead_waits_and_breaks_nothing(self):
		sales_invoice("_RS Far", on=date(2999, 12, 31), amount=100)
		refresh()

		found = insight("_RS Far")

		assert (found.revenue, found.segment, found.last_purchase_on) == (0, "", None)
		assert history("_RS Far") == []


def note(doc) -> None:
	from relationship_suite.relationship_core.facts.changes import note as note_change

	note_change(doc)


@pytest.mark.usefixtures("stand_in")
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
