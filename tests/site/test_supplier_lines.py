"""The lines behind a supplier's figures: lead times, defects, and the refresh of one supplier."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from relationship_suite.relationship_core.facts.engines import SiteEngine
from relationship_suite.srm_extensions.scorecards import metrics
from relationship_suite.srm_extensions.scorecards.lead_time import lead_time
from tests.factories import buying
from tests.factories import scorecards as make

AS_OF = date(2026, 6, 30)
GROUPS = ("Supplier", "Item Group", "Item", "Invoice Line")
SPAN = {"from_date": "2026-01-01", "to_date": "2026-06-30"}


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	make.only_scorecard("_RS Card")
	frappe.db.commit()
	yield
	frappe.set_user("Administrator")


def run(report: str, **filters):
	import frappe

	module = frappe.scrub(report)
	path = f"relationship_suite.srm_extensions.report.{module}.{module}.execute"
	return frappe.get_attr(path)(frappe._dict(filters))


def received(
	supplier: str, *lead_days: int, first: date = date(2026, 1, 5), due_in: int = 10, **values
) -> list:
	"""Orders of as many days, of January if nothing else is said, each received after so many days."""
	found = []
	for place, days in enumerate(lead_days):
		ordered = first + timedelta(days=place)
		order = buying.purchase_order(
			supplier, ordered=ordered, due=ordered + timedelta(days=due_in), **values
		)
		found.append(buying.purchase_receipt(order, on=ordered + timedelta(days=days), qty=10))
	return found


# Lead times -----------------------------------------------------------------------------------------------


def test_the_lead_times_of_the_roll_up_are_those_of_the_receipts():
	from relationship_suite.srm_extensions.scorecards import lead_time_queries

	received("_RS Spread", 3, 4, 8, 8, 20, 31, 2)
	received("_RS Single", 7)
	make.refresh()

	months = [date(2026, month, 1) for month in range(1, 7)]
	expected = defaultdict(list)
	for row in SiteEngine().rows(metrics.lead_times(AS_OF)):
		if row["delivered_month"] in months:
			expected[row["company"], row["supplier"]].append(row["lead_days"])
	found = lead_time_queries.by_supplier(months)

	assert {(each.keys["company"], each.keys["supplier"]) for each in found} == set(expected)
	assert any(each.taken.n == 7 for each in found)
	for each in found:
		reference = lead_time(expected[each.keys["company"], each.keys["supplier"]])
		assert (each.taken.n, each.taken.median, each.taken.p90) == pytest.approx(
			(reference.n, reference.median, reference.p90), abs=1e-9
		)


def test_by_item_the_receipts_add_up_to_those_by_supplier():
	for item in ("_RS Bolt", "_RS Nut"):
		received("_RS Many Items", 3, 9, 30, item_code=buying.named(item))
	make.refresh()
	asked = {"supplier": buying.named("_RS Many Items"), **SPAN}

	(whole,) = run("Supplier Lead Times", **asked)[1]
	items = run("Supplier Lead Times", mode="By Item", **asked)[1]

	assert [row["n"] for row in items] == [3, 3]
	assert sum(row["n"] for row in items) == whole["n"]


def test_by_item_the_slowest_suppliers_come_first_and_what_is_cut_is_said(monkeypatch):
	from relationship_suite.srm_extensions.report.supplier_lead_times import supplier_lead_times

	slow, slower = buying.named("_RS Rather Slow"), buying.named("_RS Slower Still")
	of_2023 = date(2023, 1, 5)  # no other test receives anything in 2024
	receipts = received("_RS Rather Slow", *[400] * 10, first=of_2023)
	receipts += received("_RS Slower Still", *[500] * 10, first=of_2023)
	make.refresh()
	monkeypatch.setattr(supplier_lead_times, "RECEIPTS", 1)
	asked = {"mode": "By Item", "from_date": "2024-01-01", "to_date": "2024-12-31"}

	one = run("Supplier Lead Times", **asked)
	monkeypatch.setattr(supplier_lead_times, "RECEIPTS", 20)
	both = run("Supplier Lead Times", **asked)
	for receipt in receipts:  # a bench keeps them for the next run of this test
		receipt.cancel()
	make.refresh()

	assert {row["supplier"] for row in one[1]} == {slower}
	assert one[2].startswith("The items of 1 suppliers of 2 are shown")
	assert {row["supplier"] for row in both[1]} == {slow, slower}
	assert both[2].startswith("From the order")


def test_lead_times_are_those_of_whole_months_and_say_so():
	received("_RS Whole Months", 20)  # received on 25 January
	make.refresh()

	result = run(
		"Supplier Lead Times",
		supplier=buying.named("_RS Whole Months"),
		from_date="2026-01-28",
		to_date="2026-02-28",
	)

	assert [row["n"] for row in result[1]] == [1]
	assert "Whole months are shown" in result[2]


def test_lead_times_stand_beside_what_was_quoted():
	name = buying.named("_RS Slow")
	received("_RS Slow", *range(12, 24), due_in=9)
	make.refresh()

	(row,) = run("Supplier Lead Times", supplier=name, **SPAN)[1]

	assert (row["n"], row["median_days"], row["quoted_days"], row["over_quoted"]) == (12, 18, 9, 9)
	assert row["variation"] == pytest.approx(3.605551 / 17.5, abs=0.005)


def test_few_receipts_give_no_lead_time():
	received("_RS Few Receipts", 5, 6)
	make.refresh()

	(row,) = run("Supplier Lead Times", supplier=buying.named("_RS Few Receipts"), **SPAN)[1]

	assert (row["n"], row["minimum"]) == (2, 10)
	assert row["median_days"] is row["p90_days"] is row["variation"] is None


def test_by_item_there_is_a_hint_for_the_safety_stock():
	item = buying.named("_RS Stocked")
	received("_RS Stocker", *range(5, 25), item_code=item)
	make.refresh()

	(row,) = run(
		"Supplier Lead Times", mode="By Item", supplier=buying.named("_RS Stocker"), service_level=95, **SPAN
	)[1]

	# 200 received in six months, of 30.4375 days each
	assert row["daily_use"] == pytest.approx(200 / 6 / 30.4375, abs=1e-3)
	assert row["safety_stock"] > 0


def test_a_service_level_that_cannot_be_is_said():
	import frappe

	with pytest.raises(frappe.ValidationError, match="Service Level"):
		run("Supplier Lead Times", service_level=100)


# Defects --------------------------------------------------------------------------------------------------


def test_defects_are_the_lines_behind_the_ppm():
	name = buying.named("_RS Defective")
	order = buying.purchase_order("_RS Defective", ordered=date(2026, 1, 5), due=date(2026, 2, 5), qty=30)
	receipt = buying.purchase_receipt(order, on=date(2026, 2, 5), qty=8, rejected=2)
	buying.purchase_return(receipt, on=date(2026, 4, 1), qty=3)
	buying.purchase_receipt(order, on=date(2026, 2, 6), qty=10)
	make.refresh()

	rows = run("Defective Receipts", supplier=name, **SPAN)[1]

	(row,) = rows
	assert (row["voucher"], row["rejected_qty"], row["returned_qty"]) == (receipt.name, 2, 3)
	assert row["ppm"] == 500_000
	months = [row for part in metrics.quality_by_month(AS_OF) for row in SiteEngine().rows(part)]
	assert sum(m["defective_qty"] for m in months if m["supplier"] == name) == 5


# Prices --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["Order price", "12-month mean"])
def test_price_variance_leads_to_lines_that_add_up_to_it(baseline):
	import frappe

	name = f"_RS Priced {baseline}"
	for day, rate in ((date(2026, 4, 20), 6), (date(2026, 5, 20), 9)):
		order = buying.purchase_order(
			name, ordered=date(2026, 4, 1), due=date(2026, 12, 4), rate=5, item_code=buying.named(name)
		)
		buying.purchase_invoice(order, on=day, qty=10, rate=rate)
	settings = "Relationship Suite Settings"
	frappe.db.set_single_value(settings, "ppv_baseline", baseline)
	frappe.clear_document_cache(settings, settings)
	make.refresh()
	filters = {"company": buying.COMPANY, "supplier": buying.named(name), **SPAN}
	try:
		whole = {by: run("Purchase Price Variance", group_by=by, **filters)[1] for by in GROUPS}
	finally:
		frappe.db.set_single_value(settings, "ppv_baseline", "Order price")
		frappe.clear_document_cache(settings, settings)
		make.refresh()

	assert len(whole["Invoice Line"]) == 2
	for column in ("invoiced_amount", "ppv_amount", "ppv_price", "ppv_exchange", "ppv_mix"):
		sums = {by: round(sum(row[column] for row in rows), 4) for by, rows in whole.items()}
		assert len(set(sums.values())) == 1, (column, sums)
	assert (
		sum(row["ppv_amount"] for row in whole["Supplier"])
		== {"Order price": 50, "12-month mean": 30}[baseline]
	)


# One supplier ---------------------------------------------------------------------------------------------


def test_the_button_reads_the_documents_of_its_supplier_and_leaves_the_others_noted():
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import changes

	make.line("_RS Read Alone", date(2026, 3, 3))
	make.refresh()
	first = make.line("_RS Read Alone", date(2026, 4, 3), late=True)
	make.line("_RS Left Noted", date(2026, 4, 3), late=True)
	frappe.db.commit()
	mine, other = buying.named("_RS Read Alone"), buying.named("_RS Left Noted")
	assert len(changes.pending_of("Supplier", mine)) == 1

	log = tasks.refresh_party("Supplier", mine, as_of=AS_OF)

	assert (log.status, log.vouchers, log.party) == ("Completed", 1, mine)
	assert changes.pending_of("Supplier", mine) == []
	assert len(changes.pending_of("Supplier", other)) == 1
	assert [row["score"] for row in make.results(supplier="_RS Read Alone")] == [100, 50]
	assert make.results(supplier="_RS Left Noted") == []

	first.reload()
	first.cancel()
	frappe.delete_doc("Purchase Order", first.name, force=True)  # only the facts know whose it was
	frappe.db.commit()
	tasks.refresh_party("Supplier", mine, as_of=AS_OF)

	assert [row["score"] for row in make.results(supplier="_RS Read Alone")] == [100]


def test_the_refresh_of_one_supplier_is_no_refresh_of_the_others():
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts.freshness import last_refresh

	make.refresh()
	tasks.refresh_party("Supplier", buying.supplier("_RS Read Alone"), as_of=AS_OF)
	runs = frappe.get_all("Relationship Refresh", {"kind": "One Party"}, order_by="started_at desc", limit=1)
	frappe.db.set_value("Relationship Refresh", runs[0].name, "started_at", "2099-01-01 12:00:00")

	assert last_refresh("Supplier", buying.named("_RS Read Alone")).year == 2099
	assert last_refresh("Supplier", buying.named("_RS Left Noted")).year < 2099
	assert last_refresh("Customer", buying.named("_RS Read Alone")).year < 2099
	frappe.db.rollback()


# The sentence ---------------------------------------------------------------------------------------------


def summary(supplier: str) -> dict:
	from relationship_suite.srm_extensions.scorecards import api

	return api.supplier_summary(buying.named(supplier), company=buying.COMPANY)


def test_the_sentence_says_how_far_the_score_fell_in_how_long_and_by_what():
	for month in (1, 2, 3, 4):
		make.line("_RS Falling", date(2026, month, 3))
		make.line("_RS Falling", date(2026, month, 4), late=month > 2)
	make.refresh()

	found = summary("_RS Falling")

	# a window of three months: 100 in January, four of six in April
	assert "fell from 100.0 to 66.7 of 100 in 3 months" in found["sentence"]
	assert "mostly by OTIF, which went from 100.0 % to 66.7 %" in found["sentence"]
	assert found["next_step"] == {"text": "Ask for a new date for what is overdue.", "leads_to": "late"}
	(kpi,) = found["kpis"]
	assert (kpi["value_text"], kpi["evidence"], kpi["is_better"]) == ("66.7 %", "of 6 lines", False)
	assert kpi["behind"] == {"report": "Late and Open Deliveries", "filters": {"mode": "By Line"}}
	assert kpi["meaning"] == "lines on time and in full, of the lines due"


def test_the_sentence_names_the_item_group_that_most_misses_are_of_as_plain_text():
	import frappe

	buying.ensure("Item Group", "_RS Nuts & Bolts", item_group_name="_RS Nuts & Bolts", is_group=0)
	for day, late, group in (
		(3, True, "_RS Nuts & Bolts"),
		(4, True, "_RS Nuts & Bolts"),
		(5, True, "_RS Goods"),
	):
		order = make.line("_RS Grouped", date(2026, 3, day), late=late)
		frappe.db.set_value("Purchase Order Item", order.items[0].name, "item_group", group)
	make.refresh()

	assert "66.7 % of what OTIF missed was _RS Nuts & Bolts." in summary("_RS Grouped")["sentence"]


def test_too_few_lines_are_counted_in_words():
	make.only_scorecard("_RS Card", kpis=[{**make.OTIF_ONLY[0], "minimum_evidence": 10}])
	for day in (3, 4, 5, 6):
		make.line("_RS Thin", date(2026, 3, day))
	make.refresh()

	found = summary("_RS Thin")

	assert "OTIF: Not enough data (4 of 10 lines)." in found["sentence"]
	assert [row["needed"] for row in found["not_judged"]] == ["Not enough data (4 of 10 lines)"]
