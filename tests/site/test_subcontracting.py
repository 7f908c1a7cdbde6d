"""Subcontracted orders are judged by the finished goods that come back, not by the service that is bought."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import buying

AS_OF = date(2026, 6, 30)
GOOD = "_RS Finished Good"


@pytest.fixture(autouse=True)
def _masters(clean):
	import frappe

	if buying.is_bench():
		pytest.skip("ERPNext wants a bill of materials and supplied stock for every subcontracted line")
	buying.masters()
	buying.item(GOOD)
	frappe.db.commit()


def subcontracted(name: str, **values):
	"""10 hours of work for 100 finished goods."""
	po = buying.purchase_order(
		name,
		ordered=date(2026, 2, 1),
		due=date(2026, 3, 10),
		qty=10,
		item_code="_RS Work",
		is_subcontracted=1,
		submit=False,
		**values,
	)
	po.items[0].update({"fg_item": GOOD, "fg_item_qty": 100})
	po.save(ignore_permissions=True)
	po.submit()
	return po


def receive(po, qty: float, rejected: float = 0, scrap: float = 0):
	"""A Subcontracting Receipt of finished goods."""
	import frappe

	line = {"item_code": GOOD, "stock_uom": buying.UOM, "conversion_factor": 1, "rate": 1, "amount": qty}
	link = {"purchase_order": po.name, "purchase_order_item": po.items[0].name}
	items = [{**line, **link, "qty": qty, "rejected_qty": rejected}]
	if scrap:
		items.append({**line, "qty": scrap, "is_scrap_item": 1})
	doc = frappe.get_doc(
		{
			"doctype": "Subcontracting Receipt",
			"supplier": po.supplier,
			"company": po.company,
			"posting_date": date(2026, 3, 9),
			"items": items,
		}
	)
	doc.insert(ignore_permissions=True, ignore_mandatory=True)
	doc.submit()


def month_of(name: str) -> dict:
	import frappe

	from relationship_suite import tasks
	from relationship_suite.relationship_core.facts import schema

	frappe.db.commit()
	tasks.run("Refresh", as_of=AS_OF)
	table = frappe.qb.Table(schema.SUPPLIER_MONTH.name)
	query = frappe.qb.from_(table).select("*").where(table.supplier == buying.named(name))
	(row,) = query.run(as_dict=True)
	return row


def test_in_full_is_judged_in_finished_goods():
	receive(subcontracted("_RS Half Done"), 50)
	receive(subcontracted("_RS Done"), 100)

	half, done = month_of("_RS Half Done"), month_of("_RS Done")

	assert (half["qty_due"], half["lines_in_full"]) == (100, 0)
	assert (done["qty_due"], done["lines_in_full"]) == (100, 1)
	assert done["value_due"] == 50  # 10 hours at 5


def test_the_purchase_receipt_of_the_service_and_scrap_do_not_count_a_second_time():
	po = subcontracted("_RS Booked Twice")
	receive(po, 90, rejected=10, scrap=7)
	buying.purchase_receipt(po, on=date(2026, 3, 9), qty=9, rejected=1)

	month = month_of("_RS Booked Twice")

	assert (month["received_qty"], month["defective_qty"], month["lines_in_full"]) == (100, 10, 1)


def test_an_order_of_the_old_flow_names_its_goods_itself():
	po = subcontracted("_RS Old Flow", is_old_subcontracting_flow=1)

	assert month_of("_RS Old Flow")["qty_due"] == po.items[0].qty == 10
