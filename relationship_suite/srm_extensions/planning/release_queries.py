"""Reads of agreements and releases, and of what ERPNext's documents ask of a supplier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

import frappe
from frappe.query_builder.functions import Coalesce
from frappe.utils import getdate

from relationship_suite.srm_extensions.planning.queries import BUCKET, FORECAST
from relationship_suite.srm_extensions.planning.release import Requirements

AGREEMENT, RELEASE, LINE = "Planning Agreement", "Forecast Release", "Forecast Release Line"

ByDay = dict[str, list[tuple[date, float]]]


def asked(agreement) -> dict[str, Requirements]:
	"""What is known of each item of a Planning Agreement, in its order; four statements."""
	items = [row.item for row in agreement.items]
	forecast = _forecast(agreement.company, items)
	requested = _requested(agreement.company, items)
	ordered = _ordered(agreement.company, agreement.supplier, items)
	whole = whole_uoms({row.uom for row in agreement.items})
	return {
		row.item: Requirements(
			row.uom,
			row.share,
			forecast.get(row.item, {}),
			requested.get(row.item, ()),
			ordered.get(row.item, ()),
			row.uom in whole,
		)
		for row in agreement.items
	}


def last_version(doctype: str, **of: str) -> dict | None:
	"""``name`` and ``version`` of the last Forecast Release or Supply Commitment with these values; None before the first."""
	return frappe.db.get_value(doctype, of, ["name", "version"], as_dict=True, order_by="version desc")


def quantities_of(release: str) -> dict[tuple[str, date], float]:
	"""(item, first day of the bucket) -> quantity of a release."""
	row = frappe.qb.DocType(LINE)
	rows = (
		frappe.qb.from_(row)
		.select(row.item, row.first_day, row.release_qty)
		.where((row.parenttype == RELEASE) & (row.parent == release))
		.run()
	)
	return {(item, getdate(day)): float(qty) for item, day, qty in rows}


def item_groups(items: Collection[str]) -> dict[str, str]:
	"""Item -> its group."""
	goods = frappe.qb.DocType("Item")
	rows = frappe.qb.from_(goods).select(goods.name, goods.item_group)
	return dict(rows.where(goods.name.isin(list(items))).run()) if items else {}


def whole_uoms(uoms: Collection[str]) -> set[str]:
	"""Those UOMs whose quantities must be whole numbers."""
	uom = frappe.qb.DocType("UOM")
	rows = frappe.qb.from_(uom).select(uom.name).where(uom.must_be_whole_number == 1)
	return {name for (name,) in rows.where(uom.name.isin(list(uoms))).run()} if uoms else set()


def _forecast(company: str, items: Collection[str]) -> dict[str, dict[date, float]]:
	"""Item -> month -> what is planned, of the current forecasts in the item's stock UOM."""
	doc, row, goods = frappe.qb.DocType(FORECAST), frappe.qb.DocType(BUCKET), frappe.qb.DocType("Item")
	rows = (
		frappe.qb.from_(doc)
		.inner_join(row)
		.on((row.parent == doc.name) & (row.parenttype == FORECAST))
		.inner_join(goods)
		.on((goods.name == doc.item) & (goods.stock_uom == doc.uom))
		.select(doc.item, row.month, row.planned_qty)
		.where((doc.company == company) & doc.item.isin(list(items)) & (doc.is_current == 1))
		.run()
	)
	found: dict[str, dict[date, float]] = defaultdict(dict)
	for item, month, qty in rows:
		found[item][getdate(month)] = float(qty)
	return found


def _requested(company: str, items: Collection[str]) -> ByDay:
	"""What Material Requests to buy still ask for and no order has taken up, by the day it is wanted."""
	request, line = frappe.qb.DocType("Material Request"), frappe.qb.DocType("Material Request Item")
	open_qty = line.stock_qty - Coalesce(line.ordered_qty, 0)
	rows = (
		frappe.qb.from_(line)
		.inner_join(request)
		.on((request.name == line.parent) & (line.parenttype == "Material Request"))
		.select(line.item_code, line.schedule_date, open_qty)
		.where((request.docstatus == 1) & (request.material_request_type == "Purchase"))
		.where((request.status != "Stopped") & (request.company == company))
		.where(line.item_code.isin(list(items)) & (open_qty > 0))
		.run()
	)
	return _by_item(rows)


def _ordered(company: str, supplier: str, items: Collection[str]) -> ByDay:
	"""What open orders at the supplier have still to bring, by the day it is expected."""
	order, line = frappe.qb.DocType("Purchase Order"), frappe.qb.DocType("Purchase Order Item")
	open_qty = (line.qty - Coalesce(line.received_qty, 0)) * Coalesce(line.conversion_factor, 1)
	rows = (
		frappe.qb.from_(line)
		.inner_join(order)
		.on((order.name == line.parent) & (line.parenttype == "Purchase Order"))
		.select(line.item_code, Coalesce(line.expected_delivery_date, line.schedule_date), open_qty)
		.where((order.docstatus == 1) & order.status.notin(["Closed", "Completed", "Delivered"]))
		.where((order.company == company) & (order.supplier == supplier))
		.where(line.item_code.isin(list(items)) & (open_qty > 0))
		.run()
	)
	return _by_item(rows)


def _by_item(rows) -> ByDay:
	found: ByDay = defaultdict(list)
	for item, day, qty in rows:
		found[item].append((getdate(day), float(qty)))
	return found
