"""What never counts for or against a supplier, what is flagged, and the faults of ERPNext's own scorecard by name."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tests.factories import buying
from tests.factories import scorecards as make

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	make.only_scorecard("_RS Card")
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")
	frappe.db.set_single_value("Relationship Suite Settings", "count_drop_ship", 0)
	frappe.db.commit()


def scores(supplier: str) -> list[tuple]:
	make.refresh(AS_OF)
	return [(row["period"], row["score"]) for row in make.results(supplier=supplier)]


def changed(document, **values) -> None:
	"""A change behind the form, noted as the form would."""
	import frappe

	from relationship_suite.relationship_core.facts import changes

	frappe.db.set_value(document.doctype, document.name, values)
	changes.note(document)


# What never counts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
	("reason", "expected"), [("Ours", []), ("Theirs", [("2026-03", 0)]), ("", [("2026-03", 0)])]
)
def test_a_line_closed_short_counts_unless_it_was_our_decision(reason, expected):
	order = make.line(f"_RS Closed {reason}", date(2026, 3, 3), late=True)
	changed(order, status="Closed", relationship_closed_reason=reason)

	assert scores(f"_RS Closed {reason}") == expected


def test_drop_ship_counts_by_setting_and_the_setting_restates_the_months():
	import frappe

	order = make.line("_RS Dropper", date(2026, 3, 3), late=True)
	frappe.db.set_value("Purchase Order Item", order.items[0].name, "delivered_by_supplier", 1)
	assert scores("_RS Dropper") == []

	frappe.db.set_single_value("Relationship Suite Settings", "count_drop_ship", 1)
	frappe.clear_document_cache("Relationship Suite Settings", "Relationship Suite Settings")

	assert scores("_RS Dropper") == [("2026-03", 0)]


@pytest.mark.parametrize("values", [{"is_internal_supplier": 1}, {"status": "On Hold"}])
def test_internal_suppliers_and_orders_on_hold_are_out(values):
	name = f"_RS Out {'-'.join(values)}"
	order = make.line(name, date(2026, 3, 3), late=True)
	changed(order, **values)

	assert scores(name) == []


def test_an_internal_supplier_has_no_price_variance():
	import frappe

	from relationship_suite.relationship_core.facts.engines import SiteEngine
	from relationship_suite.srm_extensions.cost.metrics import Baseline, variance_lines

	order = make.line("_RS Sister", date(2026, 3, 3))
	invoice = buying.purchase_invoice(order, on=date(2026, 3, 5), qty=10, rate=9)
	frappe.db.set_value("Purchase Invoice", invoice.name, "is_internal_supplier", 1)
	make.refresh(AS_OF)

	lines = SiteEngine().rows(variance_lines(Baseline("order"), AS_OF))
	assert invoice.name not in {line["voucher"] for line in lines}


# Bad input ------------------------------------------------------------------------------------------------


def test_an_order_of_the_future_is_not_due():
	make.line("_RS Ahead", date(2027, 3, 3), late=True)

	assert scores("_RS Ahead") == []


def test_a_line_of_a_deleted_item_still_counts_and_the_reports_still_open():
	import frappe

	from relationship_suite.srm_extensions.report.late_and_open_deliveries import late_and_open_deliveries

	item = buying.named("_RS Deleted")
	make.line("_RS Of Deleted", date(2026, 3, 3), late=True, item_code=item)
	frappe.db.delete("Item", {"name": item})

	assert scores("_RS Of Deleted") == [("2026-03", 0)]
	filters = {"mode": "By Line", "supplier": buying.named("_RS Of Deleted"), "from_date": "2026-03-01"}
	rows = late_and_open_deliveries.execute({**filters, "to_date": "2026-03-31"})[1]
	assert [row["item_code"] for row in rows] == [item]


def test_a_document_without_a_company_is_one_failure_and_stops_no_other():
	import frappe

	order = make.line("_RS Nowhere", date(2026, 3, 3), late=True)
	make.line("_RS Somewhere", date(2026, 3, 3))
	frappe.db.set_value("Purchase Order", order.name, "company", None)
	log = make.refresh(AS_OF)

	try:
		assert log.status == "Completed with errors"
		assert [row.voucher for row in log.failures] == [order.name]
		assert [row["score"] for row in make.results(supplier="_RS Somewhere")] == [100]
		assert make.results(supplier="_RS Nowhere") == []
	finally:
		frappe.db.set_value("Purchase Order", order.name, "company", buying.COMPANY)
		frappe.db.commit()
		make.refresh(AS_OF)


# Faults of ERPNext's Supplier Scorecard -------------------------------------------------------------------


def test_fault_late_receipts_count_as_on_time():
	order = make.line("_RS F Late", date(2026, 3, 3), late=True)
	buying.purchase_receipt(order, on=date(2026, 3, 9), qty=10)

	assert scores("_RS F Late") == [("2026-03", 0)]


def test_fault_ordered_has_to_come_in_one_receipt():
	order = make.line("_RS F Split", date(2026, 3, 3), late=True)
	buying.purchase_receipt(order, on=date(2026, 3, 1), qty=4)
	buying.purchase_receipt(order, on=date(2026, 3, 3), qty=6)

	assert scores("_RS F Split") == [("2026-03", 100)]


def test_fault_draft_and_cancelled_orders_count_as_late():
	make.line("_RS F Draft", date(2026, 3, 3))
	make.line("_RS F Draft", date(2026, 3, 4), late=True, submit=False)
	make.line("_RS F Draft", date(2026, 3, 5), late=True).cancel()

	assert scores("_RS F Draft") == [("2026-03", 100)]


def test_fault_companies_and_currencies_are_mixed():
	make.line("_RS F Mixed", date(2026, 3, 3))
	make.line("_RS F Mixed", date(2026, 3, 3), late=True, company=buying.COMPANY_2, currency="USD")
	make.refresh(AS_OF)

	found = {row["company"]: row["score"] for row in make.results(supplier="_RS F Mixed")}
	assert found == {buying.COMPANY: 100, buying.COMPANY_2: 0}


def test_fault_a_score_of_100_matches_no_standing():
	make.line("_RS F Hundred", date(2026, 3, 3))
	make.refresh(AS_OF)

	assert [row["standing"] for row in make.results(supplier="_RS F Hundred")] == ["Best"]


@pytest.mark.parametrize("frequency", ["Monthly", "Quarterly", "Yearly"])
def test_fault_periods_overlap_as_weeks_of_eight_days_did(frequency):
	from relationship_suite.srm_extensions.scorecards.periods import periods

	found = periods(frequency, date(2024, 1, 1), date(2026, 12, 31))

	assert sum(period.days for period in found) == 366 + 365 + 365
	assert all(one.following() == other for one, other in pairwise(found))


def test_fault_recursion_for_a_supplier_made_on_the_last_day_of_a_month():
	import frappe

	name = buying.supplier("_RS F Last Day")
	frappe.db.set_value("Supplier", name, "creation", "2026-01-31 23:59:00", update_modified=False)
	make.line("_RS F Last Day", date(2026, 1, 31))

	assert scores("_RS F Last Day") == [("2026-01", 100)]


def test_fault_idle_periods_are_scored():
	make.line("_RS F Idle", date(2026, 1, 5))
	make.line("_RS F Idle", date(2026, 4, 5))

	assert [period for period, _score in scores("_RS F Idle")] == ["2026-01", "2026-04"]


def test_fault_past_periods_are_never_restated():
	order = make.line("_RS F Past", date(2026, 1, 5), late=True)
	assert scores("_RS F Past") == [("2026-01", 0)]

	buying.purchase_receipt(order, on=date(2026, 6, 1), qty=10, delivered_on=date(2026, 1, 5))

	assert scores("_RS F Past") == [("2026-01", 100)]


def test_fault_one_error_rolls_back_the_site(monkeypatch):
	from relationship_suite.relationship_core.facts import store

	bad = make.line("_RS F Bad", date(2026, 3, 3), late=True)
	make.line("_RS F Good", date(2026, 3, 3))
	real = store.replace

	def broken(voucher_type, names):
		if bad.name in names:
			raise ValueError("unreadable")
		return real(voucher_type, names)

	monkeypatch.setattr(store, "replace", broken)

	assert scores("_RS F Good") == [("2026-03", 100)]
	assert make.results(supplier="_RS F Bad") == []
	monkeypatch.undo()
	from relationship_suite.relationship_core.facts import changes

	changes.retry_failed()
	assert scores("_RS F Bad") == [("2026-03", 0)]
