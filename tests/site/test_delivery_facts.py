"""Purchase documents become supplier months: on time, in full, defective, and restated when documents change."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying

AS_OF = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	buying.masters()
	frappe.db.commit()


def month_of(supplier: str, month: date = date(2026, 3, 1)) -> dict:
	"""The supplier's roll-up of a month after a refresh, as of :data:`AS_OF`."""
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema

	frappe.db.commit()
	tasks.run("Refresh", as_of=AS_OF)
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	rows = (
		frappe.qb.from_(table)
		.select("*")
		.where((table.supplier == buying.named(supplier)) & (table.month == month))
		.run(as_dict=True)
	)
	return rows[0] if rows else {}


def order(supplier: str, **values):
	return buying.purchase_order(supplier, ordered=date(2026, 2, 1), due=date(2026, 3, 10), **values)


def test_a_line_received_whole_on_its_day_is_on_time_and_in_full():
	po = order("_RS Punctual")
	buying.purchase_receipt(po, on=date(2026, 3, 10), qty=10)

	month = month_of("_RS Punctual")

	assert (month["lines_due"], month["lines_on_time"], month["lines_in_full"], month["lines_otif"]) == (
		1,
		1,
		1,
		1,
	)


def test_a_receipt_one_day_late_is_not_on_time():
	po = order("_RS Late")
	buying.purchase_receipt(po, on=date(2026, 3, 11), qty=10)

	month = month_of("_RS Late")

	assert (month["lines_due"], month["lines_on_time"], month["lines_in_full"], month["lines_otif"]) == (
		1,
		0,
		0,
		0,
	)


def test_split_deliveries_count_in_full_when_the_sum_is_there():
	po = order("_RS Split")
	buying.purchase_receipt(po, on=date(2026, 3, 8), qty=4)
	buying.purchase_receipt(po, on=date(2026, 3, 10), qty=6)

	assert month_of("_RS Split")["lines_otif"] == 1


def test_a_replacement_of_returned_goods_does_not_make_a_good_line_late():
	po = order("_RS Replaced")
	receipt = buying.purchase_receipt(po, on=date(2026, 3, 9), qty=10)
	buying.purchase_return(receipt, on=date(2026, 4, 1), qty=2)
	buying.purchase_receipt(po, on=date(2026, 4, 8), qty=2)

	month = month_of("_RS Replaced")

	assert (month["lines_on_time"], month["lines_in_full"], month["lines_otif"]) == (1, 1, 1)
	assert (month["received_qty"], month["defective_qty"]) == (10, 2)


def test_the_rest_of_a_short_delivery_makes_the_line_late():
	po = order("_RS Rest")
	buying.purchase_receipt(po, on=date(2026, 3, 9), qty=8)
	buying.purchase_receipt(po, on=date(2026, 4, 8), qty=2)

	month = month_of("_RS Rest")

	assert (month["lines_on_time"], month["lines_in_full"], month["lines_otif"]) == (0, 0, 0)


def test_an_overdue_open_line_is_a_failure():
	order("_RS Open")

	month = month_of("_RS Open")

	assert (month["lines_due"], month["lines_otif"], month["lines_late_open"]) == (1, 0, 1)


def test_a_line_closed_short_by_them_failed_but_is_not_overdue_any_more():
	from relationship_suite.srm_extensions.scorecards import queries

	po = order("_RS Given Up")
	buying.purchase_receipt(po, on=date(2026, 3, 9), qty=4)
	assert month_of("_RS Given Up")["lines_late_open"] == 1

	po.reload()
	po.db_set("relationship_closed_reason", "Theirs")
	po.db_set("status", "Closed")

	month = month_of("_RS Given Up")
	assert (month["lines_due"], month["lines_in_full"], month["lines_otif"]) == (1, 0, 0)
	assert (month["lines_late_open"], month["lines_closed_short"]) == (0, 1)
	assert queries.late_open_lines(buying.named("_RS Given Up"), None) == 0


@pytest.mark.parametrize("again", [False, True], ids=["loaded anew", "the same document"])
@pytest.mark.parametrize("status", ["Closed", "On Hold"])
def test_reopening_an_order_makes_its_line_overdue_again(status, again):
	name = f"_RS Reopened {status} {again}"
	po = order(name)
	po.reload()
	po.db_set("status", status)
	assert month_of(name).get("lines_late_open", 0) == 0

	import frappe

	reopened = po if again else frappe.get_doc("Purchase Order", po.name)
	reopened.db_set("status", "To Receive and Bill")

	assert month_of(name)["lines_late_open"] == 1


