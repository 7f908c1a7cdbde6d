"""Orders as wholes: on time in full, perfect, in the month of their last commitment, and restated with their lines."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make

AS_OF = date(2026, 6, 30)
FEBRUARY, MARCH, APRIL = date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def orders_of(supplier: str, as_of: date = AS_OF) -> dict[date, tuple[int, int, int]]:
	"""Month -> orders due, on time in full, perfect, after a refresh."""
	import frappe
	from frappe.utils import getdate

	make.refresh(as_of)
	table = frappe.qb.Table("relationship_supplier_orders")
	rows = (
		frappe.qb.from_(table)
		.select(table.month, table.orders_due, table.orders_otif, table.orders_perfect)
		.where(table.supplier == buying.named(supplier))
		.orderby(table.month)
		.run()
	)
	return {getdate(month): tuple(map(int, counts)) for month, *counts in rows}


def order(supplier: str, **values):
	"""An order due on 10 March, or from then on."""
	return buying.purchase_order(supplier, ordered=date(2026, 1, 5), due=date(2026, 3, 10), **values)


def receive(po, line: int = 0, on: date = date(2026, 3, 9), qty: float = 10, **values):
	return buying.purchase_receipt(po, on=on, qty=qty, line=line, **values)


def test_an_order_is_on_time_in_full_when_all_its_lines_are():
	good, bad = order("_RS Whole Orders", lines=2), order("_RS Whole Orders", lines=2)
	for line in (0, 1):
		receive(good, line)
	receive(bad, 0)
	receive(bad, 1, on=date(2026, 3, 11))

	assert orders_of("_RS Whole Orders") == {MARCH: (2, 1, 1)}


def test_an_order_counts_in_the_month_of_its_last_commitment_once_that_has_passed():
	po = order("_RS Long", lines=2, apart=40)  # the second line is due on 19 April
	receive(po, 0)

	assert orders_of("_RS Long", date(2026, 4, 19)) == {}
	assert orders_of("_RS Long", date(2026, 4, 20)) == {APRIL: (1, 0, 0)}


def test_a_change_of_a_line_of_an_earlier_month_restates_the_order():
	po = order("_RS Order Restated", lines=2, apart=40)
	receive(po, 1, on=date(2026, 4, 18))
	assert orders_of("_RS Order Restated") == {APRIL: (1, 0, 0)}

	receipt = receive(po, 0)
	assert orders_of("_RS Order Restated") == {APRIL: (1, 1, 1)}

	receipt.reload()
	receipt.cancel()
	assert orders_of("_RS Order Restated") == {APRIL: (1, 0, 0)}


def test_cancelling_an_order_takes_it_out():
	po = order("_RS Withdrawn")
	assert orders_of("_RS Withdrawn") == {MARCH: (1, 0, 0)}

	po.reload()
	po.cancel()

	assert orders_of("_RS Withdrawn") == {}


def test_an_order_closed_short_by_us_judges_nobody():
	po = order("_RS Our Fault")
	po.reload()
	po.db_set("relationship_closed_reason", "Ours")
	po.db_set("status", "Closed")

	assert orders_of("_RS Our Fault") == {}


def test_rejected_goods_leave_an_order_on_time_in_full_and_less_than_perfect():
	receive(order("_RS Scratched"), qty=9, rejected=1)

	assert orders_of("_RS Scratched") == {MARCH: (1, 1, 0)}


def test_goods_given_back_later_make_their_order_less_than_perfect():
	receipt = receive(order("_RS Order Given Back"))
	assert orders_of("_RS Order Given Back") == {MARCH: (1, 1, 1)}

	buying.purchase_return(receipt, on=date(2026, 5, 20), qty=2)

	assert orders_of("_RS Order Given Back") == {MARCH: (1, 1, 0)}


def test_a_perfect_order_is_a_joint_test_and_no_product_of_rates():
	late_and_scratched, good = order("_RS Joint"), order("_RS Joint")
	receive(late_and_scratched, on=date(2026, 3, 20), qty=9, rejected=1)
	receive(good)

	# Half are on time, half are in condition: a quarter as a product, half of them perfect.
	assert orders_of("_RS Joint") == {MARCH: (2, 1, 1)}


@pytest.mark.parametrize("line", [0, 1], ids=["last line", "earlier line"])
def test_an_invoice_at_another_price_makes_its_order_less_than_perfect(line):
	name = f"_RS Invoiced {line}"
	po = order(name, lines=2, apart=-30)  # the second line is due on 8 February
	receive(po, 0)
	receive(po, 1, on=date(2026, 2, 6))
	buying.purchase_invoice(po, on=date(2026, 3, 20), qty=5, rate=po.items[line].rate, line=line)
	assert orders_of(name) == {MARCH: (1, 1, 1)}

	dearer = buying.purchase_invoice(po, on=date(2026, 3, 21), qty=5, rate=5.5, line=line)
	assert orders_of(name) == {MARCH: (1, 1, 0)}

	dearer.reload()
	dearer.cancel()
	assert orders_of(name) == {MARCH: (1, 1, 1)}


@pytest.mark.parametrize(
	("ordered", "invoiced", "differs"),
	[(0.33, 0.33, 0), (0.33, 0.34, 1), (100, 100.05, 0), (100, 100.2, 1)],
)
def test_a_rounded_amount_is_no_other_price(ordered, invoiced, differs):
	name = f"_RS Rounded {ordered} {invoiced}"
	po = order(name, qty=1000, rate=ordered)
	receive(po, qty=1000)
	buying.purchase_invoice(po, on=date(2026, 3, 21), qty=1000, rate=invoiced)

	assert orders_of(name) == {MARCH: (1, 1, 1 - differs)}


def test_the_price_is_compared_in_the_currency_of_the_order():
	po = order("_RS Order Dollars", rate=5, currency="USD", conversion_rate=0.5)
	receive(po)
	buying.purchase_invoice(po, on=date(2026, 3, 21), qty=10, rate=5, conversion_rate=0.7)

	assert orders_of("_RS Order Dollars") == {MARCH: (1, 1, 1)}


def test_an_invoice_dated_ahead_counts_from_its_day_on():
	po = order("_RS Order Invoiced Ahead")
	receive(po)
	buying.purchase_invoice(po, on=date(2026, 7, 3), qty=10, rate=6)

	assert orders_of("_RS Order Invoiced Ahead") == {MARCH: (1, 1, 1)}
	assert orders_of("_RS Order Invoiced Ahead", date(2026, 7, 2)) == {MARCH: (1, 1, 1)}
	assert orders_of("_RS Order Invoiced Ahead", date(2026, 7, 3)) == {MARCH: (1, 1, 0)}


def kpi(**values) -> dict:
	return {"weight": 50, "threshold": 0, "target": 80, "stretch": 100, "minimum_evidence": 1, **values}


def test_orders_are_kpis_of_a_scorecard():
	make.only_scorecard("_RS Card", kpis=[kpi(kpi="OTIF by Orders"), kpi(kpi="Perfect Order")])
	for rejected in (0, 0, 1):
		receive(order("_RS Scored Orders"), qty=10 - rejected, rejected=rejected)
	receive(order("_RS Scored Orders", lines=3))
	make.refresh()

	(result,) = make.results(supplier="_RS Scored Orders", period="2026-03")

	assert {k["kpi"]: (k["value"], k["n"]) for k in result["kpis"]} == {
		"OTIF by Orders": (75, 4),
		"Perfect Order": (50, 4),
	}


def test_a_scorecard_for_an_item_group_cannot_count_whole_orders():
	import frappe

	card = make.scorecard(
		"_RS Card Of Goods", kpis=[kpi(weight=100, kpi="Perfect Order")], item_group="_RS Goods"
	)

	with pytest.raises(frappe.ValidationError, match="Perfect Order counts whole orders"):
		card.insert()


def test_the_report_leads_to_the_orders_that_were_not_perfect():
	from relationship_suite.srm_extensions.report.late_and_open_deliveries.late_and_open_deliveries import (
		execute,
	)

	receive(order("_RS Behind"))
	late = order("_RS Behind", lines=2)
	receive(late, 0, qty=9, rejected=1)
	dear = order("_RS Behind")
	receive(dear)
	buying.purchase_invoice(dear, on=date(2026, 3, 21), qty=10, rate=6)
	make.refresh()

	filters = {
		"mode": "By Order",
		"supplier": buying.named("_RS Behind"),
		"from_date": "2026-03-01",
		"to_date": "2026-03-31",
	}
	rows = {row["voucher"]: row for row in execute(filters)[1]}

	shown = ("lines_due", "lines_missed", "lines_faulty", "lines_differing", "otif")
	assert {name: tuple(row[column] for column in shown) for name, row in rows.items()} == {
		late.name: (2, 1, 1, 0, ""),
		dear.name: (1, 0, 0, 1, "Yes"),
	}
	assert rows[late.name]["due_on"] == date(2026, 3, 10)


def test_the_report_of_orders_refuses_an_item_group():
	import frappe

	from relationship_suite.srm_extensions.report.late_and_open_deliveries.late_and_open_deliveries import (
		execute,
	)

	with pytest.raises(frappe.ValidationError, match="belong to no item group"):
		execute({"mode": "By Order", "item_group": "_RS Goods"})


def test_supplier_performance_shows_orders_of_the_window_and_how_many_are_needed():
	from relationship_suite.srm_extensions.report.supplier_performance.supplier_performance import execute

	make.only_scorecard("_RS Card")
	for _ in range(10):
		receive(order("_RS Many Orders"))
	receive(order("_RS Few Orders"))
	make.refresh()

	rows = {row["supplier"]: row for row in execute({"as_of": "2026-03-31", "scorecard": "_RS Card"})[1]}

	shown = ("orders_otif_percent", "orders_perfect_percent", "orders_due", "minimum")
	many, few = (rows[buying.named(name)] for name in ("_RS Many Orders", "_RS Few Orders"))
	assert tuple(many[column] for column in shown) == (100, 100, 10, 10)
	assert tuple(few[column] for column in shown) == (None, None, 1, 10)


def test_supplier_performance_counts_the_orders_of_each_suppliers_own_window():
	from relationship_suite.srm_extensions.report.supplier_performance.supplier_performance import execute

	make.only_scorecard("_RS Card")
	long_ago, lately = date(2025, 3, 10), date(2026, 3, 10)
	for supplier, due in (
		("_RS Long Ago", long_ago),
		("_RS Still There", long_ago),
		("_RS Still There", lately),
	):
		receive(buying.purchase_order(supplier, ordered=date(2025, 1, 5), due=due), on=due)
	make.refresh()

	rows = {row["supplier"]: row for row in execute({"as_of": "2026-03-31", "scorecard": "_RS Card"})[1]}

	gone, there = (rows[buying.named(name)] for name in ("_RS Long Ago", "_RS Still There"))
	assert gone["to_date"] < there["from_date"], "there are two windows"
	assert (gone["orders_due"], there["orders_due"]) == (1, 1)
