"""What each measure of an indicator reads: from documents to its figure, and where the lines behind it are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from relationship_suite.srm_extensions.risk.indicators import Indicator, Subject, Thresholds
from tests.factories import buying, ledger, scorecards, selling
from tests.factories.indicators import JUNE
from tests.factories.statements import watched

GROUP, SHEET, ROD = "_RS Watched Metals", "_RS Watched Sheet", "_RS Watched Rod"
ADA, BOB, EVE, FAY = "_RS Ada", "_RS Bob", "_RS Eve", "_RS Fay"


@pytest.fixture(scope="module", autouse=True)
def _documents(site):
	"""Ada and Bob share a group, of which Ada alone has the rods; Eve takes longer and Fay has more faults in June."""
	import frappe

	buying.masters()
	selling.masters()
	scorecards.only_scorecard("_RS Measures")
	buying.ensure("Item Group", GROUP, item_group_name=GROUP, is_group=0)
	invoice(ADA, SHEET, 600)
	invoice(BOB, SHEET, 300)
	invoice(ADA, ROD, 100)
	for place in range(8):
		receive(EVE, date(2025 + (place + 9) // 12, (place + 9) % 12 + 1, 1), days=10 + 2 * (place % 2))
	receive(EVE, date(2026, 6, 1), days=15)
	receive(FAY, date(2026, 5, 1), days=5)
	receive(FAY, date(2026, 6, 1), days=5, rejected=2)
	ledger.invoice("_RS Cy", 900, on=date(2026, 6, 1))
	scorecards.refresh()
	yield
	frappe.set_user("Administrator")


def invoice(supplier: str, item: str, amount: float) -> None:
	import frappe

	days = {"ordered": date(2026, 3, 1), "due": date(2026, 3, 9)}
	order = buying.purchase_order(supplier, **days, qty=10, rate=amount / 10, item_code=item)
	doc = buying.purchase_invoice(order, on=date(2026, 3, 20), qty=10, rate=amount / 10)
	for row in doc.items:
		frappe.db.set_value("Purchase Invoice Item", row.name, "item_group", GROUP)


def receive(supplier: str, ordered: date, *, days: int, rejected: float = 0) -> None:
	on = ordered + timedelta(days=days)
	order = buying.purchase_order(supplier, ordered=ordered, due=on)
	buying.purchase_receipt(order, on=on, qty=10 - rejected, rejected=rejected)


def readings(measure: str, *, months: int = 1, suppliers=None) -> dict:
	from relationship_suite.srm_extensions.risk.indicator_queries import Asked
	from relationship_suite.srm_extensions.risk.indicator_queries import readings as read

	watched = Indicator("_RS", measure, Thresholds(1, 1), months, 1, 0, "Delivery", 1, 1)
	return read(watched, Asked(JUNE, [buying.COMPANY], suppliers))


def of(supplier: str, **values) -> Subject:
	return Subject(buying.COMPANY, "Supplier", buying.named(supplier), **values)


def test_defects_of_a_month_are_held_against_the_month_before(clean):
	reading = readings("PPM Trend")[of(FAY)]

	assert reading.value == pytest.approx(200_000)
	assert (reading.figures["n_before"], reading.figures["n_now"]) == (1, 1)


def test_lead_time_is_held_against_the_months_before(clean):
	reading = readings("Lead Time Drift")[of(EVE)]

	assert reading.value == pytest.approx((15 - 11) * 1.128 / 2)
	assert reading.figures == {"now": 15, "before": 11, "n_now": 1, "months": 8}


@pytest.mark.parametrize("measure", ["OTIF Trend", "PPM Trend", "Lead Time Drift"])
def test_figures_of_suppliers_are_read_of_those_alone_that_are_asked_for(clean, measure):
	mine = buying.named(FAY)

	assert {subject.party for subject in readings(measure, suppliers=[mine])} == {mine}


def test_an_item_of_one_supplier_and_the_share_of_the_largest_of_several(clean):
	found = readings("Single Source", months=6)

	assert found[of(ADA, item_code=ROD)].value == 100
	assert found[of(ADA, item_code=SHEET)].value == pytest.approx(100 * 600 / 900)


def test_the_index_of_an_item_group(clean):
	found = readings("Concentration", months=6)

	assert found[Subject(buying.COMPANY, item_group=GROUP)].value == pytest.approx(70**2 + 30**2)


def test_a_supplier_in_all_that_the_company_buys(clean):
	reading = readings("Spend Dependency", months=6)[of(ADA)]

	assert reading.figures["amount"] == 700
	assert reading.value == pytest.approx(100 * 700 / reading.figures["total"])


def test_a_customer_in_all_that_is_owed_to_the_company(clean):
	reading = readings("Receivable Concentration")[
		Subject(buying.COMPANY, "Customer", selling.customer("_RS Cy"))
	]

	assert reading.figures["amount"] == 900
	assert reading.value == pytest.approx(100 * 900 / reading.figures["total"])


def test_what_lies_outside_the_window_counts_for_nothing(clean):
	assert of(ADA) not in readings("Spend Dependency", months=1)


def test_the_figures_are_one_statement_each(clean):
	from relationship_suite.srm_extensions.risk.watched import WATCHED

	for measure in WATCHED:
		with watched() as statements:
			readings(measure)
		assert len(statements) == 1, measure