def test_a_draft_and_a_cancelled_order_are_never_late():
	order("_RS Draft", submit=False)
	order("_RS Cancelled").cancel()

	assert month_of("_RS Draft") == {}
	assert month_of("_RS Cancelled") == {}


def test_the_day_of_arrival_counts_and_not_the_day_of_typing():
	po = order("_RS Typed Late")
	buying.purchase_receipt(po, on=date(2026, 3, 20), qty=10, delivered_on=date(2026, 3, 9))

	assert month_of("_RS Typed Late")["lines_otif"] == 1


def test_a_later_promise_does_not_excuse_the_first_one():
	po = order("_RS Drifting", promised=date(2026, 3, 12))
	buying.purchase_receipt(po, on=date(2026, 4, 2), qty=10)
	po.reload()
	po.items[0].db_set("expected_delivery_date", date(2026, 4, 5))
	po.notify_update()

	month = month_of("_RS Drifting")

	assert (month["lines_due"], month["lines_on_time"]) == (1, 0)


def test_cancelling_a_receipt_opens_the_line_again():
	po = order("_RS Undone")
	receipt = buying.purchase_receipt(po, on=date(2026, 3, 10), qty=10)
	assert month_of("_RS Undone")["lines_otif"] == 1

	receipt.reload()
	receipt.cancel()

	assert month_of("_RS Undone")["lines_otif"] == 0


def test_a_return_restates_the_quality_of_the_month_of_the_receipt():
	po = order("_RS Returned")
	receipt = buying.purchase_receipt(po, on=date(2026, 3, 10), qty=8, rejected=2)
	assert month_of("_RS Returned")["defective_qty"] == 2

	buying.purchase_return(receipt, on=date(2026, 5, 4), qty=3)

	month = month_of("_RS Returned")
	assert (month["received_qty"], month["defective_qty"]) == (10, 5)
	assert month_of("_RS Returned", date(2026, 5, 1)) == {}


def test_returning_rejected_goods_does_not_reject_them_twice():
	po = order("_RS Rejected")
	receipt = buying.purchase_receipt(po, on=date(2026, 3, 10), qty=8, rejected=2)
	buying.purchase_return(receipt, on=date(2026, 3, 15), qty=2, from_rejected=True)

	assert month_of("_RS Rejected")["defective_qty"] == 2


def test_quantities_are_in_stock_uom():
	po = order("_RS Boxes", qty=4, factor=12)
	buying.purchase_receipt(po, on=date(2026, 3, 10), qty=4)

	month = month_of("_RS Boxes")

	assert (month["qty_due"], month["received_qty"], month["lines_otif"]) == (48, 48, 1)


def test_quantities_of_different_units_are_never_added():
	from relationship_suite.srm_extensions.scorecards import queries
	from relationship_suite.srm_extensions.scorecards.model import Kpi, TargetCurve, Template

	screws = order("_RS Screws And Machines", qty=100_000, item_code="_RS Screw")
	buying.purchase_receipt(screws, on=date(2026, 3, 10), qty=100_000)
	buying.item("_RS Machine", stock_uom=buying.BOX)
	machine = order("_RS Screws And Machines", qty=2, item_code="_RS Machine", submit=False)
	machine.items[0].update({"uom": buying.BOX, "stock_uom": buying.BOX})
	machine.save(ignore_permissions=True)
	machine.submit()
	buying.purchase_receipt(machine, on=date(2026, 3, 10), qty=1, rejected=1)
	month_of("_RS Screws And Machines")

	curve = TargetCurve(0, 50, 100)
	template = Template((Kpi("PPM", 50, curve), Kpi("OTIF by Quantity", 50, curve)), ())
	card = queries.Card("", template, None, (), "", True)
	(months,) = queries.months(
		card, date(2026, 3, 1), date(2026, 3, 1), [buying.named("_RS Screws And Machines")]
	).values()
	known = months[date(2026, 3, 1)]

	found = {
		key: {uom: (t.part, t.whole, t.n) for uom, t in tallies.items()}
		for key, tallies in known.by_uom.items()
		if tallies
	}
	assert found == {
		"PPM": {buying.UOM: (0, 100_000, 1), buying.BOX: (1, 2, 1)},
		"OTIF by Quantity": {buying.UOM: (100_000, 100_000, 1), buying.BOX: (2, 2, 1)},
	}
	assert not {"qty_due", "qty_otif", "received_qty"} & known.sums.keys()
	assert known.sums["lines_due"] == 2


