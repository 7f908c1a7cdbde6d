"""Lists that end early say of how many, and what stands above them is of everything asked for."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying
from tests.factories import scorecards as make
from tests.factories.statements import watched
from tests.site.test_supplier_reports import SPAN, _figures, run  # noqa: F401

DELIVERIES, DEFECTS, PRICES = "Late and Open Deliveries", "Defective Receipts", "Purchase Price Variance"
#: Within months: what whole months have summed up does not answer these.
WITHIN = {"from_date": "2026-01-02", "to_date": "2026-06-29"}


def cut_at(monkeypatch, report: str, limit: int) -> None:
	import frappe

	name = frappe.scrub(report)
	module = frappe.get_module(f"relationship_suite.srm_extensions.report.{name}.{name}")
	monkeypatch.setattr(module, "LIMIT", limit)


def summary(result: tuple) -> list:
	return [figure["value"] for figure in result[4]]


def statements(report: str, **filters) -> int:
	run(report, **filters)  # fills the caches
	with watched() as found:
		run(report, **filters)
	return len(found)


def late_and_overdue(name: str) -> str:
	"""Three lines delivered late, of orders of their own, and two overdue ones, the oldest first."""
	for day in (3, 4, 5):
		order = buying.purchase_order(name, ordered=date(2026, 1, 2), due=date(2026, 2, day), qty=10)
		buying.purchase_receipt(order, on=date(2026, 4, 20), qty=10)
	for day in (6, 7):
		make.line(name, date(2026, 3, day), late=True)
	return buying.named(name)


@pytest.mark.parametrize("days", [SPAN, WITHIN], ids=["whole months", "days within months"])
@pytest.mark.parametrize(
	("status", "counted"), [(None, [5, 2]), ("Delivered late", [3, 0]), ("Overdue", [2, 2])]
)
def test_the_lines_above_a_cut_list_are_all_that_are_late(monkeypatch, days, status, counted):
	supplier = late_and_overdue(f"_RS Cut Lines {status} {days['to_date']}")
	asked = {"mode": "By Line", "supplier": supplier, "status": status, **days}
	make.refresh()
	whole = run(DELIVERIES, **asked)

	cut_at(monkeypatch, DELIVERIES, 1)
	cut = run(DELIVERIES, **asked)

	assert summary(whole) == summary(cut) == counted
	assert (whole[2], len(cut[1])) == (None, 1)
	assert cut[2].startswith(f"The first 1 of {counted[0]} are shown.")
	assert cut[2].endswith("The chart is of those that are shown.")
	assert sum(cut[3]["data"]["datasets"][0]["values"]) == 1


def imperfect(name: str) -> str:
	"""One perfect order, two that were rejected in part and three that are late."""
	make.line(name, date(2026, 3, 3))
	for day in (4, 5):
		order = buying.purchase_order(name, ordered=date(2026, 2, 2), due=date(2026, 3, day), qty=10)
		buying.purchase_receipt(order, on=date(2026, 3, day), qty=9, rejected=1)
	for day in (6, 7, 8):
		make.line(name, date(2026, 4, day), late=True)
	return buying.named(name)


@pytest.mark.parametrize("days", [SPAN, WITHIN], ids=["whole months", "days within months"])
def test_the_orders_above_a_cut_list_are_all_that_were_not_perfect(monkeypatch, days):
	asked = {"mode": "By Order", "supplier": imperfect(f"_RS Cut Orders {days['to_date']}"), **days}
	make.refresh()
	whole = run(DELIVERIES, **asked)

	cut_at(monkeypatch, DELIVERIES, 2)
	cut = run(DELIVERIES, **asked)

	assert summary(whole) == summary(cut) == [5, 3]
	assert (whole[2], len(cut[1])) == (None, 2)
	assert cut[2].startswith("The first 2 of 5 are shown.")


def test_orders_outside_the_days_are_not_counted(monkeypatch):
	asked = {"mode": "By Order", "supplier": imperfect("_RS Cut Days"), "to_date": "2026-04-07"}
	make.refresh()
	cut_at(monkeypatch, DELIVERIES, 1)

	assert summary(run(DELIVERIES, from_date="2026-03-05", **asked)) == [3, 2]


def test_no_zeros_stand_above_an_empty_list_of_orders():
	name = buying.supplier("_RS Without Orders")

	assert run(DELIVERIES, mode="By Order", supplier=name, **SPAN)[4] is None


def defects(name: str) -> str:
	"""A bolt rejected once, the oldest; nuts three times, one of whose lots failed its inspection."""
	for item, month in (("Bolt", 1), ("Nut", 2), ("Nut", 3), ("Nut", 4)):
		day, code = date(2026, month, 9), buying.named(f"_RS {item}")
		order = buying.purchase_order(name, ordered=date(2026, 1, 2), due=day, qty=10, item_code=code)
		receipt = buying.purchase_receipt(order, on=day, qty=9, rejected=1)
		if month == 2:
			buying.inspection(receipt, 5, "Rejected")
	return buying.named(name)


def test_the_defects_above_a_cut_list_are_all_there_are(monkeypatch):
	asked = {"supplier": defects("_RS Cut Defects"), **WITHIN}
	make.refresh()
	whole = run(DEFECTS, **asked)

	cut_at(monkeypatch, DEFECTS, 1)
	cut = run(DEFECTS, **asked)

	assert summary(whole) == summary(cut) == [4, 1]
	assert whole[3] == cut[3]
	assert cut[3]["data"]["labels"] == [buying.named("_RS Nut"), buying.named("_RS Bolt")]
	assert cut[3]["data"]["datasets"][0]["values"] == [3, 1]
	assert cut[2].startswith("The first 1 of 4 are shown.")
	assert "The totals and the chart are of all of them. Whole months are shown" in cut[2]
	assert len(cut[1]) == 1


def test_the_variance_above_a_cut_list_is_that_of_all_lines_and_of_the_item_alone(monkeypatch):
	name, item = "_RS Cut Prices", buying.named("_RS Cut Item")
	for code, rate in ((item, 6), (item, 7), (item, 8), (buying.named("_RS Other Item"), 9)):
		order = buying.purchase_order(
			name, ordered=date(2026, 4, 1), due=date(2026, 4, 4), rate=5, item_code=code
		)
		buying.purchase_invoice(order, on=date(2026, 4, 20), qty=10, rate=rate)
	make.refresh()
	asked = {"company": buying.COMPANY, "supplier": buying.named(name), "group_by": "Invoice Line", **SPAN}
	cut_at(monkeypatch, PRICES, 1)

	of_all, of_item = run(PRICES, **asked), run(PRICES, item_code=item, **asked)

	assert (summary(of_all)[0], summary(of_item)[0]) == (100, 60)
	assert ["1 of 4" in of_all[2], "1 of 3" in of_item[2]] == [True, True]
	assert of_item[3]["data"]["datasets"][0]["values"] == [60]  # the chart is the item's as well


@pytest.mark.parametrize(
	("report", "asked"),
	[
		(DELIVERIES, {"mode": "By Line", **SPAN}),
		(DELIVERIES, {"mode": "By Order", **SPAN}),
		(DELIVERIES, {"mode": "By Order", **WITHIN}),
		(DEFECTS, SPAN),
		(PRICES, {"group_by": "Invoice Line", "company": buying.COMPANY, **SPAN}),
	],
)
def test_a_cut_costs_one_statement_more_and_a_whole_list_none(monkeypatch, report, asked):
	name = f"_RS Cut Costs {report} {'-'.join(asked.values())}"
	supplier = late_and_overdue(name)
	defects(name)
	for rate in (6, 7):
		order = buying.purchase_order(name, ordered=date(2026, 4, 1), due=date(2026, 4, 4), qty=10, rate=5)
		buying.purchase_invoice(order, on=date(2026, 4, 20), qty=10, rate=rate)
	make.refresh()
	count = len(run(report, supplier=supplier, **asked)[1])
	assert count > 1
	whole = statements(report, supplier=supplier, **asked)

	cut_at(monkeypatch, report, count)
	exact = statements(report, supplier=supplier, **asked)
	cut_at(monkeypatch, report, count - 1)
	cut = statements(report, supplier=supplier, **asked)

	assert (exact, cut) == (whole, whole + 1)