def test_price_variance_is_against_the_order_in_company_currency():
	po = order("_RS Dearer", rate=5, currency="USD", conversion_rate=0.5)
	buying.purchase_invoice(po, on=date(2026, 3, 12), qty=10, rate=6)

	month = month_of("_RS Dearer")

	assert (month["invoiced_amount"], month["ppv_baseline_amount"], month["ppv_amount"]) == (30, 25, 5)


def test_companies_are_kept_apart():
	import frappe

	order("_RS Shared")
	order("_RS Shared", company=buying.COMPANY_2)
	month_of("_RS Shared")

	table = frappe.qb.Table("relationship_supplier_month")
	rows = (
		frappe.qb.from_(table)
		.select(table.company, table.lines_due)
		.where(table.supplier == buying.named("_RS Shared"))
		.run()
	)

	assert sorted(map(tuple, rows)) == [(buying.COMPANY, 1), (buying.COMPANY_2, 1)]


def test_a_line_falls_due_by_the_passing_of_time_alone():
	import frappe

	from relationship_suite import tasks

	buying.purchase_order("_RS Future", ordered=date(2026, 6, 1), due=date(2026, 7, 2))
	assert month_of("_RS Future", date(2026, 7, 1)) == {}

	tasks.run("Nightly", as_of=date(2026, 7, 3))

	table = frappe.qb.Table("relationship_supplier_month")
	rows = (
		frappe.qb.from_(table)
		.select(table.lines_due)
		.where(table.supplier == buying.named("_RS Future"))
		.run()
	)
	assert [tuple(row) for row in rows] == [(1,)]


def test_a_receipt_dated_ahead_counts_from_its_day_on():
	import frappe

	from relationship_suite import tasks

	po = buying.purchase_order("_RS Ahead", ordered=date(2026, 6, 1), due=date(2026, 7, 10))
	buying.purchase_receipt(po, on=date(2026, 6, 20), qty=10, delivered_on=date(2026, 7, 9))
	assert month_of("_RS Ahead", date(2026, 7, 1)) == {}

	tasks.run("Nightly", as_of=date(2026, 7, 9))

	table = frappe.qb.Table("relationship_supplier_month")
	rows = (
		frappe.qb.from_(table)
		.select(table.received_qty)
		.where(table.supplier == buying.named("_RS Ahead"))
		.run()
	)
	assert [float(row[0]) for row in rows] == [10]


def test_a_service_that_is_invoiced_and_never_received_is_not_overdue():
	"""ERPNext leaves such an order "To Receive" for good."""
	import frappe

	order("_RS Consultant")
	try:
		frappe.db.set_single_value("Relationship Suite Settings", "count_non_stock", 0)
		assert not month_of("_RS Consultant").get("lines_due")
	finally:
		frappe.db.set_single_value("Relationship Suite Settings", "count_non_stock", 1)
	assert month_of("_RS Consultant")["lines_late_open"] == 1


def test_an_invoice_dated_ahead_counts_from_its_day_on():
	import frappe

	from relationship_suite import tasks
	from relationship_suite.srm_extensions.scorecards import queries

	po = order("_RS Invoiced Ahead")
	buying.purchase_invoice(po, on=date(2026, 7, 20), qty=5, rate=6)
	if not buying.is_bench():  # ERPNext has no fiscal year for it
		buying.purchase_invoice(po, on=date(2062, 7, 20), qty=5, rate=6)
	assert month_of("_RS Invoiced Ahead", date(2026, 7, 1)) == {}
	assert queries.month_range()[1] <= AS_OF, "a date typed wrong makes periods of half a century"

	tasks.run("Nightly", as_of=date(2026, 7, 20))

	table = frappe.qb.Table("relationship_supplier_month")
	query = frappe.qb.from_(table).select(table.month, table.invoiced_amount)
	query = query.where(table.supplier == buying.named("_RS Invoiced Ahead")).orderby(table.month)
	rows = query.where(table.invoiced_amount != 0).run()
	assert [(str(row[0])[:10], float(row[1])) for row in rows] == [("2026-07-01", 30)]
